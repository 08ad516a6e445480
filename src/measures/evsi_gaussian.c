/* A preview of an EVSI by matching moments: the fitted increments m keep their shape and lose the
 * part of their variance that the study leaves open,
 *     E[m | x] ≈ mean m + √ρ (m − mean m),   ρ = Var E[m | x] / Var m.
 * ρ of every response is the share of the variance of m that a straight line in the statistics of
 * one simulated study a row explains. Exact for normal increments; else the fewer data, the worse.
 */
#include "core/alloc.h"
#include "math/linalg.h"
#include "math/normal.h"
#include "measures/evsi_method.h"
#include "measures/study_draw.h"

#include <math.h>
#include <string.h>

typedef struct {
    const vi_evsi_question *question;
    const vi_informed *informed;
    size_t rows, responses, statistics;
    double **drawn;
    double *gram, *products; /* statistics²; responses × statistics */
    double *root;            /* responses: √ρ */
    double *numbers;
} preview;

static voi_status make_room(preview *p, double n, voi_error *err)
{
    const voi_setup setup = vi_study_setup(p->question->study, n);
    size_t s = p->statistics = vi_study_statistics(p->question->study, &setup);
    p->drawn = vi_study_columns_create(s, p->rows, err);
    p->numbers = vi_calloc(s * s + p->responses * (s + 1), sizeof *p->numbers);
    if (!p->drawn || !p->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", p->rows);
    }
    p->gram = p->numbers;
    p->products = p->gram + s * s;
    p->root = p->products + p->responses * s;
    return VOI_OK;
}

/* Every statistic gets mean 0 and variance 1; a constant becomes 0. */
static void standardise(double *x, size_t rows)
{
    double mean = 0, squares = 0, n = (double)rows;
    for (size_t i = 0; i < rows; i++) {
        mean += x[i] / n;
    }
    for (size_t i = 0; i < rows; i++) {
        x[i] -= mean;
        squares += x[i] * x[i] / n;
    }
    for (size_t i = 0; i < rows; i++) {
        x[i] = squares > 0 ? x[i] / sqrt(squares) : 0;
    }
}

static void add_products(preview *p)
{
    size_t s = p->statistics;
    for (size_t a = 0; a < s; a++) {
        for (size_t b = 0; b < s; b++) {
            p->gram[a + s * b] = vi_dot(p->drawn[a], p->drawn[b], p->rows);
        }
        for (size_t i = 0; i < p->rows; i++) {
            for (size_t r = 0; r < p->responses; r++) {
                p->products[r * s + a] +=
                    p->drawn[a][i] * p->informed->fitted[i * p->responses + r];
            }
        }
    }
}

/* The sum of squares of every fitted response around its mean. */
static double whole_of(const preview *p, size_t r)
{
    double sum = 0, squares = 0, n = (double)p->rows;
    for (size_t i = 0; i < p->rows; i++) {
        double m = p->informed->fitted[i * p->responses + r];
        sum += m;
        squares += m * m;
    }
    return fmax(squares - sum * sum / n, 0);
}

/* Collinear statistics are held apart by a ridge far below what matters; what straight lines
 * explain by chance, a statistic each, is taken off. */
static voi_status set_roots(preview *p, voi_error *err)
{
    size_t s = p->statistics;
    double n = (double)p->rows;
    add_products(p);
    for (size_t a = 0; a < s; a++) {
        p->gram[a + s * a] += 1e-9 * n;
    }
    if (!vi_cholesky(p->gram, s)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVSI: the statistics of study %s are no numbers",
                       p->question->study->name);
    }
    for (size_t r = 0; r < p->responses; r++) {
        double *z = p->products + r * s, whole = whole_of(p, r);
        vi_solve_lower(p->gram, z, s, 1);
        double share = whole > 0 ? vi_dot(z, z, s) / whole : 0;
        double fair = share - (1 - share) * (double)s / n;
        p->root[r] = sqrt(fmin(fmax(fair, 0), 1));
    }
    return VOI_OK;
}

static vi_evsi_answer answer_at(const preview *p, double k, const vi_partial *limit)
{
    const vi_increments *inc = &p->informed->increments;
    double sum = 0, squares = 0, n = (double)p->rows;
    for (size_t i = 0; i < p->rows; i++) {
        const double *fitted = p->informed->fitted + i * p->responses;
        double most = 0;
        for (size_t t = 0; t < inc->others; t++) {
            double value = vi_increments_mean(inc, vi_increments_strategy(inc, t), k);
            for (size_t r = t; r < p->responses; r += inc->others) {
                value += vi_increments_factor(inc, r, k) * p->root[r] * fitted[r];
            }
            most = fmax(most, value);
        }
        sum += most;
        squares += most * most;
    }
    double mean = sum / n, draw = fmax(squares / n - mean * mean, 0) / n;
    /* What the fit does not know counts as far as it does in the EVPPI. */
    double share = limit->evppi > 0 ? fmin(mean / limit->evppi, 1) : 0;
    double se = sqrt(draw + share * fmax(limit->se * limit->se - draw, 0));
    vi_evsi_answer a = {mean, mean, se, mean - VI_NORMAL_975 * se, mean + VI_NORMAL_975 * se};
    vi_evsi_bound(&a, limit);
    return a;
}

static voi_status run_size(voi_context *ctx, const vi_evsi_question *q, const vi_informed *informed,
                           size_t size, vi_evsi_answer *answers, const vi_partial *limits,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    preview p = {.question = q,
                 .informed = informed,
                 .rows = q->study->rows,
                 .responses = informed->increments.responses.count};
    const vi_study_sample sample = {q->study, q->sizes[size], q->seed, 0, 1, true};
    VI_TRY(make_room(&p, sample.n, err));
    VI_TRY(vi_study_sample_draw(ctx, &sample, p.drawn, err));
    for (size_t s = 0; s < p.statistics; s++) {
        standardise(p.drawn[s], p.rows);
    }
    VI_TRY(set_roots(&p, err));
    for (size_t i = 0; i < q->grid->count; i++) {
        if (vi_is_best(q->curve, q->grid, informed->increments.reference, i)) {
            answers[size * q->grid->count + i] = answer_at(&p, q->grid->values[i], &limits[i]);
        }
    }
cleanup:
    vi_study_columns_free(p.drawn);
    vi_free(p.numbers);
    return status;
}

voi_status vi_evsi_gaussian(voi_context *ctx, const vi_evsi_question *question,
                            vi_evsi_answer *answers, vi_partial *limits, voi_error *err)
{
    return vi_evsi_by_parameters(ctx, question, run_size, answers, limits, err);
}
