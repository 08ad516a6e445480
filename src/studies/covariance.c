/* Leading minors are factored one after the other, so that the parameter can be named at which the
 * matrix stops being positive definite. */
#include "studies/covariance.h"

#include "core/error.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

/* Two halves that differ by no more, in units of the standard deviations, are one matrix. */
static const double unlike = 1e-9;

static voi_status copy(const voi_study *study, vi_study *out, voi_error *err)
{
    const voi_matrix *from = &study->covariance;
    size_t p = out->parameters;
    if (from->rows != p || from->cols != p) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: the covariance is %zu by %zu, not %zu by %zu, a row and a column "
                       "for every parameter",
                       out->name, from->rows, from->cols, p, p);
    }
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            double x =
                from->data[(ptrdiff_t)i * from->row_stride + (ptrdiff_t)j * from->col_stride];
            if (!isfinite(x)) {
                return vi_fail(err, VOI_ERR_ARGUMENT,
                               "study %s: the covariance of %s and %s is %g, not a finite number",
                               out->name, study->parameters[i], study->parameters[j], x);
            }
            out->covariance[j * p + i] = x;
        }
    }
    return VOI_OK;
}

static voi_status need_symmetry(const voi_study *study, const vi_study *out, voi_error *err)
{
    size_t p = out->parameters;
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < i; j++) {
            double one = out->covariance[i * p + j], other = out->covariance[j * p + i];
            double unit = sqrt(fabs(out->covariance[i * p + i] * out->covariance[j * p + j]));
            if (!(fabs(one - other) <= unlike * unit)) {
                return vi_fail(err, VOI_ERR_ARGUMENT,
                               "study %s: the covariance is not symmetric: %g for %s and %s, "
                               "%g for %s and %s",
                               out->name, one, study->parameters[j], study->parameters[i], other,
                               study->parameters[i], study->parameters[j]);
            }
        }
    }
    return VOI_OK;
}

static void copy_minor(const vi_study *out, size_t order)
{
    for (size_t j = 0; j < order; j++) {
        memcpy(out->root + j * order, out->covariance + j * out->parameters,
               order * sizeof *out->root);
    }
}

voi_status vi_covariance_read(const voi_study *study, vi_study *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t p = out->parameters;
    VI_TRY(copy(study, out, err));
    VI_TRY(need_symmetry(study, out, err));
    for (size_t order = 1; order <= p; order++) {
        copy_minor(out, order);
        if (!vi_cholesky(out->root, order)) {
            status = vi_fail(err, VOI_ERR_ARGUMENT,
                             "study %s: the covariance is not positive definite: %s has no "
                             "variance above 0%s",
                             out->name, study->parameters[order - 1],
                             order > 1 ? " once the parameters before it are known" : "");
            goto cleanup;
        }
    }
    for (size_t j = 1; j < p; j++) {
        memset(out->root + j * p, 0, j * sizeof *out->root);
    }
cleanup:
    return vi_error_at(err, study->covariance_file, status);
}
