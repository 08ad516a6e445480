/* What is expected at every k of a sorted list, from one pass over the rows. */
#ifndef VI_MEASURES_SWEEP_H
#define VI_MEASURES_SWEEP_H

#include "core/context.h"
#include "measures/regret_bins.h"

typedef struct {
    const voi_problem *problem;
    const double *k; /* increasing; {0} for net benefit, which has no effects to weigh */
    size_t count;
    size_t reference;     /* subtracted from every strategy first */
    const vi_span *spans; /* who has the highest mean where; together they cover the list */
    size_t span_count;
} vi_sweep;

/* With regrets r_i(k) = max_e NB_ie(k) − NB_id(k) of the strategy d that has the highest mean at k:
 * evpi[j] = mean_i r_i(k_j), variance[j] = their sample variance (NaN where N = 1), and, unless
 * `probability` is NULL, probability[j·D + d] = the share of rows in which d is the best; equal
 * lines share, and where lines cross the larger effect is best. Errors: VOI_ERR_NUMERIC where
 * differences overflow, VOI_ERR_NOMEM, VOI_ERR_CANCELLED. Cost O(N D log D + K) (K D with
 * probabilities), memory O(K) (K D). */
voi_status vi_sweep_run(voi_context *ctx, const vi_sweep *sweep, double *evpi, double *variance,
                        double *probability, voi_error *err);

#endif
