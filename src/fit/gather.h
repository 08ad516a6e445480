/* Cross-products of a basis over all rows, in one pass. */
#ifndef VI_FIT_GATHER_H
#define VI_FIT_GATHER_H

#include "fit/regressors.h"
#include "fit/tally.h"

typedef struct {
    double *gram;     /* functions × functions: XᵀX */
    double *products; /* functions × responses, column-major: XᵀY */
    double *cross;    /* responses × responses: YᵀY */
} vi_gathered;

/* All cross-products. The sums do not depend on the number of threads. Cost O(rows · functions²).
 * Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
voi_status vi_gather(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     vi_gathered *out, voi_error *err);
void vi_gathered_free(vi_gathered *gathered);

#endif
