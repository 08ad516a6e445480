/* Quantiles of the gamma and beta distributions, for drawing from uniform numbers. Pure functions.
 */
#ifndef VI_MATH_QUANTILES_H
#define VI_MATH_QUANTILES_H

/* The expansion of Cornish and Fisher: the standardised quantile of a distribution with this
 * skewness and excess kurtosis, where that of a normal one is z. */
double vi_cornish_fisher(double z, double skewness, double kurtosis);

/* The x with P(X <= x) = p for a gamma distribution of scale 1 and shape > 0, 0 < p < 1. Relative
 * error below 1e-11 for p up to 1 - 1e-6 and shapes up to 500; beyond, below 2e-4 standard
 * deviations for p and 1 - p above 1e-6. */
double vi_gamma_quantile(double shape, double p);

/* The same for a beta distribution, a and b > 0: error below 1e-9 standard deviations where a and b
 * are below 10^4 and one of them below 200; else below 2e-3 for p and 1 - p above 1e-6. */
double vi_beta_quantile(double a, double b, double p);
/* The same to 0.006 standard deviations for p and 1 - p above 1e-3, 0.02 above 1e-4, a fraction of
 * the time where a and b are above 20: for distributions that only stand in for another. */
double vi_beta_quantile_near(double a, double b, double p);

#endif
