/* Dense linear algebra for tests, written for clarity: matrices are square, by column. */
#ifndef TESTS_SUPPORT_DENSE_H
#define TESTS_SUPPORT_DENSE_H

#include <math.h>
#include <stddef.h>

/* Solves a x = b for each of `columns` right-hand sides in place by Gauss–Jordan with pivoting, and
 * answers log |det a|. Destroys a. */
static inline double dense_solve(double *a, size_t n, double *b, size_t columns)
{
    double logs = 0;
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++) {
            pivot = fabs(a[i + n * k]) > fabs(a[pivot + n * k]) ? i : pivot;
        }
        for (size_t j = 0; j < n + columns; j++) {
            double *column = j < n ? a + n * j : b + n * (j - n);
            double kept = column[k];
            column[k] = column[pivot];
            column[pivot] = kept;
        }
        logs += log(fabs(a[k + n * k]));
        for (size_t i = 0; i < n; i++) {
            double factor = i == k ? 0 : a[i + n * k] / a[k + n * k];
            for (size_t j = 0; factor != 0 && j < n + columns; j++) {
                double *column = j < n ? a + n * j : b + n * (j - n);
                column[i] -= factor * column[k];
            }
        }
    }
    for (size_t j = 0; j < columns; j++) {
        for (size_t k = 0; k < n; k++) {
            b[k + n * j] /= a[k + n * k];
        }
    }
    return logs;
}

#endif
