/* The warning that the sample cannot tell two strategies apart: when, about whom, where. */
#include "random_problem.h"

#include <string.h>

enum { ROWS = 400 };

static double costs[3 * ROWS], effects[3 * ROWS];

/* Increments of strategy 1: effect 1/8 ± 1/64, cost 2000 ± 10, so that the two are equal at
 * k = 16000, where the standard error of the difference is 12.5, and 100 is one such error away.
 * Strategy 2 is far behind. */
static void fill(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        double sign = i % 2 ? 1 : -1;
        costs[i] = 100 * (double)i;
        costs[ROWS + i] = costs[i] + 2000 + 10 * sign;
        costs[2 * ROWS + i] = costs[i] + 1e6;
        effects[i] = 5;
        effects[ROWS + i] = 5.125 + (i / 2 % 2 ? 1.0 : -1.0) / 64;
        effects[2 * ROWS + i] = 5;
    }
}

static voi_table *evpi_at(const char *list)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(costs, effects, ROWS, 3);
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    check_ok(voi_wtp_parse(list, &options.wtp, NULL, &error));
    check_ok(voi_evpi(ctx, problem, &options, &table, &error));
    voi_wtp_free(&options.wtp);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

static void check_warning(const char *list, const char *expected)
{
    voi_table *table = evpi_at(list);
    assert_int_equal(voi_table_warnings(table), expected ? 1 : 0);
    if (expected) {
        assert_string_equal(voi_table_warning(table, 0), expected);
    }
    voi_table_destroy(table);
}

static void says_where_means_are_close(void **state)
{
    (void)state;
    fill();
    check_warning("16000", "s1 and s2 have the same expected net benefit at k = 16000: the "
                           "difference is within one standard error");
    check_warning("16080", "s1 and s2 have nearly the same expected net benefit at k = 16080: the "
                           "difference is within one standard error");
    check_warning("15000:17000:40",
                  "s1 and s2 have nearly the same expected net benefit for k from 15920 to 16080: "
                  "the difference is within one standard error");
    check_warning("15000", NULL);
    check_warning("0,50000", NULL);
}

static void equal_strategies_are_the_same_everywhere(void **state)
{
    (void)state;
    fill();
    memcpy(costs + ROWS, costs, ROWS * sizeof *costs);
    memcpy(effects + ROWS, effects, ROWS * sizeof *effects);
    check_warning("0:50000:1000", "s1 and s2 have the same expected net benefit for k from 0 to "
                                  "50000: the difference is within one standard error");
}

static void net_benefit_has_no_k(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4, 4, 3, 2, 1.5};
    voi_context *ctx = new_context(1);
    voi_problem *problem = net_benefit_problem(x, 4, 2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_summary(ctx, problem, NULL, &table, &error));
    assert_string_equal(voi_table_warning(table, 0),
                        "s1 and s2 have nearly the same expected net benefit: the difference is "
                        "within one standard error");
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where_means_are_close),
        cmocka_unit_test(equal_strategies_are_the_same_everywhere),
        cmocka_unit_test(net_benefit_has_no_k),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
