/* The efficiency frontier: a textbook case, both kinds of dominance, ties, negative effects, and
 * the order of strategies. */
#include "random_problem.h"

#include <string.h>

typedef struct {
    const char *strategy, *status;
    double incremental_cost, incremental_effect, icer;
} expected;

static voi_table *frontier_of(const double *costs, const double *effects, size_t cols,
                              bool frontier_only)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(costs, effects, 1, cols);
    voi_icer_options options;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_icer_options_default(&options);
    assert_false(options.frontier_only);
    options.frontier_only = frontier_only;
    check_ok(voi_icer(ctx, problem, &options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

static void check_number(double actual, double wanted)
{
    if (isnan(wanted)) {
        assert_true(isnan(actual));
    } else {
        check_close(actual, wanted, 1e-12 * fabs(wanted));
    }
}

static void check_frontier(const double *costs, const double *effects, size_t cols,
                           const expected *rows)
{
    voi_table *table = frontier_of(costs, effects, cols, false);
    assert_int_equal(voi_table_rows(table), cols);
    for (size_t i = 0; i < cols; i++) {
        assert_string_equal(text_cell(table, i, "strategy"), rows[i].strategy);
        assert_string_equal(text_cell(table, i, "status"), rows[i].status);
        check_number(cell(table, i, "incremental_cost"), rows[i].incremental_cost);
        check_number(cell(table, i, "incremental_effect"), rows[i].incremental_effect);
        check_number(cell(table, i, "icer"), rows[i].icer);
    }
    voi_table_destroy(table);
}

static const double textbook_costs[] = {100, 200, 500, 800, 900};
static const double textbook_effects[] = {1, 2, 2.5, 4, 3.5};

static void the_textbook_frontier(void **state)
{
    (void)state;
    static const expected rows[] = {{"s1", "frontier", NAN, NAN, NAN},
                                    {"s2", "frontier", 100, 1, 100},
                                    {"s3", "extended", NAN, NAN, NAN},
                                    {"s4", "frontier", 600, 2, 300},
                                    {"s5", "dominated", NAN, NAN, NAN}};
    check_frontier(textbook_costs, textbook_effects, 5, rows);
    voi_table *table = frontier_of(textbook_costs, textbook_effects, 5, true);
    assert_int_equal(voi_table_rows(table), 3);
    assert_string_equal(text_cell(table, 2, "strategy"), "s4");
    check_close(cell(table, 2, "cost"), 800, 0);
    check_close(cell(table, 2, "effect"), 4, 0);
    voi_table_destroy(table);
}

static void two_strategies(void **state)
{
    (void)state;
    static const double dear[] = {10, 5}, better[] = {2, 1}, worse[] = {1, 2};
    static const expected trade[] = {{"s2", "frontier", NAN, NAN, NAN},
                                     {"s1", "frontier", 5, 1, 5}};
    static const expected dominance[] = {{"s2", "frontier", NAN, NAN, NAN},
                                         {"s1", "dominated", NAN, NAN, NAN}};
    check_frontier(dear, better, 2, trade);
    check_frontier(dear, worse, 2, dominance);
}

static void ties(void **state)
{
    (void)state;
    /* Equal cost: the more effective one. Equal effect: the cheaper one. */
    static const double c1[] = {5, 5, 7}, e1[] = {1, 2, 2};
    static const expected rows1[] = {{"s2", "frontier", NAN, NAN, NAN},
                                     {"s1", "dominated", NAN, NAN, NAN},
                                     {"s3", "dominated", NAN, NAN, NAN}};
    check_frontier(c1, e1, 3, rows1);
    /* Equal in both: the same status and the same increments. */
    static const double c2[] = {9, 5, 9, 7, 7}, e2[] = {4, 1, 4, 1.5, 1.5};
    static const expected rows2[] = {{"s2", "frontier", NAN, NAN, NAN},
                                     {"s4", "extended", NAN, NAN, NAN},
                                     {"s5", "extended", NAN, NAN, NAN},
                                     {"s1", "frontier", 4, 3, 4.0 / 3},
                                     {"s3", "frontier", 4, 3, 4.0 / 3}};
    check_frontier(c2, e2, 5, rows2);
    /* On a straight line: no mix is better, so all stay. */
    static const double c3[] = {0, 10, 20}, e3[] = {0, 1, 2};
    static const expected rows3[] = {{"s1", "frontier", NAN, NAN, NAN},
                                     {"s2", "frontier", 10, 1, 10},
                                     {"s3", "frontier", 10, 1, 10}};
    check_frontier(c3, e3, 3, rows3);
}

static void negative_effects_and_costs(void **state)
{
    (void)state;
    static const double c[] = {-30, -10, 5}, e[] = {-3, -2.5, -2.75};
    static const expected rows[] = {{"s1", "frontier", NAN, NAN, NAN},
                                    {"s2", "frontier", 20, 0.5, 40},
                                    {"s3", "dominated", NAN, NAN, NAN}};
    check_frontier(c, e, 3, rows);
}

/* The frontier is who is best for some k, and the ICERs are where the best changes. */
static void agrees_with_the_summary(void **state)
{
    (void)state;
    static double costs[200 * 9], effects[200 * 9];
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        voi_table *icer = NULL, *summary = NULL;
        random_outcomes(seed, 200, 9, 0, 1e6, costs, effects);
        voi_problem *problem = problem_of(costs, effects, 200, 9);
        check_ok(voi_icer(ctx, problem, NULL, &icer, &error));
        for (size_t i = 0; i < 9; i++) {
            double k = cell(icer, i, "icer");
            if (isnan(k) || k < 0) {
                continue;
            }
            double above = k * (1 + 1e-9);
            voi_summary_options options = {{&above, 1}};
            check_ok(voi_summary(ctx, problem, &options, &summary, &error));
            for (size_t d = 0; d < 9; d++) {
                bool same =
                    strcmp(text_cell(summary, d, "strategy"), text_cell(icer, i, "strategy")) == 0;
                check_close(cell(summary, d, "optimal"), same ? 1 : 0, 0);
            }
            voi_table_destroy(summary);
        }
        voi_table_destroy(icer);
        voi_problem_destroy(problem);
    }
    voi_context_destroy(ctx);
}

static void net_benefit_has_no_frontier(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4};
    voi_context *ctx = new_context(1);
    voi_problem *problem = net_benefit_problem(x, 2, 2);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(voi_icer(ctx, problem, NULL, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    assert_non_null(strstr(error.message, "needs costs and effects"));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_textbook_frontier),
        cmocka_unit_test(two_strategies),
        cmocka_unit_test(ties),
        cmocka_unit_test(negative_effects_and_costs),
        cmocka_unit_test(agrees_with_the_summary),
        cmocka_unit_test(net_benefit_has_no_frontier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
