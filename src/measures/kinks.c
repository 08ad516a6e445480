/* The starts of the segments of each row's envelope and of that of the means, sorted into the list
 * of k that was asked for.
 * Chunks of rows collect into lists of their own. The same increments and the same range as in the
 * sweep give the same starts to the last bit, so a kink falls on its k there. */
#include "measures/curve.h"
#include "measures/increments.h"

#include "core/alloc.h"
#include "math/numbers.h"
#include "measures/scan.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_ROWS = 8192 };

/* Relative to k: thousands of units in the last place, and far below what a k could mean. */
static const double ROUNDING = 1e-12;

typedef struct {
    double *items;
    size_t count, capacity;
} list;

typedef struct {
    const struct vi_kernels *kernels;
    const voi_problem *problem;
    size_t reference, chunks;
    const double *given; /* the k asked for, ascending */
    size_t given_count;
    double low, high; /* the first and the last of them */
    list *lists;      /* one a chunk */
} pass;

static bool append(list *to, double value)
{
    if (to->count == to->capacity) {
        size_t capacity = to->capacity ? 2 * to->capacity : 256;
        double *items = vi_realloc(to->items, capacity, sizeof *items);
        if (!items) {
            return false;
        }
        to->items = items;
        to->capacity = capacity;
    }
    to->items[to->count++] = value;
    return true;
}

static voi_status run_chunk(void *argument, size_t task, size_t worker, voi_error *err)
{
    const pass *p = argument;
    vi_scan scan;
    size_t end = (task + 1) * CHUNK_ROWS;
    const double range[] = {p->low, p->high};
    bool kept = vi_scan_create(p->kernels, p->problem, p->reference, range, &scan);
    (void)worker;
    if (kept) {
        vi_scan_rows(&scan, task * CHUNK_ROWS, end < p->problem->rows ? end : p->problem->rows);
        while (kept && vi_scan_next(&scan)) {
            for (size_t m = 1; kept && m < scan.segment_count; m++) {
                kept = append(&p->lists[task], scan.segments[m].start);
            }
        }
    }
    vi_scan_free(&scan);
    return kept ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for its kinks");
}

static bool is_given(const pass *p, double value)
{
    return bsearch(&value, p->given, p->given_count, sizeof value, vi_numbers_compare) != NULL;
}

/* Lines that cross at one k seldom do so to the last bit: kinks closer than rounding are one, and
 * of these a k that was asked for is the one that stays. */
static size_t drop_repeats(const pass *p, double *sorted, size_t count)
{
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        double *last = &sorted[kept - 1], next = sorted[i];
        if (next - *last > ROUNDING * next || (is_given(p, *last) && is_given(p, next))) {
            sorted[kept] = next;
            kept += next > *last;
        } else if (is_given(p, next)) {
            *last = next;
        }
    }
    return kept;
}

/* Adds the lists of all chunks and sorts. */
static voi_status gather(const pass *p, list *all, voi_error *err)
{
    size_t total = all->count;
    for (size_t c = 0; c < p->chunks; c++) {
        total += p->lists[c].count;
    }
    double *items = vi_realloc(all->items, total, sizeof *items);
    if (!items) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu kinks", total);
    }
    all->items = items;
    for (size_t c = 0; c < p->chunks; c++) {
        if (p->lists[c].count > 0) {
            memcpy(items + all->count, p->lists[c].items, p->lists[c].count * sizeof *items);
            all->count += p->lists[c].count;
        }
    }
    qsort(items, total, sizeof *items, vi_numbers_compare);
    all->count = drop_repeats(p, items, total);
    return VOI_OK;
}

/* Where the best strategy changes on average; says which is best at the low end. */
static voi_status add_means(voi_context *ctx, pass *p, list *to, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t strategies = p->problem->strategies;
    double *effect = vi_malloc(strategies, sizeof *effect);
    double *cost = vi_malloc(strategies, sizeof *cost);
    size_t *scratch = vi_malloc(strategies, sizeof *scratch);
    vi_segment *segments = vi_malloc(strategies, sizeof *segments);
    bool complete = effect && cost && scratch && segments;
    if (complete) {
        VI_TRY(vi_mean_increments(ctx, p->problem, effect, cost, err));
        const vi_lines lines = {effect, cost, strategies};
        size_t count = vi_envelope(&lines, p->low, p->high, segments, scratch);
        p->reference = segments[0].line;
        for (size_t m = 1; complete && m < count; m++) {
            complete = append(to, segments[m].start);
        }
    }
    if (!complete) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for %zu strategies", strategies);
    }
cleanup:
    vi_free(effect);
    vi_free(cost);
    vi_free(scratch);
    vi_free(segments);
    return status;
}

voi_status vi_curve_kinks(voi_context *ctx, const voi_problem *problem, const double *sorted,
                          size_t given, double **out, size_t *count, voi_error *err)
{
    voi_status status = VOI_OK;
    list all = {0};
    pass p = {.kernels = ctx->kernels,
              .problem = problem,
              .given = sorted,
              .given_count = given,
              .low = sorted[0],
              .high = sorted[given - 1]};
    p.chunks = (problem->rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
    p.lists = vi_calloc(p.chunks, sizeof *p.lists);
    bool complete = p.lists != NULL;
    for (size_t j = 0; complete && j < given; j++) {
        complete = append(&all, sorted[j]);
    }
    if (!complete) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPI: out of memory for its kinks");
        goto cleanup;
    }
    const vi_job job = {"finding the kinks of the EVPI", p.chunks, run_chunk, &p};
    VI_TRY(add_means(ctx, &p, &all, err));
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(gather(&p, &all, err));
    *out = all.items;
    *count = all.count;
    all.items = NULL;
cleanup:
    for (size_t c = 0; p.lists && c < p.chunks; c++) {
        vi_free(p.lists[c].items);
    }
    vi_free(p.lists);
    vi_free(all.items);
    return status;
}
