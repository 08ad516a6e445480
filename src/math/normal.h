/* The standard normal distribution. */
#ifndef VI_MATH_NORMAL_H
#define VI_MATH_NORMAL_H

/* The quantile at 0.975: half the width of a 95 % interval, in standard deviations. */
#define VI_NORMAL_975 1.959963984540054

double vi_normal_density(double z);
/* P(Z <= z), accurate in both tails. */
double vi_normal_cdf(double z);
/* The unit loss E max(0, Z − z) = φ(z) − z (1 − Φ(z)); for z >= 0 relative error below 1e-10. */
double vi_unit_loss(double z);
/* E max(0, X − gap) of a normal X of mean 0, for gap >= 0; 0 beyond nine standard deviations. */
double vi_scaled_loss(double gap, double variance);
/* The z with P(Z <= z) = p, to a relative error of 1e-15; infinite for p = 0 and 1, NaN outside. */
double vi_normal_quantile(double p);

#endif
