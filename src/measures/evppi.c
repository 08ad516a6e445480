/* The expected value of partial perfect information: what is asked for, and the table of it. Never
 * more than the EVPI, since knowing some parameters is not worth more than knowing all. */
#include "core/alloc.h"
#include "core/table.h"
#include "measures/groups.h"
#include "measures/partials.h"
#include "measures/questions.h"
#include "measures/reduction.h"
#include "measures/told.h"

#include <math.h>
#include <string.h>

enum { GROUP, PARS, K, EVPPI, SE, BOOT, LOW, HIGH, METHOD, EDF, POLICY, POPULATION, COLUMNS };

/* Three are not in every table: see list_columns. */
static const vi_column columns[COLUMNS] = {{"group", VOI_COLUMN_TEXT},
                                           {"pars", VOI_COLUMN_TEXT},
                                           {"k", VOI_COLUMN_NUMBER},
                                           {"evppi", VOI_COLUMN_NUMBER},
                                           {"se", VOI_COLUMN_NUMBER},
                                           {"se_bootstrap", VOI_COLUMN_NUMBER},
                                           {"ci_low", VOI_COLUMN_NUMBER},
                                           {"ci_high", VOI_COLUMN_NUMBER},
                                           {"method", VOI_COLUMN_TEXT},
                                           {"edf", VOI_COLUMN_NUMBER},
                                           {"policy_value", VOI_COLUMN_NUMBER},
                                           {"pop_evppi", VOI_COLUMN_NUMBER}};

typedef struct {
    const voi_problem *problem;
    vi_questions questions;
    vi_grid grid;
    vi_curve evpi;  /* in the order of grid.sorted */
    double persons; /* 0: no population */
    vi_bootstrap bootstrap;
    vi_partial *answers; /* of every set, at every k */
    vi_column shown[COLUMNS];
    size_t place[COLUMNS], columns; /* where a column stands among those shown */
} evppi_work;

void voi_evppi_options_default(voi_evppi_options *options)
{
    *options = (voi_evppi_options){.seed = 1};
    voi_population_default(&options->population);
}

/* ---- Before: what is asked for ---- */

static void free_work(evppi_work *work)
{
    vi_curve_free(&work->evpi);
    vi_grid_free(&work->grid);
    vi_questions_free(&work->questions);
    vi_free(work->answers);
}

static voi_status prepare(const voi_problem *problem, const voi_evppi_options *options,
                          evppi_work *work, voi_error *err)
{
    voi_status status = VOI_OK;
    work->problem = problem;
    work->bootstrap = (vi_bootstrap){options->bootstrap, options->seed};
    VI_TRY(vi_asked_check(problem, "EVPPI", err));
    VI_TRY(vi_bootstrap_check(&work->bootstrap, err));
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &work->persons, err));
    }
    VI_TRY(vi_grid_create(problem, &options->wtp, &work->grid, err));
    VI_TRY(vi_questions_create(problem, options, &work->questions, err));
    size_t sets = work->questions.asked.count;
    work->answers = vi_calloc(sets * work->grid.count, sizeof *work->answers);
    if (!work->answers) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", sets);
    }
cleanup:
    return status;
}

/* ---- The answers: single parameters together, then the groups ---- */

static voi_status answer_singles(voi_context *ctx, const vi_groups *groups, vi_partial *answers,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_asked *asked = groups->asked;
    size_t sets = asked->count, k = groups->grid->count, count = 0;
    size_t *parameters = vi_malloc(2 * sets, sizeof *parameters), *set = NULL;
    vi_partial *found = vi_malloc(sets * k, sizeof *found);
    if (!parameters || !found) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", sets);
        goto cleanup;
    }
    set = parameters + sets;
    for (size_t s = 0; s < sets; s++) {
        if (!vi_is_group(groups, s)) {
            set[count] = s;
            parameters[count++] = asked->member[asked->start[s]];
        }
    }
    const vi_partials singles = {groups->problem, parameters,    count,
                                 groups->grid,    groups->curve, groups->bootstrap};
    VI_TRY(vi_partials_compute(ctx, &singles, found, err));
    for (size_t i = 0; i < count; i++) {
        memcpy(answers + set[i] * k, found + i * k, k * sizeof *found);
    }
cleanup:
    vi_free(parameters);
    vi_free(found);
    return status;
}

