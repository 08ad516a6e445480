/* A grid over all sensible λ, since the likelihood may have two maxima, then golden section. */
#include "fit/reml_mode.h"

#include <math.h>

enum { GRID = 28, GOLDEN = 18 };

/* From edf near all functions to edf near the nulls, for γ <= 1 and the scale of δ. */
static const double lowest = -14, highest = 25;

static double golden_section(const vi_reml *p, double low, double high)
{
    const double ratio = 0.61803398874989485;
    double a = high - ratio * (high - low), b = low + ratio * (high - low);
    double at_a = vi_reml_criterion(p, a), at_b = vi_reml_criterion(p, b);
    for (int i = 0; i < GOLDEN; i++) {
        if (at_a <= at_b) {
            high = b;
            b = a;
            at_b = at_a;
            a = high - ratio * (high - low);
            at_a = vi_reml_criterion(p, a);
        } else {
            low = a;
            a = b;
            at_a = at_b;
            b = low + ratio * (high - low);
            at_b = vi_reml_criterion(p, b);
        }
    }
    return (low + high) / 2;
}

double vi_reml_lambda(const vi_reml *p)
{
    double step = (highest - lowest) / (GRID - 1), least = INFINITY;
    int best = 0;
    if (p->functions == p->nulls || !(p->squares > 0)) {
        return INFINITY;
    }
    for (int i = 0; i < GRID; i++) {
        double value = vi_reml_criterion(p, lowest + i * step);
        if (value < least) {
            least = value;
            best = i;
        }
    }
    if (best == GRID - 1) {
        return INFINITY;
    }
    double centre = lowest + best * step;
    return exp(golden_section(p, fmax(centre - step, lowest), centre + step));
}
