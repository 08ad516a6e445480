/* As for single parameters the values of k are taken together that have one strategy of the
 * highest mean; each group is then a question of its own. */
#include "measures/groups.h"

#include "core/alloc.h"
#include "data/column_checks.h"
#include "measures/choice.h"

#include <math.h>
#include <string.h>

typedef struct {
    const vi_groups *all;
    vi_increments increments;
    double *k; /* the values that have the reference of the increments */
    size_t count;
    vi_partial *found; /* `count` answers */
} batch;

static voi_status run_set(voi_context *ctx, const batch *b, size_t set, voi_error *err)
{
    const voi_problem *problem = b->all->problem;
    const size_t *members = b->all->asked->member + b->all->asked->start[set];
    const double *columns[VI_MOST_PARAMETERS];
    const vi_group group = {columns, vi_asked_size(b->all->asked, set), problem->rows};
    for (size_t j = 0; j < group.count; j++) {
        columns[j] = problem->params[members[j]];
    }
    const vi_question question = {&b->increments, &group, b->all->method, b->k, b->count};
    return vi_choose_fit(ctx, &question, b->found, err);
}

static bool in_batch(const batch *b, size_t i)
{
    return b->all->curve->best[b->all->grid->rank[i]] == b->increments.reference;
}

static voi_status run_batch(voi_context *ctx, batch *b, vi_partial *answers, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = b->all->grid;
    b->count = 0;
    for (size_t i = 0; i < grid->count; i++) {
        if (in_batch(b, i)) {
            b->k[b->count++] = grid->values[i];
        }
    }
    for (size_t s = 0; s < b->all->asked->count; s++) {
        if (!vi_is_group(b->all, s)) {
            continue;
        }
        VI_TRY(run_set(ctx, b, s, err));
        for (size_t i = 0, next = 0; i < grid->count; i++) {
            if (in_batch(b, i)) {
                answers[s * grid->count + i] = b->found[next++];
            }
        }
    }
cleanup:
    return status;
}

static bool is_wanted(const vi_groups *groups, size_t strategy)
{
    for (size_t j = 0; j < groups->curve->count; j++) {
        if (groups->curve->best[j] == strategy) {
            return true;
        }
    }
    return false;
}

bool vi_is_group(const vi_groups *groups, size_t set)
{
    const vi_asked *asked = groups->asked;
    const double *first = groups->problem->params[asked->member[asked->start[set]]];
    return vi_asked_size(asked, set) > 1 ||
           (groups->method && !vi_is_constant(first, groups->problem->rows));
}

voi_status vi_groups_compute(voi_context *ctx, const vi_groups *groups, vi_partial *answers,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    batch b = {.all = groups};
    b.k = vi_malloc(groups->grid->count, sizeof *b.k);
    b.found = vi_malloc(groups->grid->count, sizeof *b.found);
    if (!b.k || !b.found) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k",
                         groups->grid->count);
        goto cleanup;
    }
    for (size_t d = 0; d < groups->problem->strategies; d++) {
        if (is_wanted(groups, d)) {
            VI_TRY(vi_increments_create(ctx, groups->problem, d, &b.increments, err));
            VI_TRY(run_batch(ctx, &b, answers, err));
            vi_increments_free(&b.increments);
        }
    }
cleanup:
    vi_increments_free(&b.increments);
    vi_free(b.k);
    vi_free(b.found);
    return status;
}
