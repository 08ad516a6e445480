/* Acceptability: shares against counting, ties, the frontier and expected losses. */
#include "random_problem.h"
#include "stratified.h"

#include <string.h>

static voi_table *ceac_of(const voi_problem *problem, const double *k, size_t count)
{
    voi_context *ctx = new_context(2);
    voi_ceac_options options;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_ceac_options_default(&options);
    options.wtp = (voi_wtp){k, count};
    check_ok(voi_ceac(ctx, problem, &options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static void counts_who_is_best(void **state)
{
    (void)state;
    /* Costs and effects by column; k·e − c at k = 10: (9, 18, 27), (15, 15, 15), (20, 0, 40). */
    static const double c[] = {1, 2, 3, 5, 5, 5, 0, 20, 0};
    static const double e[] = {1, 2, 3, 2, 2, 2, 2, 2, 4}, k[] = {10};
    voi_problem *problem = problem_of(c, e, 3, 3);
    voi_table *table = ceac_of(problem, k, 1);
    const double probability[] = {1.0 / 3, 0, 2.0 / 3}, mean[] = {18, 15, 20};
    const double evpi = (20 + 18 + 40) / 3.0 - 20;
    assert_int_equal(voi_table_rows(table), 3);
    for (size_t d = 0; d < 3; d++) {
        check_close(cell(table, d, "k"), 10, 0);
        check_close(cell(table, d, "probability"), probability[d], 0);
        check_close(cell(table, d, "frontier"), d == 2, 0);
        check_close(cell(table, d, "expected_loss"), evpi + 20 - mean[d], 1e-14);
    }
    assert_string_equal(text_cell(table, 1, "strategy"), "s2");
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void equal_strategies_share(void **state)
{
    (void)state;
    enum { COPIES = 30 };
    static double c[2 * COPIES], e[2 * COPIES], x[2 * COPIES];
    static const double k[] = {0, 7};
    for (size_t i = 0; i < 2 * COPIES; i++) {
        c[i] = i % 2 ? 3 : 1;
        e[i] = 2;
        x[i] = i % 2 ? 3 : 1;
    }
    voi_problem *problem = problem_of(c, e, 2, COPIES);
    voi_table *table = ceac_of(problem, k, 2);
    for (size_t row = 0; row < 2 * COPIES; row++) {
        check_close(cell(table, row, "probability"), 1.0 / COPIES, 1e-17);
        check_close(cell(table, row, "expected_loss"), 0, 0);
        check_close(cell(table, row, "frontier"), row % COPIES == 0, 0);
    }
    assert_non_null(strstr(voi_table_warning(table, 0), "the same expected net benefit"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    problem = net_benefit_problem(x, 2, COPIES);
    table = ceac_of(problem, NULL, 0);
    check_close(cell(table, COPIES - 1, "probability"), 1.0 / COPIES, 1e-17);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* At a crossing the strategy with the larger effect is the best, in whatever order they stand. */
static void a_crossing_goes_to_the_larger_effect(void **state)
{
    (void)state;
    static const double c[] = {0, 200}, e[] = {0, 0.01}, k[] = {19999, 20000, 20001};
    static const double turned_c[] = {200, 0}, turned_e[] = {0.01, 0};
    voi_problem *problem = problem_of(c, e, 1, 2), *turned = problem_of(turned_c, turned_e, 1, 2);
    voi_table *table = ceac_of(problem, k, 3), *other = ceac_of(turned, k, 3);
    for (size_t j = 0; j < 3; j++) {
        check_close(cell(table, 2 * j + 1, "probability"), j > 0, 0);
        check_close(cell(table, 2 * j + 1, "frontier"), j > 0, 0);
        check_close(cell(other, 2 * j, "probability"), j > 0, 0);
        check_close(cell(other, 2 * j, "frontier"), j > 0, 0);
    }
    voi_table_destroy(table);
    voi_table_destroy(other);
    voi_problem_destroy(problem);
    voi_problem_destroy(turned);
}

static void net_benefit_ties_share(void **state)
{
    (void)state;
    static const double x[] = {5, 1, 0, 5, 1, 9};
    voi_problem *problem = net_benefit_problem(x, 3, 2);
    voi_table *table = ceac_of(problem, NULL, 0);
    assert_true(isnan(cell(table, 0, "k")));
    check_close(cell(table, 0, "probability"), 1.0 / 3, 0);
    check_close(cell(table, 1, "probability"), 2.0 / 3, 0);
    check_close(cell(table, 0, "expected_loss"), 3, 0);
    check_close(cell(table, 1, "expected_loss"), 0, 0);
    check_close(cell(table, 1, "frontier"), 1, 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* Δe ~ N(0.1, 0.4²) and Δc ~ N(3000, 2000²), independent: kΔe − Δc is normal at every k. */
static void closed_form_along_k(void **state)
{
    (void)state;
    enum { SIDE = 200, CELLS = SIDE * SIDE, COUNT = 31 };
    static double z[SIDE], costs[2 * CELLS], effects[2 * CELLS], k[COUNT];
    stratify(normal_cdf, -9, 9, z, SIDE);
    for (size_t i = 0; i < CELLS; i++) {
        costs[CELLS + i] = 3000 + 2000 * z[i % SIDE];
        effects[CELLS + i] = 0.1 + 0.4 * z[i / SIDE];
    }
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 2000 * (double)j + 7;
    }
    voi_problem *problem = problem_of(costs, effects, CELLS, 2);
    voi_table *table = ceac_of(problem, k, COUNT);
    for (size_t j = 0; j < COUNT; j++) {
        double mean = 0.1 * k[j] - 3000, sd = hypot(0.4 * k[j], 2000);
        double gain = normal_gain(mean, sd), loss = gain - mean;
        check_close(cell(table, 2 * j, "probability"), normal_cdf(-mean / sd), 3e-3);
        check_close(cell(table, 2 * j + 1, "probability"), normal_cdf(mean / sd), 3e-3);
        check_close(cell(table, 2 * j, "expected_loss"), gain, 2e-3 * sd);
        check_close(cell(table, 2 * j + 1, "expected_loss"), loss, 2e-3 * sd);
        check_close(cell(table, 2 * j + 1, "frontier"), mean > 0, 0);
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* At a million values of k the shares still add up to 1, and the losses are those of single calls.
 */
static void a_million_values_of_k(void **state)
{
    (void)state;
    enum { ROWS = 500, COLS = 3, COUNT = 1000000 };
    static double costs[ROWS * COLS], effects[ROWS * COLS];
    double *k = malloc(COUNT * sizeof *k);
    assert_non_null(k);
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 0.05 * (double)j;
    }
    random_outcomes(2, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    voi_table *table = ceac_of(problem, k, COUNT);
    assert_int_equal(voi_table_rows(table), (size_t)COUNT * COLS);
    for (size_t j = 0; j < COUNT; j += 99999) {
        voi_table *one = ceac_of(problem, &k[j], 1);
        double sum = 0;
        for (size_t d = 0; d < COLS; d++) {
            double loss = cell(one, d, "expected_loss");
            sum += cell(table, COLS * j + d, "probability");
            check_close(cell(table, COLS * j + d, "probability"), cell(one, d, "probability"), 0);
            check_close(cell(table, COLS * j + d, "expected_loss"), loss, 1e-11 * (1 + loss));
        }
        check_close(sum, 1, 1e-15);
        voi_table_destroy(one);
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_who_is_best),
        cmocka_unit_test(equal_strategies_share),
        cmocka_unit_test(a_crossing_goes_to_the_larger_effect),
        cmocka_unit_test(net_benefit_ties_share),
        cmocka_unit_test(closed_form_along_k),
        cmocka_unit_test(a_million_values_of_k),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
