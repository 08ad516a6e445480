/* With the leading functions X fitted and residuals r = y − X β, the derivative of twice the
 * restricted log-likelihood by the prior variance of a term T, at zero, is
 *   |Tᵀr|² / σ² − Σ_{f in T} ( |f|² − fᵀX V Xᵀf ),   V = (XᵀX + Λ)⁻¹.
 * Where it is negative for every response the term stays at zero (a test of a variance component:
 * Wood 2013, Biometrika 100). fᵀX β and fᵀX V Xᵀf are the fitted value and the leverage at the
 * point x = Xᵀf: so only products with the leading functions are needed. */
#include "fit/screen.h"

#include "core/alloc.h"
#include "fit/fit.h"

#include <string.h>

typedef struct {
    const vi_regressors *basis;
    const vi_responses *y;
    vi_gathered sums; /* of the leading functions with all */
    vi_fit fit;       /* of the leading functions */
    double *point;    /* Xᵀf, then scratch of the same length, then values of the responses */
} screening;

/* Adds what a function says to the derivative of every response. */
static void add_function(const screening *s, size_t function, double *derivative)
{
    size_t n = s->fit.functions, count = s->y->count;
    double *x = s->point, *u = x + n, *values = u + n, null;
    memcpy(x, s->sums.gram + function * n, n * sizeof *x);
    vi_fit_adjust(&s->fit, 1, x);
    vi_fit_values(&s->fit, x, 1, values);
    vi_fit_null_leverage(&s->fit, x, 1, &null);
    for (size_t r = 0; r < count; r++) {
        double rest = s->sums.products[r * s->basis->functions + function] - values[r];
        double variance = s->fit.covariance[r * (count + 1)], explained = null;
        vi_fit_penalised(&s->fit, r, x, 1, u);
        for (size_t i = 0; i < s->fit.response[r].active; i++) {
            explained += u[i] * u[i];
        }
        derivative[r] += variance > 0 ? rest * rest / variance : 0;
        derivative[r] -= s->sums.squares[function] - explained;
    }
}

static voi_status fit_leading(voi_context *ctx, screening *s, const vi_regressors *leading,
                              voi_error *err)
{
    size_t n = leading->functions, count = s->y->count;
    vi_gathered own = {.gram = s->sums.gram, .cross = s->sums.cross};
    own.products = vi_malloc(n * count, sizeof *own.products);
    if (!own.products) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", n);
    }
    for (size_t r = 0; r < count; r++) {
        memcpy(own.products + r * n, s->sums.products + r * s->basis->functions,
               n * sizeof *own.products);
    }
    voi_status status = vi_fit_solve(ctx, leading, count, &own, &s->fit, err);
    vi_free(own.products);
    return status;
}

static void judge(const screening *s, size_t kept, double *derivative, bool *keep)
{
    for (size_t t = 0; t < s->basis->term_count; t++) {
        const vi_term *term = &s->basis->terms[t];
        keep[t] = t < kept;
        memset(derivative, 0, s->y->count * sizeof *derivative);
        for (size_t i = 0; !keep[t] && i < term->count; i++) {
            add_function(s, term->first + i, derivative);
        }
        for (size_t r = 0; r < s->y->count; r++) {
            keep[t] = keep[t] || derivative[r] > 0;
        }
    }
}

voi_status vi_screen(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     size_t kept, bool *keep, voi_error *err)
{
    voi_status status = VOI_OK;
    screening s = {.basis = basis, .y = responses};
    vi_regressors leading = *basis;
    leading.term_count = kept;
    leading.functions = kept < basis->term_count ? basis->terms[kept].first : basis->functions;
    size_t n = leading.functions, count = responses->count;
    s.point = vi_malloc(2 * n + 2 * count, sizeof *s.point);
    if (!s.point) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", n);
    }
    VI_TRY(vi_gather_leading(ctx, basis, responses, n, &s.sums, err));
    VI_TRY(fit_leading(ctx, &s, &leading, err));
    judge(&s, kept, s.point + 2 * n + count, keep);
cleanup:
    vi_gathered_free(&s.sums);
    vi_fit_free(&s.fit);
    vi_free(s.point);
    return status;
}
