/* With M the kernel among the centres and B = K less its projection on the nulls, the process is
 * B a, a ~ N(0, σ²/λ M⁻¹), and
 *   −2ℓ = f log D + log |BᵀB + λM| − log |λM|,   D = yᵀy − bᵀ (BᵀB + λM)⁻¹ b,   b = Bᵀy.
 * Let M = L Lᵀ, L⁻¹ BᵀB L⁻ᵀ = V diag(γ) Vᵀ, W = L⁻ᵀ V, s = Wᵀ b: then D = yᵀy − Σ s²/(γ + λ), and
 * λ is found on a line (reml.h). With β = W (s/(γ + λ)), c = f/D, and λ at its best
 *   d(−2ℓ)/dK = 2 B S − 2 c y βᵀ,   S = W diag(1/(γ + λ)) Wᵀ + c β βᵀ,
 *   d(−2ℓ)/dM = −W diag(γ/(γ + λ)) Wᵀ + c λ β βᵀ,
 * each summed over the responses, for which one S serves. */
#include "fit/gp_algebra.h"

#include "fit/reml_mode.h"
#include "math/linalg.h"
#include "math/rank_update.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { NEWTON_STEPS = 3 };

/* Added to M, which may be singular to working precision. */
static const double ridge = 1e-6;

/* What `work` is cut into. */
typedef struct {
    double *gamma, *ones, *along, *beta, *inverse, *share; /* m each */
    double *factor, *scaled;                               /* m × m; scaled: and for eigenvalues */
} room;

size_t vi_gp_algebra_work(size_t centres)
{
    return 6 * centres + 2 * centres * centres + vi_eigen_work(centres);
}

static room cut(const vi_gp_algebra *a)
{
    size_t m = a->centres;
    double *work = a->work;
    return (room){.gamma = work,
                  .ones = work + m,
                  .along = work + 2 * m,
                  .beta = work + 3 * m,
                  .inverse = work + 4 * m,
                  .share = work + 5 * m,
                  .factor = work + 6 * m,
                  .scaled = work + 6 * m + m * m};
}

/* gram becomes W, a vector a row. */
static bool decompose(const vi_gp_algebra *a, const room *r)
{
    size_t m = a->centres;
    vi_vectors nulls = {a->cross, m, 1};
    vi_rank_update(-1, a->nulls, nulls, nulls, (vi_block){a->gram, m, m, m});
    vi_mirror(a->gram, m);
    memcpy(r->factor, a->among, m * m * sizeof *r->factor);
    for (size_t k = 0; k < m; k++) {
        r->factor[k * (m + 1)] += ridge;
    }
    if (!vi_cholesky(r->factor, m)) {
        return false;
    }
    vi_congruence(r->factor, a->gram, m);
    if (!vi_eigen(a->gram, m, r->gamma, r->scaled)) {
        return false;
    }
    vi_solve_transposed(r->factor, a->gram, m, m);
    for (size_t k = 0; k < m; k++) {
        r->gamma[k] = fmax(r->gamma[k], 0);
        r->ones[k] = 1;
    }
    return true;
}

/* The search on a line finds λ well enough to use, not to differentiate the likelihood at. */
static double sharpen(const vi_reml *p, double lambda)
{
    double log_lambda = log(lambda);
    for (int i = 0; i < NEWTON_STEPS; i++) {
        double left = p->squares, first = 0, second = 0, slope = 0, bend = 0;
        lambda = exp(log_lambda);
        for (size_t k = 0; k < p->functions; k++) {
            double inverse = 1 / (p->gamma[k] + lambda), share = lambda * inverse;
            double explained = p->z[k] * p->z[k] * inverse;
            left -= explained;
            first += explained * share;
            second += explained * share * (1 - 2 * share);
            slope -= p->gamma[k] * inverse;
            bend += p->gamma[k] * inverse * share;
        }
        first /= left;
        slope += p->rows * first;
        bend += p->rows * (second / left - first * first);
        if (!(left > 0) || !(bend > 0) || !(fabs(slope) < bend)) {
            break;
        }
        log_lambda -= slope / bend;
    }
    return exp(log_lambda);
}

/* outer += scale · v vᵀ. */
static void add_square(double scale, const double *v, size_t m, double *outer)
{
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++) {
            outer[j * m + i] += scale * v[j] * v[i];
        }
    }
}

/* Chooses λ of response q, adds to the slopes, and answers −2ℓ. */
static double add_response(vi_gp_algebra *a, const room *r, size_t q)
{
    size_t m = a->centres;
    const double *b = a->cross + (a->nulls + q) * m;
    double *own = a->slope + (m + a->nulls + q) * m, left = a->squares[q];
    vi_reml problem = {r->along, r->gamma, r->ones, m, 0, left, a->freedom};
    memset(own, 0, m * sizeof *own);
    for (size_t k = 0; k < m; k++) {
        r->along[k] = 0;
        for (size_t i = 0; i < m; i++) {
            r->along[k] += a->gram[k * m + i] * b[i];
        }
    }
    a->lambda[q] = vi_reml_lambda(&problem);
    if (isinf(a->lambda[q])) {
        return left > 0 ? a->freedom * log(left) : 0;
    }
    double lambda = a->lambda[q] = sharpen(&problem, a->lambda[q]);
    memset(r->beta, 0, m * sizeof *r->beta);
    for (size_t k = 0; k < m; k++) {
        double inverse = 1 / (r->gamma[k] + lambda), weight = r->along[k] * inverse;
        r->inverse[k] += inverse;
        r->share[k] += r->gamma[k] * inverse;
        left -= r->along[k] * weight;
        for (size_t i = 0; i < m; i++) {
            r->beta[i] += a->gram[k * m + i] * weight;
        }
    }
    double c = a->freedom / fmax(left, 1e-14 * a->squares[q]);
    add_square(c, r->beta, m, a->slope);
    add_square(c * lambda, r->beta, m, a->among_slope);
    for (size_t i = 0; i < m; i++) {
        own[i] = -c * r->beta[i];
    }
    return vi_reml_criterion(&problem, log(lambda));
}

/* out += sign · W diag(weights) Wᵀ. */
static void add_weighted(const vi_gp_algebra *a, const room *r, double sign, const double *weights,
                         double *out)
{
    size_t m = a->centres;
    for (size_t k = 0; k < m; k++) {
        for (size_t i = 0; i < m; i++) {
            r->scaled[k * m + i] = weights[k] * a->gram[k * m + i];
        }
    }
    vi_vectors scaled = {r->scaled, m, 1}, turned = {a->gram, m, 1};
    vi_rank_update(sign, m, scaled, turned, (vi_block){out, m, m, m});
}

double vi_gp_algebra_solve(vi_gp_algebra *a)
{
    const room r = cut(a);
    size_t m = a->centres;
    double value = 0;
    if (!decompose(a, &r)) {
        return NAN;
    }
    memset(r.inverse, 0, 2 * m * sizeof *r.inverse);
    memset(a->slope, 0, (m + a->nulls) * m * sizeof *a->slope);
    memset(a->among_slope, 0, m * m * sizeof *a->among_slope);
    for (size_t q = 0; q < a->responses; q++) {
        value += add_response(a, &r, q);
    }
    add_weighted(a, &r, 1, r.inverse, a->slope);
    add_weighted(a, &r, -1, r.share, a->among_slope);
    vi_vectors nulls = {a->cross, 1, m}, rows = {a->slope, m, 1};
    vi_rank_update(-1, m, nulls, rows, (vi_block){a->slope + m * m, m, a->nulls, m});
    return value;
}
