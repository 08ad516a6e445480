/* Running one check of `voi check` and looking at what it finds. */
#ifndef TESTS_SUPPORT_CHECK_FINDINGS_H
#define TESTS_SUPPORT_CHECK_FINDINGS_H

#include "random_problem.h"

#include "data/column_checks.h"

#include <string.h>

/* A problem of column-major arrays; costs NULL means that `effects` is net benefit. */
static inline voi_problem *sample_problem(const double *costs, const double *effects,
                                          const double *params, size_t rows, size_t cols,
                                          size_t pars)
{
    const voi_matrix none = {0}, outcome = {effects, rows, cols, 1, (ptrdiff_t)rows};
    const voi_problem_data data = {.costs = {costs, rows, cols, 1, (ptrdiff_t)rows},
                                   .effects = costs ? outcome : none,
                                   .net_benefit = costs ? none : outcome,
                                   .parameters = {params, rows, pars, 1, (ptrdiff_t)rows}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

/* A problem of which only the parameters matter. */
static inline voi_problem *parameters_only(const double *params, size_t rows, size_t pars)
{
    double *outcome = malloc(2 * rows * sizeof *outcome);
    assert_non_null(outcome);
    for (size_t i = 0; i < 2 * rows; i++) {
        outcome[i] = vi_uniform(77, 0, i);
    }
    voi_problem *problem = sample_problem(NULL, outcome, params, rows, 2, pars);
    free(outcome);
    return problem;
}

static inline vi_findings findings_of(vi_check_fn check, const voi_problem *problem)
{
    voi_context *ctx = new_context(2);
    vi_findings findings = {0};
    voi_error error = {0};
    check_ok(check(ctx, problem, &findings, &error));
    voi_context_destroy(ctx);
    return findings;
}

typedef struct {
    vi_severity severity;
    const char *where, *message;
} finding;

/* Exactly these findings, in this order. Forgets the problem. */
static inline void expect_findings(vi_check_fn check, voi_problem *problem, const finding *expected,
                                   size_t count)
{
    vi_findings findings = findings_of(check, problem);
    for (size_t i = 0; i < findings.count && i < count; i++) {
        assert_string_equal(findings.items[i].where, expected[i].where);
        assert_string_equal(findings.items[i].message, expected[i].message);
        assert_int_equal(findings.items[i].severity, expected[i].severity);
    }
    if (findings.count > count) {
        print_error("%s: %s\n", findings.items[count].where, findings.items[count].message);
    }
    assert_int_equal(findings.count, count);
    vi_findings_free(&findings);
    voi_problem_destroy(problem);
}

static inline void expect_nothing(vi_check_fn check, voi_problem *problem)
{
    expect_findings(check, problem, NULL, 0);
}

#endif
