/* Plain numbers: their order, and what lies between two. */
#ifndef VI_MATH_NUMBERS_H
#define VI_MATH_NUMBERS_H

/* For qsort and bsearch: doubles in increasing order. No NaN. */
static inline int vi_numbers_compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* From `one`, at a share of 0, to `other`, at 1. */
static inline double vi_numbers_mix(double one, double other, double share)
{
    return one + share * (other - one);
}

#endif
