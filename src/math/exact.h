/* Sums without rounding: whatever the order and the grouping of what is added, the value is the
 * double next to the exact sum, to the last bit. For totals of chunks, threads and files. */
#ifndef VI_MATH_EXACT_H
#define VI_MATH_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `count` sums side by side. Empty sums take no memory; failed allocations latch. */
typedef struct {
    size_t count;
    double **layers; /* layer_count arrays of `count`: sum i is the exact Σ layers[l][i] */
    size_t layer_count;
    bool failed; /* memory was out: the sums are incomplete */
} vi_exact;

vi_exact vi_exact_empty(size_t count);
void vi_exact_free(vi_exact *sums);

/* Adds `count` values to the sums from `first` on; the values are overwritten. Sums of infinite
 * values, and those that overflow, are no longer finite. */
void vi_exact_add(vi_exact *sums, size_t first, double *values, size_t count);
void vi_exact_add_one(vi_exact *sums, size_t index, double value);
/* Adds whole numbers. */
void vi_exact_add_integers(vi_exact *sums, size_t first, const int64_t *values, size_t count);
/* Adds all sums of `from`, which has as many. */
void vi_exact_merge(vi_exact *to, const vi_exact *from);

/* The exact sum, rounded once to the nearest double; ties to even. */
double vi_exact_value(const vi_exact *sums, size_t index);

/* The one way to write the exact sum as doubles of decreasing magnitude, each the nearest to what
 * those before leave: how many, at most `capacity`, and the first of them. 0 for the sum 0, and for
 * one that is not finite its value alone. */
enum { VI_EXACT_TERMS = 48 };
size_t vi_exact_terms(const vi_exact *sums, size_t index, double terms[VI_EXACT_TERMS]);

#endif
