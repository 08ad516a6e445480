/* With V = (G + Λ)⁻¹, β = V z, D = yᵀy − zᵀβ, σ² = D / n:
 *   −2ℓ = n log D + log |G + Λ| − Σ_t p_t log λ_t,
 *   gradient in log λ_t:  b_t + v_t − p_t,  b_t = λ_t |β_t|² / σ²,  v_t = λ_t tr V_tt,
 *   curvature:  δ_ts (b_t + v_t) − λ_t λ_s (|V_ts|² + 2 β_tᵀ V_ts β_s / σ²) − b_t b_s / n.
 * A term whose λ runs away has no effect; it leaves the problem, which shrinks at each such step.
 * Source: S. N. Wood, "Fast stable restricted maximum likelihood …", JRSS B 73 (2011). */
#include "fit/smoothing.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 50, MOST_HALVINGS = 12 };

/* A gradient this small changes the likelihood by nothing that matters; a step in log λ stays below
 * LONGEST; a term that wants a larger λ and explains less than this many degrees of
 * freedom is left out. */
static const double flat = 0.02, longest = 4, negligible = 0.05, flattest = 0.3;

/* The problem shrunk to the terms that are left, and the state at log λ = rho. */
typedef struct {
    vi_smoothing whole, now;
    double *gram, *z;     /* of `now` */
    vi_term *terms;       /* of `now` */
    size_t *origin;       /* which term of `whole` */
    bool *keep;           /* which terms of `now` stay */
    double *rho, *tried;  /* log λ */
    double *factor;       /* Cholesky factor, then V */
    double *work;         /* of the inversion */
    double *beta, *b, *v; /* coefficients; per term */
    double *gradient, *step, *curvature, *eigen;
    double criterion, variance;
} search;

static void add_lambda(const vi_smoothing *p, const double *lambda, double *factor)
{
    memcpy(factor, p->gram, p->functions * p->functions * sizeof *factor);
    for (size_t t = 0; t < p->term_count; t++) {
        for (size_t i = 0; i < p->terms[t].count; i++) {
            factor[(p->terms[t].first + i) * (p->functions + 1)] += lambda[t];
        }
    }
}

/* factor becomes the Cholesky factor, beta the coefficients, *left what the fit leaves of yᵀy. */
static double evaluate(const vi_smoothing *p, const double *lambda, double *factor, double *beta,
                       double *left)
{
    size_t n = p->functions;
    double logs = 0, explained = 0;
    add_lambda(p, lambda, factor);
    if (!vi_cholesky(factor, n)) {
        return NAN;
    }
    memcpy(beta, p->z, n * sizeof *beta);
    vi_cholesky_solve(factor, beta, n, 1);
    for (size_t i = 0; i < n; i++) {
        explained += beta[i] * p->z[i];
        logs += log(factor[i * (n + 1)]);
    }
    *left = fmax(p->squares - explained, 1e-14 * p->squares);
    double criterion = p->freedom * log(*left) + 2 * logs;
    for (size_t t = 0; t < p->term_count; t++) {
        criterion -= (double)p->terms[t].count * log(lambda[t]);
    }
    return criterion;
}

double vi_smoothing_criterion(const vi_smoothing *p, const double *lambda, double *work)
{
    double left;
    return evaluate(p, lambda, work, work + p->functions * p->functions, &left);
}

static double evaluate_at(search *s, const double *rho)
{
    double *lambda = s->b, left = 0; /* b is free until differentiate */
    for (size_t t = 0; t < s->now.term_count; t++) {
        lambda[t] = exp(rho[t]);
    }
    double criterion = evaluate(&s->now, lambda, s->factor, s->beta, &left);
    s->variance = left / s->now.freedom;
    return criterion;
}

/* Σ V_ij² and Σ β_i V_ij β_j over a block. */
static void block_sums(const search *s, const vi_term *t, const vi_term *u, double *squares,
                       double *form)
{
    *squares = *form = 0;
    for (size_t j = u->first; j < u->first + u->count; j++) {
        const double *column = s->factor + j * s->now.functions;
        double inner = 0;
        for (size_t i = t->first; i < t->first + t->count; i++) {
            *squares += column[i] * column[i];
            inner += s->beta[i] * column[i];
        }
        *form += inner * s->beta[j];
    }
}

