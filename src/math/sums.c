/* Pairwise halves keep the error at the logarithm of the length; eight lanes in a block let the
 * compiler use vectors without changing the order. */
#include "math/sums.h"

#include <math.h>

enum { BLOCK = 128, LANES = 8 };

static double block_sum(const double *x, const double *y, size_t n)
{
    double lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t j = 0; j < LANES; j++) {
            lanes[j] += y ? x[i + j] - y[i + j] : x[i + j];
        }
    }
    for (; i < n; i++) {
        lanes[i % LANES] += y ? x[i] - y[i] : x[i];
    }
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
           ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

double vi_sum_difference(const double *x, const double *y, size_t n)
{
    if (n <= BLOCK) {
        return block_sum(x, y, n);
    }
    size_t half = (n / 2 + BLOCK - 1) / BLOCK * BLOCK;
    return vi_sum_difference(x, y, half) +
           vi_sum_difference(x + half, y ? y + half : NULL, n - half);
}

void vi_running_add(vi_running *running, double x)
{
    double sum = running->sum + x;
    running->error +=
        fabs(running->sum) >= fabs(x) ? (running->sum - sum) + x : (x - sum) + running->sum;
    running->sum = sum;
}

double vi_running_value(const vi_running *running)
{
    return running->sum + running->error;
}
