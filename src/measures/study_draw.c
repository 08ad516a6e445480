/* Uniform number j of a row comes from stream j at the row's index; draws shift it by equal steps
 * around the unit interval. */
#include "measures/study_draw.h"

#include "core/alloc.h"
#include "core/philox.h"

#include <float.h>
#include <math.h>

enum { BLOCK = 1024, MOST_UNIFORMS = 4 * VOI_MOST_STATISTICS };

typedef struct {
    const vi_study_sample *sample;
    voi_setup setup;
    size_t statistics, uniforms;
    double **columns;
} drawing;

static double shifted(double uniform, double shift)
{
    double moved = uniform + shift;
    moved -= floor(moved);
    return fmin(fmax(moved, DBL_EPSILON / 2), 1 - DBL_EPSILON / 2);
}

static voi_status draw_row(const drawing *d, size_t row, voi_error *err)
{
    const vi_study_sample *s = d->sample;
    double uniform[MOST_UNIFORMS], statistic[VOI_MOST_STATISTICS], regressor[VOI_MOST_STATISTICS];
    const double *wanted = s->regressors ? regressor : statistic;
    for (size_t j = 0; j < d->uniforms; j++) {
        uniform[j] = shifted(vi_uniform(s->seed, j + 1, row), (double)s->draw / (double)s->draws);
    }
    vi_study_draw(s->study, &d->setup, row, uniform, statistic);
    if (s->regressors) {
        vi_study_regressors(s->study, &d->setup, statistic, regressor);
    }
    for (size_t j = 0; j < d->statistics; j++) {
        if (!isfinite(statistic[j]) || !isfinite(wanted[j])) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "study %s of size %g: the data drawn for row %zu are no number",
                           s->study->name, s->n, row + 1);
        }
        d->columns[j][row] = wanted[j];
    }
    return VOI_OK;
}

static voi_status draw_block(void *argument, size_t block, size_t worker, voi_error *err)
{
    const drawing *d = argument;
    size_t first = block * BLOCK, rows = d->sample->study->rows;
    size_t end = rows - first < BLOCK ? rows : first + BLOCK;
    voi_status status = VOI_OK;
    (void)worker;
    for (size_t i = first; i < end && status == VOI_OK; i++) {
        status = draw_row(d, i, err);
    }
    return status;
}

voi_status vi_study_sample_draw(voi_context *ctx, const vi_study_sample *sample, double **columns,
                                voi_error *err)
{
    drawing d = {sample, vi_study_setup(sample->study, sample->n), 0, 0, columns};
    d.statistics = vi_study_statistics(sample->study, &d.setup);
    d.uniforms = vi_study_uniforms(sample->study, &d.setup);
    if (d.uniforms > MOST_UNIFORMS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: %zu random numbers a row; at most %d",
                       sample->study->name, d.uniforms, (int)MOST_UNIFORMS);
    }
    if (d.statistics > VOI_MOST_STATISTICS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: %zu statistics; at most %d",
                       sample->study->name, d.statistics, (int)VOI_MOST_STATISTICS);
    }
    const vi_job job = {"simulating studies", (sample->study->rows + BLOCK - 1) / BLOCK, draw_block,
                        &d};
    return vi_parallel(ctx, &job, err);
}

double **vi_study_columns_create(size_t count, size_t rows, voi_error *err)
{
    double **columns = vi_malloc(count, sizeof *columns);
    double *numbers = vi_malloc(count * rows, sizeof *numbers);
    if (!columns || !numbers) {
        vi_free(columns);
        vi_free(numbers);
        voi_error_set(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu statistics", count);
        return NULL;
    }
    for (size_t j = 0; j < count; j++) {
        columns[j] = numbers + j * rows;
    }
    return columns;
}

void vi_study_columns_free(double **columns)
{
    if (columns) {
        vi_free(columns[0]);
        vi_free(columns);
    }
}

void vi_study_fill_columns(const vi_study *study, double *const *columns)
{
    for (size_t i = 0; i < study->rows; i++) {
        for (size_t j = 0; j < study->parameters; j++) {
            columns[j][i] = study->theta[i * study->parameters + j];
        }
    }
}

double **vi_study_columns(const vi_study *study, voi_error *err)
{
    double **columns = vi_study_columns_create(study->parameters, study->rows, err);
    if (columns) {
        vi_study_fill_columns(study, columns);
    }
    return columns;
}
