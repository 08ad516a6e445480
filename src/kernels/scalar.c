/* The reference kernels: plain C in the lane order that every backend keeps. */
#include "kernels/kernels.h"

enum { WIDTH = 64 }; /* strategies handled at a time, to keep the lanes on the stack */

/* ((0+4)+(2+6)) + ((1+5)+(3+7)): the order in which a vector is folded in halves. */
static double fold(const double lanes[VI_LANES])
{
    double a = lanes[0] + lanes[4], b = lanes[1] + lanes[5];
    double c = lanes[2] + lanes[6], d = lanes[3] + lanes[7];
    return (a + c) + (b + d);
}

static double row_maximum(const double *x, size_t cols, ptrdiff_t col_stride)
{
    double best = x[0];
    for (size_t d = 1; d < cols; d++) {
        double value = x[(ptrdiff_t)d * col_stride];
        best = value > best ? value : best;
    }
    return best;
}

static void regrets_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *sum, double *squares)
{
    for (size_t first = 0; first < cols; first += WIDTH) {
        size_t width = cols - first < WIDTH ? cols - first : WIDTH;
        double sums[WIDTH][VI_LANES] = {{0}}, totals[WIDTH][VI_LANES] = {{0}};
        for (size_t i = 0; i < rows; i++) {
            const double *row = x + (ptrdiff_t)i * row_stride;
            double best = row_maximum(row, cols, 1);
            for (size_t d = 0; d < width; d++) {
                double regret = best - row[first + d];
                sums[d][i % VI_LANES] += regret;
                totals[d][i % VI_LANES] += regret * regret;
            }
        }
        for (size_t d = 0; d < width; d++) {
            sum[first + d] = fold(sums[d]);
            squares[first + d] = fold(totals[d]);
        }
    }
}

static void regrets_by_column(const double *const *columns, size_t rows, size_t cols, double *sum,
                              double *squares)
{
    for (size_t d = 0; d < cols; d++) {
        double sums[VI_LANES] = {0}, totals[VI_LANES] = {0};
        for (size_t i = 0; i < rows; i++) {
            double best = columns[0][i];
            for (size_t e = 1; e < cols; e++) {
                best = columns[e][i] > best ? columns[e][i] : best;
            }
            double regret = best - columns[d][i];
            sums[i % VI_LANES] += regret;
            totals[i % VI_LANES] += regret * regret;
        }
        sum[d] = fold(sums);
        squares[d] = fold(totals);
    }
}

const vi_kernels *vi_kernels_scalar(void)
{
    static const vi_kernels kernels = {"scalar", regrets_by_row, regrets_by_column};
    return &kernels;
}
