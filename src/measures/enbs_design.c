/* Which design: the best size for each combination of allocation and follow-up, all on the same
 * sample. What a combination sets goes before the options of the plan. */
#include "core/alloc.h"
#include "core/context.h"
#include "core/table.h"
#include "measures/enbs_rows.h"
#include "studies/design_check.h"

#include <math.h>
#include <string.h>

enum { STUDY, PARS, N, ALLOCATION, FOLLOW_UP, PARTICIPANTS, K, ENBS, SE, OPTIMAL, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"study", VOI_COLUMN_TEXT},       {"pars", VOI_COLUMN_TEXT},
    {"n", VOI_COLUMN_NUMBER},         {"allocation", VOI_COLUMN_NUMBER},
    {"follow_up", VOI_COLUMN_NUMBER}, {"participants", VOI_COLUMN_NUMBER},
    {"k", VOI_COLUMN_NUMBER},         {"enbs", VOI_COLUMN_NUMBER},
    {"se", VOI_COLUMN_NUMBER},        {"optimal", VOI_COLUMN_FLAG}};

/* The two options that vary; NaN: as the plan has it. */
enum { VARIED = 2, MOST_OPTIONS = 64 };
static const char *const varied[VARIED] = {"allocation", "follow_up"};

typedef struct {
    voi_study_plan plan;
    double value[VARIED]; /* as the design is told; NaN: it has no such option */
    voi_study_option options[MOST_OPTIONS];
} variant;

void voi_best_design_options_default(voi_best_design_options *options)
{
    *options = (voi_best_design_options){0};
    voi_enbs_options_default(&options->enbs);
}

/* ---- Variants of a plan ---- */

static double standard_of(const voi_study *study, const char *name)
{
    const voi_design *design = study->design;
    for (size_t i = 0; i < design->option_count; i++) {
        const voi_design_option *option = &design->options[i];
        if (strcmp(option->name, name) == 0 && study->parameter_count >= option->from) {
            return option->standard;
        }
    }
    return NAN;
}

static double own_value(const voi_study *study, const char *name)
{
    for (size_t i = 0; i < study->option_count; i++) {
        if (strcmp(study->options[i].name, name) == 0) {
            return study->options[i].value;
        }
    }
    return standard_of(study, name);
}

static bool is_set(const double *value, const char *name)
{
    for (size_t v = 0; v < VARIED; v++) {
        if (!isnan(value[v]) && strcmp(varied[v], name) == 0) {
            return true;
        }
    }
    return false;
}

static voi_status vary(const voi_study_plan *plan, const double *value, variant *out,
                       voi_error *err)
{
    const voi_study *study = &plan->study;
    size_t count = 0;
    voi_status status = vi_design_check(study->design, err);
    if (status != VOI_OK) {
        return status;
    }
    if (study->option_count > MOST_OPTIONS - VARIED) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "a study of %zu options; %d are possible",
                       study->option_count, MOST_OPTIONS - VARIED);
    }
    out->plan = *plan;
    for (size_t v = 0; v < VARIED; v++) {
        bool set = !isnan(value[v]);
        out->value[v] = set ? value[v] : own_value(study, varied[v]);
        if (set) {
            out->options[count++] = (voi_study_option){varied[v], value[v]};
        }
    }
    for (size_t i = 0; i < study->option_count; i++) {
        if (!is_set(value, study->options[i].name)) {
            out->options[count++] = study->options[i];
        }
    }
    out->plan.study.options = out->options;
    out->plan.study.option_count = count;
    return VOI_OK;
}

/* Values of an option in their order: those asked for, or one NaN. */
static double value_at(const double *values, size_t count, size_t i)
{
    return count > 0 ? values[i] : NAN;
}

static size_t at_least_one(size_t count)
{
    return count > 0 ? count : 1;
}

static size_t variants_of(const voi_best_design_options *o)
{
    return at_least_one(o->allocation_count) * at_least_one(o->follow_up_count);
}

