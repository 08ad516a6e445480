/* The expected value of partial perfect information: what is asked for, and the table of it. Never
 * more than the EVPI, since knowing some parameters is not worth more than knowing all. */
#include "core/alloc.h"
#include "core/table.h"
#include "fit/methods.h"
#include "measures/asked.h"
#include "measures/groups.h"
#include "measures/partials.h"
#include "measures/reduction.h"

#include <math.h>
#include <string.h>

enum { GROUP, PARS, K, EVPPI, SE, LOW, HIGH, METHOD, EDF, POLICY, POPULATION, COLUMNS };

/* The first and the last are not in every table. */
static const vi_column columns[COLUMNS] = {
    {"group", VOI_COLUMN_TEXT},      {"pars", VOI_COLUMN_TEXT},
    {"k", VOI_COLUMN_NUMBER},        {"evppi", VOI_COLUMN_NUMBER},
    {"se", VOI_COLUMN_NUMBER},       {"ci_low", VOI_COLUMN_NUMBER},
    {"ci_high", VOI_COLUMN_NUMBER},  {"method", VOI_COLUMN_TEXT},
    {"edf", VOI_COLUMN_NUMBER},      {"policy_value", VOI_COLUMN_NUMBER},
    {"pop_evppi", VOI_COLUMN_NUMBER}};

enum { FEW_ROWS = 1000, MOST_TOLD = 12 };

typedef struct {
    const voi_problem *problem;
    vi_asked asked, left; /* as asked, and without needless parameters */
    vi_grid grid;
    vi_curve evpi;                  /* in the order of grid.sorted */
    double persons;                 /* 0: no population */
    vi_partial *answers;            /* of every set, at every k */
    bool *reduced;                  /* of every set: a part of it adds nothing to the rest */
    const char *method;             /* of the regressions of all sets; NULL: the best for each */
    const char *const *group_names; /* of every set, or NULL */
} evppi_work;

void voi_evppi_options_default(voi_evppi_options *options)
{
    *options = (voi_evppi_options){0};
    voi_population_default(&options->population);
}

/* ---- Before: what is asked for ---- */

/* Sets the method: "auto" and the spline, which is for single parameters, leave it NULL. */
static voi_status check_method(const char *name, evppi_work *work, voi_error *err)
{
    const char *names[VI_MOST_METHODS + 2] = {"auto", "spline"};
    size_t count = 2;
    for (; count < vi_method_count + 2; count++) {
        names[count] = vi_methods[count - 2].name;
    }
    work->method = name && vi_method_find(name) ? name : NULL;
    if (!name || work->method || strcmp(name, "auto") == 0) {
        return VOI_OK;
    }
    if (strcmp(name, "spline") != 0) {
        const char *nearest = voi_nearest(name, names, count);
        return nearest ? vi_fail(err, VOI_ERR_ARGUMENT,
                                 "no method is named \"%s\"; did you mean \"%s\"?", name, nearest)
                       : vi_fail(err, VOI_ERR_ARGUMENT,
                                 "no method is named \"%s\"; there are auto, spline, anova, gp and "
                                 "mars",
                                 name);
    }
    for (size_t s = 0; s < work->asked.count; s++) {
        if (vi_asked_size(&work->asked, s) > 1) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "the method spline is for single parameters, not for a group of %zu",
                           vi_asked_size(&work->asked, s));
        }
    }
    return VOI_OK;
}

/* Sets work->asked: the questions, and their names. */
static voi_status ask(const voi_problem *problem, const voi_evppi_options *options,
                      evppi_work *work, voi_error *err)
{
    const char *const *names = options->parameters ? options->group_names : NULL;
    voi_status status =
        vi_asked_create(problem, options->parameters, options->parameter_count, &work->asked, err);
    if (status != VOI_OK || options->pairs) {
        return status == VOI_OK ? vi_asked_pair_up(&work->asked, err) : status;
    }
    for (size_t s = 0; names && s < work->asked.count; s++) {
        for (size_t t = 0; t < s; t++) {
            if (strcmp(names[s], names[t]) == 0) {
                return vi_fail(err, VOI_ERR_ARGUMENT, "two groups are named \"%s\"", names[s]);
            }
        }
    }
    work->group_names = names;
    return VOI_OK;
}

