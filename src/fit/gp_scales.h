/* The scales of a Gaussian process: what is far and what is near. */
#ifndef VI_FIT_GP_SCALES_H
#define VI_FIT_GP_SCALES_H

#include "core/context.h"
#include "fit/gp_sample.h"

typedef struct {
    bool scores;    /* the parameters stand on normal scores; else on their own scale */
    double *length; /* of every parameter; at the longest it does not count */
    double lambda;  /* noise to prior variance, of the response that has the least */
} vi_gp_scales;

/* Maximises the marginal likelihood, summed over the responses. The lengths are rounded to three
 * digits: so rounding errors of the sums, and with them the order of the rows, do not show. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost about 25 likelihoods. */
voi_status vi_gp_scales_find(voi_context *ctx, const vi_gp_sample *sample, vi_gp_scales *out,
                             voi_error *err);
void vi_gp_scales_free(vi_gp_scales *scales);

#endif
