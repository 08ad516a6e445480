/* One pass over the rows gathers the cross-products; the rest is linear algebra of the size of the
 * basis, one response a task. */
#include "fit/fit.h"

#include "core/alloc.h"
#include "fit/smoothing.h"
#include "math/linalg.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

/* ---- The unpenalised part ---- */

/* A function of which less than this share is left is explained; the rest is rounding. */
static const double nothing_left = 1e-10;

/* Products of counts may be sums of unpenalised functions. What such functions leave must not pass
 * for a function of its own: its cross-products with others are as large as its own square. */
static void drop_explained(vi_fit *f, const double *whole, double *products)
{
    size_t p = f->functions, m = f->nulls, q = f->penalised;
    for (size_t j = 0; j < q; j++) {
        if (f->gram[j * (q + 1)] > nothing_left * whole[(m + j) * (p + 1)]) {
            continue;
        }
        for (size_t i = 0; i < q; i++) {
            f->gram[i + j * q] = f->gram[j + i * q] = 0;
        }
        for (size_t r = 0; r < f->responses; r++) {
            products[r * p + m + j] = 0;
        }
    }
}

/* Sets null_factor, adjust and gram, and the unpenalised coefficients; clears the products of what
 * they explain. */
static bool clear_nulls(vi_fit *f, const double *whole, double *products)
{
    size_t p = f->functions, m = f->nulls, q = f->penalised;
    double solved[VI_MOST_PARAMETERS + 1];
    for (size_t j = 0; j < m; j++) {
        memcpy(f->null_factor + j * m, whole + j * p, m * sizeof *whole);
    }
    if (!vi_cholesky(f->null_factor, m)) {
        return false;
    }
    for (size_t j = 0; j < q; j++) {
        memcpy(solved, whole + (m + j) * p, m * sizeof *whole);
        vi_cholesky_solve(f->null_factor, solved, m, 1);
        for (size_t k = 0; k < m; k++) {
            f->adjust[k * q + j] = solved[k];
        }
        memcpy(f->gram + j * q, whole + (m + j) * p + m, q * sizeof *whole);
    }
    vi_vectors adjust = {f->adjust, q, 1};
    vi_rank_update(-1, m, adjust, (vi_vectors){whole + m, p, 1}, (vi_block){f->gram, q, q, q});
    vi_mirror(f->gram, q);
    for (size_t r = 0; r < f->responses; r++) {
        double *z = products + r * p, *coefficient = f->response[r].coefficient;
        memcpy(coefficient, z, m * sizeof *z);
        vi_cholesky_solve(f->null_factor, coefficient, m, 1);
        for (size_t j = 0; j < q; j++) {
            for (size_t k = 0; k < m; k++) {
                z[m + j] -= f->adjust[k * q + j] * z[k];
            }
        }
    }
    drop_explained(f, whole, products);
    return true;
}

/* ---- The penalised part, one response a task ---- */

typedef struct {
    vi_fit *fit;
    const double *cross; /* responses × responses: YᵀY */
    double *products;    /* responses × functions */
    vi_term *terms;      /* counted from the first penalised function */
    double *influence; /* responses × penalised²: V Λ, whose products give degrees of freedom */
} solving;

/* What the unpenalised functions leave of Σ y_r y_s. */
static double left_by_nulls(const solving *s, size_t r, size_t q)
{
    double value = s->cross[r + s->fit->responses * q];
    for (size_t k = 0; k < s->fit->nulls; k++) {
        value -= s->fit->response[r].coefficient[k] * s->products[q * s->fit->functions + k];
    }
    return value;
}

static void collect_active(const solving *s, vi_fit_response *response)
{
    response->active = 0;
    for (size_t t = 0; t < s->fit->basis->term_count; t++) {
        for (size_t i = 0; isfinite(response->lambda[t]) && i < s->terms[t].count; i++) {
            response->index[response->active++] = s->terms[t].first + i;
        }
    }
}

/* λ of every active function, in their order. */
static void spread_lambda(const solving *s, const vi_fit_response *response, double *lambda)
{
    size_t next = 0;
    for (size_t t = 0; t < s->fit->basis->term_count; t++) {
        for (size_t i = 0; isfinite(response->lambda[t]) && i < s->terms[t].count; i++) {
            lambda[next++] = response->lambda[t];
        }
    }
}

