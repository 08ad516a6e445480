/* Expected costs, effects and net benefits, with the standard error of the net benefit: the
 * variance of k e − c follows for every k from those of e and c and their covariance, computed
 * once. */
#include "core/alloc.h"
#include "core/table.h"
#include "measures/answer.h"
#include "measures/on_gpu.h"

#include <math.h>

enum { K, STRATEGY, COST, EFFECT, NB, NB_SE, INCREMENTAL, PROBABILITY, OPTIMAL, COLUMNS };

static const vi_column columns[COLUMNS] = {{"k", VOI_COLUMN_NUMBER},
                                           {"strategy", VOI_COLUMN_TEXT},
                                           {"cost", VOI_COLUMN_NUMBER},
                                           {"effect", VOI_COLUMN_NUMBER},
                                           {"nb", VOI_COLUMN_NUMBER},
                                           {"nb_se", VOI_COLUMN_NUMBER},
                                           {"incremental_nb", VOI_COLUMN_NUMBER},
                                           {"prob_optimal", VOI_COLUMN_NUMBER},
                                           {"optimal", VOI_COLUMN_FLAG}};

void voi_summary_options_default(voi_summary_options *options)
{
    *options = (voi_summary_options){0};
}

static void add_strategy(voi_table *table, const voi_problem *p, const vi_curve *curve, size_t j,
                         double k, const vi_moments *of, size_t d)
{
    const vi_moments *m = &of[d];
    size_t cell = j * p->strategies + d;
    vi_table_add_row(table);
    vi_table_set_number(table, K, k);
    vi_table_set_text(table, STRATEGY, p->strategy_names[d]);
    if (p->costs) {
        vi_table_set_number(table, COST, m->cost);
        vi_table_set_number(table, EFFECT, m->effect);
    }
    vi_table_set_number(table, NB, vi_net_benefit(k, m->effect, m->cost));
    vi_table_set_number(table, NB_SE, vi_net_benefit_se(m, k));
    vi_table_set_number(table, INCREMENTAL, 0 - vi_curve_gap(curve, j, d));
    vi_table_set_number(table, PROBABILITY, curve->probability[cell]);
    vi_table_set_flag(table, OPTIMAL, curve->best[j] == d);
}

/* Whether what is told of net benefits is finite at the greatest k, and so at every other. */
static bool are_finite(const vi_answer *answer)
{
    const vi_grid *grid = answer->grid;
    double k = grid->sorted[grid->count - 1];
    bool finite = true;
    for (size_t d = 0; d < answer->problem->strategies; d++) {
        const vi_moments *m = &answer->moments[d];
        finite = finite && isfinite(vi_net_benefit(k, m->effect, m->cost)) &&
                 (m->rows < 2 || isfinite(vi_net_benefit_se(m, k)));
    }
    return finite;
}

voi_status vi_answer_summary(const vi_answer *answer, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_grid *grid = answer->grid;
    voi_table *table = NULL;
    if (!are_finite(answer)) {
        return vi_moments_overflow(err);
    }
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t i = 0; i < grid->count; i++) {
        for (size_t d = 0; d < answer->problem->strategies; d++) {
            add_strategy(table, answer->problem, answer->curve, grid->rank[i], grid->values[i],
                         answer->moments, d);
        }
    }
    vi_problem_warn(answer->problem, table);
    vi_answer_warn(answer, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    voi_table_destroy(table);
    return status;
}

static voi_status compute_moments(voi_context *ctx, const voi_problem *problem, vi_curve *curve,
                                  vi_moments *moments, voi_error *err)
{
    bool done = false;
    voi_status status = vi_moments_on_gpu(ctx, problem, moments, &done, err);
    vi_curve_note_gpu(curve, ctx);
    if (status == VOI_OK && !done) {
        status = vi_moments_of_all(ctx, problem, VI_NO_REFERENCE, moments, err);
    }
    return status;
}

voi_status voi_summary(voi_context *ctx, const voi_problem *problem,
                       const voi_summary_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_wtp none = {0};
    vi_grid grid = {0};
    vi_curve curve = {0};
    vi_moments *moments = NULL;
    *out = NULL;
    voi_phase_begin(ctx, "summary");
    VI_TRY(vi_grid_create(problem, options ? &options->wtp : &none, &grid, err));
    moments = vi_calloc(problem->strategies, sizeof *moments);
    if (!moments) {
        status = vi_fail(err, VOI_ERR_NOMEM, "summary: out of memory");
        goto cleanup;
    }
    VI_TRY(vi_curve_compute(ctx, problem, grid.sorted, grid.count, true, &curve, err));
    VI_TRY(compute_moments(ctx, problem, &curve, moments, err));
    const vi_pair_source pairs = vi_curve_pairs(&curve, problem);
    const vi_answer answer = {problem, &grid, &curve, &pairs, moments};
    VI_TRY(vi_answer_summary(&answer, out, err));
cleanup:
    voi_phase_end(ctx, vi_problem_outcome_bytes(problem));
    vi_free(moments);
    vi_curve_free(&curve);
    vi_grid_free(&grid);
    return status;
}
