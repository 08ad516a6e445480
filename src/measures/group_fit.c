/* A first fit with equal rows tells how the noise changes. All responses share one precision, the
 * inverse of the geometric mean of their variances, to a power; what that does not catch, the
 * scales of the noise do.
 *
 * Weights lower the error of chance. But an EVPPI is a mean over rows that count alike, and what
 * smoothing leaves of the truth averages to nothing over rows that count as they do in the fit: so
 * there is a bias, which falls more slowly with N. Where EVPPI is many standard errors large it
 * matters more, and the power falls from 1 at N = 1000 to a half at 10,000 and a quarter at
 * 100,000; near zero, where decisions turn in a tail, chance is everything. */
#include "measures/group_fit.h"

#include "core/alloc.h"

#include <math.h>

/* A standard deviation of half the precision's logarithm below which rows count alike. */
static const double little = 0.2;

static double power_for(size_t rows)
{
    static const double all_of_it = 1000, decline = 0.3;
    return (double)rows > all_of_it ? pow(all_of_it / (double)rows, decline) : 1;
}

/* Takes over what the scales of a fit with equal rows say. */
static void set_log_noise(vi_group_fit *f)
{
    size_t responses = f->fit.responses, rows = f->fit.rows;
    double mean = 0, squares = 0, noisy = 0;
    for (size_t r = 0; r < responses; r++) {
        noisy += f->fit.covariance[r * (responses + 1)] > 0;
    }
    for (size_t i = 0; i < rows; i++) {
        double sum = 0;
        for (size_t r = 0; r < responses; r++) {
            sum += f->fit.covariance[r * (responses + 1)] > 0
                       ? log(f->noise.scale[i * responses + r])
                       : 0;
        }
        f->log_noise[i] = noisy > 0 ? sum / noisy : 0;
        mean += f->log_noise[i] / (double)rows;
        squares += f->log_noise[i] * f->log_noise[i] / (double)rows;
    }
    f->spread = sqrt(fmax(squares - mean * mean, 0));
}

/* The harmonic mean becomes 1. */
static void set_precision(vi_group_fit *f, size_t rows, double power)
{
    double whole = 0;
    for (size_t i = 0; i < rows; i++) {
        f->precision[i] = exp(-2 * power * f->log_noise[i]);
        whole += 1 / f->precision[i] / (double)rows;
    }
    for (size_t i = 0; i < rows; i++) {
        f->precision[i] *= whole;
    }
    f->power = power;
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

static voi_status weigh(voi_context *ctx, const vi_increments *increments, const vi_group *group,
                        double power, vi_group_fit *f, voi_error *err)
{
    set_precision(f, group->rows, power);
    free_fit(f);
    return fit_rows(ctx, increments, group, f->precision, f, err);
}

voi_status vi_group_fit_make(voi_context *ctx, const vi_increments *increments,
                             const vi_method *method, const vi_group *group, vi_group_fit *out,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    double power = power_for(group->rows);
    *out = (vi_group_fit){.precision = vi_malloc(2 * group->rows, sizeof *out->precision)};
    if (!out->precision) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", group->rows);
    }
    out->log_noise = out->precision + group->rows;
    for (size_t i = 0; i < group->rows; i++) {
        out->precision[i] = 1;
    }
    VI_TRY(method->create(ctx, group, &increments->responses, &out->regressors, err));
    VI_TRY(fit_rows(ctx, increments, group, NULL, out, err));
    set_log_noise(out);
    if (power * out->spread > little) {
        VI_TRY(weigh(ctx, increments, group, power, out, err));
    }
cleanup:
    if (status != VOI_OK) {
        vi_group_fit_free(out);
    }
    return status;
}

bool vi_group_fit_has_weights_left(const vi_group_fit *fit)
{
    return fit->spread > little && fit->power < 1;
}

voi_status vi_group_fit_weigh(voi_context *ctx, const vi_increments *increments,
                              const vi_group *group, vi_group_fit *fit, voi_error *err)
{
    voi_status status = weigh(ctx, increments, group, 1, fit, err);
    if (status != VOI_OK) {
        vi_group_fit_free(fit);
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
