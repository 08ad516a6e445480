/* The ways to estimate an EVSI, one line each in evsi_methods.c. */
#ifndef VI_MEASURES_EVSI_METHOD_H
#define VI_MEASURES_EVSI_METHOD_H

#include "measures/informed.h"
#include "studies/study.h"

typedef struct {
    const voi_problem *problem;
    const vi_study *study;
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted */
    const double *sizes;   /* increasing, > 0 */
    size_t size_count;
    uint64_t seed;
    const voi_matrix **summaries; /* of every size, simulated elsewhere; NULL: the design draws */
} vi_evsi_question;

typedef struct {
    double raw;                 /* the estimate as it came out */
    double evsi, se, low, high; /* not below 0, nor above what perfect knowledge is worth */
} vi_evsi_answer;

typedef struct {
    const char *name, *purpose;
    size_t most_rows; /* beyond, it is not chosen by itself */
    /* Why the method cannot answer for a study; NULL: it can. */
    const char *(*unfit)(const vi_study *study);
    /* Fills answers, sizes × k in the order of grid->values, and the EVPPI of what the study
     * measures at every k. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_LIMIT,
     * VOI_ERR_CANCELLED. */
    voi_status (*run)(voi_context *ctx, const vi_evsi_question *question, vi_evsi_answer *answers,
                      vi_partial *limits, voi_error *err);
} vi_evsi_method;

extern const vi_evsi_method vi_evsi_methods[];
extern const size_t vi_evsi_method_count;

/* The methods. */
voi_status vi_evsi_enumerate(voi_context *ctx, const vi_evsi_question *question,
                             vi_evsi_answer *answers, vi_partial *limits, voi_error *err);
const char *vi_evsi_enumerate_unfit(const vi_study *study);
voi_status vi_evsi_regress(voi_context *ctx, const vi_evsi_question *question,
                           vi_evsi_answer *answers, vi_partial *limits, voi_error *err);
voi_status vi_evsi_importance(voi_context *ctx, const vi_evsi_question *question,
                              vi_evsi_answer *answers, vi_partial *limits, voi_error *err);
const char *vi_evsi_importance_unfit(const vi_study *study);
voi_status vi_evsi_gaussian(voi_context *ctx, const vi_evsi_question *question,
                            vi_evsi_answer *answers, vi_partial *limits, voi_error *err);

/* Fits the increments on the study's parameters, once for every strategy that is best somewhere,
 * and lets a method answer every size at the k where it is. */
typedef voi_status vi_evsi_size_fn(voi_context *ctx, const vi_evsi_question *question,
                                   const vi_informed *informed, size_t size,
                                   vi_evsi_answer *answers, const vi_partial *limits,
                                   voi_error *err);
voi_status vi_evsi_by_parameters(voi_context *ctx, const vi_evsi_question *question,
                                 vi_evsi_size_fn *run_size, vi_evsi_answer *answers,
                                 vi_partial *limits, voi_error *err);

/* What the decisions of a study gain, and what they would if its parameters were known, by the same
 * fit and rows; each with its standard error. */
typedef struct {
    double value, error, known, known_error;
} vi_evsi_gain;

/* The answer before it is finished, by decisions valued on the rows. Where a study tells finer than
 * the sample does, its value is the EVPPI, whose estimate knows how finely the sample tells: by the
 * weight of the sample's resolution, 0 to 1, the answer moves over from what the rows say. */
vi_evsi_answer vi_evsi_from_gain(const vi_evsi_gain *gain, double weight, const vi_partial *limit);
/* `hopeful`: the upper end of hopeful decisions, which counts near zero; not above answer->high:
 * none. Bounds the answer. */
void vi_evsi_finish(vi_evsi_answer *answer, double hopeful, double weight, const vi_partial *limit);

/* The weight: a power of the share of the variance of what is measured that a study resolves. */
double vi_evsi_weight(double resolved);

/* Bounds an answer by 0 and the EVPPI, whose interval bounds its interval; a standard error is no
 * larger than the interval allows. Where one of them is NaN, so becomes the EVSI. */
void vi_evsi_bound(vi_evsi_answer *answer, const vi_partial *limit);

/* Refuses an answer for size n that is no number (VOI_ERR_NUMERIC). */
voi_status vi_evsi_check(const vi_evsi_question *question, double n, const vi_evsi_answer *answer,
                         voi_error *err);

#endif
