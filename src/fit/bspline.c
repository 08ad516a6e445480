/* Values come from a kernel, for all places between two knots at once.
 *
 * Knots lie at equal steps of the normal score of the rows: for a normal parameter they are equally
 * spaced, for any other they are where a monotone re-expression that makes it normal would put
 * them. Quantiles would leave the tails, where decisions hang, to one or two functions.
 *
 * The penalty is on the change of slope between neighbouring coefficients, times their local
 * distance: a second difference where knots are equally spaced (Eilers and Marx 1996), 0 for every
 * straight line in the parameter, and unmoved by a stretch of the axis in a sparse tail, while an
 * integral of squared second derivatives would let the dense part of a heavy-tailed parameter
 * decide alone. */
#include "fit/bspline.h"

#include "kernels/kernels.h"
#include "math/normal.h"

#include <math.h>
#include <string.h>

/* Knots closer than this share of the parameter's span are one: where values crowd, as
 * probabilities do that are nearly 0, or 1, slopes between knots would be all of the penalty. */
static const double least_apart = 1e-9;

/* Rows beyond the outermost knot at each end. */
static const double outer_rows = 8;

/* How many rows are to lie before each of the interior knots. */
static void rows_before(double rows, size_t interior, double *before)
{
    double start = vi_normal_quantile(fmin(outer_rows / rows, 0.25));
    double step = interior > 1 ? -2 * start / (double)(interior - 1) : 0;
    for (size_t i = 0; i < interior; i++) {
        before[i] = rows * vi_normal_cdf(interior > 1 ? start + step * (double)i : 0);
    }
}

/* Knots between cells; a cell that holds the place of several knots gets one. */
void vi_bspline_create(const vi_cells *cells, size_t wanted, vi_bspline *out)
{
    size_t interior = wanted - VI_ORDER, knots = 0, next = 0;
    double before[VI_MOST_FUNCTIONS], seen = 0, last = 0;
    rows_before((double)cells->rows, interior, before);
    for (size_t j = 0; j + 1 < cells->count && next < interior; j++) {
        double knot = (cells->x[j] + cells->x[j + 1]) / 2;
        seen += cells->weight[j];
        if (seen >= before[next] && knot > last + least_apart && knot < 1 - least_apart) {
            last = out->knots[VI_ORDER + knots++] = knot;
        }
        while (next < interior && seen >= before[next]) {
            next++;
        }
    }
    out->count = knots + VI_ORDER;
    for (size_t i = 0; i < VI_ORDER; i++) {
        out->knots[i] = 0;
        out->knots[out->count + i] = 1;
    }
}

static size_t interval_of(const vi_bspline *basis, double x)
{
    size_t low = VI_ORDER - 1, high = basis->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (x >= basis->knots[middle]) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

void vi_bspline_values(const vi_bspline *basis, const vi_kernels *kernels, const double *x,
                       size_t count, size_t *first, double (*values)[VI_ORDER])
{
    for (size_t begin = 0, end = 0; begin < count; begin = end) {
        size_t interval = interval_of(basis, x[begin]);
        bool last = interval + 1 == basis->count;
        for (; end < count && (last || x[end] < basis->knots[interval + 1]); end++) {
            first[end] = interval - (VI_ORDER - 1);
        }
        kernels->cubic_splines(basis->knots + interval - 2, x + begin, end - begin, values + begin);
    }
}

double vi_bspline_place(const vi_bspline *basis, size_t function)
{
    const double *t = basis->knots + function;
    return (t[1] + t[2] + t[3]) / 3;
}

void vi_bspline_penalty(const vi_bspline *basis, double *penalty)
{
    memset(penalty, 0, basis->count * basis->count * sizeof *penalty);
    for (size_t i = 1; i + 1 < basis->count; i++) {
        double before = vi_bspline_place(basis, i) - vi_bspline_place(basis, i - 1);
        double behind = vi_bspline_place(basis, i + 1) - vi_bspline_place(basis, i);
        double width = (before + behind) / 2;
        const double row[3] = {width / before, -width / before - width / behind, width / behind};
        for (size_t a = 0; a < 3; a++) {
            for (size_t b = 0; b < 3; b++) {
                penalty[(i - 1 + a) + basis->count * (i - 1 + b)] += row[a] * row[b];
            }
        }
    }
}