/* With D the diagonal of M = L Lᵀ and V = M⁻¹: xᵀ V x ≤ |D^½ V D^½| xᵀ D⁻¹ x, in the norm of the
 * largest row. */
static void set_bound(const double *v, const double *diagonal, vi_fit_response *response)
{
    size_t a = response->active;
    double norm = 0;
    for (size_t j = 0; j < a; j++) {
        double row = 0;
        for (size_t i = 0; i < a; i++) {
            row += fabs(v[i + a * j]) * sqrt(diagonal[i]);
        }
        norm = fmax(norm, row * sqrt(diagonal[j]));
    }
    for (size_t j = 0; j < a; j++) {
        response->bound[j] = sqrt(norm / diagonal[j]);
    }
}

/* With λ chosen: the factor, the coefficients, and V Λ over all penalised functions, which has the
 * identity where a term is left out. */
static bool solve_response(const solving *s, size_t r, const double *lambda, double *v)
{
    vi_fit *f = s->fit;
    vi_fit_response *response = &f->response[r];
    size_t a = response->active, q = f->penalised;
    double *z = v + a * a, *influence = s->influence + r * q * q;
    for (size_t j = 0; j < a; j++) {
        for (size_t i = 0; i < a; i++) {
            response->factor[i + a * j] =
                f->gram[response->index[i] + q * response->index[j]] + (i == j ? lambda[j] : 0);
        }
        z[j] = s->products[r * f->functions + f->nulls + response->index[j]];
        response->bound[j] = response->factor[j * (a + 1)];
    }
    if (!vi_cholesky(response->factor, a)) {
        return false;
    }
    memcpy(v, response->factor, a * a * sizeof *v);
    vi_cholesky_solve(response->factor, z, a, 1);
    vi_cholesky_invert(v, a, v + a * (a + 1));
    memcpy(v + a * (a + 1), response->bound, a * sizeof *v);
    set_bound(v, v + a * (a + 1), response);
    for (size_t j = 0; j < q; j++) {
        influence[j * (q + 1)] = 1;
    }
    response->edf = (double)(f->nulls + a);
    for (size_t j = 0; j < a; j++) {
        response->coefficient[f->nulls + response->index[j]] = z[j];
        response->edf -= lambda[j] * v[j * (a + 1)];
        for (size_t i = 0; i < a; i++) {
            influence[response->index[i] + q * response->index[j]] = v[i + a * j] * lambda[j];
        }
    }
    return true;
}

static voi_status fit_response(void *argument, size_t r, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const solving *s = argument;
    vi_fit *f = s->fit;
    vi_fit_response *response = &f->response[r];
    const vi_smoothing problem = {.functions = f->penalised,
                                  .gram = f->gram,
                                  .z = s->products + r * f->functions + f->nulls,
                                  .squares = left_by_nulls(s, r, r),
                                  .freedom = (double)(f->rows - f->nulls),
                                  .terms = s->terms,
                                  .term_count = f->basis->term_count};
    double *work = NULL;
    (void)worker;
    VI_TRY(vi_smoothing_choose(&problem, response->lambda, err));
    collect_active(s, response);
    size_t a = response->active;
    response->factor = vi_malloc(a * a, sizeof *response->factor);
    response->bound = vi_malloc(a, sizeof *response->bound);
    work = vi_malloc(2 * a * (a + 1), sizeof *work);
    if (!response->factor || !response->bound || !work) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", a);
        goto cleanup;
    }
    spread_lambda(s, response, work);
    if (!solve_response(s, r, work, work + a)) {
        status = vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression's equations are singular");
    }
cleanup:
    vi_free(work);
    return status;
}

/* The residuals' covariance of two responses: their cross-product over the rows less the degrees
 * of freedom that the two smoothers S and T spend together, tr (S + T − S T). With F = I − V Λ on
 * the penalised functions tr S = nulls + tr F and tr S T = nulls + tr F_r F_q, so that the whole is
 * nulls + penalised − tr V_r Λ_r V_q Λ_q. */
