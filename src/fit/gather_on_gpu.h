/* Cross-products of a basis of splines by the context's GPU. */
#ifndef VI_FIT_GATHER_ON_GPU_H
#define VI_FIT_GATHER_ON_GPU_H

#include "fit/gather.h"

/* Sets `out` where the context has a GPU, the basis is of products of margins and the sums are
 * finite; `done` tells whether. They are within 1e-12 √(Σ x² Σ y²) of those of the CPU. A GPU that
 * fails is closed, which is no error; the only one is VOI_ERR_CANCELLED. */
voi_status vi_gather_on_gpu(voi_context *ctx, const vi_regressors *basis,
                            const vi_responses *responses, vi_gathered *out, bool *done,
                            voi_error *err);

#endif
