/* One pass over the rows fills the bins (regret_bins.c); one sweep over k adds them up, carrying
 * the five sums from place to place, h apart: Σr += h·Σr',   Σr² += 2h·Σrr' + h²·Σr'²,   Σrr' +=
 * h·Σr'², upwards for slopes >= 0 and downwards for the others, whose slopes count as positive
 * there. All terms are >= 0, so nothing cancels, and with compensated additions the error does not
 * grow with the number of k. Wins are whole numbers, exact in any order.
 *
 * The chunks of rows follow from the shape of the problem alone and are added pairwise, so threads
 * do not show in the bits. The more values of k, the fewer chunks: their bins are all held at once.
 */
#include "measures/sweep.h"

#include "core/alloc.h"

#include <math.h>

enum {
    MIN_CHUNK_ROWS = 2048,
    ROUND_ROWS = 1 << 16,    /* of a chunk, between two chances to cancel */
    MAX_BIN_BYTES = 16 << 20 /* of all chunks together, where there is more than one */
};

typedef struct {
    vi_scan scan;
    size_t *begin;
} worker_space;

typedef struct {
    const vi_sweep *sweep;
    vi_regret_plan plan;
    size_t chunks, chunk_rows, round;
    vi_regret_bins *bins; /* one a chunk */
    worker_space *spaces;
    size_t workers;
} pass;

static voi_status run_chunk(void *argument, size_t task, size_t worker, voi_error *err)
{
    const pass *p = argument;
    worker_space *space = &p->spaces[worker];
    size_t rows = p->sweep->problem->rows, end = (task + 1) * p->chunk_rows;
    size_t first = task * p->chunk_rows + p->round * ROUND_ROWS;
    (void)err;
    end = end < rows ? end : rows;
    end = end < first + ROUND_ROWS ? end : first + ROUND_ROWS;
    if (p->round == 0) {
        vi_regret_bins_clear(&p->plan, &p->bins[task]);
    }
    vi_scan_rows(&space->scan, first, end);
    while (vi_scan_next(&space->scan)) {
        vi_regret_bins_add_row(&p->plan, &space->scan, space->begin, &p->bins[task]);
    }
    return VOI_OK;
}