static voi_status answer(voi_context *ctx, evppi_work *work, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_questions *q = &work->questions;
    const vi_groups groups = {work->problem, &q->left,  &work->grid,
                              &work->evpi,   q->method, work->bootstrap};
    VI_TRY(vi_reduce(ctx, work->problem, &q->asked, &q->left, q->reduced, err));
    VI_TRY(answer_singles(ctx, &groups, work->answers, err));
    VI_TRY(vi_groups_compute(ctx, &groups, work->answers, err));
cleanup:
    return status;
}

/* ---- After: the table ---- */

static bool is_shown(const evppi_work *work, size_t column)
{
    return column == GROUP        ? work->questions.group_names != NULL
           : column == BOOT       ? work->bootstrap.replicates > 0
           : column == POPULATION ? work->persons > 0
                                  : true;
}

static void list_columns(evppi_work *work)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        if (is_shown(work, c)) {
            work->place[c] = work->columns;
            work->shown[work->columns++] = columns[c];
        }
    }
}

static void add_answer(voi_table *table, const evppi_work *work, const char *name, size_t set,
                       size_t i)
{
    const vi_partial *a = &work->answers[set * work->grid.count + i];
    double evppi = fmin(a->evppi, work->evpi.evpi[work->grid.rank[i]]);
    const size_t *at = work->place;
    vi_table_add_row(table);
    if (work->questions.group_names) {
        vi_table_set_text(table, at[GROUP], work->questions.group_names[set]);
    }
    vi_table_set_text(table, at[PARS], name);
    vi_table_set_number(table, at[K], work->grid.values[i]);
    vi_table_set_number(table, at[EVPPI], evppi);
    vi_table_set_number(table, at[SE], a->se);
    if (work->bootstrap.replicates > 0) {
        vi_table_set_number(table, at[BOOT], a->se_bootstrap);
    }
    vi_table_set_number(table, at[LOW], fmin(a->low, evppi));
    vi_table_set_number(table, at[HIGH], a->high);
    vi_table_set_text(table, at[METHOD], vi_method_told(a));
    vi_table_set_number(table, at[EDF], a->edf);
    vi_table_set_number(table, at[POLICY], a->policy_value);
    if (work->persons > 0) {
        vi_table_set_number(table, at[POPULATION], evppi * work->persons);
    }
}

static voi_status add_set(voi_table *table, const evppi_work *work, size_t set, size_t *told,
                          voi_error *err)
{
    const vi_questions *q = &work->questions;
    char *name = vi_asked_name(&q->asked, work->problem, set);
    if (!name) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    for (size_t i = 0; i < work->grid.count; i++) {
        add_answer(table, work, name, set, i);
    }
    const vi_told about = {q, set, name, work->answers + set * work->grid.count, work->grid.count};
    vi_tell(&about, table, told);
    vi_free(name);
    return VOI_OK;
}

static voi_status write_table(evppi_work *work, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    const voi_problem *problem = work->problem;
    size_t told = 0;
    list_columns(work);
    VI_TRY(vi_table_create(work->shown, work->columns, &table, err));
    vi_problem_warn(problem, table);
    vi_tell_rows(problem->rows, "EVPPI", table);
    vi_curve_warn(&work->evpi, problem, table);
    for (size_t s = 0; s < work->questions.asked.count; s++) {
        VI_TRY(add_set(table, work, s, &told, err));
    }
    vi_tell_rest(told, table);
    status = vi_table_finish(&table, out, err);
cleanup:
    voi_table_destroy(table);
    return status;
}

voi_status voi_evppi(voi_context *ctx, const voi_problem *problem, const voi_evppi_options *options,
                     voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_evppi_options defaults;
    evppi_work work = {0};
    *out = NULL;
    voi_phase_begin(ctx, "evppi");
    voi_evppi_options_default(&defaults);
    VI_TRY(prepare(problem, options ? options : &defaults, &work, err));
    VI_TRY(
        vi_curve_compute(ctx, problem, work.grid.sorted, work.grid.count, false, &work.evpi, err));
    VI_TRY(answer(ctx, &work, err));
    vi_curve_note_gpu(&work.evpi, ctx);
    VI_TRY(write_table(&work, out, err));
cleanup:
    voi_phase_end(ctx, 0);
    free_work(&work);
    return status;
}
