/* Between the measures and the GPU: views of a problem, tiles of k, and sums that become means and
 * variances. Over k, which strategy is best on average is never left to the GPU: its sums are
 * within a tolerance, and ties must fall as they do on the CPU. Those means, exact sums of the CPU,
 * are kept beside an uploaded problem, so that the measures after it do not read the rows at all.
 */
#include "measures/on_gpu.h"

#include "core/alloc.h"
#include "kernels/cuda/gpu.h"
#include "measures/increments.h"

#include <math.h>
#include <string.h>

enum { SAMPLED = 1024 /* rows that tell what is near a mean */ };

static bool all_finite(const double *values, size_t count)
{
    bool finite = true;
    for (size_t i = 0; i < count; i++) {
        finite = finite && isfinite(values[i]);
    }
    return finite;
}

/* Scratch that is missing is a reason to leave the work to the CPU, which needs its own. */
static double *make_scratch(size_t count, voi_error *why)
{
    double *scratch = vi_malloc(count, sizeof *scratch);
    if (!scratch) {
        voi_error_set(why, VOI_ERR_NOMEM, "out of memory for %zu sums", count);
    }
    return scratch;
}

voi_status vi_regrets_on_gpu(voi_context *ctx, const vi_values *x, double *mean, double *variance,
                             bool *done, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, ""};
    *done = false;
    if (!ctx->gpu) {
        return VOI_OK;
    }
    const vi_gpu_values values = {.columns = x->columns,
                                  .matrix = x->matrix,
                                  .rows = x->rows,
                                  .cols = x->cols,
                                  .identity = x->matrix ? NULL : x->identity};
    vi_exact exact = vi_exact_empty(2 * x->cols);
    double *sums = make_scratch(2 * x->cols, &why);
    voi_status status = sums ? vi_gpu_regrets(ctx, ctx->gpu, &values, sums, &why) : why.status;
    if (status == VOI_OK) {
        vi_exact_add(&exact, 0, sums, 2 * x->cols);
        *done = !exact.failed && vi_regrets_finish(&exact, 0, x, mean, variance);
    } else {
        status = vi_gpu_settle(ctx, status, &why, done, err);
    }
    vi_exact_free(&exact);
    vi_free(sums);
    return status;
}

/* The outcomes of a problem as columns: effects, then costs, or net benefits. The list, which may
 * be NULL, is freed by vi_free. */
static const double **columns_of(const voi_problem *p, vi_gpu_values *out)
{
    size_t cols = p->costs ? 2 * p->strategies : p->strategies;
    const double **list = vi_malloc(cols, sizeof *list);
    for (size_t d = 0; list && d < cols; d++) {
        list[d] = !p->costs           ? p->net_benefit[d]
                  : d < p->strategies ? p->effects[d]
                                      : p->costs[d - p->strategies];
    }
    *out = (vi_gpu_values){.columns = list, .rows = p->rows, .cols = cols, .identity = p->identity};
    return list;
}

bool vi_increments_on_gpu(const voi_context *ctx, const voi_problem *problem, double *effect,
                          double *cost)
{
    const vi_gpu_values values = {
        .rows = problem->rows, .cols = 2 * problem->strategies, .identity = problem->identity};
    const double *kept = ctx->gpu ? vi_gpu_facts(ctx->gpu, &values) : NULL;
    if (kept) {
        memcpy(effect, kept, problem->strategies * sizeof *effect);
        memcpy(cost, kept + problem->strategies, problem->strategies * sizeof *cost);
    }
    return kept != NULL;
}

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
    const double **list = columns_of(problem, &values);
    vi_curve_tile *tiles = vi_malloc(c->count / VI_THREADS + count, sizeof *tiles);
    double *sums = make_scratch(2 * c->count, &why);
    if (list && tiles && sums) {
        const vi_gpu_curve curve = {c->k, c->count, tiles, cut_tiles(spans, count, tiles)};
        status = vi_gpu_curve_sums(ctx, ctx->gpu, &values, &curve, sums, &why);
    }
    bool finite = status != VOI_OK || all_finite(sums, 2 * c->count);
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

/* A number near the mean of a column: that of rows evenly spread over it. */
static double near_mean(const double *column, size_t rows)
{
    double sum = 0;
    size_t count = rows < SAMPLED ? rows : SAMPLED, step = rows / count;
    for (size_t i = 0; i < count; i++) {
        sum += column[i * step] / (double)count;
    }
    return sum;
}

