/* With costs and effects, the upper envelope of the mean lines k·effect − cost gives the strategy
 * that is best on each span of k, and one sweep over the rows (sweep.c) gives the rest. With net
 * benefit, one pass over the regrets gives everything but the probabilities: expected losses differ
 * as means do, so the mean regrets serve as mean costs. Where the rows are at hand, the means come
 * first and the sweep is for strategies that are best somewhere; where there are only totals, they
 * are of all strategies, and give the same bits. */
#include "measures/curve.h"

#include "core/alloc.h"
#include "measures/bins.h"
#include "measures/envelope.h"
#include "measures/increments.h"
#include "measures/on_gpu.h"
#include "measures/regrets.h"
#include "measures/wins.h"

#include <math.h>
#include <string.h>

static voi_status allocate(vi_curve *c, bool probability, voi_error *err)
{
    c->k = vi_malloc(c->count, sizeof *c->k);
    c->evpi = vi_malloc(c->count, sizeof *c->evpi);
    c->se = vi_malloc(c->count, sizeof *c->se);
    c->best = vi_malloc(c->count, sizeof *c->best);
    c->effect = vi_calloc(c->strategies, sizeof *c->effect);
    c->cost = vi_calloc(c->strategies, sizeof *c->cost);
    bool complete = c->k && c->evpi && c->se && c->best && c->effect && c->cost;
    if (complete && probability) {
        c->probability = vi_malloc(c->count * c->strategies, sizeof *c->probability);
        complete = c->probability != NULL;
    }
    return complete
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu values of k", c->count);
}

/* Cuts the list of k where the best mean changes; answers the number of spans. */
static size_t cut_spans(const vi_curve *c, const vi_bins *bins, vi_segment *segments,
                        size_t *scratch, vi_span *spans)
{
    const vi_lines means = {c->effect, c->cost, c->strategies};
    size_t count = vi_envelope(&means, c->k[0], c->k[c->count - 1], segments, scratch);
    size_t kept = 0;
    for (size_t m = 0; m < count; m++) {
        size_t begin = m > 0 ? vi_bin_of(bins, segments[m].start) : 0;
        size_t end = m + 1 < count ? vi_bin_of(bins, segments[m + 1].start) : c->count;
        if (begin < end) {
            spans[kept++] = (vi_span){segments[m].line, begin, end};
        }
    }
    return kept;
}

static voi_status find_spans(const vi_curve *c, vi_span *spans, size_t *count, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_bins bins = {0};
    vi_segment *segments = vi_malloc(c->strategies, sizeof *segments);
    size_t *scratch = vi_malloc(c->strategies, sizeof *scratch);
    if (!segments || !scratch) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", c->strategies);
        goto cleanup;
    }
    VI_TRY(vi_bins_create(c->k, c->count, &bins, err));
    *count = cut_spans(c, &bins, segments, scratch, spans);
cleanup:
    vi_free(segments);
    vi_free(scratch);
    vi_bins_free(&bins);
    return status;
}

/* From variances of the regrets to standard errors of their mean. */
static void set_errors(const double *variance, size_t count, size_t rows, double *se)
{
    for (size_t j = 0; j < count; j++) {
        se[j] = rows > 1 ? sqrt(variance[j] / (double)rows) : NAN;
    }
}

/* Whether all differences of mean net benefits are finite: k Σ |effect| + Σ |cost| bounds their
 * halves, and is greatest at the last k. */
static bool are_finite(const vi_curve *c)
{
    double effect = 0, cost = 0;
    for (size_t d = 0; d < c->strategies; d++) {
        effect += fabs(c->effect[d]);
        cost += fabs(c->cost[d]);
    }
    return isfinite(2 * (c->k[c->count - 1] * effect + cost));
}

/* Finds the spans from the means, and who is best on each. */
static voi_status set_best(vi_curve *c, vi_span *spans, size_t *count, voi_error *err)
{
    if (!are_finite(c)) {
        return vi_regrets_overflow(err);
    }
    voi_status status = find_spans(c, spans, count, err);
    for (size_t s = 0; status == VOI_OK && s < *count; s++) {
        for (size_t j = spans[s].begin; j < spans[s].end; j++) {
            c->best[j] = spans[s].strategy;
        }
    }
    return status;
}

