/* Values by the recursion of Cox and de Boor. The penalty is on the change of slope between
 * neighbouring coefficients, times their local distance. A straight line costs nothing, equal knots
 * give the second differences of P-splines (Eilers and Marx 1996), and a stretch of the axis in a
 * sparse tail changes nothing: an integral of squared second derivatives would let the dense part
 * of a heavy-tailed parameter decide alone. */
#include "fit/bspline.h"

#include <string.h>

/* Interior knots at equal shares of the rows; none nearer to another than a cell. */
void vi_bspline_create(const vi_cells *cells, size_t wanted, vi_bspline *out)
{
    size_t interior = wanted - VI_ORDER, knots = 0;
    double seen = 0, *interior_knots = out->knots + VI_ORDER;
    for (size_t j = 0; j + 1 < cells->count && knots < interior; j++) {
        double share = (double)(knots + 1) / (double)(interior + 1);
        seen += cells->weight[j];
        if (seen >= share * (double)cells->rows) {
            double knot = (cells->x[j] + cells->x[j + 1]) / 2;
            if (knot > 0 && knot < 1 && (knots == 0 || knot > interior_knots[knots - 1])) {
                interior_knots[knots++] = knot;
            }
            while (knots < interior &&
                   (double)(knots + 1) / (double)(interior + 1) * (double)cells->rows <= seen) {
                interior--; /* a cell of many equal values carries one knot only */
            }
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

/* The functions of `order` that are not zero in the interval. */
static void recur(const vi_bspline *basis, size_t interval, double x, size_t order, double *values)
{
    const double *t = basis->knots;
    values[0] = 1;
    for (size_t degree = 1; degree < order; degree++) {
        double carried = 0;
        for (size_t r = 0; r < degree; r++) {
            double right = t[interval + 1 + r], left = t[interval + 1 + r - degree];
            double part = values[r] / (right - left);
            values[r] = carried + (right - x) * part;
            carried = (x - left) * part;
        }
        values[degree] = carried;
    }
}

void vi_bspline_values(const vi_bspline *basis, double x, size_t *first, double values[VI_ORDER])
{
    size_t interval = interval_of(basis, x);
    *first = interval - (VI_ORDER - 1);
    recur(basis, interval, x, VI_ORDER, values);
}

/* The place of a function: where a straight line has its coefficients (Greville). */
static double place_of(const vi_bspline *basis, size_t function)
{
    const double *t = basis->knots + function;
    return (t[1] + t[2] + t[3]) / 3;
}

void vi_bspline_penalty(const vi_bspline *basis, double *penalty)
{
    memset(penalty, 0, basis->count * basis->count * sizeof *penalty);
    for (size_t i = 1; i + 1 < basis->count; i++) {
        double before = place_of(basis, i) - place_of(basis, i - 1);
        double behind = place_of(basis, i + 1) - place_of(basis, i);
        double width = (before + behind) / 2;
        const double row[3] = {width / before, -width / before - width / behind, width / behind};
        for (size_t a = 0; a < 3; a++) {
            for (size_t b = 0; b < 3; b++) {
                penalty[(i - 1 + a) + basis->count * (i - 1 + b)] += row[a] * row[b];
            }
        }
    }
}
