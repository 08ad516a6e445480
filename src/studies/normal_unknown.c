/* n measurements of unknown mean and standard deviation σ. The mean is N(mean, σ²/n), and n − 1
 * times the sample variance is σ² χ² of n − 1 degrees of freedom, independent of it. The statistics
 * are the mean m of the measurements and the mean q of their squares, since
 *     log p = m (n mean / σ²) − q n / (2 σ²) − n (mean² / (2 σ²) + log σ);
 * a regression sees m and the logarithm of the spread. */
#include "studies/designs.h"

#include "math/normal.h"
#include "math/quantiles.h"

#include <float.h>
#include <math.h>

static const voi_design_parameter parameters[] = {{"mean", VOI_DOMAIN_REAL},
                                                  {"sd", VOI_DOMAIN_POSITIVE}};

enum { MEAN, SD };

static size_t two(const voi_setup *setup)
{
    (void)setup;
    return 2;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    double n = round(setup->n), sd = theta[SD], variance = 0;
    if (n < 1) {
        statistic[0] = statistic[1] = 0;
        return;
    }
    if (n > 1) {
        variance = sd * sd * 2 * vi_gamma_quantile((n - 1) / 2, uniform[1]) / n;
    }
    double mean = theta[MEAN] + sd / sqrt(n) * vi_normal_quantile(uniform[0]);
    statistic[0] = mean;
    statistic[1] = mean * mean + variance;
}

static void regressors(const voi_setup *setup, const double *statistic, double *regressor)
{
    double mean = statistic[0], least = fmax(DBL_EPSILON * statistic[1], DBL_MIN);
    regressor[0] = mean;
    regressor[1] = round(setup->n) > 1 ? log(fmax(statistic[1] - mean * mean, least)) / 2 : 0;
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    double n = round(setup->n), mean = theta[MEAN], precision = n / (theta[SD] * theta[SD]);
    eta[0] = mean * precision;
    eta[1] = -precision / 2;
    return mean * mean * precision / 2 + n * log(theta[SD]);
}

const voi_design vi_design_normal = {
    .name = "normal",
    .purpose = "measurements of unknown mean and standard deviation",
    .unit = "participants",
    .parameters = parameters,
    .parameter_count = 2,
    .fewest = 2,
    .most = 2,
    .statistics = two,
    .uniforms = two,
    .draw = draw,
    .regressors = regressors,
    .natural = natural,
};
