/* The expected value of sample information: the table of it. How it is estimated: evsi_methods.c.
 */
#include "core/table.h"
#include "measures/evsi_work.h"

enum { STUDY, PARS, N, K, EVSI, SE, LOW, HIGH, METHOD, POPULATION, COLUMNS };

/* The last is there with a population. */
static const vi_column columns[COLUMNS] = {
    {"study", VOI_COLUMN_TEXT},     {"pars", VOI_COLUMN_TEXT},      {"n", VOI_COLUMN_NUMBER},
    {"k", VOI_COLUMN_NUMBER},       {"evsi", VOI_COLUMN_NUMBER},    {"se", VOI_COLUMN_NUMBER},
    {"ci_low", VOI_COLUMN_NUMBER},  {"ci_high", VOI_COLUMN_NUMBER}, {"method", VOI_COLUMN_TEXT},
    {"pop_evsi", VOI_COLUMN_NUMBER}};

static void add_row(voi_table *table, const vi_evsi_work *work, double size, size_t i,
                    double persons)
{
    const vi_evsi_answer a = vi_evsi_answer_at(work, size, i);
    vi_table_add_row(table);
    vi_table_set_text(table, STUDY, work->study.name);
    vi_table_set_text(table, PARS, work->pars);
    vi_table_set_number(table, N, size);
    vi_table_set_number(table, K, work->grid.values[i]);
    vi_table_set_number(table, EVSI, a.evsi);
    vi_table_set_number(table, SE, a.se);
    vi_table_set_number(table, LOW, a.low);
    vi_table_set_number(table, HIGH, a.high);
    vi_table_set_text(table, METHOD, work->method->name);
    if (persons > 0) {
        vi_table_set_number(table, POPULATION, a.evsi * persons);
    }
}

/* One study, its rows in the order of the sizes asked for. */
static voi_status add_study(voi_context *ctx, const voi_problem *problem,
                            const voi_evsi_options *options, double persons, voi_table *table,
                            voi_error *err)
{
    voi_status status = VOI_OK;
    vi_evsi_work work = {0};
    VI_TRY(vi_evsi_prepare(ctx, problem, options, &work, err));
    VI_TRY(vi_evsi_answer_all(ctx, &work, err));
    vi_curve_note_gpu(&work.curve, ctx);
    vi_evsi_warn(&work, problem, table);
    for (size_t s = 0; s < options->sizes.count; s++) {
        for (size_t i = 0; i < work.grid.count; i++) {
            add_row(table, &work, options->sizes.values[s], i, persons);
        }
    }
cleanup:
    vi_evsi_free(&work);
    return status;
}

/* The options with one of the plans in place of the study. */
static voi_evsi_options options_of(const voi_evsi_options *options, const voi_study_plan *plan)
{
    voi_evsi_options one = *options;
    one.study = plan->study;
    one.sizes = plan->sizes.count > 0 ? plan->sizes : vi_sizes_shown;
    one.method = plan->method;
    one.summaries = plan->summaries;
    return one;
}

static voi_status add_plan(voi_context *ctx, const voi_problem *problem,
                           const voi_evsi_options *options, const voi_study_plan *plan,
                           double persons, voi_table *table, voi_error *err)
{
    const voi_evsi_options one = options_of(options, plan);
    voi_status status = vi_evsi_check_summaries(plan, err);
    if (status == VOI_OK) {
        status = add_study(ctx, problem, &one, persons, table, err);
    }
    return vi_error_at(err, plan->where, status);
}

static voi_status answer(voi_context *ctx, const voi_problem *problem,
                         const voi_evsi_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    double persons = 0;
    if (options->plans && options->plan_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no study is given whose data could be valued");
    }
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &persons, err));
    }
    VI_TRY(vi_table_create(columns, persons > 0 ? COLUMNS : POPULATION, &table, err));
    if (!options->plans) {
        VI_TRY(add_study(ctx, problem, options, persons, table, err));
    }
    for (size_t p = 0; options->plans && p < options->plan_count; p++) {
        VI_TRY(add_plan(ctx, problem, options, &options->plans[p], persons, table, err));
    }
    status = vi_table_finish(&table, out, err);
cleanup:
    voi_table_destroy(table);
    return status;
}

voi_status voi_evsi(voi_context *ctx, const voi_problem *problem, const voi_evsi_options *options,
                    voi_table **out, voi_error *err)
{
    voi_evsi_options defaults;
    *out = NULL;
    voi_evsi_options_default(&defaults);
    voi_phase_begin(ctx, "evsi");
    voi_status status = answer(ctx, problem, options ? options : &defaults, out, err);
    voi_phase_end(ctx, 0);
    return status;
}
