/* EVPI over k without a pass a k. The lines k e_d − c_d of a row have an upper envelope of a few
 * segments; a row adds the increments of its active strategy against the base (the strategy with
 * the highest mean) where a segment begins and takes them away where it ends. With Δe, Δc summed
 * over rows in this way, EVPI(k) = mean (k Δe − Δc),   and from Σ Δe², Σ Δe Δc, Σ Δc² the variance
 * of the regrets. The base is best on an interval of k, so each k belongs to one base, and the sums
 * begin anew where the base changes. Increments against the base are 0 for rows that agree with it,
 * and a common offset never enters. Rows are cut into chunks that depend on N and the number of k
 * alone; chunks are added pairwise. */
#include "measures/curve.h"

#include "core/alloc.h"
#include "math/sums.h"
#include "measures/envelope.h"
#include "measures/regrets.h"

#include <stdlib.h>
#include <string.h>

/* Sums over the rows that disagree with the base: their number, then products of increments. */
enum { ROWS, DE, DC, DEE, DEC, DCC, SUMS };
enum { MOST_CHUNKS = 64, CHUNK_ROWS = 2048, MOST_NUMBERS = 1 << 22 };

typedef struct {
    const voi_problem *problem;
    const double *k; /* increasing */
    size_t count, strategies, chunks, chunk_rows;
    const size_t *base;     /* of every k */
    const size_t *base_end; /* of every k: the first index behind it with another base */
    bool probability;
    size_t width;  /* numbers of a chunk: count × SUMS, then count × strategies */
    double *state; /* chunks × width: what begins (or ends) at each k */
} sweep;

/* The first index in [low, count) with k[index] >= wanted. */
static size_t first_at_least(const double *k, size_t low, size_t count, double wanted)
{
    size_t length = count - low;
    while (length > 0) {
        size_t half = length / 2;
        bool below = k[low + half] < wanted;
        low = below ? low + half + 1 : low;
        length = below ? length - half - 1 : half;
    }
    return low;
}

/* Adds (sign 1) or takes away (−1) at index j what strategy d brings against the base. */
static void add_increments(const sweep *s, double *state, size_t row, size_t d, size_t j,
                           size_t base, double sign)
{
    const voi_problem *p = s->problem;
    if (d == base) {
        return;
    }
    double de = p->effects[d][row] - p->effects[base][row];
    double dc = p->costs[d][row] - p->costs[base][row];
    double *at = state + SUMS * j;
    at[ROWS] += sign;
    at[DE] += sign * de;
    at[DC] += sign * dc;
    at[DEE] += sign * (de * de);
    at[DEC] += sign * (de * dc);
    at[DCC] += sign * (dc * dc);
}

/* The share of the row that each strategy with d's cost and effect gets from index j on. */
static void add_share(const sweep *s, double *state, size_t row, size_t d, size_t j, double sign)
{
    const voi_problem *p = s->problem;
    double *at = state + SUMS * s->count + s->strategies * j;
    double cost = p->costs[d][row], effect = p->effects[d][row];
    size_t equals = 0;
    for (size_t e = 0; e < s->strategies; e++) {
        equals += p->costs[e][row] == cost && p->effects[e][row] == effect;
    }
    for (size_t e = 0; e < s->strategies; e++) {
        if (p->costs[e][row] == cost && p->effects[e][row] == effect) {
            at[e] += sign / (double)equals;
        }
    }
}

/* Strategy d is optimal in the row for k[from .. to): enters it, base interval by base interval. */
static void add_segment(const sweep *s, double *state, size_t row, size_t d, size_t from, size_t to)
{
    if (s->probability && from < to) {
        add_share(s, state, row, d, from, 1);
        if (to < s->count) {
            add_share(s, state, row, d, to, -1);
        }
    }
    for (size_t j = from, end; j < to; j = end) {
        add_increments(s, state, row, d, j, s->base[j], 1);
        end = s->base_end[j] < to ? s->base_end[j] : to;
        if (s->base_end[j] > to) {
            add_increments(s, state, row, d, to, s->base[j], -1);
        }
    }
}

static void add_row(const sweep *s, double *state, size_t row)
{
    size_t from = 0, current = vi_row_best(s->problem, row, s->k[0]);
    while (from < s->count) {
        size_t next = current, to = s->count;
        double leave = vi_row_leave(s->problem, row, current, &next);
        if (leave <= s->k[s->count - 1]) {
            to = first_at_least(s->k, from, s->count, leave);
        }
        add_segment(s, state, row, current, from, to);
        from = to;
        current = next;
    }
}

