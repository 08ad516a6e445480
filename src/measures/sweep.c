/* One pass over the rows fills the bins (regret_bins.c); one sweep over k adds them up, carrying
 * the five sums from place to place, h apart: Σr += h·Σr',   Σr² += 2h·Σrr' + h²·Σr'²,   Σrr' +=
 * h·Σr'², upwards for slopes >= 0 and downwards for the others, whose slopes count as positive
 * there. All terms are >= 0, so nothing cancels, and with compensated additions the error does not
 * grow with the number of k.
 *
 * The chunks of rows follow from the number of k alone, and their bins add up without rounding, so
 * that neither threads nor the parts in which the rows come show in the bits. The more values of k,
 * the more rows a chunk has, since its bins are all added at its end. The first strategy is
 * subtracted from every one first: a common term leaves no trace. */
#include "measures/sweep.h"

#include "core/alloc.h"
#include "measures/regrets.h"
#include "measures/wins.h"

#include <math.h>

enum {
    ROWS_A_PLACE = 8,
    ROUND_ROWS = 1 << 14 /* of a chunk, between two chances to cancel */
};

/* Bins and scratch of a worker, made when it first has a chunk. */
typedef struct {
    vi_scan scan;
    size_t *begin;
    vi_regret_bins bins;
} worker_space;

typedef struct {
    voi_context *ctx;
    const vi_sweep *sweep;
    const vi_pass *pass;
    vi_regret_plan plan;
    worker_space *spaces;
} state;

static const char phase[] = "computing the EVPI";

size_t vi_sweep_chunk(size_t count)
{
    size_t rows = VI_CHUNK_ROWS;
    while (rows < VI_MOST_BINNED && rows / ROWS_A_PLACE < count) {
        rows *= 2;
    }
    return rows;
}

size_t vi_sweep_sums(const vi_sweep *s)
{
    size_t sums = 2 * s->wanted_count * s->count * VI_REGRET_NUMBERS;
    return sums + (s->wins ? s->count * s->strategies : 0);
}

static voi_status open_space(const state *s, worker_space *space, voi_error *err)
{
    const vi_sweep *sweep = s->sweep;
    vi_regret_bins *bins = &space->bins;
    bins->sums = vi_malloc(vi_regret_bins_sums(&s->plan), sizeof *bins->sums);
    bins->wins = sweep->wins ? vi_malloc(vi_regret_bins_wins(&s->plan), sizeof *bins->wins) : NULL;
    space->begin = vi_malloc(sweep->strategies + 1, sizeof *space->begin);
    const double range[] = {sweep->k[0], sweep->k[sweep->count - 1]};
    bool scanning = vi_scan_create(s->ctx->kernels, s->pass->rows, 0, range, &space->scan);
    if (!scanning || !bins->sums || !space->begin || (sweep->wins && !bins->wins)) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu values of k", sweep->count);
    }
    return VOI_OK;
}

/* Adds the bins of a chunk to the totals. */
static void add_bins(const state *s, const vi_regret_bins *bins, vi_exact *sums)
{
    size_t numbers = vi_regret_bins_sums(&s->plan) * VI_REGRET_NUMBERS;
    vi_exact_add(sums, s->pass->offset, (double *)bins->sums, numbers);
    if (bins->wins) {
        vi_exact_add_integers(sums, s->pass->offset + numbers, bins->wins,
                              vi_regret_bins_wins(&s->plan));
    }
}

/* A long chunk asks now and then whether to go on, where it may: in the caller's thread. */
static voi_status run_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    const state *s = argument;
    worker_space *space = &s->spaces[worker];
    if (!space->begin) {
        VI_TRY(open_space(s, space, err));
    }
    vi_regret_bins_clear(&s->plan, &space->bins);
    for (size_t done = 0; done < rows; done += ROUND_ROWS) {
        size_t end = rows - done < ROUND_ROWS ? rows : done + ROUND_ROWS;
        vi_scan_rows(&space->scan, first + done, first + end);
        while (vi_scan_next(&space->scan)) {
            vi_regret_bins_add_row(&s->plan, &space->scan, space->begin, &space->bins);
        }
        if (worker == 0 && end < rows) {
            double fraction = (double)(first + end) / (double)s->pass->rows->rows;
            VI_TRY(vi_progress(s->ctx, phase, fraction, err));
        }
    }
    add_bins(s, &space->bins, &s->pass->totals->of_worker[worker]);
cleanup:
    return status;
}

static void free_spaces(const state *s, size_t workers)
{
    for (size_t w = 0; s->spaces && w < workers; w++) {
        vi_scan_free(&s->spaces[w].scan);
        vi_free(s->spaces[w].begin);
        vi_free(s->spaces[w].bins.sums);
        vi_free(s->spaces[w].bins.wins);
    }
    vi_free(s->spaces);
}

