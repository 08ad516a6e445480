/* Sorting keeps the place each value was asked at, so that a pass in increasing k can answer in the
 * user's order. */
#include "data/grid.h"

#include "core/alloc.h"
#include "data/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double value;
    size_t position;
} entry;

static int by_value_then_position(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;
    if (a->value != b->value) {
        return a->value < b->value ? -1 : 1;
    }
    return a->position < b->position ? -1 : a->position > b->position;
}

static int by_position(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;
    return a->position < b->position ? -1 : a->position > b->position;
}

voi_status vi_grid_check(const voi_problem *problem, const voi_wtp *wtp, voi_error *err)
{
    if (problem->outcomes) {
        return vi_problem_need_strategies(problem, err);
    }
    if (!problem->costs) {
        if (wtp->count > 0) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "willingness to pay is for costs and effects; this problem has net "
                           "benefit, which is already in money");
        }
        return VOI_OK;
    }
    if (wtp->count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "costs and effects need willingness to pay, such as 20000 or 0:50000:500");
    }
    for (size_t i = 0; i < wtp->count; i++) {
        if (!(wtp->values[i] >= 0) || !isfinite(wtp->values[i])) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "willingness to pay: value %zu (%g) is not a finite number >= 0", i + 1,
                           wtp->values[i]);
        }
    }
    return VOI_OK;
}

static size_t drop_repeats(entry *entries, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || entries[i].value != entries[kept - 1].value) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

static void fill(vi_grid *grid, entry *entries, size_t count)
{
    grid->count = count;
    for (size_t i = 0; i < count; i++) {
        grid->sorted[i] = entries[i].value;
        entries[i].value = (double)i; /* from here on: the rank */
    }
    qsort(entries, count, sizeof *entries, by_position);
    for (size_t i = 0; i < count; i++) {
        grid->rank[i] = (size_t)entries[i].value;
        grid->values[i] = grid->sorted[grid->rank[i]];
    }
}

voi_status vi_grid_create(const voi_problem *problem, const voi_wtp *wtp, vi_grid *out,
                          voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = problem->costs ? wtp->count : 1;
    entry *entries = NULL;
    vi_grid grid = {0};
    VI_TRY(vi_grid_check(problem, wtp, err));
    entries = vi_malloc(count, sizeof *entries);
    grid.values = vi_malloc(count, sizeof *grid.values);
    grid.sorted = vi_malloc(count, sizeof *grid.sorted);
    grid.rank = vi_malloc(count, sizeof *grid.rank);
    if (!entries || !grid.values || !grid.sorted || !grid.rank) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "willingness to pay: out of memory for %zu values", count);
        goto cleanup;
    }
    for (size_t i = 0; i < count; i++) {
        entries[i] = (entry){problem->costs ? wtp->values[i] : NAN, i};
    }
    qsort(entries, count, sizeof *entries, by_value_then_position);
    fill(&grid, entries, drop_repeats(entries, count));
    *out = grid;
    grid = (vi_grid){0};
cleanup:
    vi_free(entries);
    vi_grid_free(&grid);
    return status;
}

void vi_grid_free(vi_grid *grid)
{
    vi_free(grid->values);
    vi_free(grid->sorted);
    vi_free(grid->rank);
    *grid = (vi_grid){0};
}
