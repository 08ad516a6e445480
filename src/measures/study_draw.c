/* Uniform number j of a row comes from stream j + 1 at the row's index; draws shift it by equal
 * steps around the unit interval. Rows come in blocks, whose uniform numbers are made together,
 * stream by stream; a GPU makes those of many blocks at once. */
#include "measures/study_draw.h"

#include "core/alloc.h"
#include "kernels/kernels.h"
#include "measures/on_gpu.h"

#include <float.h>
#include <math.h>

enum { BLOCK = 1024, SLAB = 1 << 18 };

/* Uniform numbers of rows, one stream after the other. */
typedef struct {
    double *numbers; /* NULL: they are yet to be made */
    size_t first, rows;
} row_uniforms;

typedef struct {
    const vi_study_sample *sample;
    const vi_kernels *kernels;
    voi_setup setup;
    size_t statistics, uniforms;
    double **columns;
    row_uniforms slab; /* its rows are those that are drawn */
} drawing;

static double shifted(double uniform, double shift)
{
    double moved = uniform + shift;
    moved -= floor(moved);
    return fmin(fmax(moved, DBL_EPSILON / 2), 1 - DBL_EPSILON / 2);
}

static voi_status draw_row(const drawing *d, const row_uniforms *made, size_t row, voi_error *err)
{
    const vi_study_sample *s = d->sample;
    double uniform[VI_MOST_UNIFORMS], statistic[VOI_MOST_STATISTICS],
        regressor[VOI_MOST_STATISTICS];
    const double *wanted = s->regressors ? regressor : statistic;
    for (size_t j = 0; j < d->uniforms; j++) {
        uniform[j] = shifted(made->numbers[j * made->rows + row - made->first],
                             (double)s->draw / (double)s->draws);
    }
    vi_study_draw(s->study, &d->setup, row, uniform, statistic);
    if (s->regressors) {
        vi_study_regressors(s->study, &d->setup, statistic, regressor);
    }
    for (size_t j = 0; j < d->statistics; j++) {
        if (!isfinite(statistic[j]) || !isfinite(wanted[j])) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "study %s of size %.10g: the data drawn for row %zu are no number",
                           s->study->name, s->n, row + 1);
        }
        d->columns[j][row] = wanted[j];
    }
    return VOI_OK;
}

static void make_uniforms(const drawing *d, row_uniforms *out)
{
    for (size_t j = 0; j < d->uniforms; j++) {
        d->kernels->uniforms(d->sample->seed, j + 1, out->first, out->numbers + j * out->rows,
                             out->rows);
    }
}

static voi_status draw_block(void *argument, size_t block, size_t worker, voi_error *err)
{
    const drawing *d = argument;
    size_t done = block * BLOCK, left = d->slab.rows - done;
    size_t first = d->slab.first + done, end = first + (left < BLOCK ? left : BLOCK);
    row_uniforms own = {NULL, first, end - first};
    const row_uniforms *made = d->slab.numbers ? &d->slab : &own;
    voi_status status = VOI_OK;
    (void)worker;
    if (!d->slab.numbers) {
        own.numbers = vi_malloc(d->uniforms * own.rows, sizeof *own.numbers);
        if (!own.numbers) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu random numbers",
                           d->uniforms * own.rows);
        }
        make_uniforms(d, &own);
    }
    for (size_t i = first; i < end && status == VOI_OK; i++) {
        status = draw_row(d, made, i, err);
    }
    vi_free(own.numbers);
    return status;
}

static voi_status draw_slab(voi_context *ctx, drawing *d, voi_error *err)
{
    const vi_job job = {"simulating studies", (d->slab.rows + BLOCK - 1) / BLOCK, draw_block, d};
    return vi_parallel(ctx, &job, err);
}

/* Slab by slab, for as long as the context has a GPU and room for what it makes; `drawn` says how
 * many rows that were. */
static voi_status draw_by_gpu(voi_context *ctx, drawing *d, size_t *drawn, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t rows = d->sample->study->rows;
    bool done = ctx->gpu && d->uniforms > 0;
    double *numbers = done ? vi_malloc(d->uniforms * SLAB, sizeof *numbers) : NULL;
    while (numbers && done && *drawn < rows) {
        size_t left = rows - *drawn;
        d->slab = (row_uniforms){numbers, *drawn, left < SLAB ? left : SLAB};
        const vi_uniform_block block = {d->sample->seed, 1, d->uniforms, d->slab.first,
                                        d->slab.rows};
        VI_TRY(vi_uniforms_on_gpu(ctx, &block, numbers, &done, err));
        if (done) {
            VI_TRY(draw_slab(ctx, d, err));
            *drawn += d->slab.rows;
        }
    }
cleanup:
    vi_free(numbers);
    return status;
}

voi_status vi_study_sample_draw(voi_context *ctx, const vi_study_sample *sample, double **columns,
                                voi_error *err)
{
    drawing d = {.sample = sample,
                 .kernels = ctx->kernels,
                 .setup = vi_study_setup(sample->study, sample->n),
                 .columns = columns};
    voi_status status = VOI_OK;
    size_t drawn = 0;
    VI_TRY(vi_study_check_draw(sample->study, &d.setup, err));
    d.statistics = vi_study_statistics(sample->study, &d.setup);
    d.uniforms = vi_study_uniforms(sample->study, &d.setup);
    VI_TRY(draw_by_gpu(ctx, &d, &drawn, err));
    if (drawn < sample->study->rows) {
        d.slab = (row_uniforms){NULL, drawn, sample->study->rows - drawn};
        status = draw_slab(ctx, &d, err);
    }
cleanup:
    return status;
}

double **vi_study_columns_create(size_t count, size_t rows, voi_error *err)
{
    double **columns = vi_malloc(count + 1, sizeof *columns); /* the first holds the storage */
    double *numbers = vi_malloc(count * rows, sizeof *numbers);
    if (!columns || !numbers) {
        vi_free(columns);
        vi_free(numbers);
        voi_error_set(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu statistics", count);
        return NULL;
    }
    columns[0] = numbers;
    for (size_t j = 1; j < count; j++) {
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
