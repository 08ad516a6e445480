/* Sums in eight parts: number i of a row goes to part i mod 8, and the parts are added as a tree.
 * So the order is the same however many numbers a machine adds at once. Pairs of parts are what
 * every machine has vectors for. */
#ifndef VI_MATH_LANES_H
#define VI_MATH_LANES_H

#include <stddef.h>
#include <string.h>

enum { VI_SUM_LANES = 8 };

typedef double vi_two __attribute__((vector_size(2 * sizeof(double))));

typedef struct {
    vi_two part[VI_SUM_LANES / 2];
} vi_lanes;

/* Adds eight numbers, or the products of eight and eight. */
static inline void vi_lanes_add(vi_lanes *to, const double *x)
{
#pragma GCC unroll 4
    for (int i = 0; i < VI_SUM_LANES / 2; i++) {
        vi_two numbers;
        memcpy(&numbers, x + 2 * i, sizeof numbers);
        to->part[i] += numbers;
    }
}

static inline void vi_lanes_add_products(vi_lanes *to, const double *x, const double *y)
{
#pragma GCC unroll 4
    for (int i = 0; i < VI_SUM_LANES / 2; i++) {
        vi_two left, right;
        memcpy(&left, x + 2 * i, sizeof left);
        memcpy(&right, y + 2 * i, sizeof right);
        to->part[i] += left * right;
    }
}

static inline double vi_lanes_sum(const vi_lanes *lanes)
{
    const vi_two *part = lanes->part, both = (part[0] + part[2]) + (part[1] + part[3]);
    return both[0] + both[1];
}

/* Σ x_i y_i; what is left after the last eight is added at the end. */
static inline double vi_lanes_dot(const double *x, const double *y, size_t n)
{
    vi_lanes sum = {{{0}}};
    double rest = 0;
    size_t i = 0;
    for (; i + VI_SUM_LANES <= n; i += VI_SUM_LANES) {
        vi_lanes_add_products(&sum, x + i, y + i);
    }
    for (; i < n; i++) {
        rest += x[i] * y[i];
    }
    return vi_lanes_sum(&sum) + rest;
}

#endif
