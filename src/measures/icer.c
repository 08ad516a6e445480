/* The efficiency frontier. In order of cost, a strategy is dominated where one that costs no more
 * has no less effect; extendedly dominated where it lies below the line between two others. The
 * frontier is the upper left hull: from the cheapest strategy on, the next one is the one with the
 * smallest incremental cost per effect (of several, the one with the most effect). */
#include "core/alloc.h"
#include "core/table.h"
#include "math/sums.h"
#include "measures/curve.h"

#include <math.h>
#include <stdlib.h>

enum { STRATEGY, COST, EFFECT, STATUS, INCREMENTAL_COST, INCREMENTAL_EFFECT, ICER, COLUMNS };

static const vi_column columns[COLUMNS] = {{"strategy", VOI_COLUMN_TEXT},
                                           {"cost", VOI_COLUMN_NUMBER},
                                           {"effect", VOI_COLUMN_NUMBER},
                                           {"status", VOI_COLUMN_TEXT},
                                           {"incremental_cost", VOI_COLUMN_NUMBER},
                                           {"incremental_effect", VOI_COLUMN_NUMBER},
                                           {"icer", VOI_COLUMN_NUMBER}};

typedef struct {
    size_t strategy;
    double cost, effect;         /* means */
    double rel_cost, rel_effect; /* mean increments against the first strategy: exact to compare */
    const char *status;
    double incremental_cost, incremental_effect; /* against the frontier before it; NaN without */
} candidate;

void voi_icer_options_default(voi_icer_options *options)
{
    *options = (voi_icer_options){0};
}

/* By cost, then by more effect, then in the order given. */
static int by_cost(const void *left, const void *right)
{
    const candidate *a = left;
    const candidate *b = right;
    if (a->rel_cost != b->rel_cost) {
        return a->rel_cost < b->rel_cost ? -1 : 1;
    }
    if (a->rel_effect != b->rel_effect) {
        return a->rel_effect > b->rel_effect ? -1 : 1;
    }
    return a->strategy < b->strategy ? -1 : a->strategy > b->strategy;
}

static void mark_dominated(candidate *list, size_t count)
{
    double most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        bool dominated = list[i].rel_effect <= most;
        list[i].status = dominated ? "dominated" : "extended";
        most = dominated ? most : list[i].rel_effect;
    }
}

static void walk_frontier(candidate *list, size_t count)
{
    size_t at = 0;
    list[0].status = "frontier";
    for (;;) {
        size_t next = count;
        double least = INFINITY;
        for (size_t i = at + 1; i < count; i++) {
            double slope =
                (list[i].rel_cost - list[at].rel_cost) / (list[i].rel_effect - list[at].rel_effect);
            if (list[i].status[0] != 'd' && slope <= least) {
                least = slope;
                next = i;
            }
        }
        if (next == count) {
            return;
        }
        list[next].status = "frontier";
        list[next].incremental_cost = list[next].rel_cost - list[at].rel_cost;
        list[next].incremental_effect = list[next].rel_effect - list[at].rel_effect;
        at = next;
    }
}

static voi_status average(voi_context *ctx, const voi_problem *p, candidate *list, voi_error *err)
{
    voi_status status = VOI_OK;
    double *effect = vi_malloc(p->strategies, sizeof *effect);
    double *cost = vi_malloc(p->strategies, sizeof *cost);
    if (!effect || !cost) {
        status = vi_fail(err, VOI_ERR_NOMEM, "icer: out of memory");
        goto cleanup;
    }
    VI_TRY(vi_mean_increments(ctx, p, effect, cost, err));
    for (size_t d = 0; d < p->strategies; d++) {
        list[d] =
            (candidate){.strategy = d,
                        .cost = vi_sum_difference(p->costs[d], NULL, p->rows) / (double)p->rows,
                        .effect = vi_sum_difference(p->effects[d], NULL, p->rows) / (double)p->rows,
                        .rel_cost = cost[d],
                        .rel_effect = effect[d],
                        .incremental_cost = NAN,
                        .incremental_effect = NAN};
    }
cleanup:
    vi_free(effect);
    vi_free(cost);
    return status;
}

static void add_candidate(voi_table *table, const voi_problem *p, const candidate *c)
{
    vi_table_add_row(table);
    vi_table_set_text(table, STRATEGY, p->strategy_names[c->strategy]);
    vi_table_set_number(table, COST, c->cost);
    vi_table_set_number(table, EFFECT, c->effect);
    vi_table_set_text(table, STATUS, c->status);
    vi_table_set_number(table, INCREMENTAL_COST, c->incremental_cost);
    vi_table_set_number(table, INCREMENTAL_EFFECT, c->incremental_effect);
    vi_table_set_number(table, ICER, c->incremental_cost / c->incremental_effect);
}

voi_status voi_icer(voi_context *ctx, const voi_problem *problem, const voi_icer_options *options,
                    voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    candidate *list = NULL;
    *out = NULL;
    if (!problem->costs) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "incremental cost-effectiveness needs costs and effects, not net benefit");
    }
    list = vi_malloc(problem->strategies, sizeof *list);
    if (!list) {
        return vi_fail(err, VOI_ERR_NOMEM, "icer: out of memory");
    }
    VI_TRY(average(ctx, problem, list, err));
    qsort(list, problem->strategies, sizeof *list, by_cost);
    mark_dominated(list, problem->strategies);
    walk_frontier(list, problem->strategies);
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t i = 0; i < problem->strategies; i++) {
        if (!options || !options->frontier_only || list[i].status[0] == 'f') {
            add_candidate(table, problem, &list[i]);
        }
    }
    vi_problem_warn(problem, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    vi_free(list);
    voi_table_destroy(table);
    return status;
}