/* Runs all chunks and leaves their sum in the first bins. */
static voi_status run_rows(voi_context *ctx, pass *p, voi_error *err)
{
    const vi_job job = {"computing the EVPI", p->chunks, run_chunk, p};
    for (p->round = 0; p->round * ROUND_ROWS < p->chunk_rows; p->round++) {
        voi_status status = vi_parallel(ctx, &job, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    for (size_t half = 1; half < p->chunks; half *= 2) {
        for (size_t i = 0; i + half < p->chunks; i += 2 * half) {
            vi_regret_bins_add(&p->plan, &p->bins[i], &p->bins[i + half]);
        }
    }
    return VOI_OK;
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

static void sweep_span(const vi_sweep *s, const vi_regret_bins *bins, const vi_span *span,
                       double *sum, double *squares)
{
    running up = {0}, down = {0};
    for (size_t j = span->begin; j < span->end; j++) {
        double h = j > span->begin ? s->k[j] - s->k[j - 1] : 0;
        advance(&up, h, &bins->up[j]);
        sum[j] = value(&up.r);
        squares[j] = value(&up.rr);
    }
    for (size_t j = span->end; j-- > span->begin;) {
        double h = j + 1 < span->end ? s->k[j + 1] - s->k[j] : 0;
        advance(&down, h, &bins->down[j]);
        sum[j] += value(&down.r);
        squares[j] += value(&down.rr);
    }
}

/* From sums to mean and variance. */
static voi_status finish_regrets(const vi_sweep *s, double *evpi, double *variance, voi_error *err)
{
    double n = (double)s->problem->rows;
    for (size_t j = 0; j < s->count; j++) {
        double sum = evpi[j], squares = variance[j];
        if (!isfinite(sum) || !isfinite(squares)) {
            return vi_fail(
                err, VOI_ERR_NUMERIC,
                "net benefit: differences between strategies are too large for double precision");
        }
        evpi[j] = sum > 0 ? sum / n : 0;
        double spread = squares - sum * evpi[j];
        variance[j] = n > 1 ? (spread > 0 ? spread : 0) / (n - 1) : NAN;
    }
    return VOI_OK;
}

/* Shares are of the wins counted, so that they add up to 1 even where a tie of very many strategies
 * does not divide the unit. */
static void finish_wins(const pass *p, int64_t *wins, double *probability)
{
    size_t width = p->plan.strategies;
    for (size_t j = 0; j < p->plan.k.count; j++) {
        int64_t all = 0;
        for (size_t d = 0; d < width; d++) {
            wins[j * width + d] += j > 0 ? wins[(j - 1) * width + d] : 0;
            all += wins[j * width + d];
        }
        for (size_t d = 0; d < width; d++) {
            probability[j * width + d] = (double)wins[j * width + d] / (double)all;
        }
    }
}

static void plan_chunks(pass *p, bool wins)
{
    size_t rows = p->sweep->problem->rows;
    size_t place = 2 * sizeof(vi_regret_sums) + (wins ? p->plan.strategies * sizeof(int64_t) : 0);
    size_t most = MAX_BIN_BYTES / place / p->sweep->count;
    most = most > 0 ? most : 1;
    size_t even = (rows + most - 1) / most;
    p->chunk_rows = even > MIN_CHUNK_ROWS ? even : MIN_CHUNK_ROWS;
    p->chunks = (rows + p->chunk_rows - 1) / p->chunk_rows;
}

static bool allocate_bins(pass *p, bool wins)
{
    size_t count = p->sweep->count;
    p->bins = vi_calloc(p->chunks, sizeof *p->bins);
    for (size_t c = 0; p->bins && c < p->chunks; c++) {
        vi_regret_bins *bins = &p->bins[c];
        bins->up = vi_malloc(count, sizeof *bins->up);
        bins->down = vi_malloc(count, sizeof *bins->down);
        bins->wins = wins ? vi_malloc(count * p->plan.strategies, sizeof *bins->wins) : NULL;
        if (!bins->up || !bins->down || (wins && !bins->wins)) {
            return false;
        }
    }
    return p->bins != NULL;
}

static bool allocate_spaces(pass *p)
{
    const vi_sweep *s = p->sweep;
    p->spaces = vi_calloc(p->workers, sizeof *p->spaces);
    for (size_t w = 0; p->spaces && w < p->workers; w++) {
        worker_space *space = &p->spaces[w];
        space->begin = vi_malloc(p->plan.strategies + 1, sizeof *space->begin);
        if (!vi_scan_create(s->problem, s->reference, s->k[0], s->k[s->count - 1], &space->scan) ||
            !space->begin) {
            return false;
        }
    }
    return p->spaces != NULL;
}

static void free_pass(pass *p)
{
    for (size_t c = 0; p->bins && c < p->chunks; c++) {
        vi_free(p->bins[c].up);
        vi_free(p->bins[c].down);
        vi_free(p->bins[c].wins);
    }
    for (size_t w = 0; p->spaces && w < p->workers; w++) {
        vi_scan_free(&p->spaces[w].scan);
        vi_free(p->spaces[w].begin);
    }
    vi_free(p->bins);
    vi_free(p->spaces);
    vi_bins_free(&p->plan.k);
}

voi_status vi_sweep_run(voi_context *ctx, const vi_sweep *sweep, double *evpi, double *variance,
                        double *probability, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t strategies = sweep->problem->strategies;
    pass p = {.sweep = sweep, .workers = vi_workers(ctx)};
    p.plan = (vi_regret_plan){.spans = sweep->spans,
                              .span_count = sweep->span_count,
                              .strategies = strategies,
                              .unit = vi_tie_unit(strategies, sweep->problem->rows)};
    VI_TRY(vi_bins_create(sweep->k, sweep->count, &p.plan.k, err));
    plan_chunks(&p, probability != NULL);
    if (!allocate_bins(&p, probability != NULL) || !allocate_spaces(&p)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu values of k", sweep->count);
        goto cleanup;
    }
    VI_TRY(run_rows(ctx, &p, err));
    for (size_t s = 0; s < sweep->span_count; s++) {
        sweep_span(sweep, &p.bins[0], &sweep->spans[s], evpi, variance);
    }
    VI_TRY(finish_regrets(sweep, evpi, variance, err));
    if (probability) {
        finish_wins(&p, p.bins[0].wins, probability);
    }
cleanup:
    free_pass(&p);
    return status;
}
