/* The efficiency frontier: strategies in order of mean cost, of equal cost the more effective
 * first. One that costs no less and brings no more than another is dominated. The others rise in
 * both, and a stack keeps those whose ratios of incremental cost to effect increase, as a convex
 * hull does; one that a mix of its neighbours beats is extendedly dominated. Strategies equal in
 * both means share their status. Comparisons use increments against the first strategy, which a
 * large common term does not blur. */
#include "core/alloc.h"
#include "core/table.h"
#include "measures/moments.h"

#include <math.h>
#include <stdlib.h>

enum { STRATEGY, COST, EFFECT, STATUS, INCREMENTAL_COST, INCREMENTAL_EFFECT, ICER, COLUMNS };

static const vi_column columns[COLUMNS] = {
    [STRATEGY] = {"strategy", VOI_COLUMN_TEXT},
    [COST] = {"cost", VOI_COLUMN_NUMBER},
    [EFFECT] = {"effect", VOI_COLUMN_NUMBER},
    [STATUS] = {"status", VOI_COLUMN_TEXT},
    [INCREMENTAL_COST] = {"incremental_cost", VOI_COLUMN_NUMBER},
    [INCREMENTAL_EFFECT] = {"incremental_effect", VOI_COLUMN_NUMBER},
    [ICER] = {"icer", VOI_COLUMN_NUMBER},
};

typedef struct {
    size_t strategy;
    double cost, effect; /* less those of the first strategy */
    const char *status;
    double incremental_cost, incremental_effect; /* against the one before on the frontier */
} entry;

static const char FRONTIER[] = "frontier", DOMINATED[] = "dominated", EXTENDED[] = "extended";

void voi_icer_options_default(voi_icer_options *options)
{
    *options = (voi_icer_options){0};
}

static int by_cost(const void *left, const void *right)
{
    const entry *a = left;
    const entry *b = right;
    if (a->cost != b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    if (a->effect != b->effect) {
        return a->effect > b->effect ? -1 : 1;
    }
    return a->strategy < b->strategy ? -1 : a->strategy > b->strategy;
}

static bool is_twin(const entry *a, const entry *b)
{
    return a->cost == b->cost && a->effect == b->effect;
}

/* Whether the frontier bends the wrong way at b, so that a mix of a and c beats it. */
static bool is_extended(const entry *a, const entry *b, const entry *c)
{
    return (b->cost - a->cost) * (c->effect - b->effect) >
           (c->cost - b->cost) * (b->effect - a->effect);
}

/* Sets the status of sorted entries; `stack` is scratch for as many. */
static void find_frontier(entry *entries, size_t count, size_t *stack)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        entry *now = &entries[i];
        const entry *top = kept > 0 ? &entries[stack[kept - 1]] : NULL;
        now->status = !top || now->effect > top->effect || is_twin(now, top) ? FRONTIER : DOMINATED;
        if (now->status == DOMINATED || (top && is_twin(now, top))) {
            continue;
        }
        while (kept > 1 && is_extended(&entries[stack[kept - 2]], &entries[stack[kept - 1]], now)) {
            entries[stack[--kept]].status = EXTENDED;
        }
        stack[kept++] = i;
    }
    for (size_t i = 1; i < count; i++) {
        if (is_twin(&entries[i], &entries[i - 1])) {
            entries[i].status = entries[i - 1].status;
        }
    }
}

static void find_increments(entry *entries, size_t count)
{
    const entry *before = NULL, *last = NULL; /* distinct strategies on the frontier */
    for (size_t i = 0; i < count; i++) {
        entry *now = &entries[i];
        now->incremental_cost = now->incremental_effect = NAN;
        if (now->status != FRONTIER) {
            continue;
        }
        if (!last || !is_twin(now, last)) {
            before = last;
            last = now;
        }
        if (before) {
            now->incremental_cost = now->cost - before->cost;
            now->incremental_effect = now->effect - before->effect;
        }
    }
}

static void add_row(const voi_problem *problem, const entry *now, const vi_moments *mean,
                    voi_table *table)
{
    vi_table_add_row(table);
    vi_table_set_text(table, STRATEGY, problem->strategy_names[now->strategy]);
    vi_table_set_number(table, COST, mean->cost);
    vi_table_set_number(table, EFFECT, mean->effect);
    vi_table_set_text(table, STATUS, now->status);
    vi_table_set_number(table, INCREMENTAL_COST, now->incremental_cost);
    vi_table_set_number(table, INCREMENTAL_EFFECT, now->incremental_effect);
    vi_table_set_number(table, ICER, now->incremental_cost / now->incremental_effect);
}

static voi_status tabulate(const voi_problem *problem, const entry *entries,
                           const vi_moments *means, bool frontier_only, voi_table **out,
                           voi_error *err)
{
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t i = 0; i < problem->strategies; i++) {
        if (!frontier_only || entries[i].status == FRONTIER) {
            add_row(problem, &entries[i], &means[entries[i].strategy], table);
        }
    }
    vi_problem_warn(problem, table);
    return vi_table_finish(&table, out, err);
}

voi_status voi_icer(voi_context *ctx, const voi_problem *problem, const voi_icer_options *options,
                    voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = problem->strategies;
    vi_moments *means = vi_malloc(count, sizeof *means);
    vi_moments *increments = vi_malloc(count, sizeof *increments);
    entry *entries = vi_malloc(count, sizeof *entries);
    size_t *stack = vi_malloc(count, sizeof *stack);
    *out = NULL;
    voi_phase_begin(ctx, "icer");
    VI_TRY(vi_problem_need_strategies(problem, err));
    if (!problem->costs) {
        status = vi_fail(err, VOI_ERR_ARGUMENT,
                         "incremental cost-effectiveness needs costs and effects, not net benefit");
        goto cleanup;
    }
    if (!means || !increments || !entries || !stack) {
        status = vi_fail(err, VOI_ERR_NOMEM, "ICER: out of memory for %zu strategies", count);
        goto cleanup;
    }
    VI_TRY(vi_moments_of_all(ctx, problem, VI_NO_REFERENCE, means, err));
    VI_TRY(vi_moments_of_all(ctx, problem, 0, increments, err));
    for (size_t d = 0; d < count; d++) {
        entries[d] =
            (entry){.strategy = d, .cost = increments[d].cost, .effect = increments[d].effect};
    }
    qsort(entries, count, sizeof *entries, by_cost);
    find_frontier(entries, count, stack);
    find_increments(entries, count);
    VI_TRY(tabulate(problem, entries, means, options && options->frontier_only, out, err));
cleanup:
    voi_phase_end(ctx, vi_problem_outcome_bytes(problem));
    vi_free(means);
    vi_free(increments);
    vi_free(entries);
    vi_free(stack);
    return status;
}
