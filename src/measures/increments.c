/* Mean increments of costs and effects against the first strategy: differences are taken row by
 * row, so that a common offset is gone before anything is added; the sums of chunks add up without
 * rounding. */
#include "measures/increments.h"

#include "core/alloc.h"
#include "math/sums.h"

static void add_columns(double *const *columns, size_t strategies, size_t first, size_t rows,
                        double *sums)
{
    for (size_t d = 0; d < strategies; d++) {
        sums[d] = vi_sum_difference(columns[d] + first, columns[0] + first, rows);
    }
}

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    const vi_pass *pass = argument;
    const voi_problem *p = pass->rows;
    size_t strategies = p->strategies;
    double *sums = vi_malloc(2 * strategies, sizeof *sums);
    if (!sums) {
        return vi_fail(err, VOI_ERR_NOMEM, "means: out of memory for %zu strategies", strategies);
    }
    add_columns(p->effects, strategies, first, rows, sums);
    add_columns(p->costs, strategies, first, rows, sums + strategies);
    vi_exact_add(&pass->totals->of_worker[worker], pass->offset, sums, 2 * strategies);
    vi_free(sums);
    return VOI_OK;
}

voi_status vi_increments_add(voi_context *ctx, const vi_pass *pass, voi_error *err)
{
    vi_pass copy = *pass;
    const vi_chunks chunks = {"averaging", pass->rows->rows, VI_CHUNK_ROWS, add_chunk, &copy};
    return vi_chunks_run(ctx, &chunks, err);
}

void vi_increments_means(const vi_exact *sums, size_t offset, size_t strategies, size_t rows,
                         double *effect, double *cost)
{
    for (size_t d = 0; d < strategies; d++) {
        effect[d] = vi_exact_value(sums, offset + d) / (double)rows;
        cost[d] = vi_exact_value(sums, offset + strategies + d) / (double)rows;
    }
}

voi_status vi_mean_increments(voi_context *ctx, const voi_problem *problem, double *effect,
                              double *cost, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_totals totals = {0};
    const vi_pass pass = {problem, &totals, 0};
    VI_TRY(vi_totals_create(ctx, 2 * problem->strategies, &totals, err));
    VI_TRY(vi_increments_add(ctx, &pass, err));
    VI_TRY(vi_totals_join(&totals, err));
    vi_increments_means(&totals.of_worker[0], 0, problem->strategies, problem->rows, effect, cost);
cleanup:
    vi_totals_free(&totals);
    return status;
}
