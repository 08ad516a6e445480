/* How far the coefficients of a fit may be off. */
#ifndef VI_FIT_POSTERIOR_H
#define VI_FIT_POSTERIOR_H

#include "fit/fit.h"

/* A draw of all responses' coefficients (responses × functions, as the basis has the functions)
 * from their distribution given the data: normal around the fit, with the covariance of its noise
 * and of what smoothing may have bent. The same number gives the same draw. Errors: VOI_ERR_NOMEM.
 * Cost O(responses functions²). */
voi_status vi_fit_draw(const vi_fit *fit, uint64_t number, double *coefficients, voi_error *err);

#endif