static voi_status set_variant(const voi_best_design_options *o, size_t index, variant *out,
                              voi_error *err)
{
    size_t variants = variants_of(o), follow_ups = at_least_one(o->follow_up_count);
    size_t at = index % variants;
    const double value[VARIED] = {value_at(o->allocations, o->allocation_count, at / follow_ups),
                                  value_at(o->follow_ups, o->follow_up_count, at % follow_ups)};
    return vary(&o->enbs.plans[index / variants], value, out, err);
}

/* ---- The table ---- */

static void write_row(const vi_enbs_rows *study, const variant *v, const vi_enbs_row *row,
                      voi_table *table)
{
    vi_table_add_row(table);
    vi_table_set_text(table, STUDY, study->name);
    vi_table_set_text(table, PARS, study->pars);
    vi_table_set_number(table, N, row->n);
    vi_table_set_number(table, ALLOCATION, v->value[0]);
    vi_table_set_number(table, FOLLOW_UP, v->value[1]);
    vi_table_set_number(table, PARTICIPANTS, row->participants);
    vi_table_set_number(table, K, study->k[row->i]);
    vi_table_set_number(table, ENBS, row->answer.enbs);
    vi_table_set_number(table, SE, row->answer.se);
    vi_table_set_flag(table, OPTIMAL, row->optimal);
}

/* The best rows, k by k. */
static void write_variant(const vi_enbs_rows *study, const variant *v, voi_table *table)
{
    for (size_t i = 0; i < study->k_count; i++) {
        for (size_t j = 0; j < study->count; j++) {
            if (study->rows[j].best && study->rows[j].i == i) {
                write_row(study, v, &study->rows[j], table);
            }
        }
    }
}

/* Sizes that a plan lists without need are not passed over in silence. */
static void warn(const voi_study_plan *plan, const vi_enbs_rows *rows, voi_table *table)
{
    if (rows->searched && plan->sizes.count > 0) {
        vi_table_warn(table,
                      "study %s: its best size is looked for among all whole numbers; the listed "
                      "sizes do not matter",
                      rows->name);
    }
}

static voi_status answer(voi_context *ctx, const voi_problem *problem,
                         const voi_best_design_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    size_t count = options->enbs.plan_count * variants_of(options);
    vi_enbs_rows *rows = vi_calloc(count, sizeof *rows);
    variant *variants = vi_calloc(count, sizeof *variants);
    if (!rows || !variants) {
        status = vi_fail(err, VOI_ERR_NOMEM, "designs: out of memory for %zu", count);
        goto cleanup;
    }
    VI_TRY(vi_timing_need_population(&options->enbs.population, err));
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t v = 0; v < count; v++) {
        VI_TRY(set_variant(options, v, &variants[v], err));
        VI_TRY(vi_enbs_rows_create(ctx, problem, &options->enbs, &variants[v].plan, &rows[v], table,
                                   err));
        warn(&variants[v].plan, &rows[v], table);
    }
    vi_enbs_rows_mark(rows, count);
    for (size_t v = 0; v < count; v++) {
        write_variant(&rows[v], &variants[v], table);
    }
    status = vi_table_finish(&table, out, err);
cleanup:
    for (size_t v = 0; rows && v < count; v++) {
        vi_enbs_rows_free(&rows[v]);
    }
    vi_free(rows);
    vi_free(variants);
    voi_table_destroy(table);
    return status;
}

voi_status voi_best_design(voi_context *ctx, const voi_problem *problem,
                           const voi_best_design_options *options, voi_table **out, voi_error *err)
{
    *out = NULL;
    if (!options || options->enbs.plan_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no study is given whose design could be chosen");
    }
    voi_phase_begin(ctx, "design");
    voi_status status = answer(ctx, problem, options, out, err);
    voi_phase_end(ctx, 0);
    return status;
}
