/* The expected net benefit of sampling: the table of it. The model: enbs_curve.c and enbs_time.c;
 * the best size: enbs_search.c. */
#include "core/alloc.h"
#include "core/context.h"
#include "core/table.h"
#include "measures/enbs_rows.h"

enum { STUDY, PARS, N, PARTICIPANTS, K, ENBS, SE, WORTHWHILE, OPTIMAL, LOW, HIGH, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"study", VOI_COLUMN_TEXT},   {"pars", VOI_COLUMN_TEXT},
    {"n", VOI_COLUMN_NUMBER},     {"participants", VOI_COLUMN_NUMBER},
    {"k", VOI_COLUMN_NUMBER},     {"enbs", VOI_COLUMN_NUMBER},
    {"se", VOI_COLUMN_NUMBER},    {"prob_worthwhile", VOI_COLUMN_NUMBER},
    {"optimal", VOI_COLUMN_FLAG}, {"n_low", VOI_COLUMN_NUMBER},
    {"n_high", VOI_COLUMN_NUMBER}};

void voi_enbs_options_default(voi_enbs_options *options)
{
    *options = (voi_enbs_options){.seed = 1};
    voi_population_default(&options->population);
}

static void write_row(const vi_enbs_rows *study, const vi_enbs_row *row, voi_table *table)
{
    vi_table_add_row(table);
    vi_table_set_text(table, STUDY, study->name);
    vi_table_set_text(table, PARS, study->pars);
    vi_table_set_number(table, N, row->n);
    vi_table_set_number(table, PARTICIPANTS, row->participants);
    vi_table_set_number(table, K, study->k[row->i]);
    vi_table_set_number(table, ENBS, row->answer.enbs);
    vi_table_set_number(table, SE, row->answer.se);
    vi_table_set_number(table, WORTHWHILE, row->answer.worthwhile);
    vi_table_set_flag(table, OPTIMAL, row->optimal);
    vi_table_set_number(table, LOW, row->low);
    vi_table_set_number(table, HIGH, row->high);
}

static void write_all(const vi_enbs_rows *studies, size_t count, voi_table *table)
{
    for (size_t s = 0; s < count; s++) {
        for (size_t j = 0; j < studies[s].count; j++) {
            write_row(&studies[s], &studies[s].rows[j], table);
        }
    }
}

static voi_status answer(voi_context *ctx, const voi_problem *problem,
                         const voi_enbs_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    size_t count = options->plan_count;
    vi_enbs_rows *studies = vi_calloc(count, sizeof *studies);
    if (!studies) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu studies", count);
    }
    VI_TRY(vi_timing_need_population(&options->population, err));
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t s = 0; s < count; s++) {
        VI_TRY(vi_enbs_rows_create(ctx, problem, options, &options->plans[s], &studies[s], table,
                                   err));
    }
    vi_enbs_rows_mark(studies, count);
    write_all(studies, count, table);
    status = vi_table_finish(&table, out, err);
cleanup:
    for (size_t s = 0; s < count; s++) {
        vi_enbs_rows_free(&studies[s]);
    }
    vi_free(studies);
    voi_table_destroy(table);
    return status;
}

voi_status voi_enbs(voi_context *ctx, const voi_problem *problem, const voi_enbs_options *options,
                    voi_table **out, voi_error *err)
{
    *out = NULL;
    if (!options || options->plan_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no study is given to be compared with its costs");
    }
    voi_phase_begin(ctx, "enbs");
    voi_status status = answer(ctx, problem, options, out, err);
    voi_phase_end(ctx, 0);
    return status;
}
