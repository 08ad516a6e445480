/* What is left of groups with constants, duplicates and linear combinations. */
#include "random_problem.h"

#include "core/philox.h"
#include "measures/reduction.h"

enum { ROWS = 200, PARS = 6 };

/* a; b; 3 − 2a; a + b − c; c; a constant. */
static voi_problem *make_problem(voi_context *ctx)
{
    static double x[PARS * ROWS], nb[2 * ROWS];
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    for (size_t i = 0; i < ROWS; i++) {
        double a = vi_uniform(5, 0, i), b = vi_uniform(5, 1, i), c = vi_uniform(5, 2, i);
        const double row[PARS] = {a, b, 3 - 2 * a, a + b - c, c, 7};
        for (size_t j = 0; j < PARS; j++) {
            x[j * ROWS + i] = row[j];
        }
        nb[ROWS + i] = a;
    }
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {x, ROWS, PARS, 1, ROWS}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    return problem;
}

static void check_left(const char *asked, const char *left, bool smaller)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = make_problem(ctx);
    voi_error error = {VOI_OK, ""};
    vi_asked whole = {0}, rest = {0};
    bool reduced = !smaller;
    check_ok(vi_asked_create(problem, &asked, 1, &whole, &error));
    check_ok(vi_reduce(ctx, problem, &whole, &rest, &reduced, &error));
    char *name = vi_asked_name(&rest, problem, 0);
    assert_string_equal(name, left);
    assert_int_equal(reduced, smaller);
    free(name);
    vi_asked_free(&whole);
    vi_asked_free(&rest);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void needless_members_go(void **state)
{
    (void)state;
    check_left("p1,p2,p5", "p1,p2,p5", false);
    check_left("p1,p3", "p1", true);
    check_left("p3,p1", "p3", true);
    check_left("p6,p1,p2", "p1,p2", true);
    check_left("p1,p2,p4,p5", "p1,p2,p4", true);
    check_left("p1,p6", "p1", true);
}

static void a_single_stays(void **state)
{
    (void)state;
    check_left("p6", "p6", false);
    check_left("p4", "p4", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(needless_members_go),
        cmocka_unit_test(a_single_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
