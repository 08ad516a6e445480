/* Piecewise cubics. The slope at a point is that of the parabola through it and its neighbours, so
 * that parabolas come out exactly; where that would make the curve turn between two points it is
 * cut to three times the smaller secant, and at a turn it is 0 (de Boor and Swartz 1977). Between
 * two points the curve stays between their values, so that the largest value is that of a point. */
#include "math/monotone.h"

#include <math.h>

static double secant(const double *x, const double *y, size_t i)
{
    return (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
}

/* The slope nearest to `wanted` that suits two secants. */
static double limited(double wanted, double before, double after)
{
    double most = 3 * fmin(fabs(before), fabs(after));
    return before * after > 0 && wanted * after > 0 ? copysign(fmin(fabs(wanted), most), after) : 0;
}

/* At the end whose gap has width a and this secant; beyond are the next width and secant. */
static double end_slope(double a, double own, double b, double next)
{
    return limited(own + (own - next) * a / (a + b), own, own);
}

void vi_monotone_slopes(const double *x, const double *y, size_t count, double *slope)
{
    size_t last = count - 1;
    slope[0] = slope[last] = secant(x, y, 0);
    for (size_t i = 1; i < last; i++) {
        double before = secant(x, y, i - 1), after = secant(x, y, i);
        double a = x[i] - x[i - 1], b = x[i + 1] - x[i];
        slope[i] = limited((b * before + a * after) / (a + b), before, after);
        if (i == 1) {
            slope[0] = end_slope(a, before, b, after);
        }
        if (i + 1 == last) {
            slope[last] = end_slope(b, after, a, before);
        }
    }
}

double vi_monotone_at(const double *x, const double *y, const double *slope, size_t count,
                      double place)
{
    size_t i = 0;
    while (i + 2 < count && x[i + 1] < place) {
        i++;
    }
    double width = x[i + 1] - x[i], t = (place - x[i]) / width, u = 1 - t;
    return u * u * ((1 + 2 * t) * y[i] + t * width * slope[i]) +
           t * t * ((1 + 2 * u) * y[i + 1] - u * width * slope[i + 1]);
}
