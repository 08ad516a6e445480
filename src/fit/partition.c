/* A k-d tree's leaves (Bentley 1975): quickselect at every node, the pivot the median of three. */
#include "fit/partition.h"

#include <stdbool.h>

/* Ties are broken by row, so that the order is one whatever came before. */
static bool before(const double *x, size_t a, size_t b)
{
    return x[a] < x[b] || (!(x[b] < x[a]) && a < b);
}

static void swap(size_t *a, size_t *b)
{
    size_t kept = *a;
    *a = *b;
    *b = kept;
}

/* Puts the median of first, middle and last at the first place. */
static void choose_pivot(const double *x, size_t *rows, size_t count)
{
    size_t *first = rows, *middle = rows + count / 2, *last = rows + count - 1;
    if (before(x, *middle, *last)) {
        swap(middle, last);
    }
    if (before(x, *first, *last)) {
        swap(first, last);
    }
    if (before(x, *middle, *first)) {
        swap(first, middle);
    }
}

/* Rows before the first come before all others, which is then between them; answers its place. No
 * branch depends on the values, for no processor could foretell it. */
static size_t part_at_first(const double *x, size_t *rows, size_t count)
{
    size_t pivot = rows[0], low = 1;
    double value = x[pivot];
    for (size_t i = 1; i < count; i++) {
        size_t row = rows[i];
        bool less = (x[row] < value) | ((x[row] == value) & (row < pivot));
        rows[i] = rows[low];
        rows[low] = row;
        low += less;
    }
    swap(&rows[0], &rows[low - 1]);
    return low - 1;
}

/* The `place` smallest rows come first. */
static void part(const double *x, size_t *rows, size_t count, size_t place)
{
    while (count > 1 && place > 0 && place < count) {
        choose_pivot(x, rows, count);
        size_t at = part_at_first(x, rows, count);
        if (at == place) {
            return;
        }
        if (at > place) {
            count = at;
        } else {
            rows += at + 1;
            place -= at + 1;
            count -= at + 1;
        }
    }
}

void vi_partition(const double *const *columns, size_t count, size_t rows, size_t levels,
                  size_t *order)
{
    for (size_t i = 0; i < rows; i++) {
        order[i] = i;
    }
    for (size_t level = 0; level < levels; level++) {
        size_t width = (size_t)1 << (levels - level);
        for (size_t cell = 0; cell < (size_t)1 << levels; cell += width) {
            size_t first = vi_partition_start(rows, levels, cell);
            size_t middle = vi_partition_start(rows, levels, cell + width / 2);
            size_t end = vi_partition_start(rows, levels, cell + width);
            part(columns[level % count], order + first, end - first, middle - first);
        }
    }
}
