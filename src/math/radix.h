/* Sorting a column of doubles with the rows it came from. */
#ifndef VI_MATH_RADIX_H
#define VI_MATH_RADIX_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t key; /* the double's bits, made to ascend */
    uint64_t row;
} vi_sorted;

/* The value of an entry, +0 for either zero. */
static inline double vi_sorted_value(const vi_sorted *entry)
{
    uint64_t bits = entry->key >> 63 ? entry->key & ~(1ull << 63) : ~entry->key;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Fills `out` with the rows of x in ascending order, equal values in the order of the rows; equal
 * values have equal keys. x is finite; `spare` has room for n entries. Cost O(n): three to nine
 * passes of eleven bits, less where digits are the same everywhere. */
void vi_radix_sort(const double *x, size_t n, vi_sorted *out, vi_sorted *spare);

#endif
