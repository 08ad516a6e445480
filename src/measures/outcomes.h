/* Outcomes without strategies, as regressions want them. */
#ifndef VI_MEASURES_OUTCOMES_H
#define VI_MEASURES_OUTCOMES_H

#include "core/context.h"
#include "data/problem.h"

/* Of every outcome: y = (value − mean) / unit. */
typedef struct {
    size_t rows, count;
    double *y;        /* count × rows, outcome by outcome */
    double *unit;     /* a power of two; 1 for a constant, whose y is 0 */
    double *variance; /* of y, over rows − 1; 0 for a constant */
    double *error;    /* standard error of the variance */
    double *numbers;
} vi_outcomes;

/* Memory 8 N M bytes. Errors: VOI_ERR_NUMERIC (a deviation is too large for a number),
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_outcomes_create(voi_context *ctx, const voi_problem *problem, vi_outcomes *out,
                              voi_error *err);
void vi_outcomes_free(vi_outcomes *outcomes);

#endif
