/* `voi check`: one line a check. Findings are told in the order of their severity, and within one
 * in the order in which they were met. */
#include "core/table.h"
#include "data/problem_read.h"
#include "measures/decision_checks.h"

static const vi_check_fn checks[] = {
    vi_check_contents, vi_check_constants, vi_check_twins,  vi_check_collinear,
    vi_check_row_ties, vi_check_near_ties, vi_check_sample,
};
/* The first ones need no strategies. */
enum { CHECKS = sizeof checks / sizeof *checks, ON_COLUMNS = 4 };

enum { SEVERITY, WHERE, MESSAGE, COLUMNS };

static const vi_column columns[COLUMNS] = {[SEVERITY] = {"severity", VOI_COLUMN_TEXT},
                                           [WHERE] = {"where", VOI_COLUMN_TEXT},
                                           [MESSAGE] = {"message", VOI_COLUMN_TEXT}};

static voi_status run_checks(voi_context *ctx, const voi_problem *problem, vi_findings *findings,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    int count = problem->outcomes ? ON_COLUMNS : CHECKS;
    for (int i = 0; i < count; i++) {
        VI_TRY(vi_progress(ctx, "checking", (double)i / count, err));
        VI_TRY(checks[i](ctx, problem, findings, err));
    }
cleanup:
    return status;
}

static void add_rows(const vi_findings *findings, vi_severity severity, voi_table *table)
{
    for (size_t i = 0; i < findings->count; i++) {
        const vi_finding *finding = &findings->items[i];
        if (finding->severity == severity) {
            vi_table_add_row(table);
            vi_table_set_text(table, SEVERITY, vi_severity_name(severity));
            vi_table_set_text(table, WHERE, finding->where);
            vi_table_set_text(table, MESSAGE, finding->message);
        }
    }
}

/* `before` are the findings of the reading. */
static voi_status tabulate(const vi_findings *before, const vi_findings *now, voi_table **out,
                           voi_error *err)
{
    static const vi_severity order[] = {VI_ERROR, VI_WARNING, VI_NOTE};
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t s = 0; s < sizeof order / sizeof *order; s++) {
        add_rows(before, order[s], table);
        add_rows(now, order[s], table);
    }
    return vi_table_finish(&table, out, err);
}

voi_status voi_check(voi_context *ctx, const voi_problem *problem, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_findings findings = {0};
    *out = NULL;
    voi_phase_begin(ctx, "check");
    VI_TRY(run_checks(ctx, problem, &findings, err));
    VI_TRY(tabulate(&problem->findings, &findings, out, err));
cleanup:
    voi_phase_end(ctx, 0);
    vi_findings_free(&findings);
    return status;
}

voi_status voi_check_files(voi_context *ctx, const voi_problem_files *files, voi_table **out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    vi_findings reading = {0}, findings = {0};
    voi_problem *problem = NULL;
    *out = NULL;
    VI_TRY(vi_problem_load(ctx, files, &reading, &problem, err));
    if (problem) {
        voi_phase_begin(ctx, "check");
        status = run_checks(ctx, problem, &findings, err);
        voi_phase_end(ctx, 0);
        VI_TRY(status);
    } else {
        VI_TRY(vi_find(&findings, VI_NOTE, VOI_OK, "problem", err,
                       "the sample itself is not checked while there are errors in the files"));
    }
    VI_TRY(tabulate(&reading, &findings, out, err));
cleanup:
    voi_problem_destroy(problem);
    vi_findings_free(&reading);
    vi_findings_free(&findings);
    return status;
}