static void free_work(evppi_work *work)
{
    vi_curve_free(&work->evpi);
    vi_grid_free(&work->grid);
    vi_asked_free(&work->asked);
    vi_asked_free(&work->left);
    vi_free(work->answers);
    vi_free(work->reduced);
}

static voi_status prepare(const voi_problem *problem, const voi_evppi_options *options,
                          evppi_work *work, voi_error *err)
{
    voi_status status = VOI_OK;
    work->problem = problem;
    VI_TRY(vi_asked_check(problem, err));
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &work->persons, err));
    }
    VI_TRY(vi_grid_create(problem, &options->wtp, &work->grid, err));
    VI_TRY(ask(problem, options, work, err));
    work->answers = vi_calloc(work->asked.count * work->grid.count, sizeof *work->answers);
    work->reduced = vi_calloc(work->asked.count, sizeof *work->reduced);
    if (!work->answers || !work->reduced) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters",
                         work->asked.count);
        goto cleanup;
    }
    VI_TRY(check_method(options->method, work, err));
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
    const vi_partials singles = {groups->problem, parameters, count, groups->grid, groups->curve};
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
    const vi_groups groups = {work->problem, &work->left, &work->grid, &work->evpi, work->method};
    VI_TRY(vi_reduce(ctx, work->problem, &work->asked, &work->left, work->reduced, err));
    VI_TRY(answer_singles(ctx, &groups, work->answers, err));
    VI_TRY(vi_groups_compute(ctx, &groups, work->answers, err));
cleanup:
    return status;
}

/* ---- After: the table ---- */

/* That of the regression, or "policy" where it misses structure. */
static const char *method_of(const vi_partial *answer)
{
    return isnan(answer->edf) ? "constant" : answer->trust < 0.5 ? "policy" : answer->method;
}

static size_t first_column(const evppi_work *work)
{
    return work->group_names ? GROUP : PARS;
}

static void add_answer(voi_table *table, const evppi_work *work, const char *name, size_t set,
                       size_t i)
{
    const vi_partial *a = &work->answers[set * work->grid.count + i];
    double evppi = fmin(a->evppi, work->evpi.evpi[work->grid.rank[i]]);
    size_t first = first_column(work);
    vi_table_add_row(table);
    if (first == GROUP) {
        vi_table_set_text(table, GROUP, work->group_names[set]);
    }
    vi_table_set_text(table, PARS - first, name);
    vi_table_set_number(table, K - first, work->grid.values[i]);
    vi_table_set_number(table, EVPPI - first, evppi);
    vi_table_set_number(table, SE - first, a->se);
    vi_table_set_number(table, LOW - first, fmin(a->low, evppi));
    vi_table_set_number(table, HIGH - first, a->high);
    vi_table_set_text(table, METHOD - first, method_of(a));
    vi_table_set_number(table, EDF - first, a->edf);
    vi_table_set_number(table, POLICY - first, a->policy_value);
    if (work->persons > 0) {
        vi_table_set_number(table, POPULATION - first, evppi * work->persons);
    }
}

/* Where the policy value stands in for a regression. */
static void warn_of_policy(voi_table *table, size_t where, size_t count, const char *what,
                           const char *name)
{
    if (where > 0 && count == 1) {
        vi_table_warn(table,
                      "%s %s: the regression misses structure, such as a step; its EVPPI is "
                      "what the fitted decisions are worth on the sample",
                      what, name);
    } else if (where > 0) {
        vi_table_warn(table,
                      "%s %s: at %zu of %zu values of k the regression misses structure, "
                      "such as a step; its EVPPI there is what the fitted decisions are worth on "
                      "the sample",
                      what, name, where, count);
    }
}

