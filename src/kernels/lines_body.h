/* The best of lines k·effect − cost for rows side by side: a strip of rows goes through all lines,
 * by choices instead of branches. A strip is several vectors, which do not wait for each other. */
#ifndef VI_KERNELS_LINES_BODY_H
#define VI_KERNELS_LINES_BODY_H

#include "kernels/kernels.h"

enum { STRIP = 32 };

/* `rows` is a constant where it is inlined for strips and vectors. */
static inline __attribute__((always_inline)) void
best_of_rows(const vi_line_block *lines, size_t first, const size_t rows, double k, uint64_t *best)
{
    double most[STRIP], effect[STRIP], cost[STRIP];
    uint64_t line[STRIP];
    for (size_t i = 0; i < rows; i++) {
        effect[i] = lines->effect[first + i];
        cost[i] = lines->cost[first + i];
        most[i] = k * effect[i] - cost[i];
        line[i] = 0;
    }
    for (size_t d = 1; d < lines->count; d++) {
        const double *e = lines->effect + d * lines->stride + first;
        const double *c = lines->cost + d * lines->stride + first;
#pragma omp simd
        for (size_t i = 0; i < rows; i++) {
            double nb = k * e[i] - c[i];
            bool cheaper = (e[i] == effect[i]) & (c[i] < cost[i]);
            bool better = (nb > most[i]) | ((nb == most[i]) & ((e[i] > effect[i]) | cheaper));
            most[i] = better ? nb : most[i];
            effect[i] = better ? e[i] : effect[i];
            cost[i] = better ? c[i] : cost[i];
            line[i] = better ? d : line[i];
        }
    }
    for (size_t i = 0; i < rows; i++) {
        best[first + i] = line[i];
    }
}

static void best_lines(const vi_line_block *lines, double k, uint64_t *best)
{
    size_t i = 0;
    for (; i + STRIP <= lines->rows; i += STRIP) {
        best_of_rows(lines, i, STRIP, k, best);
    }
    for (; i + VI_LANES <= lines->rows; i += VI_LANES) {
        best_of_rows(lines, i, VI_LANES, k, best);
    }
    for (; i < lines->rows; i++) {
        best_of_rows(lines, i, 1, k, best);
    }
}

#define LINE_KERNELS .best_lines = best_lines

#endif
