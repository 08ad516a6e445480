/* Over k: regrets, who is best in how many rows, and net benefits. The list of k is cut into tiles,
 * neighbours at which one strategy is best on average. Which one is never left to the GPU: its sums
 * are within a tolerance, and ties must fall as they do on the CPU. */
#include "core/alloc.h"
#include "measures/gpu_outcomes.h"
#include "measures/on_gpu.h"
#include "measures/regret_bins.h"
#include "measures/wins.h"

#include <math.h>

/* The smallest power of two, as an exponent, that is at least `count`. */
static int exponent_above(size_t count)
{
    int shift = 0;
    while ((size_t)1 << shift < count) {
        shift++;
    }
    return shift;
}

/* Cuts spans into tiles; answers how many. There is room for them. */
static size_t cut_tiles(const vi_span *spans, size_t count, vi_curve_tile *tiles)
{
    size_t made = 0;
    for (size_t s = 0; s < count; s++) {
        for (size_t first = spans[s].begin; first < spans[s].end; first += VI_THREADS) {
            size_t left = spans[s].end - first, now = left < VI_THREADS ? left : VI_THREADS;
            tiles[made++] =
                (vi_curve_tile){(int)first, (int)now, (int)spans[s].strategy, exponent_above(now)};
        }
    }
    return made;
}

/* From sums to means and variances. */
static void set_curve(const double *sums, size_t rows, vi_curve *c)
{
    double n = (double)rows;
    for (size_t j = 0; j < c->count; j++) {
        c->evpi[j] = sums[j] / n;
        double spread = sums[c->count + j] - sums[j] * c->evpi[j];
        c->se[j] = n > 1 ? fmax(spread, 0) / (n - 1) : NAN;
    }
}

voi_status vi_curve_on_gpu(voi_context *ctx, const voi_problem *problem, const vi_span *spans,
                           size_t count, vi_curve *c, bool *done, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for the values of k"};
    voi_status status = VOI_ERR_NOMEM;
    vi_gpu_values values;
    *done = false;
    if (!ctx->gpu) {
        return VOI_OK;
    }
    const double **list = vi_gpu_outcomes(problem, &values);
    vi_curve_tile *tiles = vi_malloc(c->count / VI_THREADS + count, sizeof *tiles);
    double *sums = vi_gpu_scratch(2 * c->count, &why);
    if (list && tiles && sums) {
        const vi_gpu_curve curve = {c->k, c->count, tiles, cut_tiles(spans, count, tiles)};
        status = vi_gpu_curve_sums(ctx, ctx->gpu, &values, &curve, sums, &why);
    }
    bool finite = status == VOI_OK && sums && vi_all_finite(sums, 2 * c->count);
    status = vi_gpu_settle(ctx, status, &why, done, err);
    *done = *done && finite;
    if (*done) {
        set_curve(sums, problem->rows, c);
    }
    vi_free(list);
    vi_free(tiles);
    vi_free(sums);
    return status;
}

/* What a row gives to each of so many equal strategies. */
static void set_shares(size_t strategies, double *shares)
{
    int64_t unit = vi_tie_unit(strategies);
    for (size_t m = 1; m <= strategies; m++) {
        shares[m - 1] = (double)vi_tie_share(unit, (int64_t)m);
    }
}

voi_status vi_wins_on_gpu(voi_context *ctx, const voi_problem *problem, vi_curve *c, bool *done,
                          voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for the values of k"};
    voi_status status = VOI_ERR_NOMEM;
    vi_gpu_values values;
    double shares[VI_MOST_COUNTED];
    const vi_span whole = {0, 0, c->count};
    *done = false;
    if (!ctx->gpu || problem->strategies > VI_MOST_COUNTED) {
        return VOI_OK;
    }
    const double **list = vi_gpu_outcomes(problem, &values);
    vi_curve_tile *tiles = vi_malloc(c->count / VI_THREADS + 1, sizeof *tiles);
    set_shares(problem->strategies, shares);
    if (list && tiles) {
        const vi_gpu_curve curve = {c->k, c->count, tiles, cut_tiles(&whole, 1, tiles)};
        status = vi_gpu_wins(ctx, ctx->gpu, &values, &curve, shares, c->probability, &why);
    }
    status = vi_gpu_settle(ctx, status, &why, done, err);
    if (*done) {
        vi_wins_divide(c->probability, c->count, problem->strategies);
    }
    vi_free(list);
    vi_free(tiles);
    return status;
}

static vi_gpu_values kept_values(const voi_problem *problem)
{
    return (vi_gpu_values){
        .rows = problem->rows, .cols = 2 * problem->strategies, .identity = problem->identity};
}

bool vi_outcomes_on_gpu(const voi_context *ctx, const voi_problem *problem)
{
    const vi_gpu_values values = kept_values(problem);
    return ctx->gpu && problem->costs && vi_gpu_are_kept(ctx->gpu, &values);
}

voi_status vi_net_benefits_on_gpu(voi_context *ctx, const voi_problem *problem, double k,
                                  size_t reference, double *const *out, bool *done, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for net benefits"};
    const vi_gpu_pricing pricing = {k, reference};
    const vi_gpu_values values = kept_values(problem);
    voi_status status = vi_gpu_net_benefits(ctx, ctx->gpu, &values, &pricing, out, &why);
    return vi_gpu_settle(ctx, status, &why, done, err);
}
