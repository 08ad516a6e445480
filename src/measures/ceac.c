/* Cost-effectiveness acceptability: over k, the probability that a strategy is optimal, whether it
 * is on the frontier (highest mean net benefit), and what choosing it loses on average. */
#include "core/table.h"
#include "measures/answer.h"

enum { K, STRATEGY, PROBABILITY, FRONTIER, LOSS, COLUMNS };

static const vi_column columns[COLUMNS] = {{"k", VOI_COLUMN_NUMBER},
                                           {"strategy", VOI_COLUMN_TEXT},
                                           {"probability", VOI_COLUMN_NUMBER},
                                           {"frontier", VOI_COLUMN_FLAG},
                                           {"expected_loss", VOI_COLUMN_NUMBER}};

void voi_ceac_options_default(voi_ceac_options *options)
{
    *options = (voi_ceac_options){0};
}

static void add_k(voi_table *table, const voi_problem *problem, const vi_curve *curve, size_t j,
                  double k)
{
    for (size_t d = 0; d < problem->strategies; d++) {
        size_t cell = j * problem->strategies + d;
        vi_table_add_row(table);
        vi_table_set_number(table, K, k);
        vi_table_set_text(table, STRATEGY, problem->strategy_names[d]);
        vi_table_set_number(table, PROBABILITY, curve->probability[cell]);
        vi_table_set_flag(table, FRONTIER, curve->best[j] == d);
        vi_table_set_number(table, LOSS, curve->evpi[j] + vi_curve_gap(curve, j, d));
    }
}

voi_status vi_answer_ceac(const vi_answer *answer, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = answer->grid;
    voi_table *table = NULL;
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t i = 0; i < grid->count; i++) {
        add_k(table, answer->problem, answer->curve, grid->rank[i], grid->values[i]);
    }
    vi_problem_warn(answer->problem, table);
    vi_answer_warn(answer, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    voi_table_destroy(table);
    return status;
}

voi_status voi_ceac(voi_context *ctx, const voi_problem *problem, const voi_ceac_options *options,
                    voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_wtp none = {0};
    vi_grid grid = {0};
    vi_curve curve = {0};
    *out = NULL;
    voi_phase_begin(ctx, "ceac");
    VI_TRY(vi_grid_create(problem, options ? &options->wtp : &none, &grid, err));
    VI_TRY(vi_curve_compute(ctx, problem, grid.sorted, grid.count, true, &curve, err));
    const vi_pair_source pairs = vi_curve_pairs(&curve, problem);
    const vi_answer answer = {problem, &grid, &curve, &pairs, NULL};
    VI_TRY(vi_answer_ceac(&answer, out, err));
cleanup:
    voi_phase_end(ctx, vi_problem_outcome_bytes(problem));
    vi_curve_free(&curve);
    vi_grid_free(&grid);
    return status;
}
