/* The expected reduction of the variance of outcomes, from the inside. */
#ifndef VI_MEASURES_VARIANCE_H
#define VI_MEASURES_VARIANCE_H

#include "measures/outcomes.h"
#include "measures/partial.h"
#include "measures/questions.h"

typedef struct {
    const voi_problem *problem;
    const vi_questions *questions; /* reduced */
    const vi_outcomes *outcomes;
} vi_variance;

/* Fills answers, sets × outcomes, in squared units of y; a constant parameter has an edf of NaN.
 * What is answered of one outcome depends on no other. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. */
voi_status vi_variance_compute(voi_context *ctx, const vi_variance *variance, vi_partial *answers,
                               voi_error *err);

#endif
