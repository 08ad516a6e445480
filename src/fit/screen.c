/* With the leading functions X fitted and residuals r = y − X β, the derivative of twice the
 * restricted log-likelihood by the prior variance of a term T, at zero, is
 *   |Tᵀr|² / σ² − Σ_{f in T} ( |f|² − fᵀX V Xᵀf ),   V = (XᵀX + Λ)⁻¹.
 * Where that is within a standard deviation of its expectation for every response the term stays at
 * zero (a test of a variance component: Wood 2013, Biometrika 100). Tᵀr takes all rows. What it is
 * compared with is an expectation, which some rows tell well enough: |f|² and Xᵀf are summed over
 * the first few of every block and scaled. fᵀX V Xᵀf is the leverage at the point Xᵀf. */
#include "fit/screen.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 64, SHARES = 8, LEAST_TAKEN = 2048, TIMES = 32 };
enum { FIRST_SHELL = 4, LEAST_KEPT = 8 };

/* So many standard deviations above what noise leaves of a shell are structure. */
static const double clear = 4, unmistakable = 5, strong = 20;
/* A function that keeps no more than this of what the rows say of it has no part. */
static const double shrunk = 0.01;

typedef struct {
    const vi_regressors *basis;
    const vi_responses *y;
    const vi_fit *fit;   /* of the leading functions */
    double *coefficient; /* responses × leading functions */
    double *sums;        /* of every share: as size says */
    double *scores;      /* of every share: fᵀr of all responses */
    size_t size;         /* of a share: see parts */
    size_t take;         /* rows of a block */
} screening;

/* One share's sums: Xᵀf and |f|² over taken rows, fᵀr over all, Σ f² r² over taken ones, and how
 * many these are. */
typedef struct {
    double *points, *squares, *scores, *noise, *taken;
} parts;

static parts parts_of(const screening *s, size_t share)
{
    size_t p = s->basis->functions;
    parts at = {.points = s->sums + share * s->size};
    at.squares = at.points + p * s->fit->functions;
    at.scores = at.squares + p;
    at.noise = at.scores + p * s->y->count;
    at.taken = at.noise + p * s->y->count;
    return at;
}

/* |f|² and Σ f² r² of one row. */
static void add_squares(const screening *s, const double *x, const double *rest, const parts *to)
{
    size_t p = s->basis->functions;
    for (size_t f = 0; f < p; f++) {
        to->squares[f] += x[f] * x[f];
    }
    for (size_t r = 0; r < s->y->count; r++) {
        double weight = rest[r] * rest[r];
        for (size_t f = 0; f < p; f++) {
            to->noise[r * p + f] += weight * x[f] * x[f];
        }
    }
}

static void add_block(const screening *s, size_t first, size_t rows, double *x, const parts *to)
{
    size_t p = s->basis->functions, n = s->fit->functions, count = s->y->count;
    size_t taken = rows < s->take ? rows : s->take;
    double *rest = x + BLOCK * p;
    s->basis->class->at_rows(s->basis->state, first, rows, x);
    for (size_t i = 0; i < rows; i++) {
        for (size_t r = 0; r < count; r++) {
            rest[i * count + r] =
                s->y->y[(first + i) * count + r] - vi_dot(x + i * p, s->coefficient + r * n, n);
        }
    }
    vi_add_products(x, rest, rows, p, count, to->scores);
    vi_add_leading(x, taken, p, n, to->points);
    for (size_t i = 0; i < taken; i++) {
        add_squares(s, x + i * p, rest + i * count, to);
    }
    *to->taken += (double)taken;
}

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const screening *s = argument;
    const parts to = parts_of(s, task);
    size_t rows = s->basis->rows, end = rows * (task + 1) / SHARES;
    double *x = vi_malloc(BLOCK * (s->basis->functions + s->y->count), sizeof *x);
    (void)worker;
    if (!x) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       s->basis->functions);
    }
    for (size_t first = rows * task / SHARES; first < end; first += BLOCK) {
        add_block(s, first, end - first < BLOCK ? end - first : BLOCK, x, &to);
    }
    vi_free(x);
    return VOI_OK;
}

static voi_status reserve(screening *s, voi_error *err)
{
    size_t p = s->basis->functions, n = s->fit->functions, count = s->y->count;
    size_t rows = s->basis->rows, wanted = TIMES * n > LEAST_TAKEN ? TIMES * n : LEAST_TAKEN;
    s->take = wanted < rows ? (BLOCK * wanted + rows - 1) / rows : BLOCK;
    s->size = p * (n + 1 + 2 * count) + 1;
    s->coefficient = vi_malloc(count * n, sizeof *s->coefficient);
    s->sums = vi_calloc(SHARES * s->size, sizeof *s->sums);
    s->scores = vi_malloc(SHARES * p * count, sizeof *s->scores);
    return s->coefficient && s->sums && s->scores
               ? VOI_OK
               : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p);
}

/* How many functions of a leading term response r does not shrink to nothing. */
static size_t last_used(const screening *s, const vi_term *term, size_t t, size_t r)
{
    const vi_fit *f = s->fit;
    double lambda = f->response[r].lambda[t];
    size_t first = term->first - f->nulls, used = term->count;
    while (used > 0 &&
           !(f->gram[(first + used - 1) * (f->penalised + 1)] * (1 - shrunk) > shrunk * lambda)) {
        used--;
    }
    return used;
}

/* Whether functions first .. last − 1 stand out of the residuals' noise, which need not be the same
 * everywhere, if they did not depend on each other. */
