/* Expected outcomes against the definition, by costs and effects and by net benefit. */
#include "random_problem.h"
#include "stratified.h"

#include <string.h>

enum { ROWS = 1500, COLS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS];

static voi_table *summary_of(const voi_problem *problem, const double *k, size_t count)
{
    voi_context *ctx = new_context(2);
    voi_summary_options options;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_summary_options_default(&options);
    options.wtp = (voi_wtp){k, count};
    check_ok(voi_summary(ctx, problem, &options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

typedef struct {
    double mean, se;
} estimate;

/* Mean of k·e − c of a strategy and its standard error, in long double. */
static estimate plain(size_t d, double k)
{
    long double sum = 0, squares = 0;
    for (size_t i = 0; i < ROWS; i++) {
        sum += k * (long double)effects[d * ROWS + i] - costs[d * ROWS + i];
    }
    for (size_t i = 0; i < ROWS; i++) {
        long double nb = k * (long double)effects[d * ROWS + i] - costs[d * ROWS + i];
        squares += (nb - sum / ROWS) * (nb - sum / ROWS);
    }
    return (estimate){(double)(sum / ROWS), (double)sqrtl(squares / (ROWS - 1) / ROWS)};
}

static void check_rows(const voi_table *table, size_t first, double k)
{
    double best = -INFINITY, shares = 0, optimal = 0;
    for (size_t d = 0; d < COLS; d++) {
        best = fmax(best, plain(d, k).mean);
    }
    for (size_t d = 0; d < COLS; d++) {
        estimate e = plain(d, k);
        size_t row = first + d;
        check_close(cell(table, row, "nb"), e.mean, 1e-13 * fabs(e.mean));
        check_close(cell(table, row, "nb_se"), e.se, 1e-11 * e.se);
        check_close(cell(table, row, "incremental_nb"), e.mean - best, 1e-12 * fabs(best));
        check_close(cell(table, row, "optimal"), e.mean == best, 0);
        shares += cell(table, row, "prob_optimal");
        optimal += cell(table, row, "optimal");
    }
    check_close(shares, 1, 1e-15);
    check_close(optimal, 1, 0);
}

static void costs_and_effects(void **state)
{
    (void)state;
    static const double k[] = {20000, 0, 500};
    random_outcomes(11, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    voi_table *table = summary_of(problem, k, 3);
    assert_int_equal(voi_table_rows(table), 3 * COLS);
    for (size_t j = 0; j < 3; j++) {
        check_close(cell(table, j * COLS, "k"), k[j], 0);
        check_rows(table, j * COLS, k[j]);
        for (size_t d = 0; d < COLS; d++) {
            check_close(cell(table, j * COLS + d, "cost"), -plain(d, 0).mean, 1e-9);
            check_close(cell(table, j * COLS + d, "effect"), plain(d, 1).mean - plain(d, 0).mean,
                        1e-9);
        }
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void net_benefit(void **state)
{
    (void)state;
    static double x[ROWS * COLS];
    random_outcomes(12, ROWS, COLS, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS * COLS; i++) {
        x[i] = 3000 * effects[i] - costs[i];
    }
    voi_problem *problem = net_benefit_problem(x, ROWS, COLS);
    voi_table *table = summary_of(problem, NULL, 0);
    assert_int_equal(voi_table_rows(table), COLS);
    check_rows(table, 0, 3000);
    assert_true(isnan(cell(table, 0, "k")));
    assert_true(isnan(cell(table, 0, "cost")));
    assert_true(isnan(cell(table, 0, "effect")));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* Two of three strategies are the same and the best: they share, and the first is chosen. */
static void equal_strategies_share(void **state)
{
    (void)state;
    static const double k[] = {0, 1000};
    random_outcomes(13, ROWS, 1, 0, 0, costs, effects);
    for (size_t i = 0; i < ROWS; i++) {
        costs[2 * ROWS + i] = costs[ROWS + i] = costs[i] - 1;
        effects[2 * ROWS + i] = effects[ROWS + i] = effects[i] + 1;
    }
    voi_problem *problem = problem_of(costs, effects, ROWS, 3);
    voi_table *table = summary_of(problem, k, 2);
    for (size_t j = 0; j < 2; j++) {
        check_close(cell(table, 3 * j, "prob_optimal"), 0, 0);
        check_close(cell(table, 3 * j, "incremental_nb"), -1 - k[j], 1e-9);
        for (size_t d = 1; d < 3; d++) {
            check_close(cell(table, 3 * j + d, "prob_optimal"), 0.5, 0);
            check_close(cell(table, 3 * j + d, "incremental_nb"), 0, 0);
            check_close(cell(table, 3 * j + d, "optimal"), d == 1, 0);
        }
    }
    assert_int_equal(voi_table_warnings(table), 1);
    assert_non_null(strstr(voi_table_warning(table, 0), "s2 and s3 have the same"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* Independent normals, without sampling error: e ~ N(5, 2²), c ~ N(30, 7²). */
static void closed_form(void **state)
{
    (void)state;
    enum { SIDE = 100, CELLS = SIDE * SIDE };
    static double z[SIDE], c[2 * CELLS], e[2 * CELLS];
    static const double k[] = {0, 1, 6, 40};
    stratify(normal_cdf, -9, 9, z, SIDE);
    for (size_t i = 0; i < CELLS; i++) {
        c[CELLS + i] = 30 + 7 * z[i % SIDE];
        e[CELLS + i] = 5 + 2 * z[i / SIDE];
    }
    voi_problem *problem = problem_of(c, e, CELLS, 2);
    voi_table *table = summary_of(problem, k, 4);
    for (size_t j = 0; j < 4; j++) {
        double mean = 5 * k[j] - 30, sd = hypot(2 * k[j], 7);
        check_close(cell(table, 2 * j + 1, "nb"), mean, 1e-9);
        check_close(cell(table, 2 * j + 1, "nb_se"), sd / SIDE, 1e-2 * sd / SIDE);
        check_close(cell(table, 2 * j + 1, "prob_optimal"), normal_cdf(mean / sd), 6e-3);
        check_close(cell(table, 2 * j, "incremental_nb"), fmin(-mean, 0), 1e-9);
        check_close(cell(table, 2 * j, "nb"), 0, 0);
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void one_row_has_no_error(void **state)
{
    (void)state;
    static const double c[] = {1, 2}, e[] = {3, 4}, k[] = {1};
    voi_problem *problem = problem_of(c, e, 1, 2);
    voi_table *table = summary_of(problem, k, 1);
    check_close(cell(table, 1, "nb"), 2, 0);
    assert_true(isnan(cell(table, 1, "nb_se")));
    check_close(cell(table, 1, "prob_optimal"), 1, 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_and_effects),      cmocka_unit_test(net_benefit),
        cmocka_unit_test(equal_strategies_share), cmocka_unit_test(closed_form),
        cmocka_unit_test(one_row_has_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
