/* Groups of parameters without those that add nothing to the others. */
#ifndef VI_MEASURES_REDUCTION_H
#define VI_MEASURES_REDUCTION_H

#include "measures/asked.h"

/* The sets of `asked` without constant parameters and without linear combinations of those before
 * them (to 1e-10 of their variance); a set of constants keeps its first. A set of one stays as it
 * is. `reduced`, one a set, tells which became smaller. Errors: VOI_ERR_LIMIT (more than
 * VI_MOST_PARAMETERS are left), VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N p²) a set of p. */
voi_status vi_reduce(voi_context *ctx, const voi_problem *problem, const vi_asked *asked,
                     vi_asked *out, bool *reduced, voi_error *err);

#endif