/* What the totals of a sweep say, on these spans. */
static voi_status set_swept(vi_curve *c, const vi_sweep *sweep, const vi_swept *swept,
                            const vi_span *spans, voi_error *err)
{
    voi_status status = vi_sweep_regrets(sweep, swept, spans, c->evpi, c->se, err);
    if (status == VOI_OK) {
        set_errors(c->se, c->count, swept->rows, c->se);
        if (c->probability) {
            vi_sweep_wins(sweep, swept, c->probability);
        }
    }
    return status;
}

static voi_status sweep_rows(voi_context *ctx, const voi_problem *problem, vi_curve *c,
                             const vi_span *spans, const vi_sweep *sweep, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    const vi_pass pass = {problem, &totals, 0};
    VI_TRY(vi_totals_create(ctx, vi_sweep_sums(sweep), &totals, err));
    VI_TRY(vi_sweep_add(ctx, sweep, &pass, err));
    VI_TRY(vi_totals_join(&totals, err));
    const vi_swept swept = {&totals.of_worker[0], 0, problem->rows};
    VI_TRY(set_swept(c, sweep, &swept, spans, err));
cleanup:
    vi_totals_free(&totals);
    return status;
}

static voi_status from_costs(voi_context *ctx, const voi_problem *problem, vi_curve *c,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    bool done = true;
    vi_span *spans = vi_malloc(c->strategies, sizeof *spans);
    size_t *wanted = vi_malloc(c->strategies, sizeof *wanted);
    vi_sweep sweep = {.k = c->k,
                      .count = c->count,
                      .wanted = wanted,
                      .strategies = c->strategies,
                      .wins = c->probability != NULL};
    if (!spans || !wanted) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", c->strategies);
        goto cleanup;
    }
    if (!vi_increments_on_gpu(ctx, problem, c->effect, c->cost)) {
        VI_TRY(vi_mean_increments(ctx, problem, c->effect, c->cost, err));
    }
    VI_TRY(set_best(c, spans, &sweep.wanted_count, err));
    for (size_t s = 0; s < sweep.wanted_count; s++) {
        wanted[s] = spans[s].strategy;
    }
    if (c->probability) {
        VI_TRY(vi_wins_on_gpu(ctx, problem, c, &done, err));
    }
    if (done) {
        VI_TRY(vi_curve_on_gpu(ctx, problem, spans, sweep.wanted_count, c, &done, err));
    }
    if (done) {
        set_errors(c->se, c->count, problem->rows, c->se);
    } else {
        VI_TRY(sweep_rows(ctx, problem, c, spans, &sweep, err));
    }
cleanup:
    vi_free(spans);
    vi_free(wanted);
    return status;
}

static voi_status costs_of_sums(const vi_curve_sums *from, vi_curve *c, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = 0;
    const vi_swept swept = {from->sums, from->regrets, from->rows};
    vi_span *spans = vi_malloc(c->strategies, sizeof *spans);
    if (!spans) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", c->strategies);
    }
    vi_increments_means(from->sums, from->means, c->strategies, from->rows, c->effect, c->cost);
    VI_TRY(set_best(c, spans, &count, err));
    VI_TRY(set_swept(c, from->sweep, &swept, spans, err));
cleanup:
    vi_free(spans);
    return status;
}

/* From mean regrets, which stand in c->cost, and their variances. */
static void set_net_benefit(vi_curve *c, const double *variance, size_t rows)
{
    c->k[0] = NAN;
    c->best[0] = vi_smallest(c->cost, c->strategies);
    c->evpi[0] = c->cost[c->best[0]];
    set_errors(&variance[c->best[0]], 1, rows, c->se);
}

