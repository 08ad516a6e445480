/* Which terms of a basis a regression can do without. */
#ifndef VI_FIT_SCREEN_H
#define VI_FIT_SCREEN_H

#include "fit/regressors.h"
#include "fit/tally.h"

/* Fits the unpenalised functions and the first `kept` terms, then asks of every further term
 * whether the restricted likelihood of any response rises when the term's prior variance leaves
 * zero; keep[t] answers (true for the first terms). Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. Cost O(rows · leading · functions), leading the functions of the fit. */
voi_status vi_screen(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     size_t kept, bool *keep, voi_error *err);

#endif
