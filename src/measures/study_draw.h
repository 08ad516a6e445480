/* Simulated data of a study: the statistics of one study a row, where the row's parameters are the
 * truth. */
#ifndef VI_MEASURES_STUDY_DRAW_H
#define VI_MEASURES_STUDY_DRAW_H

#include "core/context.h"
#include "studies/study.h"

/* One of `draws` studies a row, which divide the range of every uniform number among themselves. */
typedef struct {
    const vi_study *study;
    double n;
    uint64_t seed;
    size_t draw, draws;
    bool regressors; /* wanted in place of the statistics */
} vi_study_sample;

/* Fills columns[s][row] for every statistic s. The numbers of a row depend on the seed and the row
 * alone, so that sizes share them. Errors: VOI_ERR_NOMEM, VOI_ERR_NUMERIC (a statistic that is no
 * number), VOI_ERR_CANCELLED. */
voi_status vi_study_sample_draw(voi_context *ctx, const vi_study_sample *sample, double **columns,
                                voi_error *err);

/* Columns of `rows` numbers each, to be freed by one call; NULL, with an error, when memory is out.
 */
double **vi_study_columns_create(size_t count, size_t rows, voi_error *err);
void vi_study_columns_free(double **columns);
/* Copies the parameters of a study, column by column. */
void vi_study_fill_columns(const vi_study *study, double *const *columns);
/* The same into new columns. */
double **vi_study_columns(const vi_study *study, voi_error *err);

#endif
