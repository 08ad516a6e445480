/* The search for interactions that nothing announces: products of parameters of which no factor
 * explains anything by itself. */
#ifndef VI_FIT_MARS_PRODUCTS_H
#define VI_FIT_MARS_PRODUCTS_H

#include "fit/mars_model.h"

/* Adds to a model products of two, and where `degree` allows of three, parameters that have no
 * function together yet, if the residuals ask for them. Triples are left out where there are too
 * many to look at. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(rows · parameters³ ·
 * responses) multiplications, at the speed of a product of matrices. */
voi_status vi_mars_add_products(voi_context *ctx, vi_mars_model *model, size_t degree,
                                voi_error *err);

#endif
