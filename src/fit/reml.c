/* With a ~ N(0, σ²/λ · δ⁻¹) for the penalised coefficients and flat priors for the others,
 *   −2 ℓ(λ) = (N − nulls) log D + Σ log(γ + λ δ) − penalised · log λ + constant,
 *   D = Σ y² − Σ z² / (γ + λ δ),
 * and the coefficients given λ are z / (γ + λ δ) (Wood 2011). Samples leave λ uncertain, often over
 * several powers of ten and now and then with two maxima, so the coefficients are averaged over its
 * posterior distribution instead of taken at its mode: a smaller error, none of the jumps, and the
 * uncertainty of λ in the standard error.
 *
 * The prior is λ^(−1/4) on the log scale. Of the standard deviation τ ~ λ^(−1/2) of the penalised
 * part it is τ^(−1/2), half-way between Jeffreys' 1/τ, under which the straight line would always
 * win, and a flat one, under which it never would. */
#include "fit/reml.h"

#include <math.h>
#include <string.h>

enum { POINTS = 64 };

/* From edf near all functions to edf near the nulls, for γ <= 1 and the scale of δ. */
static const double lowest = -14, highest = 25;

double vi_reml_criterion(const vi_reml *p, double rho)
{
    double lambda = exp(rho), explained = 0, determinant = 1, logs = 0;
    for (size_t k = 0; k < p->functions; k++) {
        double inverse = p->gamma[k] + lambda * p->delta[k];
        explained += p->z[k] * p->z[k] / inverse;
        determinant *= inverse;
        if (determinant > 1e200 || determinant < 1e-200) {
            logs += log(determinant);
            determinant = 1;
        }
    }
    logs += log(determinant);
    /* A response that the basis reproduces leaves rounding only. */
    double left = fmax(p->squares - explained, 1e-14 * p->squares);
    double penalised = (double)(p->functions - p->nulls);
    return (p->rows - (double)p->nulls) * log(left) + logs - penalised * rho;
}

/* The posterior weights of the points, which add to 1. */
static void weigh(const vi_reml *p, double step, double weight[POINTS])
{
    double least = INFINITY, total = 0;
    for (int i = 0; i < POINTS; i++) {
        double rho = lowest + i * step;
        weight[i] = vi_reml_criterion(p, rho) + rho / 2;
        least = fmin(least, weight[i]);
    }
    for (int i = 0; i < POINTS; i++) {
        weight[i] = exp((least - weight[i]) / 2);
        total += weight[i];
    }
    for (int i = 0; i < POINTS; i++) {
        weight[i] /= total;
    }
}

void vi_reml_average(const vi_reml *p, double *mean, double *variance)
{
    const double step = (highest - lowest) / (POINTS - 1), negligible = 1e-12;
    double weight[POINTS];
    memset(variance, 0, p->functions * sizeof *variance);
    for (size_t k = 0; k < p->functions; k++) {
        mean[k] = k < p->nulls ? 1 : 0;
    }
    if (p->functions == p->nulls || !(p->squares > 0)) {
        return;
    }
    weigh(p, step, weight);
    for (int i = 0; i < POINTS; i++) {
        double lambda = exp(lowest + i * step);
        for (size_t k = p->nulls; weight[i] > negligible && k < p->functions; k++) {
            double value = 1 / (p->gamma[k] + lambda * p->delta[k]);
            mean[k] += weight[i] * value;
            variance[k] += weight[i] * value * value;
        }
    }
    for (size_t k = p->nulls; k < p->functions; k++) {
        variance[k] = fmax(variance[k] - mean[k] * mean[k], 0);
    }
}
