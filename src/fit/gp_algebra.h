/* The likelihood of a Gaussian process from sums over the points: what is left once they are
 * taken. */
#ifndef VI_FIT_GP_ALGEBRA_H
#define VI_FIT_GP_ALGEBRA_H

#include <stddef.h>

/* m centres; matrices are by row, the symmetric ones whole. K: the kernel between points and
 * centres, to which a mixture of the nulls may have been added; Q: the nulls, orthonormal; Y: the
 * responses without what the nulls explain. */
typedef struct {
    size_t centres, nulls, responses;
    double freedom;        /* rows less nulls */
    const double *squares; /* responses: YᵀY */
    const double *cross;   /* (nulls + responses) × m: [Q Y]ᵀK */
    double *among;       /* m × m: in, the kernel among the centres; its lower triangle is lost */
    double *gram;        /* m × m: in, KᵀK, lower triangle; lost */
    double *slope;       /* (m + nulls + responses) × m: out, [K Q Y] times it is the derivative
                            of the likelihood by K, halved */
    double *among_slope; /* m × m: out, its derivative by `among` */
    double *lambda;      /* responses: out, INFINITY where the process explains nothing */
    double *work;        /* vi_gp_algebra_work(m) numbers */
} vi_gp_algebra;

size_t vi_gp_algebra_work(size_t centres);

/* −2 × the restricted log-likelihood, but for a constant; NAN where linear algebra fails. Cost
 * about 12 m³. */
double vi_gp_algebra_solve(vi_gp_algebra *algebra);

#endif