/* Σ (x − m_x)(y − m_y) / (N − 1) from sums of numbers that were near zero before. */
static double spread(double products, double x, double y, double n)
{
    return n > 1 ? (products - x * (y / n)) / (n - 1) : NAN;
}

/* Rounding may leave less than nothing of a spread that is nothing. */
static double variance(double squares, double x, double n)
{
    double found = spread(squares, x, x, n);
    return found < 0 ? 0 : found;
}

/* Net benefit counts as a negative cost; its squares are the same. */
static void set_moments(const voi_problem *p, const double *near, const double *sums,
                        vi_moments *out)
{
    double n = (double)p->rows;
    for (size_t d = 0; d < p->strategies; d++) {
        const double *s = sums + VI_GPU_MOMENT_SUMS * d;
        double cost = near[p->costs ? p->strategies + d : d] + s[1] / n;
        bool both = p->costs != NULL;
        double none = p->rows > 1 ? 0 : NAN;
        out[d] = (vi_moments){.rows = p->rows,
                              .effect = both ? near[d] + s[0] / n : 0,
                              .cost = both ? cost : -cost,
                              .var_effect = both ? variance(s[2], s[0], n) : none,
                              .covariance = both ? spread(s[3], s[0], s[1], n) : none,
                              .var_cost = variance(s[4], s[1], n)};
    }
}

voi_status vi_moments_on_gpu(voi_context *ctx, const voi_problem *problem, vi_moments *out,
                             bool *done, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for means"};
    voi_status status = VOI_ERR_NOMEM;
    vi_gpu_values values;
    size_t count = VI_GPU_MOMENT_SUMS * problem->strategies;
    *done = false;
    if (!ctx->gpu) {
        return VOI_OK;
    }
    const double **list = columns_of(problem, &values);
    double *near = make_scratch(values.cols, &why), *sums = make_scratch(count, &why);
    if (list && near && sums) {
        for (size_t d = 0; d < values.cols; d++) {
            near[d] = near_mean(list[d], problem->rows);
        }
        const vi_gpu_moments moments = {near, problem->strategies};
        status = vi_gpu_moment_sums(ctx, ctx->gpu, &values, &moments, sums, &why);
    }
    bool finite = status != VOI_OK || all_finite(sums, count);
    status = vi_gpu_settle(ctx, status, &why, done, err);
    *done = *done && finite;
    if (*done) {
        set_moments(problem, near, sums, out);
    }
    vi_free(list);
    vi_free(near);
    vi_free(sums);
    return status;
}

voi_status vi_uniforms_on_gpu(voi_context *ctx, const vi_uniform_block *block, double *out,
                              bool *done, voi_error *err)
{
    voi_error why = {VOI_OK, ""};
    voi_status status = VOI_OK;
    *done = false;
    if (!ctx->gpu) {
        return VOI_OK;
    }
    for (size_t j = 0; j < block->count && status == VOI_OK; j++) {
        const vi_gpu_draws draws = {block->seed, block->stream + j, block->first, block->rows,
                                    false};
        status = vi_gpu_draw(ctx, ctx->gpu, &draws, out + j * block->rows, &why);
    }
    return vi_gpu_settle(ctx, status, &why, done, err);
}

/* Means that only save time: without memory for them there are none. */
static voi_status keep_means(voi_context *ctx, const voi_problem *problem, voi_error *err)
{
    double *means = vi_malloc(2 * problem->strategies, sizeof *means);
    voi_status status = VOI_OK;
    if (means) {
        status = vi_mean_increments(ctx, problem, means, means + problem->strategies, err);
    }
    if (status == VOI_OK && means) {
        vi_gpu_keep_facts(ctx->gpu, means);
    } else {
        vi_free(means);
    }
    return status == VOI_ERR_CANCELLED ? status : VOI_OK;
}

voi_status voi_problem_upload(voi_context *ctx, const voi_problem *problem, voi_error *err)
{
    voi_error why = {VOI_ERR_NOMEM, "out of memory for an upload"};
    voi_status status = vi_problem_need_strategies(problem, err);
    vi_gpu_values values;
    bool kept = false, done = false;
    if (status != VOI_OK || !ctx->gpu) {
        return status;
    }
    const double **list = columns_of(problem, &values);
    status = list ? vi_gpu_upload(ctx, ctx->gpu, &values, &kept, &why) : VOI_ERR_NOMEM;
    status = vi_gpu_settle(ctx, status, &why, &done, err);
    if (status == VOI_OK && kept && problem->costs && !vi_gpu_facts(ctx->gpu, &values)) {
        status = keep_means(ctx, problem, err);
    }
    vi_free(list);
    return status;
}