voi_status vi_sweep_add(voi_context *ctx, const vi_sweep *sweep, const vi_pass *pass,
                        voi_error *err)
{
    voi_status status = VOI_OK;
    size_t workers = pass->totals->workers;
    state s = {.ctx = ctx, .sweep = sweep, .pass = pass};
    const vi_chunks chunks = {phase, pass->rows->rows, vi_sweep_chunk(sweep->count), run_chunk, &s};
    s.plan = (vi_regret_plan){.wanted = sweep->wanted,
                              .wanted_count = sweep->wanted_count,
                              .strategies = sweep->strategies,
                              .unit = vi_tie_unit(sweep->strategies)};
    VI_TRY(vi_bins_create(sweep->k, sweep->count, &s.plan.k, err));
    s.spaces = vi_calloc(workers, sizeof *s.spaces);
    if (!s.spaces) {
        status = vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu values of k", sweep->count);
        goto cleanup;
    }
    VI_TRY(vi_chunks_run(ctx, &chunks, err));
cleanup:
    free_spaces(&s, workers);
    vi_bins_free(&s.plan.k);
    return status;
}

/* A sum with the rounding errors kept apart. */
typedef struct {
    double high, low;
} exact;

/* Knuth's two-sum. */
static void add(exact *to, double x)
{
    double sum = to->high + x, part = sum - to->high;
    to->low += (to->high - (sum - part)) + (x - part);
    to->high = sum;
}

static double value(const exact *x)
{
    return x->high + x->low;
}

typedef struct {
    exact r, slope, rr, rs, ss;
} running;

static void advance(running *now, double h, const vi_regret_sums *bin)
{
    double slope = value(&now->slope), rs = value(&now->rs), ss = value(&now->ss);
    add(&now->r, h * slope);
    add(&now->rr, h * (2 * rs + h * ss));
    add(&now->rs, h * ss);
    add(&now->r, bin->r);
    add(&now->slope, bin->slope);
    add(&now->rr, bin->rr);
    add(&now->rs, bin->rs);
    add(&now->ss, bin->ss);
}

/* The sums of place `index` among the blocks of a sweep. */
static vi_regret_sums sums_at(const vi_swept *swept, size_t index)
{
    size_t at = swept->offset + index * VI_REGRET_NUMBERS;
    return (vi_regret_sums){vi_exact_value(swept->sums, at), vi_exact_value(swept->sums, at + 1),
                            vi_exact_value(swept->sums, at + 2),
                            vi_exact_value(swept->sums, at + 3),
                            vi_exact_value(swept->sums, at + 4)};
}

static void sweep_span(const vi_sweep *s, const vi_swept *swept, const vi_span *span, double *sum,
                       double *squares)
{
    running up = {0}, down = {0};
    size_t which = 0;
    while (s->wanted[which] != span->strategy) {
        which++;
    }
    size_t block = 2 * which * s->count;
    for (size_t j = 0; j < span->end; j++) {
        const vi_regret_sums bin = sums_at(swept, block + j);
        advance(&up, j > 0 ? s->k[j] - s->k[j - 1] : 0, &bin);
        if (j >= span->begin) {
            sum[j] = value(&up.r);
            squares[j] = value(&up.rr);
        }
    }
    block += s->count;
    for (size_t j = s->count; j-- > span->begin;) {
        const vi_regret_sums bin = sums_at(swept, block + j);
        advance(&down, j + 1 < s->count ? s->k[j + 1] - s->k[j] : 0, &bin);
        if (j < span->end) {
            sum[j] += value(&down.r);
            squares[j] += value(&down.rr);
        }
    }
}

/* From sums to mean and variance. */
static voi_status finish_regrets(const vi_sweep *s, size_t rows, double *evpi, double *variance,
                                 voi_error *err)
{
    double n = (double)rows;
    for (size_t j = 0; j < s->count; j++) {
        double sum = evpi[j], squares = variance[j];
        if (!isfinite(sum) || !isfinite(squares)) {
            return vi_regrets_overflow(err);
        }
        evpi[j] = sum > 0 ? sum / n : 0;
        double spread = squares - sum * evpi[j];
        variance[j] = n > 1 ? (spread > 0 ? spread : 0) / (n - 1) : NAN;
    }
    return VOI_OK;
}

voi_status vi_sweep_regrets(const vi_sweep *sweep, const vi_swept *swept, const vi_span *spans,
                            double *evpi, double *variance, voi_error *err)
{
    for (size_t end = 0; end < sweep->count; spans++) {
        sweep_span(sweep, swept, spans, evpi, variance);
        end = spans->end;
    }
    return finish_regrets(sweep, swept->rows, evpi, variance, err);
}

/* Shares are of the wins counted, so that they add up to 1 even where a tie of very many strategies
 * does not divide the unit. Changes of wins are whole numbers, and so is what they add up to. */
void vi_sweep_wins(const vi_sweep *sweep, const vi_swept *swept, double *probability)
{
    size_t width = sweep->strategies;
    size_t first = swept->offset + 2 * sweep->wanted_count * sweep->count * VI_REGRET_NUMBERS;
    for (size_t d = 0; d < width; d++) {
        exact wins = {0};
        for (size_t j = 0; j < sweep->count; j++) {
            add(&wins, vi_exact_value(swept->sums, first + j * width + d));
            probability[j * width + d] = value(&wins);
        }
    }
    vi_wins_divide(probability, sweep->count, width);
}
