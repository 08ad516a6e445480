/* A model that grows function by function. */
#ifndef VI_FIT_MARS_MODEL_H
#define VI_FIT_MARS_MODEL_H

#include "core/context.h"
#include "fit/mars_hinges.h"
#include "fit/tally.h"

/* `count` functions, at most `most`; function 0 is the constant. */
typedef struct {
    const vi_axis *axes;
    size_t axis_count, rows, responses, most, count;
    vi_hinges *functions;
    double **orthonormal; /* columns of rows that span the functions, one more with each */
    double *projection;   /* of every such column q, by row: Σ q y_r */
    double *residuals;    /* a column of rows a response */
    double *whole, *left; /* of the responses and of the residuals: sums of squares */
} vi_mars_model;

/* A model of the constant alone. Errors: VOI_ERR_NOMEM. */
voi_status vi_mars_model_create(const vi_axis *axes, size_t axis_count, const vi_responses *y,
                                size_t most, vi_mars_model *out, voi_error *err);
void vi_mars_model_free(vi_mars_model *model);

/* Takes the function in, unless there is no room or it is a combination of those that are in.
 * Errors: VOI_ERR_NOMEM. Cost O(rows · count). */
voi_status vi_mars_model_add(vi_mars_model *model, const vi_hinges *function, voi_error *err);

/* A response's residual variance; 0 where nothing is left to explain. */
double vi_mars_model_variance(const vi_mars_model *model, size_t response);

#endif
