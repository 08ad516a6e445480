/* Shapley's attribution of what a fit's decisions gain to its players. */
#ifndef VI_MEASURES_ATTRIBUTION_H
#define VI_MEASURES_ATTRIBUTION_H

#include "fit/parts.h"
#include "measures/responses.h"

/* With v(S) the mean over rows of the best strategy's expected net benefit given the players S,
 * less that of the base: a player's value is what it adds to v, averaged over all orders of
 * entering. */
typedef struct {
    const vi_increments *increments; /* their reference is the base */
    const vi_parts *parts;
    const double *k; /* `count` values */
    size_t count;
    uint64_t seed; /* of the orders, where they are drawn */
} vi_attribution;

/* Fills value and variance, count × players each: the values, and the variances of their means over
 * the draw of rows and orders. All orders where that is cheap, else random ones for every row, each
 * with its reverse; see below. One row of `step` takes part, `coefficients` (responses
 * × functions, posterior.h) stand in for those of the fit. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. Cost O(N (functions + 2^players (players + k D))), or O(N (functions + players
 * k D)). */
voi_status vi_attribute(voi_context *ctx, const vi_attribution *game, const double *coefficients,
                        size_t step, double *value, double *variance, voi_error *err);

#endif
