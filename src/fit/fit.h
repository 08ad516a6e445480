/* A regression of several responses on the functions of a basis.
 *
 * Responses y_r = X β_r + noise, β_r ~ N(0, σ_r² / λ) for the penalised functions, flat for the
 * others; λ of every term and response by restricted maximum likelihood. The penalised functions
 * are first cleared of the unpenalised ones, x̃₁ = x₁ − A ᵀx₀, so that the two parts of a fit are
 * independent: given the data the fitted value of response r at a sample has variance
 *     σ_r² (x₀ᵀ (X₀ᵀX₀)⁻¹ x₀ + |u_r|²),   u_r = L_r⁻¹ x̃₁,   L_r L_rᵀ = X̃₁ᵀX̃₁ + Λ_r,
 * and its leverage is what stands in the brackets. Where rows have a precision w, cross-products
 * are over rows √w (x, y), σ² is the variance at precision 1, and the leverage is w times as large.
 */
#ifndef VI_FIT_FIT_H
#define VI_FIT_FIT_H

#include "fit/gather.h"
#include "fit/regressors.h"

/* One response's part. */
typedef struct {
    double *lambda;      /* of every term; INFINITY where it is left out */
    size_t active;       /* penalised functions that take part */
    size_t *index;       /* which, counted from the first penalised one */
    double *factor;      /* L_r: active × active, lower */
    double *bound;       /* active: |u_r|² ≤ Σ_j (bound_j x̃_j)² */
    double *coefficient; /* functions: of x₀, then of x̃₁ (0 where left out) */
    double edf;
} vi_fit_response;

typedef struct {
    const vi_regressors *basis;
    size_t rows, functions, nulls, penalised, responses;
    double *null_factor; /* nulls × nulls: Cholesky factor of X₀ᵀX₀ */
    double *adjust;      /* A, nulls × penalised, by row */
    double *gram;        /* penalised × penalised: X̃₁ᵀX̃₁ */
    double *covariance;  /* responses × responses: of the residuals */
    vi_fit_response *response;
    const struct vi_kernels *kernels;
} vi_fit;

/* Fits centred responses on a basis of the same rows; `basis` must outlive the fit. Errors:
 * VOI_ERR_NOMEM, VOI_ERR_NUMERIC, VOI_ERR_CANCELLED. Cost O(rows · functions²) + a few times
 * responses · functions³; memory a few functions² a response and worker. */
voi_status vi_fit_create(voi_context *ctx, const vi_regressors *basis,
                         const vi_responses *responses, vi_fit *out, voi_error *err);
/* The same where the cross-products with `responses` responses are known. */
voi_status vi_fit_solve(voi_context *ctx, const vi_regressors *basis, size_t responses,
                        const vi_gathered *sums, vi_fit *out, voi_error *err);
void vi_fit_free(vi_fit *fit);

/* The coefficients of response r, of the functions as the basis has them. */
void vi_fit_coefficients(const vi_fit *fit, size_t r, double *coefficient);
/* The same of any coefficients of x₀, x̃₁, in place. */
void vi_fit_uncover(const vi_fit *fit, double *coefficient);

/* The same of `columns` of them side by side, functions × columns. */
void vi_fit_uncover_columns(const vi_fit *fit, size_t columns, double *coefficients);

/* Functions of the basis become x₀, x̃₁, in `count` rows. */
void vi_fit_adjust(const vi_fit *fit, size_t count, double *x);

/* Evaluates the functions at rows first .. first + count − 1: x becomes x₀, x̃₁, row by row. */
void vi_fit_functions(const vi_fit *fit, size_t first, size_t count, double *x);

/* Fitted values of all responses (count × responses, row by row) from such functions. */
void vi_fit_values(const vi_fit *fit, const double *x, size_t count, double *values);

/* The null part of the leverage, of every one of `count` such functions; x₀ stays as it is. */
void vi_fit_null_leverage(const vi_fit *fit, const double *x, size_t count, double *leverage);

/* u_r of response r: u is count × active, row by row. |u_r|² is the penalised part of the leverage.
 */
void vi_fit_penalised(const vi_fit *fit, size_t r, const double *x, size_t count, double *u);
/* At least |u_r|² of one such row, for much less work. */
double vi_fit_most_leverage(const vi_fit *fit, size_t r, const double *x);

/* Predictions at a new point: the responses' fitted values; work holds `functions` numbers. */
void vi_fit_predict(const vi_fit *fit, const double *point, double *values, double *work);

#endif