static bool stands_out(const screening *s, size_t r, size_t first, size_t last, double limit)
{
    const parts sums = parts_of(s, 0);
    size_t at = r * s->basis->functions;
    double scale = (double)s->basis->rows / *sums.taken, excess = 0;
    for (size_t f = first; f < last; f++) {
        double noise = scale * sums.noise[at + f];
        excess += noise > 0 ? sums.scores[at + f] * sums.scores[at + f] / noise - 1 : 0;
    }
    return excess > limit * sqrt(2 * (double)(last - first));
}

/* Whether shares of the rows agree on them: for every pair of shares Σ z z', z the scores over
 * their standard deviation. Without structure these products are uncorrelated and 0 on average,
 * however the functions depend on each other. */
static bool is_agreed(const screening *s, size_t r, size_t first, size_t last)
{
    size_t p = s->basis->functions, next = p * s->y->count;
    const double *noise = parts_of(s, 0).noise + r * p;
    double sum = 0, squares = 0, pairs = 0.5 * SHARES * (SHARES - 1);
    for (size_t a = 0; a < SHARES; a++) {
        const double *one = s->scores + a * next + r * p;
        for (size_t b = 0; b < a; b++) {
            const double *other = s->scores + b * next + r * p;
            double product = 0;
            for (size_t f = first; f < last; f++) {
                product += noise[f] > 0 ? one[f] * other[f] / noise[f] : 0;
            }
            sum += product;
            squares += product * product;
        }
    }
    double variance = (squares - sum * sum / pairs) / (pairs - 1);
    return sum > clear * sqrt(pairs * fmax(variance, 0));
}

/* The derivative of response r's likelihood by a term's prior variance, in standard deviations. */
static double derivative(const screening *s, const vi_term *term, size_t r, const double *null,
                         double *u)
{
    const parts sums = parts_of(s, 0);
    size_t p = s->basis->functions, n = s->fit->functions, active = s->fit->response[r].active;
    double variance = s->fit->covariance[r * (s->y->count + 1)];
    double scale = (double)s->basis->rows / *sums.taken, sum = 0, spread = 0;
    vi_fit_penalised(s->fit, r, sums.points + term->first * n, term->count, u);
    for (size_t i = 0; variance > 0 && i < term->count; i++) {
        double rest = sums.scores[r * p + term->first + i];
        double explained = null[i] + vi_dot(u + i * active, u + i * active, active);
        double free = scale * (sums.squares[term->first + i] - scale * explained);
        sum += rest * rest / variance - free;
        spread += free * free;
    }
    return spread > 0 ? sum / sqrt(2 * spread) : 0;
}

/* How many functions of a term should stay for response r, taken in shells of which each is as
 * large as all before it. Where the term is strong, what it leaves hides its finer functions from
 * the stricter test. */
static size_t ask(const screening *s, const vi_term *term, size_t r, const double *null, double *u)
{
    double rise = derivative(s, term, r, null, u);
    size_t kept = rise > 1 ? LEAST_KEPT : 0;
    kept = kept < term->count ? kept : term->count;
    for (size_t begin = 0, end = FIRST_SHELL; begin < term->count; begin = end, end *= 2) {
        size_t first = term->first + begin;
        end = end < term->count ? end : term->count;
        size_t last = term->first + end;
        if (end > kept &&
            ((rise > strong && stands_out(s, r, first, last, unmistakable)) ||
             (stands_out(s, r, first, last, clear) && is_agreed(s, r, first, last)))) {
            kept = end;
        }
    }
    return kept;
}

static voi_status judge(const screening *s, size_t *kept, voi_error *err)
{
    const parts sums = parts_of(s, 0);
    size_t n = s->fit->functions, leading = s->fit->basis->term_count, most = 1;
    for (size_t t = leading; t < s->basis->term_count; t++) {
        most = s->basis->terms[t].count > most ? s->basis->terms[t].count : most;
    }
    double *null = vi_malloc(most * (n + 1), sizeof *null);
    if (!null) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", most);
    }
    for (size_t t = 0; t < s->basis->term_count; t++) {
        const vi_term *term = &s->basis->terms[t];
        double *points = sums.points + term->first * n;
        kept[t] = 0;
        if (t >= leading) {
            vi_fit_adjust(s->fit, term->count, points);
            vi_fit_null_leverage(s->fit, points, term->count, null);
        }
        for (size_t r = 0; r < s->y->count && kept[t] < term->count; r++) {
            size_t wanted =
                t < leading ? last_used(s, term, t, r) : ask(s, term, r, null, null + most);
            kept[t] = wanted > kept[t] ? wanted : kept[t];
        }
    }
    vi_free(null);
    return VOI_OK;
}

voi_status vi_screen(voi_context *ctx, const vi_regressors *basis, const vi_responses *responses,
                     const vi_fit *leading, size_t *kept, voi_error *err)
{
    voi_status status = VOI_OK;
    screening s = {.basis = basis, .y = responses, .fit = leading};
    VI_TRY(reserve(&s, err));
    for (size_t r = 0; r < responses->count; r++) {
        vi_fit_coefficients(leading, r, s.coefficient + r * leading->functions);
    }
    const vi_job job = {"fitting", SHARES, run_share, &s};
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t share = 0; share < SHARES; share++) {
        size_t numbers = basis->functions * responses->count;
        memcpy(s.scores + share * numbers, parts_of(&s, share).scores, numbers * sizeof *s.scores);
    }
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * s.size; i++) {
            s.sums[i] += s.sums[half * s.size + i];
        }
    }
    VI_TRY(judge(&s, kept, err));
cleanup:
    vi_free(s.coefficient);
    vi_free(s.sums);
    vi_free(s.scores);
    return status;
}
