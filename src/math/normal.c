/* Φ through the complementary error function. The unit loss loses its digits by cancellation in the
 * upper tail; there the continued fraction of Mills' ratio R = (1 − Φ) / φ gives 1 − z R directly.
 */
#include "math/normal.h"

#include "math/probit.h"

#include <math.h>

double vi_normal_density(double z)
{
    return 0.39894228040143267794 * exp(-0.5 * z * z);
}

double vi_normal_cdf(double z)
{
    return 0.5 * erfc(-z * 0.70710678118654752440);
}

/* 1 − z R(z) with R = 1 / (z + 1 / (z + 2 / (z + 3 / ...))): with the tail t = 1 / (z + 2 / ...),
 * R = 1 / (z + t) and 1 − z R = t / (z + t). */
static double loss_over_density(double z)
{
    double tail = z;
    for (int j = 60; j >= 2; j--) {
        tail = z + j / tail;
    }
    double t = 1 / tail;
    return t / (z + t);
}

double vi_unit_loss(double z)
{
    if (z > 12) {
        return vi_normal_density(z) * loss_over_density(z);
    }
    return vi_normal_density(z) - z * vi_normal_cdf(-z);
}

double vi_scaled_loss(double gap, double variance)
{
    double s = sqrt(variance);
    return gap < 9 * s ? s * vi_unit_loss(gap / s) : 0;
}

double vi_normal_quantile(double p)
{
    return vi_probit(p);
}
