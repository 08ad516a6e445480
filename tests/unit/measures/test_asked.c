/* Questions about parameters, as words make them. */
#include "random_problem.h"

#include "core/alloc.h"
#include "measures/asked.h"

static const char *const names[] = {"a", "b", "c", "b,c"};

static voi_problem *make_problem(void)
{
    static const double x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, nb[4] = {1, 0, 0, 1};
    const voi_problem_data data = {
        .net_benefit = {nb, 2, 2, 2, 1}, .parameters = {x, 2, 4, 1, 2}, .parameter_names = names};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static void words_become_sets(void **state)
{
    static const char *const words[] = {"c,a", "b,c", "a"};
    voi_problem *problem = make_problem();
    voi_error error = {VOI_OK, ""};
    vi_asked asked;
    (void)state;
    check_ok(vi_asked_create(problem, words, 3, &asked, &error));
    assert_int_equal(asked.count, 3);
    assert_int_equal(vi_asked_size(&asked, 0), 2);
    assert_int_equal(asked.member[0], 2);
    assert_int_equal(asked.member[1], 0);
    assert_int_equal(vi_asked_size(&asked, 1), 1); /* a parameter of that very name */
    assert_int_equal(asked.member[asked.start[1]], 3);
    char *name = vi_asked_name(&asked, problem, 0);
    assert_string_equal(name, "c,a");
    vi_free(name);
    vi_asked_free(&asked);
    check_ok(vi_asked_create(problem, NULL, 0, &asked, &error));
    assert_int_equal(asked.count, 4);
    assert_int_equal(asked.member[asked.start[2]], 2);
    vi_asked_free(&asked);
    voi_problem_destroy(problem);
}

static void refuse(const voi_problem *problem, const char *first, const char *second,
                   const char *message)
{
    const char *const words[] = {first, second};
    voi_error error = {VOI_OK, ""};
    vi_asked asked;
    assert_int_equal(vi_asked_create(problem, words, second ? 2 : 1, &asked, &error),
                     VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
}

static void mistakes_are_named(void **state)
{
    voi_problem *problem = make_problem();
    (void)state;
    refuse(problem, "a,zzz", NULL, "no parameter is named \"zzz\"");
    refuse(problem, "a,", NULL, "group \"a,\": a name is missing");
    refuse(problem, "a,b,a", NULL, "parameter \"a\" stands twice in a group");
    refuse(problem, "a", "a", "parameter \"a\" is asked for twice");
    refuse(problem, "a,c", "c,a", "group \"c,a\" is asked for twice");
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_sets),
        cmocka_unit_test(mistakes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
