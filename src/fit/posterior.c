/* The two parts of a fit are independent given the data. With C the covariance of the residuals,
 * K Kᵀ = C and z standard normal numbers, one for every function and response: the coefficients of
 * response r move by L_r⁻ᵀ Σ_s K_rs z_s, L_r the factor of its equations; so that functions share
 * their chance over the responses as residuals do. */
#include "fit/posterior.h"

#include "core/alloc.h"
#include "kernels/kernels.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { SEED = 17 };

/* K, lower, with K Kᵀ = C; a response that has no variance of its own left gets none. */
static void set_root(const vi_fit *f, double *root)
{
    size_t n = f->responses;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double value = f->covariance[i + n * j];
            for (size_t k = 0; k < j; k++) {
                value -= root[i * n + k] * root[j * n + k];
            }
            double pivot = root[j * n + j];
            root[i * n + j] = i == j ? sqrt(fmax(value, 0)) : pivot > 0 ? value / pivot : 0;
        }
    }
}

/* Adds the chance of response r to its coefficients; `work` holds `functions` numbers. */
static void move(const vi_fit *f, size_t r, const double *root, const double *z, double *c,
                 double *work)
{
    const vi_fit_response *response = &f->response[r];
    size_t m = f->nulls;
    memset(work, 0, f->functions * sizeof *work);
    for (size_t s = 0; s <= r; s++) {
        for (size_t j = 0; j < m; j++) {
            work[j] += root[r * f->responses + s] * z[s * f->functions + j];
        }
        for (size_t j = 0; j < response->active; j++) {
            work[m + j] +=
                root[r * f->responses + s] * z[s * f->functions + m + response->index[j]];
        }
    }
    vi_solve_transposed(f->null_factor, work, m, 1);
    vi_solve_transposed(response->factor, work + m, response->active, 1);
    for (size_t j = 0; j < m; j++) {
        c[j] += work[j];
    }
    for (size_t j = 0; j < response->active; j++) {
        c[m + response->index[j]] += work[m + j];
    }
}

voi_status vi_fit_draw(const vi_fit *f, uint64_t number, double *coefficients, voi_error *err)
{
    size_t n = f->responses, p = f->functions;
    double *root = vi_malloc(n * n + n * p + p, sizeof *root), *z = root ? root + n * n : NULL;
    if (!root) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
    }
    set_root(f, root);
    f->kernels->uniforms(SEED, number, 0, z, n * p);
    f->kernels->normal_quantile(z, z, n * p);
    for (size_t r = 0; r < n; r++) {
        double *c = coefficients + r * p;
        memcpy(c, f->response[r].coefficient, p * sizeof *c);
        move(f, r, root, z, c, z + n * p);
        vi_fit_uncover(f, c);
    }
    vi_free(root);
    return VOI_OK;
}
