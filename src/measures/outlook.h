/* What may come of a study of one size: all results that it may have, what would be decided after
 * each, and so how likely each decision is, given the truth. */
#ifndef VI_MEASURES_OUTLOOK_H
#define VI_MEASURES_OUTLOOK_H

#include "measures/study_cells.h"
#include "studies/result_sample.h"

/* Result (x, y) has place x grid[1].results + y. Sums over rows, each counted by the chance of the
 * result: their number, fitted responses and responses; and by the square of that chance: their
 * number, responses, and products of the responses of one strategy (own). */
typedef struct {
    const vi_study_cells *cells;
    const vi_increments *increments;
    vi_result_grid grid[2];
    size_t results, owns;
    double *mass, *fit, *sum, *mass2, *sum2, *own2;
    double *numbers, *more; /* the storage; `more` NULL: vi_outlook_complete was not called */
    double shrunk;          /* see vi_result_grid: the smallest */
    double resolved;        /* what they tell of a quantity: the least */
} vi_outlook;

/* A study that tells of `count` quantities, one or two, as many as the cells have: by independent
 * results or by parts of its data, one a parameter. */
typedef struct {
    const vi_study *study;
    const vi_kernels *kernels;
    size_t count;
} vi_looking;

/* The results of a size. Errors: VOI_ERR_NUMERIC, VOI_ERR_NOMEM. */
voi_status vi_outlook_create(const vi_study_cells *cells, const vi_increments *increments,
                             const vi_looking *looking, double n, vi_outlook *out, voi_error *err);
/* Adds all but the numbers of rows and the fitted responses, which optimism needs; once. Errors:
 * VOI_ERR_NOMEM. */
voi_status vi_outlook_complete(vi_outlook *outlook, voi_error *err);
void vi_outlook_free(vi_outlook *outlook);

#endif