static void residual_covariance(const solving *s, size_t r, size_t q)
{
    vi_fit *f = s->fit;
    size_t n = f->penalised;
    const double *zr = s->products + r * f->functions + f->nulls;
    const double *zq = s->products + q * f->functions + f->nulls;
    const double *br = f->response[r].coefficient + f->nulls;
    const double *bq = f->response[q].coefficient + f->nulls;
    const double *first = s->influence + r * n * n, *second = s->influence + q * n * n;
    double sum = left_by_nulls(s, r, q), spent = (double)f->functions;
    for (size_t j = 0; j < n; j++) {
        double row = 0;
        for (size_t i = 0; i < n; i++) {
            row += f->gram[i + n * j] * br[i];
            spent -= first[i + n * j] * second[j + n * i];
        }
        sum += row * bq[j] - br[j] * zq[j] - bq[j] * zr[j];
    }
    sum = r == q && sum < 0 ? 0 : sum / fmax((double)f->rows - spent, 1);
    f->covariance[r + f->responses * q] = f->covariance[q + f->responses * r] = sum;
}

static voi_status solve(voi_context *ctx, vi_fit *f, const double *cross, double *products,
                        voi_error *err)
{
    voi_status status = VOI_OK;
    solving s = {.fit = f, .cross = cross, .products = products};
    size_t terms = f->basis->term_count;
    s.terms = vi_malloc(terms, sizeof *s.terms);
    s.influence = vi_calloc(f->responses * f->penalised * f->penalised, sizeof *s.influence);
    if (!s.terms || !s.influence) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", f->penalised);
        goto cleanup;
    }
    for (size_t t = 0; t < terms; t++) {
        s.terms[t] = (vi_term){f->basis->terms[t].first - f->nulls, f->basis->terms[t].count};
    }
    const vi_job job = {"fitting", f->responses, fit_response, &s};
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t r = 0; r < f->responses; r++) {
        for (size_t q = 0; q <= r; q++) {
            residual_covariance(&s, r, q);
        }
    }
cleanup:
    vi_free(s.terms);
    vi_free(s.influence);
    return status;
}

/* ---- Making and using ---- */

static voi_status reserve(vi_fit *f, voi_error *err)
{
    size_t m = f->nulls, q = f->penalised, terms = f->basis->term_count;
    f->null_factor = vi_malloc(m * m, sizeof *f->null_factor);
    f->adjust = vi_malloc(m * q, sizeof *f->adjust);
    f->gram = vi_malloc(q * q, sizeof *f->gram);
    f->covariance = vi_malloc(f->responses * f->responses, sizeof *f->covariance);
    f->response = vi_calloc(f->responses, sizeof *f->response);
    bool complete = f->null_factor && f->adjust && f->gram && f->covariance && f->response;
    for (size_t r = 0; complete && r < f->responses; r++) {
        vi_fit_response *response = &f->response[r];
        response->lambda = vi_malloc(terms, sizeof *response->lambda);
        response->index = vi_malloc(q, sizeof *response->index);
        response->coefficient = vi_calloc(f->functions, sizeof *response->coefficient);
        complete = response->lambda && response->index && response->coefficient;
    }
    return complete ? VOI_OK
                    : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                              f->functions);
}

voi_status vi_fit_solve(voi_context *ctx, const vi_regressors *basis, size_t responses,
                        const vi_gathered *sums, vi_fit *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t numbers = basis->functions * responses;
    double *products = vi_malloc(numbers, sizeof *products);
    vi_fit fit = {.basis = basis,
                  .rows = basis->rows,
                  .functions = basis->functions,
                  .nulls = basis->nulls,
                  .penalised = basis->functions - basis->nulls,
                  .responses = responses,
                  .kernels = ctx->kernels};
    VI_TRY(reserve(&fit, err));
    if (!products) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", fit.functions);
        goto cleanup;
    }
    memcpy(products, sums->products, numbers * sizeof *products);
    if (!clear_nulls(&fit, sums->gram, products)) {
        status = vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: parameters of the group are collinear");
        goto cleanup;
    }
    VI_TRY(solve(ctx, &fit, sums->cross, products, err));
    *out = fit;
    fit = (vi_fit){0};
cleanup:
    vi_free(products);
    vi_fit_free(&fit);
    return status;
}

voi_status vi_fit_create(voi_context *ctx, const vi_regressors *basis,
                         const vi_responses *responses, vi_fit *out, voi_error *err)
{
    vi_gathered sums = {0};
    voi_status status = vi_gather(ctx, basis, responses, &sums, err);
    if (status == VOI_OK) {
        status = vi_fit_solve(ctx, basis, responses->count, &sums, out, err);
    }
    vi_gathered_free(&sums);
    return status;
}

