/* Gram and Schmidt, the modified version, twice; residuals lose each new direction in turn. */
#include "fit/mars_model.h"

#include "core/alloc.h"

#include <math.h>

/* A function of which less than this share of the sum of squares is new adds nothing; a response
 * of which less than that share is left is explained. */
static const double least_new = 1e-8, least_left = 1e-12;

static double inner(const double *a, const double *b, size_t n)
{
    enum { LANES = 8 };
    double lanes[LANES] = {0}, sum = 0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += a[i + l] * b[i + l];
        }
    }
    for (; i < n; i++) {
        sum += a[i] * b[i];
    }
    for (size_t l = 0; l < LANES; l++) {
        sum += lanes[l];
    }
    return sum;
}

static void take_away(double *a, double factor, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        a[i] -= factor * b[i];
    }
}

/* Makes q, the values of a function, orthonormal to the columns before it; false where next to
 * nothing is left of it. */
static bool orthonormalise(const vi_mars_model *m, double *q)
{
    double whole = inner(q, q, m->rows);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < m->count; k++) {
            const double *before = m->orthonormal[k];
            take_away(q, inner(q, before, m->rows), before, m->rows);
        }
    }
    double rest = inner(q, q, m->rows), scale = 1 / sqrt(rest);
    for (size_t i = 0; i < m->rows; i++) {
        q[i] *= scale;
    }
    return rest > least_new * whole;
}

voi_status vi_mars_model_add(vi_mars_model *m, const vi_hinges *function, voi_error *err)
{
    if (m->count == m->most) {
        return VOI_OK;
    }
    double *q = vi_malloc(m->rows, sizeof *q);
    if (!q) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", m->rows);
    }
    vi_hinges_at_rows(m->axes, function, 0, m->rows, q, 1);
    if (!orthonormalise(m, q)) {
        vi_free(q);
        return VOI_OK;
    }
    for (size_t r = 0; r < m->responses; r++) {
        double *residual = m->residuals + r * m->rows, along = inner(q, residual, m->rows);
        take_away(residual, along, q, m->rows);
        m->projection[m->count * m->responses + r] = along;
        m->left[r] = inner(residual, residual, m->rows);
    }
    m->orthonormal[m->count] = q;
    m->functions[m->count++] = *function;
    return VOI_OK;
}

double vi_mars_model_variance(const vi_mars_model *m, size_t r)
{
    bool some = m->left[r] > least_left * m->whole[r];
    return some ? m->left[r] / (double)(m->rows - m->count) : 0;
}

static voi_status reserve(vi_mars_model *m, voi_error *err)
{
    m->functions = vi_malloc(m->most, sizeof *m->functions);
    m->orthonormal = vi_calloc(m->most, sizeof *m->orthonormal);
    m->projection = vi_malloc((m->most + 2) * m->responses, sizeof *m->projection);
    m->residuals = vi_malloc(m->responses * m->rows, sizeof *m->residuals);
    if (!m->functions || !m->orthonormal || !m->projection || !m->residuals) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", m->most);
    }
    m->whole = m->projection + m->most * m->responses;
    m->left = m->whole + m->responses;
    return VOI_OK;
}

voi_status vi_mars_model_create(const vi_axis *axes, size_t axis_count, const vi_responses *y,
                                size_t most, vi_mars_model *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_mars_model m = {.axes = axes,
                       .axis_count = axis_count,
                       .rows = y->rows,
                       .responses = y->count,
                       .most = most};
    const vi_hinges constant = {.scale = 1};
    VI_TRY(reserve(&m, err));
    for (size_t r = 0; r < m.responses; r++) {
        double *residual = m.residuals + r * m.rows;
        for (size_t i = 0; i < m.rows; i++) {
            residual[i] = y->y[i * m.responses + r];
        }
        m.whole[r] = inner(residual, residual, m.rows);
    }
    VI_TRY(vi_mars_model_add(&m, &constant, err));
    *out = m;
    m = (vi_mars_model){0};
cleanup:
    vi_mars_model_free(&m);
    return status;
}

void vi_mars_model_free(vi_mars_model *m)
{
    for (size_t f = 0; m->orthonormal && f < m->count; f++) {
        vi_free(m->orthonormal[f]);
    }
    vi_free(m->functions);
    vi_free(m->orthonormal);
    vi_free(m->projection);
    vi_free(m->residuals);
    *m = (vi_mars_model){0};
}
