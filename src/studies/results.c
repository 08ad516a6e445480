/* Draws invert the distribution function: by adding chances up from 0 where they are few, else by
 * the expansion of Cornish and Fisher, which is off by less than a hundredth of a count there. So a
 * uniform number gives nearly the same share of successes at every size.
 */
#include "studies/results.h"

#include "math/normal.h"
#include "math/quantiles.h"

#include <math.h>

/* Below this variance chances are added up. */
static const double few = 100;

static const double tiny = 1e-300;

/* p <= 1/2, or nearly so. */
static double few_successes(double size, double p, double uniform)
{
    double odds = p / (1 - p), chance = exp(size * log1p(-p)), below = chance, x = 0;
    while (below < uniform && x < size && chance > 0) {
        chance *= odds * (size - x) / (x + 1);
        below += chance;
        x++;
    }
    return x;
}

static double draw_binomial(double size, double p, double uniform)
{
    double variance = size * p * (1 - p);
    if (size < 1 || p <= 0) {
        return 0;
    }
    if (p > 0.5) {
        return size - draw_binomial(size, 1 - p, 1 - uniform);
    }
    if (variance < few) {
        return few_successes(size, p, uniform);
    }
    double z = vi_cornish_fisher(vi_normal_quantile(uniform), (1 - 2 * p) / sqrt(variance),
                                 (1 - 6 * p * (1 - p)) / variance);
    return fmin(fmax(ceil(size * p + sqrt(variance) * z - 0.5), 0), size);
}

static double draw_poisson(double mean, double uniform)
{
    if (mean < few) {
        double chance = exp(-mean), below = chance, x = 0;
        while (below < uniform && chance > 0) {
            x++;
            chance *= mean / x;
            below += chance;
        }
        return x;
    }
    double z = vi_cornish_fisher(vi_normal_quantile(uniform), 1 / sqrt(mean), 1 / mean);
    return fmax(ceil(mean + sqrt(mean) * z - 0.5), 0);
}

double vi_result_draw(const voi_result *r, double value, double uniform)
{
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
        return draw_binomial(r->size, value, uniform);
    case VOI_RESULT_POISSON:
        return draw_poisson(r->size * value, uniform);
    case VOI_RESULT_NORMAL:
        break;
    }
    return r->size > 0 ? value + r->sd / sqrt(r->size) * vi_normal_quantile(uniform) : 0;
}

double vi_result_natural(const voi_result *r, double value, double *eta)
{
    switch (r->family) {
    case VOI_RESULT_BINOMIAL: {
        double failure = log(fmax(1 - value, tiny));
        *eta = log(fmax(value, tiny)) - failure;
        return -r->size * failure;
    }
    case VOI_RESULT_POISSON:
        *eta = log(fmax(value, tiny));
        return r->size * value;
    case VOI_RESULT_NORMAL:
        break;
    }
    *eta = r->size * value / (r->sd * r->sd);
    return *eta * value / 2;
}