static void warn_of_fits(voi_table *table, const vi_partial *answers, size_t count,
                         const char *what, const char *name)
{
    const vi_partial *replaced = NULL, *lacking = NULL;
    size_t policies = 0;
    for (size_t i = 0; i < count; i++) {
        policies += answers[i].trust < 0.5;
        replaced = !replaced && answers[i].missed ? &answers[i] : replaced;
        lacking = !lacking && answers[i].lacking ? &answers[i] : lacking;
    }
    if (replaced) {
        vi_table_warn(table,
                      "%s %s: fitted by %s, which predicts better in cross-validation, because %s "
                      "misses structure",
                      what, name, replaced->method, replaced->missed);
    }
    if (lacking) {
        vi_table_warn(table,
                      "%s %s: structure is left in the residuals of %s; its EVPPI may be off by "
                      "more than its standard error",
                      what, name, lacking->method);
    }
    warn_of_policy(table, policies, count, what, name);
}

static void warn_of_set(voi_table *table, const evppi_work *work, const char *name, size_t set)
{
    const char *what = vi_asked_size(&work->asked, set) == 1 ? "parameter" : "group";
    const vi_partial *answers = work->answers + set * work->grid.count;
    size_t count = work->grid.count;
    if (isnan(answers[0].edf)) {
        vi_table_warn(table, "%s %s is constant: its EVPPI is 0", what, name);
    } else if (work->reduced[set]) {
        vi_table_warn(table,
                      "group %s: a parameter that is constant, or a linear combination of the "
                      "others, adds nothing and is left out",
                      name);
    }
    warn_of_fits(table, answers, count, what, name);
}

static bool deserves_warning(const evppi_work *work, size_t set)
{
    const vi_partial *answers = work->answers + set * work->grid.count;
    bool any = work->reduced[set];
    for (size_t i = 0; i < work->grid.count; i++) {
        const vi_partial *a = &answers[i];
        any = any || isnan(a->edf) || a->trust < 0.5 || a->missed || a->lacking;
    }
    return any;
}

static voi_status add_set(voi_table *table, const evppi_work *work, size_t set, size_t *told,
                          voi_error *err)
{
    char *name = vi_asked_name(&work->asked, work->problem, set);
    if (!name) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    for (size_t i = 0; i < work->grid.count; i++) {
        add_answer(table, work, name, set, i);
    }
    *told += deserves_warning(work, set);
    if (*told <= MOST_TOLD) {
        warn_of_set(table, work, work->group_names ? work->group_names[set] : name, set);
    }
    vi_free(name);
    return VOI_OK;
}

static voi_status write_table(const evppi_work *work, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    const voi_problem *problem = work->problem;
    size_t told = 0;
    size_t first = first_column(work), end = work->persons > 0 ? COLUMNS : POPULATION;
    VI_TRY(vi_table_create(columns + first, end - first, &table, err));
    vi_problem_warn(problem, table);
    if (problem->rows < FEW_ROWS) {
        vi_table_warn(table, "only %zu rows: EVPPI estimates are rough below %d", problem->rows,
                      FEW_ROWS);
    }
    vi_curve_warn(&work->evpi, problem, table);
    for (size_t s = 0; s < work->asked.count; s++) {
        VI_TRY(add_set(table, work, s, &told, err));
    }
    if (told > MOST_TOLD) {
        vi_table_warn(table, "%zu more sets of parameters have such warnings: ask about them alone",
                      told - MOST_TOLD);
    }
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
    voi_evppi_options_default(&defaults);
    VI_TRY(prepare(problem, options ? options : &defaults, &work, err));
    VI_TRY(
        vi_curve_compute(ctx, problem, work.grid.sorted, work.grid.count, false, &work.evpi, err));
    VI_TRY(answer(ctx, &work, err));
    VI_TRY(write_table(&work, out, err));
cleanup:
    free_work(&work);
    return status;
}