static void first_derivatives(search *s)
{
    for (size_t t = 0; t < s->now.term_count; t++) {
        const vi_term *term = &s->now.terms[t];
        double squares = 0, trace = 0, lambda = exp(s->rho[t]);
        for (size_t i = term->first; i < term->first + term->count; i++) {
            squares += s->beta[i] * s->beta[i];
            trace += s->factor[i * (s->now.functions + 1)];
        }
        s->b[t] = lambda * squares / s->variance;
        s->v[t] = lambda * trace;
        s->gradient[t] = s->b[t] + s->v[t] - (double)term->count;
    }
}

/* Needs factor, beta and variance at rho; factor becomes V. */
static void differentiate(search *s)
{
    size_t count = s->now.term_count;
    vi_cholesky_invert(s->factor, s->now.functions, s->work);
    first_derivatives(s);
    for (size_t t = 0; t < count; t++) {
        for (size_t u = 0; u <= t; u++) {
            double squares, form;
            block_sums(s, &s->now.terms[t], &s->now.terms[u], &squares, &form);
            double value = -exp(s->rho[t] + s->rho[u]) * (squares + 2 * form / s->variance) -
                           s->b[t] * s->b[u] / s->now.freedom;
            value += t == u ? s->b[t] + s->v[t] : 0;
            s->curvature[t + count * u] = s->curvature[u + count * t] = value;
        }
    }
}

/* The Newton step with the curvature's eigenvalues made positive, and no component too long. */
static bool newton_step(search *s)
{
    size_t n = s->now.term_count;
    double *values = s->eigen, *work = s->eigen + n;
    if (!vi_eigen(s->curvature, n, values, work)) {
        return false;
    }
    memset(s->step, 0, n * sizeof *s->step);
    for (size_t e = 0; e < n; e++) {
        const double *vector = s->curvature + e * n;
        double along = 0;
        for (size_t t = 0; t < n; t++) {
            along += vector[t] * s->gradient[t];
        }
        along /= fmax(fabs(values[e]), flattest);
        for (size_t t = 0; t < n; t++) {
            s->step[t] -= along * vector[t];
        }
    }
    for (size_t t = 0; t < n; t++) {
        s->step[t] = fmin(fmax(s->step[t], -longest), longest);
    }
    return true;
}

/* Moves along the step as far as the criterion falls; false where it does not. */
static bool line_search(search *s)
{
    double length = 1;
    for (int i = 0; i < MOST_HALVINGS; i++, length /= 2) {
        for (size_t t = 0; t < s->now.term_count; t++) {
            s->tried[t] = s->rho[t] + length * s->step[t];
        }
        double criterion = evaluate_at(s, s->tried);
        if (criterion < s->criterion) {
            memcpy(s->rho, s->tried, s->now.term_count * sizeof *s->rho);
            s->criterion = criterion;
            return true;
        }
    }
    return false;
}

/* Fills `now` from the kept terms, in their order; rho moves along. */
static void shrink(search *s)
{
    size_t terms = 0, functions = 0, n = s->whole.functions;
    for (size_t t = 0; t < s->now.term_count; t++) {
        if (s->keep[t]) {
            s->origin[terms] = s->origin[t];
            s->rho[terms] = s->rho[t];
            s->terms[terms] = (vi_term){functions, s->whole.terms[s->origin[t]].count};
            functions += s->terms[terms++].count;
        }
    }
    s->now.term_count = terms;
    s->now.functions = functions;
    for (size_t t = 0; t < terms; t++) {
        const vi_term *from = &s->whole.terms[s->origin[t]];
        for (size_t j = 0; j < from->count; j++) {
            size_t column = s->terms[t].first + j;
            s->z[column] = s->whole.z[from->first + j];
            for (size_t u = 0; u < terms; u++) {
                const vi_term *rows = &s->whole.terms[s->origin[u]];
                memcpy(s->gram + column * functions + s->terms[u].first,
                       s->whole.gram + (from->first + j) * n + rows->first,
                       rows->count * sizeof *s->gram);
            }
        }
    }
}

