/* One parameter a task: its rows are sorted and cut into cells, which every worker keeps from task
 * to task. */
#include "fit/margins.h"

#include "core/alloc.h"

#include <string.h>

typedef struct {
    const struct vi_kernels *kernels;
    const vi_margins_wanted *wanted;
    vi_margin *margins;
    vi_cells **cells; /* of every worker */
} cutting;

static voi_status cut_margin(void *argument, size_t task, size_t worker, voi_error *err)
{
    const cutting *c = argument;
    const double *column = c->wanted->columns[task];
    if (!column) {
        return VOI_OK;
    }
    if (!c->cells[worker]) {
        c->cells[worker] = vi_cells_create(c->wanted->rows);
        if (!c->cells[worker]) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows",
                           c->wanted->rows);
        }
    }
    vi_cells_cut(c->cells[worker], column);
    return vi_margin_create(c->kernels, c->cells[worker], column, c->wanted->functions,
                            &c->margins[task], err);
}

voi_status vi_margins_create(voi_context *ctx, const vi_margins_wanted *wanted, vi_margin *out,
                             voi_error *err)
{
    size_t workers = vi_workers(ctx);
    cutting c = {.kernels = ctx->kernels, .wanted = wanted, .margins = out};
    memset(out, 0, wanted->count * sizeof *out);
    c.cells = vi_calloc(workers, sizeof(vi_cells *));
    if (!c.cells) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    const vi_job job = {"fitting", wanted->count, cut_margin, &c};
    voi_status status = vi_parallel(ctx, &job, err);
    for (size_t w = 0; w < workers; w++) {
        vi_cells_destroy(c.cells[w]);
    }
    vi_free(c.cells);
    return status;
}

void vi_margins_free(vi_margin *margins, size_t count)
{
    for (size_t j = 0; margins && j < count; j++) {
        vi_margin_free(&margins[j]);
    }
    vi_free(margins);
}