static voi_status sweep_chunk(void *argument, size_t chunk, size_t worker, voi_error *err)
{
    const sweep *s = argument;
    double *state = s->state + chunk * s->width;
    size_t first = chunk * s->chunk_rows, last = first + s->chunk_rows;
    (void)worker;
    (void)err;
    last = last < s->problem->rows ? last : s->problem->rows;
    for (size_t row = first; row < last; row++) {
        add_row(s, state, row);
    }
    return VOI_OK;
}

static void add_chunks_pairwise(const sweep *s)
{
    for (size_t half = 1; half < s->chunks; half *= 2) {
        for (size_t from = 0; from + half < s->chunks; from += 2 * half) {
            double *to = s->state + from * s->width;
            const double *other = s->state + (from + half) * s->width;
            for (size_t i = 0; i < s->width; i++) {
                to[i] += other[i];
            }
        }
    }
}

static void set_point(vi_curve *out, size_t j, double k, const vi_running *sums, double n)
{
    double v[SUMS];
    for (size_t i = 0; i < SUMS; i++) {
        v[i] = vi_running_value(&sums[i]);
    }
    if (v[ROWS] == 0) {
        return; /* nobody disagrees: exactly 0, whatever rounding has left in the other sums */
    }
    double mean = (k * v[DE] - v[DC]) / n;
    double squares = k * (k * v[DEE] - 2 * v[DEC]) + v[DCC];
    double spread = squares - n * mean * mean;
    out->evpi[j] = mean > 0 ? mean : 0;
    out->se[j] = n > 1 && spread > 0 ? sqrt(spread / (n - 1) / n) : 0;
}

/* Turns what begins and ends at each k into what holds there. */
static void accumulate(const sweep *s, vi_curve *out)
{
    vi_running sums[SUMS] = {{0}};
    double n = (double)s->problem->rows;
    for (size_t j = 0; j < s->count; j++) {
        if (j > 0 && s->base[j] != s->base[j - 1]) {
            memset(sums, 0, sizeof sums);
        }
        for (size_t i = 0; i < SUMS; i++) {
            vi_running_add(&sums[i], s->state[SUMS * j + i]);
        }
        set_point(out, j, s->k[j], sums, n);
    }
    for (size_t d = 0; s->probability && d < s->strategies; d++) {
        vi_running share = {0};
        for (size_t j = 0; j < s->count; j++) {
            vi_running_add(&share, s->state[SUMS * s->count + s->strategies * j + d]);
            double value = vi_running_value(&share) / n;
            out->probability[j * s->strategies + d] = fmin(fmax(value, 0), 1);
        }
    }
}

static voi_status check_finite(const vi_curve *curve, voi_error *err)
{
    for (size_t j = 0; j < curve->count; j++) {
        if (!isfinite(curve->evpi[j]) || !isfinite(curve->se[j])) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "costs and effects: differences between strategies are too large for "
                           "double precision");
        }
    }
    return VOI_OK;
}

/* Chunks depend on N and the size of the result alone, never on the threads. */
static void plan(sweep *s)
{
    size_t most = MOST_NUMBERS / s->width;
    size_t chunks = (s->problem->rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
    chunks = chunks < MOST_CHUNKS ? chunks : MOST_CHUNKS;
    chunks = chunks < most ? chunks : most;
    chunks = chunks ? chunks : 1;
    s->chunk_rows = (s->problem->rows + chunks - 1) / chunks;
    s->chunks = (s->problem->rows + s->chunk_rows - 1) / s->chunk_rows;
}

static voi_status sweep_rows(voi_context *ctx, const voi_problem *problem, const double *sorted,
                             vi_curve *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t *base_end = NULL;
    sweep s = {.problem = problem,
               .k = sorted,
               .count = out->count,
               .strategies = out->strategies,
               .base = out->best,
               .probability = out->probability != NULL};
    s.width = s.count * (SUMS + (s.probability ? s.strategies : 0));
    plan(&s);
    s.state = vi_calloc(s.chunks * s.width, sizeof *s.state);
    base_end = vi_malloc(s.count, sizeof *base_end);
    if (!s.state || !base_end) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu values of k", s.count);
        goto cleanup;
    }
    for (size_t j = s.count; j-- > 0;) {
        bool same = j + 1 < s.count && s.base[j + 1] == s.base[j];
        base_end[j] = same ? base_end[j + 1] : j + 1;
    }
    s.base_end = base_end;
    const vi_job job = {"computing the EVPI", s.chunks, sweep_chunk, &s};
    VI_TRY(vi_parallel(ctx, &job, err));
    add_chunks_pairwise(&s);
    accumulate(&s, out);
    VI_TRY(check_finite(out, err));
cleanup:
    vi_free(base_end);
    vi_free(s.state);
    return status;
}

