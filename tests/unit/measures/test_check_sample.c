/* What is said of the size of a sample: the EVPI and its error are those of voi_evpi at the k that
 * the sentence names, and that k is where the decision is open. */
#include "check_findings.h"

#include "math/digits.h"
#include "measures/decision_checks.h"

#include <stdio.h>

enum { MOST = 1500 };

static double costs[3 * MOST], effects[3 * MOST];

/* s2 brings 0.2 for 3000, so the decision changes near k = 15000; s3 is far behind. */
static void fill(size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        double u = vi_uniform(6, 0, i), v = vi_uniform(6, 1, i), shared = vi_uniform(6, 2, i);
        costs[i] = 1000 * shared;
        costs[rows + i] = costs[i] + 3000 + 1000 * (u - 0.5);
        costs[2 * rows + i] = 1e5;
        effects[i] = 5 * shared;
        effects[rows + i] = effects[i] + 0.2 + 0.6 * (v - 0.5);
        effects[2 * rows + i] = 0;
    }
}

/* EVPI and standard error at k; without k for net benefit. */
static void evpi_at(const voi_problem *problem, double k, double *evpi, double *se)
{
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){&k, voi_problem_has_costs(problem) ? 1 : 0};
    check_ok(voi_evpi(ctx, problem, &options, &table, &error));
    *evpi = cell(table, 0, "evpi");
    *se = cell(table, 0, "se");
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

/* The mean increments' ratio: where s2 takes over from s1. */
static double ratio(size_t rows)
{
    double cost = 0, effect = 0;
    for (size_t i = 0; i < rows; i++) {
        cost += costs[rows + i] - costs[i];
        effect += effects[rows + i] - effects[i];
    }
    return cost / effect;
}

static void a_small_sample_is_a_warning(void **state)
{
    char expected[400];
    double evpi, se;
    (void)state;
    fill(250);
    voi_problem *problem = sample_problem(costs, effects, NULL, 250, 3, 0);
    evpi_at(problem, ratio(250), &evpi, &se);
    snprintf(expected, sizeof expected,
             "only 250 rows: at k = %.10g, where the best strategy changes, the EVPI is %.10g with "
             "a standard error of %.10g (%.10g %%); 1000 rows would make it %.10g",
             vi_round_digits(ratio(250), 6), vi_round_digits(evpi, 4), vi_round_digits(se, 2),
             vi_round_digits(100 * se / evpi, 2), vi_round_digits(se / 2, 2));
    const finding warning = {VI_WARNING, "sample", expected};
    assert_true(se > 0.02 * evpi && se < 0.2 * evpi);
    expect_findings(vi_check_sample, problem, &warning, 1);
}

static void a_large_sample_is_a_note(void **state)
{
    char expected[400];
    double evpi, se;
    (void)state;
    fill(MOST);
    voi_problem *problem = sample_problem(NULL, costs, NULL, MOST, 2, 0);
    snprintf(expected, sizeof expected,
             "%d rows: the EVPI is 0: the same strategy is best in every row", MOST);
    finding note = {VI_NOTE, "sample", expected};
    expect_findings(vi_check_sample, problem, &note, 1); /* s2 has the larger cost in every row */
    for (size_t i = 0; i < MOST; i++) {
        costs[MOST + i] -= 3000;
    }
    problem = sample_problem(NULL, costs, NULL, MOST, 2, 0);
    evpi_at(problem, 0, &evpi, &se);
    snprintf(expected, sizeof expected,
             "%d rows: the EVPI is %.10g with a standard error of %.10g (%.10g %%)", MOST,
             vi_round_digits(evpi, 4), vi_round_digits(se, 2), vi_round_digits(100 * se / evpi, 2));
    expect_findings(vi_check_sample, problem, &note, 1);
}

/* Of several switches the one with the largest step counts: not one that only rounding makes, at a
 * k of no interest. */
static void steps_of_rounding_are_passed_over(void **state)
{
    char expected[80];
    (void)state;
    fill(MOST);
    for (size_t i = 0; i < MOST; i++) {
        effects[2 * MOST + i] = effects[MOST + i] + 1e-13;
        costs[2 * MOST + i] = costs[MOST + i] + 50;
    }
    voi_problem *problem = sample_problem(costs, effects, NULL, MOST, 3, 0);
    vi_findings findings = findings_of(vi_check_sample, problem);
    snprintf(expected, sizeof expected, "1500 rows: at k = %.10g, where",
             vi_round_digits(ratio(MOST), 6));
    assert_int_equal(strncmp(findings.items[0].message, expected, strlen(expected)), 0);
    vi_findings_free(&findings);
    voi_problem_destroy(problem);
}

/* The message at the k that balances the uncertainties of costs and effects. */
static void without_a_switch_both_uncertainties_count(void **state)
{
    (void)state;
    fill(MOST);
    for (size_t i = 0; i < MOST; i++) {
        costs[MOST + i] -= 3100;
    }
    voi_problem *problem = sample_problem(costs, effects, NULL, MOST, 2, 0);
    vi_findings findings = findings_of(vi_check_sample, problem);
    double k = 0;
    assert_int_equal(findings.count, 1);
    assert_int_equal(sscanf(findings.items[0].message, "1500 rows: at k = %lf the EVPI is", &k), 1);
    check_close(k, 1000 / 0.6, 100);
    vi_findings_free(&findings);
    voi_problem_destroy(problem);
}

static void samples_that_tell_nothing(void **state)
{
    static const double nb[] = {1, 2};
    static const finding one = {VI_WARNING, "sample",
                                "only 1 row: nothing can be told of the uncertainty"};
    static const finding costs_only = {
        VI_WARNING, "sample",
        "only 2 rows: at k = 0 the EVPI is 0: the same strategy is best in every row"};
    static const finding effects_only = {
        VI_WARNING, "sample",
        "only 2 rows: at k = 1 the EVPI is 0: the same strategy is best in every row"};
    static const double cost[] = {1, 2, 3, 4}, same[] = {1, 1, 1, 1}, effect[] = {2, 3, 1, 1};
    (void)state;
    expect_findings(vi_check_sample, sample_problem(NULL, nb, NULL, 1, 2, 0), &one, 1);
    expect_findings(vi_check_sample, sample_problem(cost, same, NULL, 2, 2, 0), &costs_only, 1);
    expect_findings(vi_check_sample, sample_problem(same, effect, NULL, 2, 2, 0), &effects_only, 1);
}

/* Too large for double precision: an error of the data, not of the call. */
static void overflow_is_an_error_finding(void **state)
{
    static const double nb[] = {1e308, -1e308, -1e308, 1e308};
    static const finding error = {
        VI_ERROR, "sample",
        "net benefit: differences between strategies are too large for double precision"};
    (void)state;
    expect_findings(vi_check_sample, sample_problem(NULL, nb, NULL, 2, 2, 0), &error, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_sample_is_a_warning),
        cmocka_unit_test(a_large_sample_is_a_note),
        cmocka_unit_test(steps_of_rounding_are_passed_over),
        cmocka_unit_test(without_a_switch_both_uncertainties_count),
        cmocka_unit_test(samples_that_tell_nothing),
        cmocka_unit_test(overflow_is_an_error_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
