/* The expected value of partial perfect information of single parameters. Increments are taken and
 * multiplied once; then every parameter is a task of its own: sort, cut into cells, fit, and
 * estimate at every k. Where the policy value contradicts the estimate by more than three standard
 * deviations the fit misses structure: it is repeated with twice the functions, and kept if that
 * helps. */
#include "core/alloc.h"
#include "core/table.h"
#include "data/grid.h"
#include "measures/curve.h"
#include "measures/partial.h"

#include <math.h>
#include <string.h>

enum { PARS, K, EVPPI, SE, LOW, HIGH, METHOD, EDF, POLICY, POPULATION, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"pars", VOI_COLUMN_TEXT},           {"k", VOI_COLUMN_NUMBER},
    {"evppi", VOI_COLUMN_NUMBER},        {"se", VOI_COLUMN_NUMBER},
    {"ci_low", VOI_COLUMN_NUMBER},       {"ci_high", VOI_COLUMN_NUMBER},
    {"method", VOI_COLUMN_TEXT},         {"edf", VOI_COLUMN_NUMBER},
    {"policy_value", VOI_COLUMN_NUMBER}, {"pop_evppi", VOI_COLUMN_NUMBER}};

enum { FEWEST_ROWS = 50, FEW_ROWS = 1000 };
static const double refit_beyond = 3, warn_beyond = 4;
static const double normal_975 = 1.959963984540054;

/* One worker's scratch, kept from parameter to parameter. */
typedef struct {
    vi_cells *cells;
    vi_spline *spline;
    vi_estimator *estimator;
} scratch;

typedef struct {
    const voi_problem *problem;
    const vi_grid *grid;
    const size_t *pars; /* the parameters asked for */
    size_t count;
    vi_increments increments;
    vi_curve evpi; /* in the order of grid->sorted */
    scratch *workers;
    vi_partial *answers; /* count × grid->count, in the order of grid->values */
    double *edf;         /* of every parameter; NaN for a constant */
    double *misfit;      /* the largest over k */
} evppi_work;

void voi_evppi_options_default(voi_evppi_options *options)
{
    *options = (voi_evppi_options){0};
    voi_population_default(&options->population);
}

static voi_status get_scratch(const evppi_work *work, scratch *s, voi_error *err)
{
    if (!s->cells) {
        s->cells = vi_cells_create(work->problem->rows);
    }
    if (!s->spline) {
        s->spline = vi_spline_create(work->increments.responses.count);
    }
    if (!s->estimator) {
        s->estimator = vi_estimator_create(&work->increments);
    }
    if (!s->cells || !s->spline || !s->estimator) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    return VOI_OK;
}

/* Fits with the given number of functions and estimates at every k; *misfit is the largest. */
static voi_status fit_and_estimate(const evppi_work *work, const scratch *s, size_t functions,
                                   vi_partial *answers, double *misfit, voi_error *err)
{
    *misfit = 0;
    if (!vi_spline_fit(s->spline, s->cells, &work->increments.responses, functions)) {
        return vi_fail(err, VOI_ERR_NUMERIC, "EVPPI: the regression failed");
    }
    vi_estimator_prepare(s->estimator, s->spline);
    for (size_t i = 0; i < work->grid->count; i++) {
        answers[i] = vi_estimate(s->estimator, work->grid->values[i]);
        *misfit = fmax(*misfit, fabs(answers[i].misfit));
    }
    return VOI_OK;
}

static double largest_edf(const vi_spline *spline)
{
    double edf = 0;
    for (size_t r = 0; r < spline->responses; r++) {
        edf = fmax(edf, spline->edf[r]);
    }
    return edf;
}

static voi_status refit(const evppi_work *work, const scratch *s, size_t task, size_t functions,
                        voi_error *err)
{
    size_t count = work->grid->count;
    double misfit;
    vi_partial *again = vi_malloc(count, sizeof *again);
    if (!again) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    voi_status status = fit_and_estimate(work, s, functions, again, &misfit, err);
    if (status == VOI_OK && misfit < work->misfit[task]) {
        memcpy(work->answers + task * count, again, count * sizeof *again);
        work->misfit[task] = misfit;
        work->edf[task] = largest_edf(s->spline);
    }
    vi_free(again);
    return status;
}

static voi_status run_parameter(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const evppi_work *work = argument;
    scratch *s = &work->workers[worker];
    size_t count = work->grid->count, functions = vi_spline_functions(work->problem->rows);
    vi_partial *answers = work->answers + task * count;
    VI_TRY(get_scratch(work, s, err));
    vi_cells_cut(s->cells, work->problem->params[work->pars[task]]);
    if (s->cells->count < 2) {
        memset(answers, 0, count * sizeof *answers);
        work->edf[task] = NAN;
        work->misfit[task] = 0;
        goto cleanup;
    }
    VI_TRY(fit_and_estimate(work, s, functions, answers, &work->misfit[task], err));
    work->edf[task] = largest_edf(s->spline);
    if (work->misfit[task] > refit_beyond) {
        VI_TRY(refit(work, s, task, 2 * functions, err));
    }
cleanup:
    return status;
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

static voi_status allocate(voi_context *ctx, evppi_work *work, voi_error *err)
{
    size_t workers = vi_workers(ctx);
    work->workers = vi_calloc(workers, sizeof *work->workers);
    work->answers = vi_calloc(work->count * work->grid->count, sizeof *work->answers);
    work->edf = vi_calloc(work->count, sizeof *work->edf);
    work->misfit = vi_calloc(work->count, sizeof *work->misfit);
    if (!work->workers || !work->answers || !work->edf || !work->misfit) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", work->count);
    }
    return VOI_OK;
}

