/* As for single parameters the values of k are taken together that have one strategy of the
 * highest mean; each group is then a question of its own.
 *
 * Many small groups, such as all pairs, are one task each, and the functions of their parameters
 * are made once for all; few or large ones follow each other, each on all threads. */
#include "measures/groups.h"

#include "core/alloc.h"
#include "data/column_checks.h"
#include "fit/anova.h"
#include "fit/margins.h"
#include "measures/choice.h"

#include <math.h>
#include <string.h>

/* Up to so many parameters make a small group. */
enum { FEW = 8 };

/* The sets that are answered as tasks of their own, and those that follow each other. */
typedef struct {
    size_t *tasks, *rest;
    size_t task_count, rest_count;
    vi_margin *margins; /* of every parameter of the tasks, by its index; NULL: not made */
} division;

typedef struct {
    const vi_groups *all;
    const division *sets;
    vi_increments increments;
    double *k; /* the values that have the reference of the increments */
    size_t count;
    vi_partial *answers; /* of all sets, at every k asked for */
} batch;

static bool in_batch(const batch *b, size_t i)
{
    return b->all->curve->best[b->all->grid->rank[i]] == b->increments.reference;
}

/* Fills the columns of a set and, where all of them are made, its margins. */
static vi_group group_of(const batch *b, size_t set, const double **columns,
                         const vi_margin **margins)
{
    const voi_problem *problem = b->all->problem;
    const size_t *members = b->all->asked->member + b->all->asked->start[set];
    size_t count = vi_asked_size(b->all->asked, set);
    bool made = b->sets->margins != NULL;
    for (size_t j = 0; j < count; j++) {
        columns[j] = problem->params[members[j]];
        made = made && b->sets->margins[members[j]].half;
        margins[j] = made ? &b->sets->margins[members[j]] : NULL;
    }
    return (vi_group){columns, count, problem->rows, made ? margins : NULL};
}

static voi_status run_set(voi_context *ctx, const batch *b, size_t set, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = b->all->grid;
    const double *columns[VI_MOST_PARAMETERS];
    const vi_margin *margins[VI_MOST_PARAMETERS];
    const vi_group group = group_of(b, set, columns, margins);
    const vi_question question = {&b->increments,    &group, b->all->method, b->k, b->count,
                                  b->all->bootstrap, NULL};
    vi_partial *found = vi_malloc(b->count, sizeof *found);
    if (!found) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", b->count);
    }
    VI_TRY(vi_choose_fit(ctx, &question, found, err));
    for (size_t i = 0, next = 0; i < grid->count; i++) {
        if (in_batch(b, i)) {
            b->answers[set * grid->count + i] = found[next++];
        }
    }
cleanup:
    vi_free(found);
    return status;
}

static voi_status run_task(void *state, voi_context *inner, size_t task, voi_error *err)
{
    const batch *b = state;
    return run_set(inner, b, b->sets->tasks[task], err);
}

static voi_status run_batch(voi_context *ctx, batch *b, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = b->all->grid;
    const vi_nested_job tasks = {"computing the EVPPI", b->sets->task_count, run_task, b};
    b->count = 0;
    for (size_t i = 0; i < grid->count; i++) {
        if (in_batch(b, i)) {
            b->k[b->count++] = grid->values[i];
        }
    }
    if (tasks.tasks > 0) {
        VI_TRY(vi_parallel_nested(ctx, &tasks, err));
    }
    for (size_t i = 0; i < b->sets->rest_count; i++) {
        VI_TRY(run_set(ctx, b, b->sets->rest[i], err));
    }
cleanup:
    return status;
}

/* ---- Which sets are tasks ---- */

/* Makes the functions of the parameters that the tasks hold. */
static voi_status make_margins(voi_context *ctx, const vi_groups *groups, division *sets,
                               voi_error *err)
{
    const voi_problem *problem = groups->problem;
    const vi_asked *asked = groups->asked;
    size_t functions = vi_anova_default(problem->rows, 1).main;
    const double **columns = vi_calloc(problem->parameters, sizeof *columns);
    sets->margins = vi_calloc(problem->parameters, sizeof *sets->margins);
    if (!columns || !sets->margins) {
        vi_free(columns);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters",
                       problem->parameters);
    }
    for (size_t t = 0; t < sets->task_count; t++) {
        size_t set = sets->tasks[t];
        for (size_t i = asked->start[set]; i < asked->start[set + 1]; i++) {
            columns[asked->member[i]] = problem->params[asked->member[i]];
        }
    }
    const vi_margins_wanted wanted = {columns, problem->parameters, problem->rows, functions};
    voi_status status = vi_margins_create(ctx, &wanted, sets->margins, err);
    vi_free(columns);
    return status;
}

bool vi_is_group(const vi_groups *groups, size_t set)
{
    const vi_asked *asked = groups->asked;
    const double *first = groups->problem->params[asked->member[asked->start[set]]];
    return vi_asked_size(asked, set) > 1 ||
           (groups->method && !vi_is_constant(first, groups->problem->rows));
}

static bool uses_margins(const vi_groups *groups)
{
    return !groups->method || strcmp(groups->method, "anova") == 0;
}

static voi_status divide(voi_context *ctx, const vi_groups *groups, division *sets, voi_error *err)
{
    size_t count = groups->asked->count;
    sets->tasks = vi_malloc(2 * count, sizeof *sets->tasks);
    if (!sets->tasks) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu groups", count);
    }
    sets->rest = sets->tasks + count;
    for (size_t s = 0; s < count; s++) {
        if (vi_is_group(groups, s) && vi_asked_size(groups->asked, s) <= FEW) {
            sets->tasks[sets->task_count++] = s;
        } else if (vi_is_group(groups, s)) {
            sets->rest[sets->rest_count++] = s;
        }
    }
    if (sets->task_count < 2 * vi_workers(ctx)) {
        memcpy(sets->rest + sets->rest_count, sets->tasks, sets->task_count * sizeof *sets->rest);
        sets->rest_count += sets->task_count;
        sets->task_count = 0;
    }
    return sets->task_count > 0 && uses_margins(groups) ? make_margins(ctx, groups, sets, err)
                                                        : VOI_OK;
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

voi_status vi_groups_compute(voi_context *ctx, const vi_groups *groups, vi_partial *answers,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    division sets = {0};
    batch b = {.all = groups, .sets = &sets, .answers = answers};
    b.k = vi_malloc(groups->grid->count, sizeof *b.k);
    if (!b.k) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k",
                       groups->grid->count);
    }
    VI_TRY(divide(ctx, groups, &sets, err));
    for (size_t d = 0; d < groups->problem->strategies; d++) {
        if (is_wanted(groups, d) && sets.task_count + sets.rest_count > 0) {
            VI_TRY(vi_increments_create(ctx, groups->problem, d, &b.increments, err));
            VI_TRY(run_batch(ctx, &b, err));
            vi_increments_free(&b.increments);
        }
    }
cleanup:
    vi_increments_free(&b.increments);
    vi_margins_free(sets.margins, groups->problem->parameters);
    vi_free(sets.tasks);
    vi_free(b.k);
    return status;
}
