/* EVSI by enumeration of a study's results, kept open for sizes that come up later. */
#ifndef VI_MEASURES_EVSI_ENUMERATE_H
#define VI_MEASURES_EVSI_ENUMERATE_H

#include "measures/evsi_method.h"
#include "measures/rule.h"

/* A sample gathered for one study and one reference strategy. */
typedef struct {
    const vi_evsi_question *question;
    const vi_kernels *kernels;
    size_t reference, results;
    double *values, *columns[2]; /* what the results depend on, of every row */
    vi_informed informed;
    vi_study_cells cells;
    vi_partial *limits;    /* grid->count, borrowed */
    double *known, *error; /* grid->count: value and standard error of perfect knowledge by cells */
    double *numbers;
} vi_enumeration;

/* For the values of k at which `reference` is best. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC,
 * VOI_ERR_CANCELLED. Cost that of one EVPPI and O(N R²). */
voi_status vi_enumeration_create(voi_context *ctx, const vi_evsi_question *question,
                                 size_t reference, vi_partial *limits, vi_enumeration *out,
                                 voi_error *err);
void vi_enumeration_free(vi_enumeration *enumeration);

/* One size: answers at these k. Two rules are its scratch. */
typedef struct {
    vi_outlook outlook;
    vi_rule plain, hopeful;
    double
        weight; /* how far the sample's own resolution, not the study's, sets the value: 0 to 1 */
} vi_enumerated;

voi_status vi_enumerated_create(const vi_enumeration *enumeration, double n, vi_enumerated *out,
                                voi_error *err);
void vi_enumerated_free(vi_enumerated *enumerated);

/* Fills answers[i] for `count` places i of the grid, at which the reference must be best. Leaves
 * the decisions at the largest of their k in `plain`. Errors: VOI_ERR_NOMEM. */
voi_status vi_enumerated_answer(vi_enumerated *enumerated, const vi_enumeration *enumeration,
                                const size_t *places, size_t count, vi_evsi_answer *answers,
                                voi_error *err);

#endif
