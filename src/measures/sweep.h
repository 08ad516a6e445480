/* What is expected at every k of a sorted list, from one pass over the rows. */
#ifndef VI_MEASURES_SWEEP_H
#define VI_MEASURES_SWEEP_H

#include "measures/regret_bins.h"
#include "measures/totals.h"

/* Where one strategy has the highest mean net benefit: places begin to end - 1 of the list of k. */
typedef struct {
    size_t strategy, begin, end;
} vi_span;

typedef struct {
    const double *k; /* increasing */
    size_t count;
    const size_t *wanted; /* the strategies that may have the highest mean somewhere */
    size_t wanted_count, strategies;
    bool wins; /* whether it is counted who is best */
} vi_sweep;

/* Rows of a chunk of a list of so many values: what the sums of parts must be cut at to add up to
 * the same bits as those of the whole. */
size_t vi_sweep_chunk(size_t count);

/* The number of totals that a sweep adds to. */
size_t vi_sweep_sums(const vi_sweep *sweep);
voi_status vi_sweep_add(voi_context *ctx, const vi_sweep *sweep, const vi_pass *pass,
                        voi_error *err);

/* The sums of a sweep over `rows` rows, from `offset` on. */
typedef struct {
    const vi_exact *sums;
    size_t offset, rows;
} vi_swept;

/* With regrets r_i(k) = max_e NB_ie(k) − NB_id(k) of the strategy d that has the highest mean at k,
 * by spans that cover the list, of strategies that are wanted: evpi[j] = mean_i r_i(k_j),
 * variance[j] = their sample variance (NaN where N = 1), and, unless `probability` is NULL,
 * probability[j·D + d] = the share of rows in which d is the best; equal lines share, and where
 * lines cross the larger effect is best. Errors: VOI_ERR_NUMERIC where differences overflow. The
 * whole costs O(N D log D + N D W + K W) for W strategies wanted (K D with probabilities), memory
 * O(K W) a worker. */
voi_status vi_sweep_regrets(const vi_sweep *sweep, const vi_swept *swept, const vi_span *spans,
                            double *evpi, double *variance, voi_error *err);
void vi_sweep_wins(const vi_sweep *sweep, const vi_swept *swept, double *probability);

#endif
