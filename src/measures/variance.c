/* The expected reduction of the variance of outcomes: what is asked for, and the table of it. By
 * the law of total variance Var Y − E Var[Y | θ] = Var E[Y | θ], so it is the variance of the
 * fitted values of a regression on θ, corrected for what smoothing and noise make of it
 * (explained.h); its share of Var Y is Sobol's first-order index, of a group the closed one. */
#include "measures/variance.h"

#include "core/alloc.h"
#include "core/table.h"
#include "measures/reduction.h"
#include "measures/told.h"

#include <math.h>

enum { GROUP, PARS, OUTCOME, EVPPI, SE, LOW, HIGH, SHARE, METHOD, EDF, COLUMNS };

/* The first is not in every table. */
static const vi_column columns[COLUMNS] = {
    {"group", VOI_COLUMN_TEXT},     {"pars", VOI_COLUMN_TEXT},    {"outcome", VOI_COLUMN_TEXT},
    {"evppi", VOI_COLUMN_NUMBER},   {"se", VOI_COLUMN_NUMBER},    {"ci_low", VOI_COLUMN_NUMBER},
    {"ci_high", VOI_COLUMN_NUMBER}, {"share", VOI_COLUMN_NUMBER}, {"method", VOI_COLUMN_TEXT},
    {"edf", VOI_COLUMN_NUMBER}};

static voi_status check(const voi_problem *problem, const voi_evppi_options *options,
                        voi_error *err)
{
    if (!problem->outcomes) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the reduction of variance is of outcomes without strategies; this problem "
                       "has strategies");
    }
    if (options->wtp.count > 0 || options->population.per_year != 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the reduction of variance is no money: leave out willingness to pay and "
                       "the population");
    }
    if (options->bootstrap > 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "a bootstrap is of decisions; the reduction of variance has none");
    }
    return vi_asked_check(problem, "EVPPI", err);
}

static void add_answer(voi_table *table, const vi_variance *v, const char *const names[2],
                       size_t outcome, const vi_partial *a)
{
    size_t first = names[0] ? GROUP : PARS;
    double unit = v->outcomes->unit[outcome], square = unit * unit;
    double whole = v->outcomes->variance[outcome];
    vi_table_add_row(table);
    if (first == GROUP) {
        vi_table_set_text(table, GROUP, names[0]);
    }
    vi_table_set_text(table, PARS - first, names[1]);
    vi_table_set_text(table, OUTCOME - first, v->problem->outcome_names[outcome]);
    vi_table_set_number(table, EVPPI - first, square * a->evppi);
    vi_table_set_number(table, SE - first, square * a->se);
    vi_table_set_number(table, LOW - first, square * a->low);
    vi_table_set_number(table, HIGH - first, square * a->high);
    vi_table_set_number(table, SHARE - first, whole > 0 ? a->evppi / whole : NAN);
    vi_table_set_text(table, METHOD - first, vi_method_told(a));
    vi_table_set_number(table, EDF - first, a->edf);
}

static voi_status add_set(voi_table *table, const vi_variance *v, const vi_partial *answers,
                          size_t set, size_t *told, voi_error *err)
{
    const vi_questions *q = v->questions;
    size_t count = v->outcomes->count;
    char *pars = vi_asked_name(&q->asked, v->problem, set);
    if (!pars) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    const char *const names[2] = {q->group_names ? q->group_names[set] : NULL, pars};
    const vi_told about = {q, set, pars, answers + set * count, count};
    for (size_t m = 0; m < count; m++) {
        add_answer(table, v, names, m, &answers[set * count + m]);
    }
    vi_tell(&about, table, told);
    vi_free(pars);
    return VOI_OK;
}

static void warn_of_constants(const vi_variance *v, voi_table *table)
{
    for (size_t m = 0; m < v->outcomes->count; m++) {
        if (!(v->outcomes->variance[m] > 0)) {
            vi_table_warn(table, "outcome %s is constant: there is no variance to reduce",
                          v->problem->outcome_names[m]);
        }
    }
}

static voi_status write_table(const vi_variance *v, const vi_partial *answers, voi_table **out,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    size_t told = 0, first = v->questions->group_names ? GROUP : PARS;
    VI_TRY(vi_table_create(columns + first, COLUMNS - first, &table, err));
    vi_problem_warn(v->problem, table);
    vi_tell_rows(v->problem->rows, "EVPPI", table);
    warn_of_constants(v, table);
    for (size_t s = 0; s < v->questions->asked.count; s++) {
        VI_TRY(add_set(table, v, answers, s, &told, err));
    }
    vi_tell_rest(told, table);
    status = vi_table_finish(&table, out, err);
cleanup:
    voi_table_destroy(table);
    return status;
}

voi_status voi_evppi_variance(voi_context *ctx, const voi_problem *problem,
                              const voi_evppi_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_evppi_options defaults;
    vi_questions questions = {0};
    vi_outcomes outcomes = {0};
    vi_partial *answers = NULL;
    const vi_variance variance = {problem, &questions, &outcomes};
    *out = NULL;
    voi_phase_begin(ctx, "evppi");
    voi_evppi_options_default(&defaults);
    options = options ? options : &defaults;
    VI_TRY(check(problem, options, err));
    VI_TRY(vi_questions_create(problem, options, &questions, err));
    answers = vi_malloc(questions.asked.count * problem->outcome_count, sizeof *answers);
    if (!answers) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu outcomes",
                         problem->outcome_count);
        goto cleanup;
    }
    VI_TRY(vi_outcomes_create(ctx, problem, &outcomes, err));
    VI_TRY(vi_reduce(ctx, problem, &questions.asked, &questions.left, questions.reduced, err));
    VI_TRY(vi_variance_compute(ctx, &variance, answers, err));
    VI_TRY(write_table(&variance, answers, out, err));
cleanup:
    voi_phase_end(ctx, 0);
    vi_free(answers);
    vi_outcomes_free(&outcomes);
    vi_questions_free(&questions);
    return status;
}
