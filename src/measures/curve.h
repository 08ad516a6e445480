/* The decision as the sample shows it at any number of k at once: who is best, how often, and what
 * it costs on average not to know. */
#ifndef VI_MEASURES_CURVE_H
#define VI_MEASURES_CURVE_H

#include "measures/strategy_pairs.h"
#include "measures/sweep.h"

typedef struct {
    size_t count, strategies;
    double *k;      /* count: increasing; the single value NaN for net benefit */
    double *evpi;   /* count: mean regret of the best strategy */
    double *se;     /* count: standard error of evpi; NaN where N = 1 */
    size_t *best;   /* count: the strategy with the highest mean net benefit; where means are equal
                       the one with the larger mean effect, then the first */
    double *effect; /* strategies: means less a common number, 0 for net benefit */
    double *cost;   /* strategies: means less a common number */
    double *probability; /* count × strategies: share of rows in which d is optimal; equal ones
                            share, at a crossing the larger effect wins. NULL where not asked for */
    char lost[400];      /* that the GPU failed, for a warning; "" where it did not */
} vi_curve;

/* `sorted` holds `count` finite, strictly increasing values of k; for a problem with net benefit it
 * is ignored and count is 1. Cost: costs and effects O(N D log D + count), + O(count D) for
 * probabilities; net benefit one pass. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC (overflow),
 * VOI_ERR_CANCELLED. */
voi_status vi_curve_compute(voi_context *ctx, const voi_problem *problem, const double *sorted,
                            size_t count, bool probability, vi_curve *out, voi_error *err);
void vi_curve_free(vi_curve *curve);

/* Notes in the curve that the GPU of the context failed, where no curve before it did. */
void vi_curve_note_gpu(vi_curve *curve, voi_context *ctx);

/* What a curve is made of when the rows are gone: totals of all strategies. */
typedef struct {
    const vi_exact *sums;
    size_t strategies, rows;
    const vi_sweep *sweep; /* of all strategies; NULL for net benefit */
    /* Where they begin: mean increments and sweep, or regrets and wins. */
    size_t means, regrets, wins;
} vi_curve_sums;

voi_status vi_curve_of_sums(const vi_curve_sums *sums, bool probability, vi_curve *out,
                            voi_error *err);

/* How far the mean net benefit of strategy d is below that of the best at k[j]: >= 0. The expected
 * loss of choosing d is evpi[j] plus this. */
double vi_curve_gap(const vi_curve *curve, size_t j, size_t d);

/* Two strategies whose means are so close that the sample cannot tell which is better: within one
 * standard error of their difference. */
typedef struct {
    size_t a, b;      /* in the order of the problem */
    double low, high; /* the k for which it is so; NaN for net benefit, high may be INFINITY */
    bool equal;       /* no difference at all */
} vi_near_tie;

/* Whether the two best strategies are so close at some k of the curve; of several ranges of k, the
 * one with the closest. `pairs` has the curve's means. Cost O(count D), and of rows O(N) each time
 * the pair changes along k. False when memory is out. */
bool vi_curve_near_tie(const vi_curve *curve, const vi_pair_source *pairs, vi_near_tie *out);
/* The pairs of a problem, for its curve. */
vi_pair_source vi_curve_pairs(const vi_curve *curve, const voi_problem *problem);
/* The sentence about it. */
void vi_near_tie_words(const vi_near_tie *tie, char *const *names, char *text, size_t capacity);
/* The same as a warning of the table: at most one. */
void vi_curve_warn(const vi_curve *curve, const voi_problem *problem, voi_table *table);

/* The `given` increasing values of k, and between the first and the last every k at which some
 * row's optimal strategy or the best mean changes; increasing, without repeats, freed by vi_free.
 * At most (N + 1) (D − 1) more values. Cost as vi_curve_compute, and sorting. */
voi_status vi_curve_kinks(voi_context *ctx, const voi_problem *problem, const double *sorted,
                          size_t given, double **out, size_t *count, voi_error *err);

#endif