void vi_fit_free(vi_fit *fit)
{
    for (size_t r = 0; fit->response && r < fit->responses; r++) {
        vi_free(fit->response[r].lambda);
        vi_free(fit->response[r].index);
        vi_free(fit->response[r].factor);
        vi_free(fit->response[r].bound);
        vi_free(fit->response[r].coefficient);
    }
    vi_free(fit->response);
    vi_free(fit->null_factor);
    vi_free(fit->adjust);
    vi_free(fit->gram);
    vi_free(fit->covariance);
    *fit = (vi_fit){0};
}

/* x₀ᵀβ₀ + (x₁ − Aᵀx₀)ᵀβ₁ = x₀ᵀ(β₀ − A β₁) + x₁ᵀβ₁ */
void vi_fit_uncover(const vi_fit *f, double *coefficient)
{
    for (size_t k = 0; k < f->nulls; k++) {
        coefficient[k] -=
            vi_dot(f->adjust + k * f->penalised, coefficient + f->nulls, f->penalised);
    }
}

void vi_fit_coefficients(const vi_fit *f, size_t r, double *coefficient)
{
    memcpy(coefficient, f->response[r].coefficient, f->functions * sizeof *coefficient);
    vi_fit_uncover(f, coefficient);
}

void vi_fit_uncover_columns(const vi_fit *f, size_t columns, double *coefficients)
{
    vi_vectors adjust = {f->adjust, 1, f->penalised};
    vi_vectors penalised = {coefficients + f->nulls * columns, columns, 1};
    vi_rank_update(-1, f->penalised, adjust, penalised,
                   (vi_block){coefficients, columns, f->nulls, columns});
}

void vi_fit_adjust(const vi_fit *f, size_t count, double *x)
{
    vi_vectors nulls = {x, 1, f->functions}, adjust = {f->adjust, f->penalised, 1};
    vi_rank_update(-1, f->nulls, nulls, adjust,
                   (vi_block){x + f->nulls, f->functions, count, f->penalised});
}

void vi_fit_functions(const vi_fit *f, size_t first, size_t count, double *x)
{
    f->basis->class->at_rows(f->basis->state, first, count, x);
    vi_fit_adjust(f, count, x);
}

void vi_fit_values(const vi_fit *f, const double *x, size_t count, double *values)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < f->responses; r++) {
            values[i * f->responses + r] =
                vi_dot(x + i * f->functions, f->response[r].coefficient, f->functions);
        }
    }
}

void vi_fit_null_leverage(const vi_fit *f, const double *x, size_t count, double *leverage)
{
    enum { TOGETHER = 32 };
    double u[TOGETHER * (VI_MOST_PARAMETERS + 1)];
    size_t n = f->nulls;
    for (size_t first = 0; first < count; first += TOGETHER) {
        size_t rows = count - first < TOGETHER ? count - first : TOGETHER;
        for (size_t i = 0; i < rows; i++) {
            memcpy(u + i * n, x + (first + i) * f->functions, n * sizeof *u);
        }
        vi_solve_lower(f->null_factor, u, n, rows);
        for (size_t i = 0; i < rows; i++) {
            leverage[first + i] = 0;
            for (size_t k = 0; k < n; k++) {
                leverage[first + i] += u[i * n + k] * u[i * n + k];
            }
        }
    }
}

void vi_fit_penalised(const vi_fit *f, size_t r, const double *x, size_t count, double *u)
{
    const vi_fit_response *response = &f->response[r];
    for (size_t i = 0; i < count; i++) {
        const double *row = x + i * f->functions + f->nulls;
        for (size_t j = 0; j < response->active; j++) {
            u[i * response->active + j] = row[response->index[j]];
        }
    }
    vi_solve_lower(response->factor, u, response->active, count);
}

double vi_fit_most_leverage(const vi_fit *f, size_t r, const double *x)
{
    const vi_fit_response *response = &f->response[r];
    double sum = 0;
    for (size_t j = 0; j < response->active; j++) {
        double value = response->bound[j] * x[f->nulls + response->index[j]];
        sum += value * value;
    }
    return sum;
}

void vi_fit_predict(const vi_fit *f, const double *point, double *values, double *work)
{
    f->basis->class->at_point(f->basis->state, point, work);
    vi_fit_adjust(f, 1, work);
    vi_fit_values(f, work, 1, values);
}
