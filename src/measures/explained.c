/* The estimate is the plug-in value and its correction. Given the data the truth varies around the
 * penalised part of a fit, so that its variance is that of the fit and the posterior one; the free
 * part varies around the truth, so that its own variance is too much.
 *
 * standard error: an error e of the coefficients enters as 2 rawᵀe / N + eᵀ G e, so that
 *     SE² = Var(m²) / N + 4 rawᵀ W raw / N² + 2 tr G W G W,
 * the draw of the parameters, and the noise of all else. The last term is what is left where
 * nothing is explained.
 *
 * interval: near zero the estimate is skew as χ² is. While the coefficients stay within z standard
 * deviations it grows by at most 2 z √(rawᵀ W raw) / N + z² √(tr G W G W), exactly so for a line;
 * with the draw, on the log scale, that makes the upper end where it is the larger one.
 *
 * settled: a method that searches among many functions finds some in noise, and its fit looks
 * better than it is by more than its degrees of freedom tell. What it explains of the rows it was
 * made from is too much, of rows it has not seen too little, by about as much. The value between
 * needs no count of the functions tried.
 */
#include "measures/explained.h"

#include "math/normal.h"

#include <math.h>
#include <string.h>

/* Moments of m, and m times rows in `weighted`, which has room for all cells. */
static void add_moments(const vi_spline *s, double *weighted, vi_explained *out)
{
    const vi_cells *cells = s->basis->cells;
    double n = out->rows, mean = 0, squares = 0, fourth = 0;
    for (size_t j = 0; j < cells->count; j++) {
        mean += cells->weight[j] * s->fitted[j] / n;
    }
    for (size_t j = 0; j < cells->count; j++) {
        double m = s->fitted[j] - mean, w = cells->weight[j];
        weighted[j] = w * m;
        squares += w * m * m;
        fourth += w * m * m * m * m;
    }
    out->plug_in = squares / n;
    out->draw = fmax(fourth / n - out->plug_in * out->plug_in, 0);
}

static void add_correction(const vi_noise *noise, vi_explained *out)
{
    const vi_basis *basis = noise->spline->basis;
    for (size_t j = 0; j < basis->cells->count; j++) {
        double plus = fmax(vi_basis_form(basis, noise->plus, j), 0);
        double null = fmax(vi_basis_form(basis, noise->null, j), 0);
        out->correction += basis->cells->weight[j] * (plus - null) / out->rows;
    }
}

/* G, functions × functions. */
static void set_gram(const vi_basis *basis, double *gram)
{
    size_t p = basis->functions;
    double n = (double)basis->cells->rows, sums[VI_ROOM];
    vi_basis_gather(basis, basis->cells->weight, sums);
    for (size_t i = 0; i < p * p; i++) {
        gram[i] = -sums[i % p] * sums[i / p] / (n * n);
    }
    for (size_t j = 0; j < basis->cells->count; j++) {
        const double *v = basis->value[j];
        size_t first = basis->first[j];
        for (size_t a = 0; a < VI_ORDER && first + a < p; a++) {
            for (size_t b = 0; b < VI_ORDER && first + b < p; b++) {
                gram[first + a + p * (first + b)] += basis->cells->weight[j] * v[a] * v[b] / n;
            }
        }
    }
}

/* tr of the square of W G, whose columns are what W makes of those of G. */
static double second_order(const vi_noise *noise, double *gram, double *product)
{
    size_t p = noise->spline->basis->functions;
    double column[VI_ROOM] = {0}, through[VI_ROOM], covariance[VI_ROOM], trace = 0;
    set_gram(noise->spline->basis, gram);
    for (size_t j = 0; j < p; j++) {
        memcpy(column, gram + j * p, p * sizeof *column);
        vi_noise_carry(noise, column, through, covariance);
        memcpy(product + j * p, covariance, p * sizeof *product);
    }
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            trace += product[i + p * j] * product[j + p * i];
        }
    }
    return fmax(trace, 0);
}

void vi_explained_by_spline(const vi_noise *noise, double *work, vi_explained *out)
{
    const vi_spline *s = noise->spline;
    double raw[VI_ROOM], through[VI_ROOM], covariance[VI_ROOM];
    _Static_assert((int)VI_EXPLAINED_WORK >= (int)VI_MOST_CELLS, "room for all cells");
    *out = (vi_explained){.rows = (double)s->basis->cells->rows, .edf = s->edf[0]};
    add_moments(s, work, out);
    vi_basis_gather(s->basis, work, raw);
    out->passed = vi_noise_carry(noise, raw, through, covariance);
    add_correction(noise, out);
    out->second = second_order(noise, work, work + (size_t)VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS);
}

void vi_explained_settle(vi_explained *e, double whole, double unseen, double weight)
{
    double between = whole - e->rest - (unseen - e->rest) / 2;
    double change = weight * (between - e->plug_in - e->correction);
    e->correction += change;
    e->doubt = fabs(change);
}

vi_partial vi_explained_answer(const vi_explained *e, double whole, double error)
{
    const double z = VI_NORMAL_975;
    double n = e->rows, estimate = (e->plug_in + e->correction) * n / (n - 1);
    double noise = 4 * e->passed / (n * n) + 2 * e->second + e->doubt * e->doubt;
    double se = sqrt(e->draw / n + noise);
    double grows = z * (2 * sqrt(e->passed) / n + z * sqrt(e->second));
    double most = whole + z * error, drawn = sqrt(e->draw / n);
    double swells = e->plug_in > 0 ? e->plug_in * expm1(z * drawn / e->plug_in) : 0;
    vi_partial answer = {.edf = e->edf, .se = se, .trust = 1};
    answer.evppi = fmin(fmax(estimate, 0), whole);
    answer.low = fmin(fmax(estimate - z * se, 0), answer.evppi);
    answer.high = answer.evppi + fmax(z * se, hypot(swells, grows));
    answer.high = fmin(answer.high, most);
    return answer;
}
