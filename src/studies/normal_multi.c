/* The mean of n vectors, each with a known covariance Σ = L Lᵀ: N(θ, Σ/n), drawn as θ + L z / √n,
 * with log-likelihood n x'Σ⁻¹θ − n θ'Σ⁻¹θ / 2. */
#include "studies/designs.h"

#include "math/linalg.h"
#include "math/normal.h"

#include <math.h>
#include <string.h>

static const voi_design_parameter parameters[] = {{"mean", VOI_DOMAIN_REAL}};

enum { MOST_MEANS = 32 };

static size_t one_each(const voi_setup *setup)
{
    return setup->parameters;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    size_t p = setup->parameters;
    if (!(setup->n > 0)) {
        memset(statistic, 0, p * sizeof *statistic);
        return;
    }
    memcpy(statistic, theta, p * sizeof *statistic);
    for (size_t j = 0; j < p; j++) {
        double z = vi_normal_quantile(uniform[j]) / sqrt(setup->n);
        for (size_t i = j; i < p; i++) {
            statistic[i] += setup->root[j * p + i] * z;
        }
    }
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    size_t p = setup->parameters;
    for (size_t j = 0; j < p; j++) {
        eta[j] = setup->n * theta[j];
    }
    vi_cholesky_solve(setup->root, eta, p, 1);
    return vi_dot(theta, eta, p) / 2;
}

const voi_design vi_design_normal_multi = {
    .name = "normal_multi",
    .purpose = "the means of several measurements of known covariance",
    .unit = "participants",
    .parameters = parameters,
    .parameter_count = 1,
    .fewest = 1,
    .most = MOST_MEANS,
    .covariance = true,
    .statistics = one_each,
    .uniforms = one_each,
    .draw = draw,
    .natural = natural,
};
