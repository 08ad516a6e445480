/* The C library's function that hands the sign back in place of storing it. */
#define _DEFAULT_SOURCE
#include "math/log_gamma.h"

#include <math.h>

double vi_log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}
