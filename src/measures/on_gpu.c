/* Regrets, moments and random numbers from a GPU: sums become means and variances. */
#include "measures/on_gpu.h"

#include "core/alloc.h"
#include "measures/gpu_outcomes.h"

#include <math.h>

enum { SAMPLED = 1024 /* rows that tell what is near a mean */ };

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
    double *sums = vi_gpu_scratch(2 * x->cols, &why);
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
    const double **list = vi_gpu_outcomes(problem, &values);
    double *near = vi_gpu_scratch(values.cols, &why), *sums = vi_gpu_scratch(count, &why);
    if (list && near && sums) {
        for (size_t d = 0; d < values.cols; d++) {
            near[d] = near_mean(list[d], problem->rows);
        }
        const vi_gpu_moments moments = {near, problem->strategies};
        status = vi_gpu_moment_sums(ctx, ctx->gpu, &values, &moments, sums, &why);
    }
    bool finite = status == VOI_OK && near && sums && vi_all_finite(sums, count);
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
