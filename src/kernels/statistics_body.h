/* Sums of two columns and of their products, in eight lanes: row i in lane i mod 8, written over v8
 * as in regret_body.h. The lanes are folded by halves. */
#ifndef VI_KERNELS_STATISTICS_BODY_H
#define VI_KERNELS_STATISTICS_BODY_H

#include "kernels/regret_body.h"

static void column_statistics(const double *x, const double *y, const double from[2], size_t n,
                              double sums[VI_STATISTICS])
{
    double lanes[VI_STATISTICS * VI_LANES];
    v8 sum_x = v8_set(0), sum_y = sum_x, sum_xx = sum_x, sum_xy = sum_x, sum_yy = sum_x;
    v8 from_x = v8_set(from[0]), from_y = v8_set(from[1]);
    size_t whole = n / VI_LANES * VI_LANES;
    for (size_t i = 0; i < whole; i += VI_LANES) {
        v8 a = v8_sub(v8_load(x + i), from_x), b = v8_sub(v8_load(y + i), from_y);
        sum_x = v8_add(sum_x, a);
        sum_y = v8_add(sum_y, b);
        sum_xx = v8_add(sum_xx, v8_mul(a, a));
        sum_xy = v8_add(sum_xy, v8_mul(a, b));
        sum_yy = v8_add(sum_yy, v8_mul(b, b));
    }
    v8_store(lanes, sum_x);
    v8_store(lanes + VI_LANES, sum_y);
    v8_store(lanes + 2 * VI_LANES, sum_xx);
    v8_store(lanes + 3 * VI_LANES, sum_xy);
    v8_store(lanes + 4 * VI_LANES, sum_yy);
    vi_add_statistics(x + whole, y + whole, from, n - whole, lanes);
    vi_fold_statistics(lanes, sums);
}

#define STATISTICS_KERNELS .column_statistics = column_statistics

#endif
