/* Problems to report on, and their pages. */
#ifndef TESTS_SUPPORT_REPORT_PROBLEM_H
#define TESTS_SUPPORT_REPORT_PROBLEM_H

#include "random_problem.h"

#include <string.h>

enum { ROWS = 400, MOST = 2000 * 40 };

static double costs[MOST], effects[MOST], params[500 * 62];

typedef struct {
    size_t rows, cols, pars;
    bool net_benefit, constant; /* constant: the last parameter */
    bool costly_first;          /* the first strategy is never the best */
    const char *const *strategies, *const *parameters;
} shape;

/* Parameters 1 and 2 shift the effects of the last strategy; the others have nothing to do with
 * it. */
static inline voi_problem *make_problem(const shape *s)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    size_t n = s->rows, d = s->cols;
    random_outcomes(5, n, d, 0, 0, costs, effects);
    for (size_t i = 0; i < n * s->pars; i++) {
        params[i] = vi_uniform(9, i / n, i % n) - 0.5;
    }
    for (size_t i = 0; i < n && s->costly_first; i++) {
        costs[i] += 1e7;
    }
    for (size_t i = 0; i < n && s->constant; i++) {
        params[(s->pars - 1) * n + i] = 7;
    }
    for (size_t i = 0; i < n && s->pars > 1; i++) {
        effects[(d - 1) * n + i] += params[i] + 0.5 * params[n + i] - 0.08;
    }
    const voi_matrix none = {0}, c = {costs, n, d, 1, (ptrdiff_t)n};
    const voi_matrix e = {effects, n, d, 1, (ptrdiff_t)n};
    const voi_problem_data data = {
        .costs = s->net_benefit ? none : c,
        .effects = s->net_benefit ? none : e,
        .net_benefit = s->net_benefit ? e : none,
        .parameters = s->pars ? (voi_matrix){params, n, s->pars, 1, (ptrdiff_t)n} : none,
        .strategy_names = s->strategies,
        .parameter_names = s->parameters};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static inline voi_bytes report_by(const voi_context_options *how, const voi_problem *problem,
                                  const voi_report_options *options)
{
    voi_context *ctx = NULL;
    voi_bytes page = {0};
    voi_error error = {0};
    check_ok(voi_context_create(how, &ctx, &error));
    check_ok(voi_report(ctx, problem, options, &page, &error));
    assert_int_equal(strlen(page.data), page.size);
    voi_context_destroy(ctx);
    return page;
}

static inline voi_bytes report_of(const voi_problem *problem, const voi_report_options *options,
                                  size_t threads)
{
    const voi_context_options how = {.threads = threads};
    return report_by(&how, problem, options);
}

static const double three_k[] = {20000, 0, 10000};

static inline voi_report_options usual_options(bool net_benefit)
{
    voi_report_options options;
    voi_report_options_default(&options);
    options.wtp = (voi_wtp){three_k, net_benefit ? 0 : 3};
    return options;
}

static inline bool has(const voi_bytes *page, const char *text)
{
    return strstr(page->data, text) != NULL;
}

static inline size_t count(const voi_bytes *page, const char *text)
{
    size_t found = 0;
    for (const char *at = page->data; (at = strstr(at, text)) != NULL; at++) {
        found++;
    }
    return found;
}

static inline void check_report_refused(voi_context *ctx, const voi_problem *problem,
                                        const voi_report_options *options, const char *message)
{
    voi_bytes page = {0};
    voi_error error = {0};
    assert_int_equal(voi_report(ctx, problem, options, &page, &error), VOI_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, message));
    assert_null(page.data);
}

#endif
