/* With x = k·Δe − Δc the sample variance of the increment is k²·V(e) − 2k·C(e,c) + V(c), each from
 * Σ Δe², Σ Δe·Δc and Σ Δc² less the square of the mean. Strategies that the sample cannot tell
 * apart have means that are small beside the spread, so that hardly anything cancels where it
 * matters. Sums of a chunk run in eight lanes and add up over chunks without rounding; for net
 * benefit, a chunk is that of the regrets. */
#include "measures/strategy_pairs.h"

#include "kernels/kernels.h"
#include "measures/regrets.h"

#include <math.h>
#include <string.h>

enum { LANES = VI_LANES, NUMBERS = 3 };
_Static_assert((int)VI_MOST_PAIRED == (int)VI_PAIRED_COLUMNS, "the kernels take as many");

static double fold(const double lanes[LANES])
{
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
           ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/* Σ (x − x0)(y − y0). */
static double sum_of_products(const double *x, const double *x0, const double *y, const double *y0,
                              size_t rows)
{
    double lanes[LANES] = {0};
    size_t whole = rows / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += (x[i + l] - x0[i + l]) * (y[i + l] - y0[i + l]);
        }
    }
    for (size_t i = whole; i < rows; i++) {
        lanes[i - whole] += (x[i] - x0[i]) * (y[i] - y0[i]);
    }
    return fold(lanes);
}

/* The sums of one pair over a chunk; how many. */
static size_t sum_pair(const voi_problem *p, size_t a, size_t b, size_t first, size_t rows,
                       double sums[NUMBERS])
{
    if (!p->costs) {
        const double *x = p->net_benefit[b] + first, *y = p->net_benefit[a] + first;
        sums[0] = sum_of_products(x, y, x, y, rows);
        return 1;
    }
    const double *e = p->effects[b] + first, *e0 = p->effects[a] + first;
    const double *c = p->costs[b] + first, *c0 = p->costs[a] + first;
    sums[0] = sum_of_products(e, e0, e, e0, rows);
    sums[1] = sum_of_products(e, e0, c, c0, rows);
    sums[2] = sum_of_products(c, c0, c, c0, rows);
    return NUMBERS;
}

static size_t chunk_rows(const voi_problem *problem)
{
    return problem->costs ? VI_CHUNK_ROWS : vi_regrets_chunk(problem->strategies);
}

size_t vi_pairs_sums(size_t strategies, bool costs)
{
    size_t pairs = strategies * (strategies - 1) / 2;
    return strategies > VI_MOST_PAIRED ? 0 : pairs * (costs ? NUMBERS : 1);
}

size_t vi_pairs_of_rows(const voi_context *ctx, const double *x, size_t rows, size_t strategies,
                        double *sums)
{
    double lanes[LANES * VI_MOST_PAIRED * (VI_MOST_PAIRED - 1) / 2];
    size_t pairs = vi_pairs_sums(strategies, false);
    if (pairs > 0) {
        memset(lanes, 0, LANES * pairs * sizeof *lanes);
        ctx->kernels->pairs_by_row(x, rows, strategies, (ptrdiff_t)strategies, lanes);
    }
    for (size_t i = 0; i < pairs; i++) {
        sums[i] = fold(lanes + LANES * i);
    }
    return pairs;
}

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    const vi_pass *pass = argument;
    double sums[NUMBERS * VI_MOST_PAIRED * (VI_MOST_PAIRED - 1) / 2];
    size_t used = 0;
    (void)err;
    for (size_t b = 1; b < pass->rows->strategies; b++) {
        for (size_t a = 0; a < b; a++) {
            used += sum_pair(pass->rows, a, b, first, rows, sums + used);
        }
    }
    vi_exact_add(&pass->totals->of_worker[worker], pass->offset, sums, used);
    return VOI_OK;
}

voi_status vi_pairs_add(voi_context *ctx, const vi_pass *pass, voi_error *err)
{
    const voi_problem *p = pass->rows;
    vi_pass copy = *pass;
    const vi_chunks chunks = {"comparing strategies", p->rows, chunk_rows(p), add_chunk, &copy};
    return vi_pairs_sums(p->strategies, p->costs) > 0 ? vi_chunks_run(ctx, &chunks, err) : VOI_OK;
}

/* The sums of one pair over all rows. */
static bool sum_rows(const voi_problem *p, size_t a, size_t b, double sums[NUMBERS])
{
    vi_exact exact = vi_exact_empty(NUMBERS);
    size_t chunk = chunk_rows(p), count = 0;
    for (size_t first = 0; first < p->rows; first += chunk) {
        size_t left = p->rows - first;
        double part[NUMBERS];
        count = sum_pair(p, a, b, first, left < chunk ? left : chunk, part);
        vi_exact_add(&exact, 0, part, count);
    }
    for (size_t i = 0; i < count; i++) {
        sums[i] = vi_exact_value(&exact, i);
    }
    bool complete = !exact.failed;
    vi_exact_free(&exact);
    return complete;
}

/* The sample (co)variance from a sum of products and two means. */
static double covariance(double sum, double x, double y, size_t rows)
{
    return rows > 1 ? (sum - (double)rows * x * y) / (double)(rows - 1) : NAN;
}

bool vi_pair_moments(const vi_pair_source *s, size_t a, size_t b, vi_moments *out)
{
    double sums[NUMBERS] = {0};
    size_t width = s->costs ? NUMBERS : 1, pair = b * (b - 1) / 2 + a;
    for (size_t i = 0; !s->problem && i < width; i++) {
        sums[i] = vi_exact_value(s->sums, s->offset + pair * width + i);
    }
    if (s->problem && !sum_rows(s->problem, a, b, sums)) {
        return false;
    }
    vi_moments m = {.rows = s->rows, .effect = s->effect[b] - s->effect[a]};
    m.cost = s->cost[b] - s->cost[a];
    m.var_cost = covariance(sums[width - 1], m.cost, m.cost, s->rows);
    if (s->costs) {
        m.var_effect = covariance(sums[0], m.effect, m.effect, s->rows);
        m.covariance = covariance(sums[1], m.effect, m.cost, s->rows);
    }
    *out = m;
    return true;
}
