/* The standard normal distribution. */
#ifndef VI_MATH_NORMAL_H
#define VI_MATH_NORMAL_H

double vi_normal_density(double z);
/* P(Z <= z), accurate in both tails. */
double vi_normal_cdf(double z);
/* The unit loss E max(0, Z − z) = φ(z) − z (1 − Φ(z)); for z >= 0 relative error below 1e-10. */
double vi_unit_loss(double z);

#endif
