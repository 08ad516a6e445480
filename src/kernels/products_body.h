/* Sums over rows of what responses are, and of their products two by two, as plain loops that the
 * compiler turns into vectors over the responses. Several rows are added in one visit, in their
 * order, so that a sum is loaded and stored once for all of them. The rows lie anywhere in memory:
 * those of a later visit are asked for early. */
#ifndef VI_KERNELS_PRODUCTS_BODY_H
#define VI_KERNELS_PRODUCTS_BODY_H

#include "kernels/kernels.h"

enum { ROWS_AT_ONCE = 4, ROWS_AHEAD = 32, LINE_DOUBLES = 8 };

static inline __attribute__((always_inline)) void
add_rows(const double *const row[ROWS_AT_ONCE], const size_t rows, size_t count, double *cell)
{
    double *least = cell + count, *most = least + count, *product = most + count;
#pragma omp simd
    for (size_t r = 0; r < count; r++) {
        double sum = cell[r], low = least[r], high = most[r];
        for (size_t i = 0; i < rows; i++) {
            double y = row[i][r];
            sum += y;
            low = y < low ? y : low;
            high = y > high ? y : high;
        }
        cell[r] = sum;
        least[r] = low;
        most[r] = high;
    }
    for (size_t r = 0; r < count; product += ++r) {
#pragma omp simd
        for (size_t q = 0; q <= r; q++) {
            double sum = product[q];
            for (size_t i = 0; i < rows; i++) {
                sum += row[i][r] * row[i][q];
            }
            product[q] = sum;
        }
    }
}

static inline __attribute__((always_inline)) void fetch_row(const double *y, size_t count)
{
    for (size_t r = 0; r < count; r += LINE_DOUBLES) {
        __builtin_prefetch(y + r);
    }
}

static inline __attribute__((always_inline)) void add_cell(const double *y, const size_t count,
                                                           vi_entries rows, double *cell)
{
    const double *row[ROWS_AT_ONCE];
    for (size_t i = 0; i < rows.count;) {
        size_t now = rows.count - i < ROWS_AT_ONCE ? 1 : ROWS_AT_ONCE;
        for (size_t l = 0; l < now; l++, i++) {
            if (i + ROWS_AHEAD < rows.readable) {
                fetch_row(y + rows.entry[i + ROWS_AHEAD].row * count, count);
            }
            row[l] = y + rows.entry[i].row * count;
        }
        if (now == ROWS_AT_ONCE) {
            add_rows(row, ROWS_AT_ONCE, count, cell);
        } else {
            add_rows(row, 1, count, cell);
        }
    }
}

static void cross_products(const double *y, size_t count, vi_entries rows, double *cell)
{
    switch (count) {
    case 1:
        add_cell(y, 1, rows, cell);
        break;
    case 2:
        add_cell(y, 2, rows, cell);
        break;
    default:
        add_cell(y, count, rows, cell);
        break;
    }
}

#define PRODUCT_KERNELS .cross_products = cross_products

#endif
