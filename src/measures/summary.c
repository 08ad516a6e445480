/* Expected costs, effects and net benefits, with the standard error of the net benefit: the
 * variance of k e − c follows for every k from those of e and c and their covariance, computed
 * once. */
#include "core/alloc.h"
#include "core/table.h"
#include "data/grid.h"
#include "math/sums.h"
#include "measures/curve.h"

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

/* Moments of one strategy; with net benefit only, `effect` is the net benefit and cost is 0. */
typedef struct {
    double cost, effect, var_cost, var_effect, covariance;
} moments;

typedef struct {
    const voi_problem *problem;
    moments *of; /* strategies */
} moments_work;

void voi_summary_options_default(voi_summary_options *options)
{
    *options = (voi_summary_options){0};
}

/* Second moments about the means, which are known by then. */
static void add_spread(const double *effect, const double *cost, size_t n, moments *m)
{
    double ee = 0, cc = 0, ec = 0;
    for (size_t i = 0; i < n; i++) {
        double e = effect[i] - m->effect, c = cost ? cost[i] - m->cost : 0;
        ee += e * e;
        cc += c * c;
        ec += e * c;
    }
    double divisor = n > 1 ? (double)(n - 1) : 1;
    m->var_effect = ee / divisor;
    m->var_cost = cc / divisor;
    m->covariance = ec / divisor;
}

static voi_status moments_of_strategy(void *argument, size_t d, size_t worker, voi_error *err)
{
    const moments_work *work = argument;
    const voi_problem *p = work->problem;
    const double *cost = p->costs ? p->costs[d] : NULL;
    const double *effect = p->costs ? p->effects[d] : p->net_benefit[d];
    moments *m = &work->of[d];
    (void)worker;
    (void)err;
    m->effect = vi_sum_difference(effect, NULL, p->rows) / (double)p->rows;
    m->cost = cost ? vi_sum_difference(cost, NULL, p->rows) / (double)p->rows : 0;
    add_spread(effect, cost, p->rows, m);
    return VOI_OK;
}

static void add_strategy(voi_table *table, const voi_problem *p, const vi_curve *curve, size_t j,
                         double k, const moments *of, size_t d)
{
    const moments *m = &of[d];
    double factor = p->costs ? k : 1;
    double variance = factor * (factor * m->var_effect - 2 * m->covariance) + m->var_cost;
    size_t cell = j * p->strategies + d;
    vi_table_add_row(table);
    vi_table_set_number(table, K, k);
    vi_table_set_text(table, STRATEGY, p->strategy_names[d]);
    if (p->costs) {
        vi_table_set_number(table, COST, m->cost);
        vi_table_set_number(table, EFFECT, m->effect);
    }
    vi_table_set_number(table, NB, factor * m->effect - m->cost);
    vi_table_set_number(table, NB_SE, sqrt(fmax(variance, 0) / (double)p->rows));
    /* Losses differ by the mean increments, which were taken row by row. */
    vi_table_set_number(table, INCREMENTAL, curve->evpi[j] - curve->loss[cell]);
    vi_table_set_number(table, PROBABILITY, curve->probability[cell]);
    vi_table_set_flag(table, OPTIMAL, curve->best[j] == d);
}

voi_status voi_summary(voi_context *ctx, const voi_problem *problem,
                       const voi_summary_options *options, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_wtp none = {0};
    voi_table *table = NULL;
    vi_grid grid = {0};
    vi_curve curve = {0};
    moments_work work = {problem, NULL};
    *out = NULL;
    VI_TRY(vi_grid_create(problem, options ? &options->wtp : &none, &grid, err));
    work.of = vi_calloc(problem->strategies, sizeof *work.of);
    if (!work.of) {
        status = vi_fail(err, VOI_ERR_NOMEM, "summary: out of memory");
        goto cleanup;
    }
    const vi_job job = {"averaging", problem->strategies, moments_of_strategy, &work};
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(vi_curve_compute(ctx, problem, grid.sorted, grid.count, true, &curve, err));
    VI_TRY(vi_table_create(columns, COLUMNS, &table, err));
    for (size_t i = 0; i < grid.count; i++) {
        for (size_t d = 0; d < problem->strategies; d++) {
            add_strategy(table, problem, &curve, grid.rank[i], grid.values[i], work.of, d);
        }
    }
    vi_problem_warn(problem, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    vi_free(work.of);
    vi_curve_free(&curve);
    vi_grid_free(&grid);
    voi_table_destroy(table);
    return status;
}
