/* The expected value of partial perfect information of single parameters: what is asked for, and
 * the table of it. Never more than the EVPI, since knowing one parameter is not worth more than
 * knowing all. */
#include "core/alloc.h"
#include "core/table.h"
#include "measures/partials.h"

#include <math.h>

enum { PARS, K, EVPPI, SE, LOW, HIGH, METHOD, EDF, POLICY, POPULATION, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"pars", VOI_COLUMN_TEXT},           {"k", VOI_COLUMN_NUMBER},
    {"evppi", VOI_COLUMN_NUMBER},        {"se", VOI_COLUMN_NUMBER},
    {"ci_low", VOI_COLUMN_NUMBER},       {"ci_high", VOI_COLUMN_NUMBER},
    {"method", VOI_COLUMN_TEXT},         {"edf", VOI_COLUMN_NUMBER},
    {"policy_value", VOI_COLUMN_NUMBER}, {"pop_evppi", VOI_COLUMN_NUMBER}};

enum { FEWEST_ROWS = 50, FEW_ROWS = 1000 };

typedef struct {
    vi_partials partials;
    vi_grid grid;
    vi_curve evpi;  /* in the order of grid.sorted */
    size_t *pars;   /* the parameters asked for */
    double persons; /* 0: no population */
    vi_partial *answers;
} evppi_work;

void voi_evppi_options_default(voi_evppi_options *options)
{
    *options = (voi_evppi_options){0};
    voi_population_default(&options->population);
}

/* ---- Before: what is asked for ---- */

static voi_status check_problem(const voi_problem *problem, voi_error *err)
{
    if (problem->parameters == 0) {
        return vi_fail(err, VOI_ERR_DATA, "EVPPI needs parameters; this problem has none");
    }
    if (problem->rows < FEWEST_ROWS) {
        return vi_fail(err, VOI_ERR_DATA, "EVPPI needs at least %d rows; this problem has %zu",
                       FEWEST_ROWS, problem->rows);
    }
    return VOI_OK;
}

static voi_status choose_parameters(const voi_problem *problem, const voi_evppi_options *options,
                                    size_t *pars, voi_error *err)
{
    for (size_t i = 0; !options->parameters && i < problem->parameters; i++) {
        pars[i] = i;
    }
    for (size_t i = 0; options->parameters && i < options->parameter_count; i++) {
        voi_status status =
            vi_problem_find_parameter(problem, options->parameters[i], &pars[i], err);
        if (status != VOI_OK) {
            return status;
        }
        for (size_t j = 0; j < i; j++) {
            if (pars[j] == pars[i]) {
                return vi_fail(err, VOI_ERR_ARGUMENT, "parameter \"%s\" is asked for twice",
                               options->parameters[i]);
            }
        }
    }
    return VOI_OK;
}

static void free_work(evppi_work *work)
{
    vi_curve_free(&work->evpi);
    vi_grid_free(&work->grid);
    vi_free(work->pars);
    vi_free(work->answers);
}

static voi_status prepare(const voi_problem *problem, const voi_evppi_options *options,
                          evppi_work *work, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = options->parameters ? options->parameter_count : problem->parameters;
    work->partials = (vi_partials){problem, NULL, count, &work->grid, &work->evpi};
    VI_TRY(check_problem(problem, err));
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &work->persons, err));
    }
    VI_TRY(vi_grid_create(problem, &options->wtp, &work->grid, err));
    work->pars = vi_malloc(count, sizeof *work->pars);
    work->answers = vi_calloc(count * work->grid.count, sizeof *work->answers);
    if (!work->pars || !work->answers) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", count);
        goto cleanup;
    }
    VI_TRY(choose_parameters(problem, options, work->pars, err));
    work->partials.parameters = work->pars;
cleanup:
    return status;
}

/* ---- After: the table ---- */

/* "spline", or "policy" where the fit misses structure. */
static const char *method_of(const vi_partial *answer)
{
    return isnan(answer->edf) ? "constant" : answer->trust < 0.5 ? "policy" : "spline";
}

static void add_answer(voi_table *table, const evppi_work *work, size_t task, size_t i)
{
    const vi_partials *p = &work->partials;
    const vi_partial *a = &work->answers[task * work->grid.count + i];
    double evppi = fmin(a->evppi, work->evpi.evpi[work->grid.rank[i]]);
    vi_table_add_row(table);
    vi_table_set_text(table, PARS, p->problem->parameter_names[p->parameters[task]]);
    vi_table_set_number(table, K, work->grid.values[i]);
    vi_table_set_number(table, EVPPI, evppi);
    vi_table_set_number(table, SE, a->se);
    vi_table_set_number(table, LOW, fmin(a->low, evppi));
    vi_table_set_number(table, HIGH, a->high);
    vi_table_set_text(table, METHOD, method_of(a));
    vi_table_set_number(table, EDF, a->edf);
    vi_table_set_number(table, POLICY, a->policy_value);
    if (work->persons > 0) {
        vi_table_set_number(table, POPULATION, evppi * work->persons);
    }
}

static void warn_of_parameter(voi_table *table, const evppi_work *work, size_t task)
{
    const vi_partials *p = &work->partials;
    const char *name = p->problem->parameter_names[p->parameters[task]];
    const vi_partial *answers = work->answers + task * work->grid.count;
    size_t count = work->grid.count, missed = 0;
    if (isnan(answers[0].edf)) {
        vi_table_warn(table, "parameter %s is constant: its EVPPI is 0", name);
    }
    for (size_t i = 0; i < count; i++) {
        missed += answers[i].trust < 0.5;
    }
    if (missed > 0 && count == 1) {
        vi_table_warn(table,
                      "parameter %s: the regression misses structure, such as a step; its EVPPI is "
                      "what the fitted decisions are worth on the sample",
                      name);
    } else if (missed > 0) {
        vi_table_warn(table,
                      "parameter %s: at %zu of %zu values of k the regression misses structure, "
                      "such as a step; its EVPPI there is what the fitted decisions are worth on "
                      "the sample",
                      name, missed, count);
    }
}

static voi_status write_table(const evppi_work *work, voi_table **out, voi_error *err)
{
    voi_table *table = NULL;
    const voi_problem *problem = work->partials.problem;
    voi_status status =
        vi_table_create(columns, work->persons > 0 ? COLUMNS : POPULATION, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t t = 0; t < work->partials.count; t++) {
        for (size_t i = 0; i < work->grid.count; i++) {
            add_answer(table, work, t, i);
        }
    }
    vi_problem_warn(problem, table);
    if (problem->rows < FEW_ROWS) {
        vi_table_warn(table, "only %zu rows: EVPPI estimates are rough below %d", problem->rows,
                      FEW_ROWS);
    }
    vi_curve_warn(&work->evpi, problem, table);
    for (size_t t = 0; t < work->partials.count; t++) {
        warn_of_parameter(table, work, t);
    }
    return vi_table_finish(&table, out, err);
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
    VI_TRY(vi_partials_compute(ctx, &work.partials, work.answers, err));
    VI_TRY(write_table(&work, out, err));
cleanup:
    free_work(&work);
    return status;
}
