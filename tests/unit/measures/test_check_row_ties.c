/* Rows with ties at the optimum are counted; crossings, ties behind the best and twins are not. */
#include "check_findings.h"

#include "measures/decision_checks.h"

static void counts_ties_of_net_benefit(void **state)
{
    /* The rows: a tie of all, a tie behind the best, a tie at the top, none. */
    static const double nb[] = {1, 5, 7, 1, 1, 2, 7, 2, 1, 2, 3, 3};
    static const finding expected = {VI_NOTE, "strategies",
                                     "in 2 of 4 rows two or more are equally good: they share the "
                                     "probability of being optimal"};
    (void)state;
    expect_findings(vi_check_row_ties, sample_problem(NULL, nb, NULL, 4, 3, 0), &expected, 1);
}

static void counts_equal_lines_on_the_envelope(void **state)
{
    /* The rows: equal and best from some k on; equal and best below it; equal but dominated; lines
     * that only cross; one cost in common. */
    static const double costs[] = {100, 50,  90, 100, 100, 100, 50, 90,
                                   200, 100, 50, 99,  50,  300, 100};
    static const double effects[] = {2, 1, 1, 1, 1, 2, 1, 1, 2, 2, 1, 2, 2, 3, 3};
    static const finding expected = {VI_NOTE, "strategies",
                                     "in 2 of 5 rows two or more are equally good at some k: they "
                                     "share the probability of being optimal"};
    (void)state;
    expect_findings(vi_check_row_ties, sample_problem(costs, effects, NULL, 5, 3, 0), &expected, 1);
}

static void values_that_differ_little_do_not_tie(void **state)
{
    static const double nb[] = {1e9, 1, 2, 1 + 1e-15, 0, 1};
    (void)state;
    expect_nothing(vi_check_row_ties, sample_problem(NULL, nb, NULL, 2, 3, 0));
}

/* Strategies that are equal in all rows are the finding of check_twins. */
static void twins_do_not_count(void **state)
{
    static double costs[60000], effects[60000];
    static const finding expected = {VI_NOTE, "strategies",
                                     "in 3 of 20000 rows two or more are equally good at some k: "
                                     "they share the probability of being optimal"};
    (void)state;
    for (size_t i = 0; i < 60000; i++) {
        costs[i] = vi_uniform(4, 0, i % 40000);
        effects[i] = vi_uniform(4, 1, i % 40000);
    }
    expect_nothing(vi_check_row_ties, sample_problem(costs, effects, NULL, 20000, 3, 0));
    for (size_t i = 0; i < 20000; i += 9999) {
        costs[i] = costs[20000 + i];
        effects[i] = effects[20000 + i];
        costs[40000 + i] = costs[i];
        effects[40000 + i] = effects[i];
    }
    expect_findings(vi_check_row_ties, sample_problem(costs, effects, NULL, 20000, 3, 0), &expected,
                    1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_ties_of_net_benefit),
        cmocka_unit_test(counts_equal_lines_on_the_envelope),
        cmocka_unit_test(values_that_differ_little_do_not_tie),
        cmocka_unit_test(twins_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
