/* Ranges of k in which the sample cannot tell two strategies apart, against intervals worked out by
 * hand; with net benefit there is no k. */
#include "check_findings.h"

#include "measures/decision_checks.h"

enum { ROWS = 400 };

static double costs[2 * ROWS], effects[2 * ROWS];

/* Increments of s2: effect e ± se, cost c ± sc, in patterns that are not correlated. Standard
 * errors of the means are a twentieth of that. */
static void fill(double e, double se, double c, double sc)
{
    for (size_t i = 0; i < ROWS; i++) {
        costs[i] = 100 * (double)i;
        costs[ROWS + i] = costs[i] + c + (i % 2 ? sc : -sc);
        effects[i] = 5;
        effects[ROWS + i] = effects[i] + e + (i / 2 % 2 ? se : -se);
    }
}

static void expect_words(const char *words)
{
    const finding expected = {VI_NOTE, "strategies", words};
    expect_findings(vi_check_near_ties, sample_problem(costs, effects, NULL, ROWS, 2, 0), &expected,
                    words ? 1 : 0);
}

static void ranges_end_where_the_lead_is_one_error(void **state)
{
    (void)state;
    fill(0.125, 1. / 64, 2000, 10); /* |k/8 − 2000| <= √((k/64)² + 10²) / 20 */
    expect_words("s1 and s2 have nearly the same expected net benefit for k from 15900 to 16100: "
                 "the difference is within one standard error");
    fill(0.1, 1, 0.5, 100); /* |k/10 − 0.5| <= √(k² + 100²) / 20; at 0 it is |−0.5| <= 5 */
    expect_words("s1 and s2 have nearly the same expected net benefit for k from 0 to 64.6: the "
                 "difference is within one standard error");
}

/* Effects that are within one error of each other never part. */
static void ranges_may_have_no_end(void **state)
{
    (void)state;
    fill(0.01, 1, 1000, 10);
    expect_words("s1 and s2 have nearly the same expected net benefit for every k from 16600 on: "
                 "the difference is within one standard error");
    fill(0.01, 1, 0.1, 100);
    expect_words("s1 and s2 have nearly the same expected net benefit for every k from 0 on: the "
                 "difference is within one standard error");
}

static void sure_decisions_give_no_finding(void **state)
{
    (void)state;
    fill(0.125, 0, 2000, 0); /* the switch is known exactly */
    expect_words(NULL);
    fill(0.125, 1. / 64, -2000, 10); /* no switch at k >= 0 */
    expect_words(NULL);
}

static void net_benefit_has_no_k(void **state)
{
    static const finding expected = {
        VI_WARNING, "strategies",
        "s1 and s2 have nearly the same expected net benefit: the difference is within one "
        "standard error"};
    (void)state;
    fill(0, 0, 0.04, 1); /* 0.8 standard errors */
    expect_findings(vi_check_near_ties, sample_problem(NULL, costs, NULL, ROWS, 2, 0), &expected,
                    1);
    fill(0, 0, 0.06, 1);
    expect_nothing(vi_check_near_ties, sample_problem(NULL, costs, NULL, ROWS, 2, 0));
}

/* Strategies that are equal in all rows are the finding of check_twins. */
static void twins_are_no_near_tie(void **state)
{
    (void)state;
    fill(0, 0, 0, 0);
    expect_nothing(vi_check_near_ties, sample_problem(NULL, costs, NULL, ROWS, 2, 0));
    expect_words(NULL);
    expect_nothing(vi_check_near_ties, sample_problem(NULL, costs, NULL, 1, 2, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_end_where_the_lead_is_one_error),
        cmocka_unit_test(ranges_may_have_no_end),
        cmocka_unit_test(sure_decisions_give_no_finding),
        cmocka_unit_test(net_benefit_has_no_k),
        cmocka_unit_test(twins_are_no_near_tie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
