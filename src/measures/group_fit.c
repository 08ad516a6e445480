/* A first fit with equal rows tells how the noise changes. All responses share one precision, the
 * inverse of the geometric mean of their variances; what that does not catch, the scales of the
 * noise do. */
#include "measures/group_fit.h"

#include "core/alloc.h"

#include <math.h>

/* A standard deviation of the logarithm of the noise below which rows count alike. */
static const double little = 0.2;

/* Takes over what the scales say; answers the standard deviation of the noise's logarithm. */
static double set_precision(vi_group_fit *f)
{
    size_t responses = f->fit.responses, rows = f->fit.rows;
    double mean = 0, squares = 0, whole = 0;
    for (size_t i = 0; i < rows; i++) {
        double product = 1;
        for (size_t r = 0; r < responses; r++) {
            product *= f->noise.scale[i * responses + r];
        }
        double log_scale = log(product) / (double)responses;
        mean += log_scale / (double)rows;
        squares += log_scale * log_scale / (double)rows;
        f->precision[i] = exp(-2 * log_scale);
        whole += 1 / f->precision[i] / (double)rows;
    }
    for (size_t i = 0; i < rows; i++) {
        f->precision[i] *= whole;
    }
    return sqrt(fmax(squares - mean * mean, 0));
}

/* `precision` is NULL for rows that count alike. */
static voi_status fit_rows(voi_context *ctx, const vi_increments *increments, const vi_group *group,
                           const double *precision, vi_group_fit *f, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_responses responses = increments->responses;
    responses.precision = precision;
    VI_TRY(vi_fit_create(ctx, &f->regressors, &responses, &f->fit, err));
    VI_TRY(vi_group_noise_make(ctx, increments, &f->fit, group, f->precision, &f->noise, err));
cleanup:
    return status;
}

static void free_fit(vi_group_fit *f)
{
    vi_group_noise_free(&f->noise);
    vi_fit_free(&f->fit);
}

static void set_equal(vi_group_fit *f, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        f->precision[i] = 1;
    }
}

voi_status vi_group_fit_make(voi_context *ctx, const vi_increments *increments,
                             const vi_method *method, const vi_group *group, vi_group_fit *out,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    *out = (vi_group_fit){.precision = vi_malloc(group->rows, sizeof *out->precision)};
    if (!out->precision) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
    }
    set_equal(out, group->rows);
    VI_TRY(method->create(ctx, group, &increments->responses, &out->regressors, err));
    VI_TRY(fit_rows(ctx, increments, group, NULL, out, err));
    if (set_precision(out) > little) {
        free_fit(out);
        VI_TRY(fit_rows(ctx, increments, group, out->precision, out, err));
    } else {
        set_equal(out, group->rows);
    }
cleanup:
    if (status != VOI_OK) {
        vi_group_fit_free(out);
    }
    return status;
}

void vi_group_fit_free(vi_group_fit *fit)
{
    free_fit(fit);
    vi_regressors_free(&fit->regressors);
    vi_free(fit->precision);
    *fit = (vi_group_fit){0};
}
