/* Exact sums of workers, and the way through the chunks of rows. */
#include "measures/totals.h"

#include "core/alloc.h"

voi_status vi_totals_create(const voi_context *ctx, size_t sums, vi_totals *out, voi_error *err)
{
    vi_totals totals = {.workers = vi_workers(ctx)};
    totals.of_worker = vi_malloc(totals.workers, sizeof *totals.of_worker);
    if (!totals.of_worker) {
        return vi_fail(err, VOI_ERR_NOMEM, "sums: out of memory");
    }
    for (size_t w = 0; w < totals.workers; w++) {
        totals.of_worker[w] = vi_exact_empty(sums);
    }
    *out = totals;
    return VOI_OK;
}

voi_status vi_totals_join(vi_totals *totals, voi_error *err)
{
    vi_exact *all = &totals->of_worker[0];
    for (size_t w = 1; w < totals->workers; w++) {
        vi_exact *part = &totals->of_worker[w];
        size_t count = part->count;
        vi_exact_merge(all, part);
        vi_exact_free(part);
        *part = vi_exact_empty(count);
    }
    return all->failed ? vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu sums", all->count)
                       : VOI_OK;
}

void vi_totals_free(vi_totals *totals)
{
    for (size_t w = 0; w < totals->workers; w++) {
        vi_exact_free(&totals->of_worker[w]);
    }
    vi_free(totals->of_worker);
    *totals = (vi_totals){0};
}

static voi_status run_chunk(void *argument, size_t task, size_t worker, voi_error *err)
{
    const vi_chunks *c = argument;
    size_t first = task * c->chunk_rows, left = c->rows - first;
    return c->run(c->state, first, left < c->chunk_rows ? left : c->chunk_rows, worker, err);
}

voi_status vi_chunks_run(voi_context *ctx, const vi_chunks *chunks, voi_error *err)
{
    vi_chunks copy = *chunks;
    const vi_job job = {chunks->phase, (chunks->rows + chunks->chunk_rows - 1) / chunks->chunk_rows,
                        run_chunk, &copy};
    return vi_parallel(ctx, &job, err);
}
