/* All pairs of parameters, and groups with names, by the public call. */
#include "evppi_faults.h"

#include "math/normal.h"
#include "measures/asked.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 600, PARS = 5 };

typedef struct {
    double x[PARS * ROWS], nb[3 * ROWS];
} sample;

/* Five normal parameters, of which p1 and p2 have a product. */
static voi_problem *new_problem(voi_context *ctx, const char *const *names)
{
    static sample s;
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            s.x[j * ROWS + i] = vi_normal_quantile(vi_uniform(41, j, i));
        }
        double noise = vi_normal_quantile(vi_uniform(41, 9, i));
        s.nb[ROWS + i] = s.x[i] * s.x[ROWS + i] + 0.5 * s.x[2 * ROWS + i] + noise;
        s.nb[2 * ROWS + i] = s.x[3 * ROWS + i] - 1;
    }
    const voi_problem_data data = {.net_benefit = {s.nb, ROWS, 3, 1, ROWS},
                                   .parameters = {s.x, ROWS, PARS, 1, ROWS},
                                   .parameter_names = names};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    return problem;
}

static voi_status ask(size_t threads, const voi_evppi_options *options, voi_table **out,
                      voi_error *error)
{
    voi_context *ctx = new_context(threads);
    voi_problem *problem = new_problem(ctx, NULL);
    voi_status status = voi_evppi(ctx, problem, options, out, error);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return status;
}

static voi_table *answer(size_t threads, const voi_evppi_options *options)
{
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(ask(threads, options, &table, &error));
    return table;
}

static void check_same(const voi_table *a, size_t row, const voi_table *b, size_t other)
{
    static const char *const numbers[] = {"evppi", "se", "ci_low", "ci_high", "policy_value"};
    assert_string_equal(text_cell(a, row, "pars"), text_cell(b, other, "pars"));
    assert_string_equal(text_cell(a, row, "method"), text_cell(b, other, "method"));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_true(cell(a, row, numbers[i]) == cell(b, other, numbers[i]));
    }
}

/* Bit for bit, whether a pair is asked about alone or with others, and on any number of threads. */
static void a_pair_is_a_group_of_two(void **state)
{
    static const char *const one[] = {"p1,p3"}, *const some[] = {"p4", "p2", "p5"};
    (void)state;
    voi_table *all = answer(1, &(voi_evppi_options){.pairs = true});
    assert_int_equal(voi_table_rows(all), PARS * (PARS - 1) / 2);
    assert_string_equal(text_cell(all, 0, "pars"), "p1,p2");
    assert_true(cell(all, 0, "evppi") > 0.15);
    voi_table *alone = answer(2, &(voi_evppi_options){.parameters = one, .parameter_count = 1});
    check_same(alone, 0, all, 1);
    voi_table_destroy(alone);
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        voi_table *other = answer(threads, &(voi_evppi_options){.pairs = true});
        for (size_t row = 0; row < voi_table_rows(all); row++) {
            check_same(all, row, other, row);
        }
        voi_table_destroy(other);
    }
    voi_table *chosen =
        answer(2, &(voi_evppi_options){.parameters = some, .parameter_count = 3, .pairs = true});
    assert_int_equal(voi_table_rows(chosen), 3);
    assert_string_equal(text_cell(chosen, 0, "pars"), "p4,p2");
    assert_string_equal(text_cell(chosen, 2, "pars"), "p2,p5");
    voi_table_destroy(chosen);
    voi_table_destroy(all);
}

static void check_refusal(const voi_evppi_options *options, voi_status status, const char *message)
{
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(ask(1, options, &table, &error), status);
    assert_string_equal(error.message, message);
    assert_null(table);
}

static void pairs_that_are_refused(void **state)
{
    static const char *const group[] = {"p1", "p2,p3"};
    (void)state;
    check_refusal(&(voi_evppi_options){.parameters = group, .parameter_count = 2, .pairs = true},
                  VOI_ERR_ARGUMENT, "pairs are of single parameters, not of a group of 2");
    check_refusal(&(voi_evppi_options){.parameters = group, .parameter_count = 1, .pairs = true},
                  VOI_ERR_ARGUMENT, "pairs need two parameters or more");
    check_refusal(&(voi_evppi_options){.pairs = true, .method = "spline"}, VOI_ERR_ARGUMENT,
                  "the method spline is for single parameters, not for a group of 2");
    size_t start[302], member[1];
    for (size_t s = 0; s < 302; s++) {
        start[s] = s;
    }
    vi_asked asked = {301, start, member};
    voi_error error = {VOI_OK, ""};
    assert_int_equal(vi_asked_pair_up(&asked, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "EVPPI: 301 parameters make 45150 pairs; at most 20000 are "
                                       "possible: name the parameters that matter");
    assert_ptr_equal(asked.start, start);
}

static void groups_have_names(void **state)
{
    static const char *const groups[] = {"p1,p2", "p3", "p4,p5,p1"};
    static const char *const names[] = {"effects", "cost", "rest"}, *const twice[] = {"a", "b",
                                                                                      "a"};
    (void)state;
    const voi_evppi_options options = {
        .parameters = groups, .parameter_count = 3, .group_names = names};
    voi_table *named = answer(2, &options);
    voi_table *plain = answer(2, &(voi_evppi_options){.parameters = groups, .parameter_count = 3});
    assert_int_equal(voi_table_find(named, "group"), 0);
    assert_int_equal(voi_table_find(plain, "pars"), 0);
    for (size_t row = 0; row < 3; row++) {
        assert_string_equal(text_cell(named, row, "group"), names[row]);
        check_same(named, row, plain, row);
    }
    voi_table_destroy(named);
    voi_table_destroy(plain);
    check_refusal(
        &(voi_evppi_options){.parameters = groups, .parameter_count = 3, .group_names = twice},
        VOI_ERR_ARGUMENT, "two groups are named \"a\"");
}

/* The longest name that fits is meant. */
static void names_may_hold_commas(void **state)
{
    static const char *const names[] = {"a", "a,b", "c", "d,e", "f"};
    static const char *const asked[] = {"c,a,b", "a,f", "d,e,c"};
    (void)state;
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx, names);
    vi_asked sets = {0};
    voi_error error = {VOI_OK, ""};
    check_ok(vi_asked_create(problem, asked, 3, &sets, &error));
    assert_int_equal(sets.count, 3);
    assert_int_equal(sets.start[3], 6);
    static const size_t members[] = {2, 1, 0, 4, 3, 2};
    assert_memory_equal(sets.member, members, sizeof members);
    vi_asked_free(&sets);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void every_allocation_fails_once(void **state)
{
    static const char *const some[] = {"p1", "p2", "p3"};
    (void)state;
    const voi_evppi_options options = {.parameters = some, .parameter_count = 3, .pairs = true};
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx, NULL);
    assert_true(fail_allocations(voi_evppi, 1, problem, &options) > 60);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_is_a_group_of_two),    cmocka_unit_test(pairs_that_are_refused),
        cmocka_unit_test(groups_have_names),           cmocka_unit_test(names_may_hold_commas),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
