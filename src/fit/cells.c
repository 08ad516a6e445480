/* One radix sort, then one walk along the sorted values. On a scale set by a few extreme rows the
 * others would fall on one place; such a parameter is taken by its normal scores. */
#include "fit/cells.h"

#include "core/alloc.h"
#include "math/normal.h"

#include <math.h>

enum { DISTINCT = 1024, EVEN_CELLS = 768, TAIL = 48 };

/* The least share of the span that the middle half of the rows must take. */
static const double least_middle = 1e-6;

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

/* Values divided by the power of two above the largest: no span overflows or vanishes. The power is
 * applied in two halves, since it may itself be beyond a double. */
typedef struct {
    double half, other_half, low, span;
} unit;

static double scaled(const unit *u, const vi_sorted *entry)
{
    return vi_sorted_value(entry) * u->half * u->other_half;
}

static unit unit_of(const vi_cells *cells)
{
    const vi_sorted *low = &cells->sorted[0], *high = &cells->sorted[cells->rows - 1];
    int exponent = 0;
    frexp(fmax(fabs(vi_sorted_value(low)), fabs(vi_sorted_value(high))), &exponent);
    unit u = {.half = ldexp(1, -exponent / 2), .other_half = ldexp(1, -exponent - -exponent / 2)};
    u.low = scaled(&u, low);
    u.span = scaled(&u, high) - u.low;
    u.span = u.span > 0 ? u.span : 1; /* a constant */
    return u;
}

static void set_middle(vi_cells *cells, const unit *u, size_t cell)
{
    size_t first = cells->start[cell], last = cells->start[cell + 1];
    double sum = 0;
    for (size_t i = first; i < last; i++) {
        sum += (scaled(u, &cells->sorted[i]) - u->low) / u->span;
    }
    cells->weight[cell] = (double)(last - first);
    cells->x[cell] = sum / cells->weight[cell];
}

static double normal_score(const vi_cells *cells, size_t cell)
{
    double middle = (double)(cells->start[cell] + cells->start[cell + 1]) / 2;
    return vi_normal_quantile(middle / (double)cells->rows);
}

static void take_normal_scores(vi_cells *cells)
{
    double low = normal_score(cells, 0), span = normal_score(cells, cells->count - 1) - low;
    for (size_t j = 0; j < cells->count; j++) {
        cells->x[j] = (normal_score(cells, j) - low) / span;
    }
}

static bool few_rows_set_the_scale(const vi_cells *cells, const unit *u)
{
    const vi_sorted *quarter = &cells->sorted[cells->rows / 4];
    const vi_sorted *three = &cells->sorted[cells->rows - 1 - cells->rows / 4];
    return quarter->key != three->key &&
           scaled(u, three) - scaled(u, quarter) < least_middle * u->span;
}

static void cut_rows(vi_cells *cells)
{
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
}

void vi_cells_cut(vi_cells *cells, const double *column)
{
    vi_radix_sort(column, cells->rows, cells->sorted, cells->spare);
    cut_rows(cells);
    const unit u = unit_of(cells);
    for (size_t j = 0; j < cells->count; j++) {
        set_middle(cells, &u, j);
    }
    if (few_rows_set_the_scale(cells, &u)) {
        take_normal_scores(cells);
    }
}
