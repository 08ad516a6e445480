/* The only pass of a fit over the rows: what comes after costs the same for a thousand rows and for
 * a billion. Rows are visited in the order of the parameter, which is none at all in memory, so the
 * responses of a row lie side by side. */
#include "fit/tally.h"

#include "core/alloc.h"
#include "kernels/kernels.h"

#include <math.h>

bool vi_tally_create(const struct vi_kernels *kernels, size_t responses, vi_tally *out)
{
    size_t one_cell = 3 * responses + responses * (responses + 1) / 2, cells = VI_MOST_CELLS;
    *out = (vi_tally){.kernels = kernels};
    out->numbers = vi_malloc(one_cell * (cells + 1), sizeof *out->numbers);
    if (!out->numbers) {
        return false;
    }
    out->sum = out->numbers;
    out->least = out->sum + responses * cells;
    out->most = out->least + responses * cells;
    out->product = out->most + responses * cells;
    out->cell = out->numbers + one_cell * cells;
    return true;
}

void vi_tally_free(vi_tally *tally)
{
    vi_free(tally->numbers);
    *tally = (vi_tally){0};
}

/* A cell's numbers lie together: sums, smallest, largest, products. */
static void start_cell(double *cell, size_t responses)
{
    for (size_t r = 0; r < responses; r++) {
        cell[r] = 0;
        cell[responses + r] = INFINITY;
        cell[2 * responses + r] = -INFINITY;
    }
    for (size_t pair = 0; pair < responses * (responses + 1) / 2; pair++) {
        cell[3 * responses + pair] = 0;
    }
}

static void end_cell(const vi_tally *t, size_t responses, size_t cells, size_t j)
{
    const double *cell = t->cell;
    for (size_t r = 0; r < responses; r++) {
        t->sum[r * cells + j] = cell[r];
        t->least[r * cells + j] = cell[responses + r];
        t->most[r * cells + j] = cell[2 * responses + r];
    }
    for (size_t pair = 0; pair < responses * (responses + 1) / 2; pair++) {
        t->product[pair * cells + j] = cell[3 * responses + pair];
    }
}

void vi_tally_fill(vi_tally *tally, const vi_cells *cells, const vi_responses *responses)
{
    for (size_t j = 0; j < cells->count; j++) {
        size_t first = cells->start[j];
        const vi_entries rows = {cells->sorted + first, cells->start[j + 1] - first,
                                 cells->rows - first};
        start_cell(tally->cell, responses->count);
        tally->kernels->cross_products(responses->y, responses->count, rows, tally->cell);
        end_cell(tally, responses->count, cells->count, j);
    }
}