/* Leaves out the terms that explain nothing; whether there was one. */
static bool leave_out(search *s)
{
    bool any = false;
    for (size_t t = 0; t < s->now.term_count; t++) {
        double edf = (double)s->now.terms[t].count - s->v[t];
        s->keep[t] = edf > negligible || s->gradient[t] > 0;
        any = any || !s->keep[t];
    }
    if (any) {
        shrink(s);
    }
    return any;
}

static bool is_flat(const search *s)
{
    for (size_t t = 0; t < s->now.term_count; t++) {
        if (fabs(s->gradient[t]) > flat) {
            return false;
        }
    }
    return true;
}

static voi_status iterate(search *s, voi_error *err)
{
    s->criterion = evaluate_at(s, s->rho);
    for (int i = 0; i < MOST_STEPS && s->now.term_count > 0; i++) {
        if (isnan(s->criterion)) {
            return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression's equations are singular");
        }
        differentiate(s);
        if (leave_out(s)) {
            s->criterion = evaluate_at(s, s->rho);
            continue;
        }
        if (is_flat(s)) {
            break;
        }
        double before = s->criterion;
        if (!newton_step(s)) {
            return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: no eigenvalues of a curvature");
        }
        if (!line_search(s) || before - s->criterion < 1e-4) {
            break;
        }
    }
    return VOI_OK;
}

/* A start at which a term explains most of what it can. */
static void start(search *s)
{
    s->now = s->whole;
    s->now.gram = s->gram;
    s->now.z = s->z;
    s->now.terms = s->terms;
    for (size_t t = 0; t < s->whole.term_count; t++) {
        const vi_term *term = &s->whole.terms[t];
        double trace = 0;
        for (size_t i = term->first; i < term->first + term->count; i++) {
            trace += s->whole.gram[i * (s->whole.functions + 1)];
        }
        s->origin[t] = t;
        s->rho[t] = log(0.3 * trace / (double)term->count);
        s->keep[t] = !(trace <= 0); /* NaN stays, to be told */
    }
    shrink(s);
}

static void release(search *s)
{
    vi_free(s->gram);
    vi_free(s->terms);
    vi_free(s->origin);
    vi_free(s->keep);
    vi_free(s->rho);
}

static voi_status reserve(search *s, voi_error *err)
{
    size_t n = s->whole.functions, t = s->whole.term_count;
    s->gram = vi_malloc(3 * n * n + 2 * n, sizeof *s->gram);
    s->terms = vi_malloc(t, sizeof *s->terms);
    s->origin = vi_malloc(t, sizeof *s->origin);
    s->keep = vi_malloc(t, sizeof *s->keep);
    s->rho = vi_malloc(7 * t + t * t + vi_eigen_work(t), sizeof *s->rho);
    if (!s->gram || !s->terms || !s->origin || !s->keep || !s->rho) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", n);
    }
    s->factor = s->gram + n * n;
    s->work = s->factor + n * n;
    s->z = s->work + n * n;
    s->beta = s->z + n;
    s->tried = s->rho + t;
    s->b = s->tried + t;
    s->v = s->b + t;
    s->gradient = s->v + t;
    s->step = s->gradient + t;
    s->curvature = s->step + t;
    s->eigen = s->curvature + t * t;
    return VOI_OK;
}

voi_status vi_smoothing_choose(const vi_smoothing *problem, double *lambda, voi_error *err)
{
    voi_status status = VOI_OK;
    search s = {.whole = *problem};
    for (size_t t = 0; t < problem->term_count; t++) {
        lambda[t] = INFINITY;
    }
    if (problem->functions == 0 || !(problem->squares > 0)) {
        return VOI_OK;
    }
    VI_TRY(reserve(&s, err));
    start(&s);
    VI_TRY(iterate(&s, err));
    for (size_t t = 0; t < s.now.term_count; t++) {
        lambda[s.origin[t]] = exp(s.rho[t]);
    }
cleanup:
    release(&s);
    return status;
}