static voi_status count_wins(voi_context *ctx, const voi_problem *problem, double *probability,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    const vi_pass pass = {problem, &totals, 0};
    VI_TRY(vi_totals_create(ctx, problem->strategies, &totals, err));
    VI_TRY(vi_wins_add(ctx, &pass, err));
    VI_TRY(vi_totals_join(&totals, err));
    vi_wins_shares(&totals.of_worker[0], 0, problem->strategies, probability);
cleanup:
    vi_totals_free(&totals);
    return status;
}

static voi_status from_net_benefit(voi_context *ctx, const voi_problem *problem, vi_curve *c,
                                   voi_error *err)
{
    voi_status status = VOI_OK;
    double *variance = vi_malloc(c->strategies, sizeof *variance);
    if (!variance) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", c->strategies);
    }
    VI_TRY(vi_regrets_of_problem(ctx, problem, c->cost, variance, err));
    set_net_benefit(c, variance, problem->rows);
    if (c->probability) {
        VI_TRY(count_wins(ctx, problem, c->probability, err));
    }
cleanup:
    vi_free(variance);
    return status;
}

static voi_status net_benefit_of_sums(const vi_curve_sums *from, vi_curve *c, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_values shape = {.rows = from->rows, .cols = from->strategies};
    double *variance = vi_malloc(c->strategies, sizeof *variance);
    if (!variance) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", c->strategies);
    }
    if (!vi_regrets_finish(from->sums, from->regrets, &shape, c->cost, variance)) {
        status = vi_regrets_overflow(err);
        goto cleanup;
    }
    set_net_benefit(c, variance, from->rows);
    if (c->probability) {
        vi_wins_shares(from->sums, from->wins, from->strategies, c->probability);
    }
cleanup:
    vi_free(variance);
    return status;
}

voi_status vi_curve_of_sums(const vi_curve_sums *sums, bool probability, vi_curve *out,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_sweep *sweep = sums->sweep;
    vi_curve curve = {.count = sweep ? sweep->count : 1, .strategies = sums->strategies};
    VI_TRY(allocate(&curve, probability, err));
    if (sweep) {
        memcpy(curve.k, sweep->k, curve.count * sizeof *curve.k);
        VI_TRY(costs_of_sums(sums, &curve, err));
    } else {
        VI_TRY(net_benefit_of_sums(sums, &curve, err));
    }
    *out = curve;
    curve = (vi_curve){0};
cleanup:
    vi_curve_free(&curve);
    return status;
}

voi_status vi_curve_compute(voi_context *ctx, const voi_problem *problem, const double *sorted,
                            size_t count, bool probability, vi_curve *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_curve curve = {.count = problem->costs ? count : 1, .strategies = problem->strategies};
    VI_TRY(allocate(&curve, probability, err));
    if (problem->costs) {
        memcpy(curve.k, sorted, count * sizeof *sorted);
        VI_TRY(from_costs(ctx, problem, &curve, err));
    } else {
        VI_TRY(from_net_benefit(ctx, problem, &curve, err));
    }
    vi_curve_note_gpu(&curve, ctx);
    *out = curve;
    curve = (vi_curve){0};
cleanup:
    vi_curve_free(&curve);
    return status;
}

void vi_curve_note_gpu(vi_curve *curve, voi_context *ctx)
{
    if (ctx->gpu_untold) {
        ctx->gpu_untold = false;
        memcpy(curve->lost, ctx->gpu_words, sizeof curve->lost);
    }
}

void vi_curve_free(vi_curve *curve)
{
    vi_free(curve->k);
    vi_free(curve->evpi);
    vi_free(curve->se);
    vi_free(curve->best);
    vi_free(curve->effect);
    vi_free(curve->cost);
    vi_free(curve->probability);
    *curve = (vi_curve){0};
}

double vi_curve_gap(const vi_curve *c, size_t j, size_t d)
{
    size_t best = c->best[j];
    double gap =
        vi_net_benefit(c->k[j], c->effect[best] - c->effect[d], c->cost[best] - c->cost[d]);
    return gap > 0 ? gap : 0;
}
