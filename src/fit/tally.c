/* The only pass of a fit over the rows: what comes after costs the same for a thousand rows and for
 * a billion. Rows are visited in the order of the parameter, which is none at all in memory, so the
 * responses of a row lie side by side. */
#include "fit/tally.h"

#include "core/alloc.h"

#include <math.h>

bool vi_tally_create(size_t responses, vi_tally *out)
{
    size_t one_cell = 3 * responses + responses * (responses + 1) / 2, cells = VI_MOST_CELLS;
    *out = (vi_tally){.numbers = vi_malloc(one_cell * (cells + 1), sizeof *out->numbers)};
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

static inline void add_row(double *cell, size_t responses, const double *y)
{
    double *least = cell + responses, *most = least + responses, *product = most + responses;
    for (size_t r = 0; r < responses; r++) {
        cell[r] += y[r];
        least[r] = y[r] < least[r] ? y[r] : least[r];
        most[r] = y[r] > most[r] ? y[r] : most[r];
        for (size_t q = 0; q <= r; q++) {
            *product++ += y[r] * y[q];
        }
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

/* Inline, so that the loops over few responses come out unrolled. */
static inline void fill(const vi_tally *tally, const vi_cells *cells, const double *y, size_t count)
{
    for (size_t j = 0; j < cells->count; j++) {
        start_cell(tally->cell, count);
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            add_row(tally->cell, count, y + cells->sorted[i].row * count);
        }
        end_cell(tally, count, cells->count, j);
    }
}

void vi_tally_fill(vi_tally *tally, const vi_cells *cells, const vi_responses *responses)
{
    switch (responses->count) {
    case 1:
        fill(tally, cells, responses->y, 1);
        break;
    case 2:
        fill(tally, cells, responses->y, 2);
        break;
    default:
        fill(tally, cells, responses->y, responses->count);
    }
}
