/* Rows cut into cells of neighbours in several parameters at once. */
#ifndef VI_FIT_PARTITION_H
#define VI_FIT_PARTITION_H

#include <stddef.h>

/* Orders the rows so that cell c, of 2^levels, holds order[start(c)] .. order[start(c + 1) − 1]:
 * halves at the median of the first column, their halves at the medians of the second, and so on,
 * the columns in turn. Equal values part by row. Cost O(rows · levels). */
void vi_partition(const double *const *columns, size_t count, size_t rows, size_t levels,
                  size_t *order);

static inline size_t vi_partition_start(size_t rows, size_t levels, size_t cell)
{
    return rows / ((size_t)1 << levels) * cell +
           rows % ((size_t)1 << levels) * cell / ((size_t)1 << levels);
}

#endif
