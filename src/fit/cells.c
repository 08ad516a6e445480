/* One radix sort, then one walk along the sorted values. */
#include "fit/cells.h"

#include "core/alloc.h"

#include <math.h>

enum { DISTINCT = 1024, EVEN_CELLS = 768, TAIL = 48 };

vi_cells *vi_cells_create(size_t rows)
{
    vi_cells *cells = vi_calloc(1, sizeof *cells);
    if (cells) {
        cells->rows = rows;
        cells->sorted = vi_malloc(rows, sizeof *cells->sorted);
        cells->spare = vi_malloc(rows, sizeof *cells->spare);
        if (!cells->sorted || !cells->spare) {
            vi_cells_destroy(cells);
            cells = NULL;
        }
    }
    return cells;
}

void vi_cells_destroy(vi_cells *cells)
{
    if (cells) {
        vi_free(cells->sorted);
        vi_free(cells->spare);
        vi_free(cells);
    }
}

static bool fewer_distinct_than(const vi_cells *cells, size_t limit)
{
    size_t distinct = 1;
    for (size_t i = 1; i < cells->rows && distinct <= limit; i++) {
        distinct += cells->sorted[i].key != cells->sorted[i - 1].key;
    }
    return distinct <= limit;
}

/* Rows of a cell that begins at place i: one at the ends, growing with the distance from them. */
static size_t wanted_size(size_t i, size_t rows)
{
    size_t from_end = i < rows - 1 - i ? i : rows - 1 - i;
    size_t most = (rows + EVEN_CELLS - 1) / EVEN_CELLS;
    size_t size = 1 + from_end / TAIL;
    return size < most ? size : most;
}

static void set_middle(vi_cells *cells, const double *column, size_t cell)
{
    size_t first = cells->start[cell], last = cells->start[cell + 1];
    double low = column[cells->sorted[0].row], high = column[cells->sorted[cells->rows - 1].row];
    /* Halves, so that a span of more than the largest double does not overflow. */
    double span = high / 2 - low / 2, sum = 0;
    for (size_t i = first; i < last; i++) {
        sum += span > 0 ? (column[cells->sorted[i].row] / 2 - low / 2) / span : 0;
    }
    cells->weight[cell] = (double)(last - first);
    cells->x[cell] = sum / cells->weight[cell];
}

void vi_cells_cut(vi_cells *cells, const double *column)
{
    vi_radix_sort(column, cells->rows, cells->sorted, cells->spare);
    bool each = fewer_distinct_than(cells, DISTINCT);
    cells->count = 0;
    for (size_t i = 0; i < cells->rows;) {
        size_t end = i + (each ? 1 : wanted_size(i, cells->rows));
        end = end < cells->rows ? end : cells->rows;
        while (end < cells->rows && cells->sorted[end].key == cells->sorted[end - 1].key) {
            end++;
        }
        cells->start[cells->count++] = i;
        i = end;
    }
    cells->start[cells->count] = cells->rows;
    for (size_t j = 0; j < cells->count; j++) {
        set_middle(cells, column, j);
    }
}
