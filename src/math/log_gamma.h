/* The logarithm of the gamma function. */
#ifndef VI_MATH_LOG_GAMMA_H
#define VI_MATH_LOG_GAMMA_H

/* log Γ(x) for x > 0. The C library's lgamma writes the sign of Γ into a global variable, which
 * threads must not share; this does not. */
double vi_log_gamma(double x);

#endif
