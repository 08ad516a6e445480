/* From fits of bootstrap replicates to standard errors. */
#ifndef VI_MEASURES_REPLICATES_H
#define VI_MEASURES_REPLICATES_H

#include "measures/bootstrap.h"
#include "measures/partial.h"
#include "measures/rates.h"
#include "measures/resample.h"

/* Rows that share their fitted values, in the replicates of a batch. */
typedef struct {
    const double *fitted; /* responses: by the fit */
    const double *shift;  /* responses × VI_LANES: by how much replicates fit more */
    const double *weight; /* VI_LANES: of all rows */
    const double *rest; /* responses × VI_LANES: Σ weight · residual over the rows; not looked at
                           unless vi_replicates_rest */
} vi_site;

/* Sums over the sites of one batch. */
typedef struct vi_replicates vi_replicates;

/* Whether an answer is in part a policy value. */
bool vi_replicates_rest(const vi_replicates *replicates);

/* Cost O(responses + k · (responses + strategies)), VI_LANES times. */
void vi_replicates_add(vi_replicates *replicates, const vi_site *site);

/* A fit whose replicates are drawn. */
typedef struct {
    const vi_increments *increments;
    const double *k; /* `count` values with one strategy of the highest mean, the reference */
    size_t count;
    /* Adds all sites of a batch, in an order that depends on the fit alone. */
    voi_status (*visit)(void *state, const vi_bootstrap *bootstrap, size_t batch,
                        vi_replicates *replicates, voi_error *err);
    void *state;
} vi_bootstrapped;

/* Sets se_bootstrap of the answers, one of every k. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED and
 * those of `visit`. Cost that of replicates / VI_LANES visits; memory bounded whatever the rows,
 * replicates and k. */
voi_status vi_replicates_run(voi_context *ctx, const vi_bootstrap *bootstrap,
                             const vi_bootstrapped *fit, vi_partial *answers, voi_error *err);

#endif
