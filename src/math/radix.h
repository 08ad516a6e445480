/* Sorting a column of doubles with the rows it came from. */
#ifndef VI_MATH_RADIX_H
#define VI_MATH_RADIX_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t key; /* the double's bits, made to ascend */
    uint64_t row;
} vi_sorted;

/* Fills `out` with the rows of x in ascending order, equal values in the order of the rows (−0
 * before +0). x is finite; `spare` has room for n entries. Cost O(n): up to six passes of eleven
 * bits, less where digits are the same everywhere. */
void vi_radix_sort(const double *x, size_t n, vi_sorted *out, vi_sorted *spare);

#endif
