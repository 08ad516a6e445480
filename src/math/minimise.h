/* Minimising a smooth function of some variables in a box. */
#ifndef VI_MATH_MINIMISE_H
#define VI_MATH_MINIMISE_H

#include "core/error.h"

#include <stddef.h>

typedef struct {
    size_t variables;
    const double *low, *high; /* of every variable */
    /* Sets the value and the gradient at x. A value that is no number means that the function is
     * not defined there: the step is shortened. */
    voi_status (*evaluate)(void *state, const double *x, double *value, double *gradient,
                           voi_error *err);
    void *state;
    double *curvature; /* variables², column-major: in, a guess of the second derivatives, positive
                          definite; out, what was learnt of them */
    double longest;    /* no variable changes by more in one step */
    double flat;       /* it is over where no slope inside the box is steeper, */
    double gain;       /* or where a step gains less, */
    size_t steps;      /* or after so many */
} vi_objective;

/* Goes downhill from x, which it moves to the least value found. Errors: those of `evaluate`,
 * VOI_ERR_NOMEM, and VOI_ERR_NUMERIC where the function is not defined at the start. Beside the
 * evaluations a step costs O(variables³). */
voi_status vi_minimise(const vi_objective *objective, double *x, double *value, voi_error *err);

#endif
