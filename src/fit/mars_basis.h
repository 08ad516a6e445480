/* The functions of a pruned model, made ready for a penalised fit. */
#ifndef VI_FIT_MARS_BASIS_H
#define VI_FIT_MARS_BASIS_H

#include "fit/gather.h"
#include "fit/mars_model.h"

typedef struct {
    vi_hinges *functions;
    size_t count, nulls;
    vi_term *terms;
    size_t term_count;
} vi_mars_basis;

/* From the functions kept of a model, with the sums of all. Free are the constant and the lines of
 * the parameters that are used. Terms: the lines of the other parameters; then for every set of
 * parameters with functions these, and where they bend the same products with hinges at evenly
 * spread knots. Errors: VOI_ERR_NOMEM. */
voi_status vi_mars_basis_create(const vi_mars_model *model, const vi_gathered *sums,
                                const bool *keep, vi_mars_basis *out, voi_error *err);
void vi_mars_basis_free(vi_mars_basis *basis);

#endif