static void find_best_means(const double *sorted, const double *effect, const double *cost,
                            vi_curve *out)
{
    for (size_t j = 0; j < out->count; j++) {
        size_t best = 0;
        for (size_t d = 1; d < out->strategies; d++) {
            if (vi_beats(effect[d] - effect[best], cost[d] - cost[best], sorted[j])) {
                best = d;
            }
        }
        out->best[j] = best;
    }
}

static void set_losses(const double *sorted, const double *effect, const double *cost,
                       vi_curve *out)
{
    for (size_t j = 0; j < out->count; j++) {
        size_t best = out->best[j];
        for (size_t d = 0; d < out->strategies; d++) {
            double behind = sorted[j] * (effect[best] - effect[d]) - (cost[best] - cost[d]);
            out->loss[j * out->strategies + d] = out->evpi[j] + fmax(behind, 0);
        }
    }
}

static voi_status allocate(vi_curve *curve, bool probability, voi_error *err)
{
    size_t cells = curve->count * curve->strategies;
    curve->evpi = vi_calloc(curve->count, sizeof *curve->evpi);
    curve->se = vi_calloc(curve->count, sizeof *curve->se);
    curve->best = vi_calloc(curve->count, sizeof *curve->best);
    curve->loss = vi_calloc(cells, sizeof *curve->loss);
    curve->probability = probability ? vi_calloc(cells, sizeof *curve->probability) : NULL;
    if (!curve->evpi || !curve->se || !curve->best || !curve->loss ||
        (probability && !curve->probability)) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu values of k", curve->count);
    }
    return VOI_OK;
}

/* Net benefit: one k, no envelope. Ties share the row. */
static void count_optimal(const voi_problem *p, double *probability)
{
    for (size_t row = 0; row < p->rows; row++) {
        double best = p->net_benefit[0][row];
        size_t equals = 0;
        for (size_t d = 1; d < p->strategies; d++) {
            best = p->net_benefit[d][row] > best ? p->net_benefit[d][row] : best;
        }
        for (size_t d = 0; d < p->strategies; d++) {
            equals += p->net_benefit[d][row] == best;
        }
        for (size_t d = 0; d < p->strategies; d++) {
            probability[d] += p->net_benefit[d][row] == best ? 1 / (double)equals : 0;
        }
    }
    for (size_t d = 0; d < p->strategies; d++) {
        probability[d] /= (double)p->rows;
    }
}

static voi_status from_net_benefit(voi_context *ctx, const voi_problem *p, vi_curve *out,
                                   voi_error *err)
{
    double *variance = vi_malloc(p->strategies, sizeof *variance);
    if (!variance) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory");
    }
    voi_status status = vi_regrets_of_columns(ctx, (const double *const *)p->net_benefit, p->rows,
                                              p->strategies, out->loss, variance, err);
    if (status == VOI_OK) {
        size_t best = vi_smallest(out->loss, p->strategies);
        out->best[0] = best;
        out->evpi[0] = out->loss[best];
        out->se[0] = sqrt(variance[best] / (double)p->rows);
        if (out->probability) {
            count_optimal(p, out->probability);
        }
    }
    vi_free(variance);
    return status;
}

static voi_status from_costs(voi_context *ctx, const voi_problem *p, const double *sorted,
                             vi_curve *out, voi_error *err)
{
    voi_status status = VOI_OK;
    double *effect = vi_malloc(p->strategies, sizeof *effect);
    double *cost = vi_malloc(p->strategies, sizeof *cost);
    if (!effect || !cost) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory");
        goto cleanup;
    }
    VI_TRY(vi_mean_increments(ctx, p, effect, cost, err));
    find_best_means(sorted, effect, cost, out);
    VI_TRY(sweep_rows(ctx, p, sorted, out, err));
    set_losses(sorted, effect, cost, out);
cleanup:
    vi_free(effect);
    vi_free(cost);
    return status;
}

voi_status vi_curve_compute(voi_context *ctx, const voi_problem *problem, const double *sorted,
                            size_t count, bool probability, vi_curve *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_curve curve = {.count = problem->costs ? count : 1, .strategies = problem->strategies};
    VI_TRY(allocate(&curve, probability, err));
    VI_TRY(problem->costs ? from_costs(ctx, problem, sorted, &curve, err)
                          : from_net_benefit(ctx, problem, &curve, err));
    *out = curve;
    curve = (vi_curve){0};
cleanup:
    vi_curve_free(&curve);
    return status;
}

void vi_curve_free(vi_curve *curve)
{
    vi_free(curve->evpi);
    vi_free(curve->se);
    vi_free(curve->best);
    vi_free(curve->loss);
    vi_free(curve->probability);
    *curve = (vi_curve){0};
}
