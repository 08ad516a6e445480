/* The quantile of the standard normal distribution without branches, so that a loop over an array
 * becomes vector instructions: three rational functions (Wichura 1988, algorithm AS 241, whose
 * coefficients these are), of q² near the middle, of √(−log p) in the tails and far out, all
 * evaluated, one chosen. Products are fused into sums as in elementary.h. */
#ifndef VI_MATH_PROBIT_H
#define VI_MATH_PROBIT_H

#include "math/elementary.h"

typedef struct {
    double above, below;
} vi_ratio;

/* Numerator and denominator of degree 7, highest power first. */
VI_INLINE vi_ratio vi_ratio_at(const double above[8], const double below[8], double x)
{
    vi_ratio ratio = {above[0], below[0]};
#pragma GCC unroll 7
    for (int i = 1; i < 8; i++) {
        ratio.above = fma(ratio.above, x, above[i]);
        ratio.below = fma(ratio.below, x, below[i]);
    }
    return ratio;
}

VI_INLINE vi_ratio vi_probit_middle(double q)
{
    const double above[] = {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                            45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                            133.14166789178437745, 3.387132872796366608};
    const double below[] = {
        5226.495278852854561,  28729.085735721942674, 39307.89580009271061,  21213.794301586595867,
        5394.1960214247511077, 687.1870074920579083,  42.313330701600911252, 1};
    vi_ratio ratio = vi_ratio_at(above, below, 0.180625 - q * q);
    ratio.above *= q;
    return ratio;
}

/* For r = √(−log p) up to 5. */
VI_INLINE vi_ratio vi_probit_tail(double r)
{
    const double above[] = {7.7454501427834140764e-4, 0.0227238449892691845833,
                            0.24178072517745061177,   1.27045825245236838258,
                            3.64784832476320460504,   5.7694972214606914055,
                            4.6303378461565452959,    1.42343711074968357734};
    const double below[] = {1.05075007164441684324e-9, 5.475938084995344946e-4,
                            0.0151986665636164571966,  0.14810397642748007459,
                            0.68976733498510000455,    1.6763848301838038494,
                            2.05319162663775882187,    1};
    return vi_ratio_at(above, below, r - 1.6);
}

/* From there to the smallest double. */
VI_INLINE vi_ratio vi_probit_end(double r)
{
    const double above[] = {2.01033439929228813265e-7, 2.71155556874348757815e-5,
                            0.0012426609473880784386,  0.026532189526576123093,
                            0.29656057182850489123,    1.7848265399172913358,
                            5.4637849111641143699,     6.6579046435011037772};
    const double below[] = {2.04426310338993978564e-15, 1.4215117583164458887e-7,
                            1.8463183175100546818e-5,   7.868691311456132591e-4,
                            0.0148753612908506148525,   0.13692988092273580531,
                            0.59983220655588793769,     1};
    return vi_ratio_at(above, below, r - 5);
}

/* The z with P(Z <= z) = p, to a relative error of 1e-15; infinite for p = 0 and 1, NaN outside;
 * NaN as it came. */
VI_INLINE double vi_probit(double p)
{
    double q = p - 0.5, outer = q < 0 ? p : 1 - p;
    double r = sqrt(-vi_log(outer));
    vi_ratio middle = vi_probit_middle(q), tail = vi_probit_tail(r), end = vi_probit_end(r);
    tail.above = r > 5 ? end.above : tail.above;
    tail.below = r > 5 ? end.below : tail.below;
    tail.above = q < 0 ? -tail.above : tail.above;
    int near = fabs(q) <= 0.425;
    double z = (near ? middle.above : tail.above) / (near ? middle.below : tail.below);
    z = outer > 0 ? z : outer == 0 ? copysign(INFINITY, q) : NAN;
    return p == p ? z : p;
}

#endif
