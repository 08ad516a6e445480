/* Which terms of a basis a regression can do without. */
#ifndef VI_FIT_SCREEN_H
#define VI_FIT_SCREEN_H

#include "fit/fit.h"

/* `leading` is a fit of the responses on the first terms of the basis, with the functions that the
 * basis has up to there. Asks of every further term, whose functions come smoothest first, whether
 * the restricted likelihood of any response rises when the term's prior variance leaves zero, and
 * how far its functions show in the residuals; kept[t] answers how many of its functions should
 * stay, from 0 to all; of the first terms, those that the fit does not shrink to nothing. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(rows · functions · responses) and, of a few thousand
 * rows, O(leading · functions) each. */
voi_status vi_screen(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     const vi_fit *leading, size_t *kept, voi_error *err);

#endif
