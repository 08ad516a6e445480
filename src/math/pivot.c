/* One step of Gauss and Jordan, in the symmetric form of Goodnight ("A tutorial on the SWEEP
 * operator", The American Statistician 33, 1979): with the pivot d = a_kk,
 *     a_ij −= a_ik a_kj / d,   a_ik = ±a_ik / d,   a_kk = −1 / d,
 * where + takes k in and − takes it out again. */
#include "math/pivot.h"

static void pivot(double *a, size_t n, size_t k, double sign)
{
    double *row = a + k * n;
    double d = row[k];
    for (size_t i = 0; i < n; i++) {
        double share = row[i] / d;
        for (size_t j = 0; i != k && j < n; j++) {
            a[i * n + j] -= share * row[j];
        }
    }
    for (size_t i = 0; i < n; i++) {
        row[i] *= sign / d;
        a[i * n + k] = row[i];
    }
    row[k] = -1 / d;
}

void vi_pivot_in(double *a, size_t n, size_t k)
{
    pivot(a, n, k, 1);
}

void vi_pivot_out(double *a, size_t n, size_t k)
{
    pivot(a, n, k, -1);
}
