/* Which regression answers a group of parameters. */
#ifndef VI_MEASURES_CHOICE_H
#define VI_MEASURES_CHOICE_H

#include "fit/regressors.h"
#include "measures/partial.h"

typedef struct {
    const vi_increments *increments;
    const vi_group *group;
    const char *method; /* one of vi_methods; NULL: the best */
    const double *k;    /* `count` values at which the reference of the increments is best */
    size_t count;
} vi_question;

/* Fills `count` answers by the method asked for or, without one, by the first for groups of this
 * size; where its residuals keep structure (lack.h), or its decisions are not worth on the sample
 * what it says (judgement.h), by the method that predicts best in cross-validation (folds.h).
 * Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. */
voi_status vi_choose_fit(voi_context *ctx, const vi_question *question, vi_partial *answers,
                         voi_error *err);

#endif
