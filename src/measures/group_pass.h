/* One pass over the rows of a fitted group of parameters: everything an estimate needs, at several
 * k at once. */
#ifndef VI_MEASURES_GROUP_PASS_H
#define VI_MEASURES_GROUP_PASS_H

#include "measures/group_noise.h"
#include "measures/policy.h"
#include "measures/rates.h"

/* Sums over rows at one k. Increments are against the base, the strategy of the highest mean. */
typedef struct {
    double plug_in, correction;
    double spread, spread_squares; /* of Σ g_d m_d */
    vi_policy policy;
} vi_group_sums;

typedef struct {
    const vi_group_noise *noise;
    const vi_rates *rates; /* at `count` k, of which the base is the reference */
    size_t count;
    /* Filled: sums of every k, and Xᵀg: k × strategies but the reference × functions. */
    vi_group_sums *sums;
    double *projections;
} vi_group_pass;

/* Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N functions (functions R + K D)); memory a few
 * times K · D · functions. */
voi_status vi_group_pass_run(voi_context *ctx, vi_group_pass *pass, voi_error *err);
void vi_group_pass_free(vi_group_pass *pass);

#endif
