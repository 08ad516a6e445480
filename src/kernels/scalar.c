/* The reference kernels: plain C in the lane order that every backend keeps. */
#include "core/philox.h"
#include "kernels/elementwise_body.h"
#include "kernels/kernels.h"
#include "kernels/lines_body.h"
#include "kernels/products_body.h"
#include "kernels/spline_body.h"

static void add_regrets(double best, double value, size_t lane, double *lanes)
{
    double regret = best - value;
    lanes[lane] += regret;
    lanes[VI_LANES + lane] += regret * regret;
}

static void regrets_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                           double *state)
{
    for (size_t i = 0; i < rows; i++) {
        const double *row = x + (ptrdiff_t)i * row_stride;
        double best = row[0];
        for (size_t d = 1; d < cols; d++) {
            best = row[d] > best ? row[d] : best;
        }
        for (size_t d = 0; d < cols; d++) {
            add_regrets(best, row[d], i % VI_LANES, state + 2 * VI_LANES * d);
        }
    }
}

static void regrets_by_column(const double *const *columns, size_t first, size_t rows, size_t cols,
                              double *state)
{
    for (size_t i = 0; i < rows; i++) {
        double best = columns[0][first + i];
        for (size_t d = 1; d < cols; d++) {
            double value = columns[d][first + i];
            best = value > best ? value : best;
        }
        for (size_t d = 0; d < cols; d++) {
            add_regrets(best, columns[d][first + i], i % VI_LANES, state + 2 * VI_LANES * d);
        }
    }
}

static void pairs_by_row(const double *x, size_t rows, size_t cols, ptrdiff_t row_stride,
                         double *lanes)
{
    for (size_t i = 0; i < rows; i++) {
        const double *row = x + (ptrdiff_t)i * row_stride;
        double *lane = lanes + i % VI_LANES;
        for (size_t b = 1; b < cols; b++) {
            for (size_t a = 0; a < b; a++, lane += VI_LANES) {
                *lane += (row[b] - row[a]) * (row[b] - row[a]);
            }
        }
    }
}

void vi_add_statistics(const double *x, const double *y, const double from[2], size_t n,
                       double *lanes)
{
    for (size_t i = 0; i < n; i++) {
        double a = x[i] - from[0], b = y[i] - from[1], *lane = lanes + i % VI_LANES;
        lane[0] += a;
        lane[VI_LANES] += b;
        lane[2 * VI_LANES] += a * a;
        lane[3 * VI_LANES] += a * b;
        lane[4 * VI_LANES] += b * b;
    }
}

void vi_fold_statistics(const double *lanes, double sums[VI_STATISTICS])
{
    for (size_t s = 0; s < VI_STATISTICS; s++, lanes += VI_LANES) {
        sums[s] = ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
                  ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
}

static void column_statistics(const double *x, const double *y, const double from[2], size_t n,
                              double sums[VI_STATISTICS])
{
    double lanes[VI_STATISTICS * VI_LANES] = {0};
    vi_add_statistics(x, y, from, n, lanes);
    vi_fold_statistics(lanes, sums);
}

static void uniforms(uint64_t seed, uint64_t stream, uint64_t first, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = vi_uniform(seed, stream, first + i);
    }
}

static void basis_products(const vi_rows *rows, const vi_factors *factors, size_t count,
                           double *scratch, double *x)
{
    (void)scratch;
    for (size_t i = 0; i < rows->count; i++) {
        const double *row = rows->values + i * rows->width;
        for (size_t f = 0; f < count; f++) {
            const uint32_t *place = factors[f].place;
            x[i * count + f] = row[place[0]] * row[place[1]] * row[place[2]];
        }
    }
}

const vi_kernels *vi_kernels_scalar(void)
{
    static const vi_kernels kernels = {.name = "scalar",
                                       .regrets_by_row = regrets_by_row,
                                       .regrets_by_column = regrets_by_column,
                                       .pairs_by_row = pairs_by_row,
                                       ELEMENTWISE_KERNELS,
                                       PRODUCT_KERNELS,
                                       LINE_KERNELS,
                                       SPLINE_KERNELS,
                                       .column_statistics = column_statistics,
                                       .basis_products = basis_products,
                                       .uniforms = uniforms};
    return &kernels;
}