static void free_work(const voi_context *ctx, evppi_work *work)
{
    for (size_t w = 0; work->workers && w < vi_workers(ctx); w++) {
        vi_cells_destroy(work->workers[w].cells);
        vi_spline_destroy(work->workers[w].spline);
        vi_estimator_destroy(work->workers[w].estimator);
    }
    vi_increments_free(&work->increments);
    vi_curve_free(&work->evpi);
    vi_free(work->workers);
    vi_free(work->answers);
    vi_free(work->edf);
    vi_free(work->misfit);
}

/* ---- After: the table ---- */

static void add_answer(voi_table *table, const evppi_work *work, size_t task, size_t i,
                       double persons)
{
    const vi_partial *a = &work->answers[task * work->grid->count + i];
    /* Knowing one parameter is never worth more than knowing all. */
    double evppi = fmin(a->evppi, work->evpi.evpi[work->grid->rank[i]]);
    bool constant = isnan(work->edf[task]);
    vi_table_add_row(table);
    vi_table_set_text(table, PARS, work->problem->parameter_names[work->pars[task]]);
    vi_table_set_number(table, K, work->grid->values[i]);
    vi_table_set_number(table, EVPPI, evppi);
    vi_table_set_number(table, SE, a->se);
    vi_table_set_number(table, LOW, fmax(evppi - normal_975 * a->se, 0));
    vi_table_set_number(table, HIGH, evppi + normal_975 * a->se);
    vi_table_set_text(table, METHOD, constant ? "constant" : "spline");
    vi_table_set_number(table, EDF, work->edf[task]);
    vi_table_set_number(table, POLICY, a->policy_value);
    if (persons > 0) {
        vi_table_set_number(table, POPULATION, evppi * persons);
    }
}

static void add_warnings(voi_table *table, const evppi_work *work)
{
    if (work->problem->rows < FEW_ROWS) {
        vi_table_warn(table, "only %zu rows: EVPPI estimates are rough below %d",
                      work->problem->rows, FEW_ROWS);
    }
    for (size_t t = 0; t < work->count; t++) {
        const char *name = work->problem->parameter_names[work->pars[t]];
        if (isnan(work->edf[t])) {
            vi_table_warn(table, "parameter %s is constant: its EVPPI is 0", name);
        } else if (work->misfit[t] > warn_beyond) {
            vi_table_warn(table,
                          "parameter %s: the regression may miss structure (policy value and "
                          "estimate differ by %.1f standard deviations)",
                          name, work->misfit[t]);
        }
    }
}

static voi_status write_table(const evppi_work *work, double persons, voi_table **out,
                              voi_error *err)
{
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, persons > 0 ? COLUMNS : POPULATION, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t t = 0; t < work->count; t++) {
        for (size_t i = 0; i < work->grid->count; i++) {
            add_answer(table, work, t, i, persons);
        }
    }
    vi_problem_warn(work->problem, table);
    add_warnings(table, work);
    return vi_table_finish(&table, out, err);
}

static voi_status run_work(voi_context *ctx, evppi_work *work, double persons, voi_table **out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_problem *problem = work->problem;
    VI_TRY(vi_curve_compute(ctx, problem, work->grid->sorted, work->grid->count, false, &work->evpi,
                            err));
    VI_TRY(vi_increments_create(ctx, problem, work->evpi.best[work->grid->rank[0]],
                                &work->increments, err));
    VI_TRY(allocate(ctx, work, err));
    const vi_job job = {"computing the EVPPI", work->count, run_parameter, work};
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(write_table(work, persons, out, err));
cleanup:
    return status;
}

voi_status voi_evppi(voi_context *ctx, const voi_problem *problem, const voi_evppi_options *options,
                     voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_evppi_options defaults;
    vi_grid grid = {0};
    size_t *pars = NULL;
    double persons = 0;
    *out = NULL;
    voi_evppi_options_default(&defaults);
    options = options ? options : &defaults;
    size_t count = options->parameters ? options->parameter_count : problem->parameters;
    evppi_work work = {.problem = problem, .grid = &grid, .count = count};
    VI_TRY(check_problem(problem, err));
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &persons, err));
    }
    VI_TRY(vi_grid_create(problem, &options->wtp, &grid, err));
    pars = vi_malloc(count, sizeof *pars);
    if (!pars) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
        goto cleanup;
    }
    VI_TRY(choose_parameters(problem, options, pars, err));
    work.pars = pars;
    VI_TRY(run_work(ctx, &work, persons, out, err));
cleanup:
    free_work(ctx, &work);
    vi_free(pars);
    vi_grid_free(&grid);
    return status;
}
