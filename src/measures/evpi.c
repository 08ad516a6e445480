/* The expected value of perfect information, at one k or along a curve. The engine is curve.c. */
#include "core/alloc.h"
#include "core/table.h"
#include "measures/answer.h"

enum { K, EVPI, SE, FIRST_OPTIONAL };

void voi_evpi_options_default(voi_evpi_options *options)
{
    *options = (voi_evpi_options){0};
    voi_population_default(&options->population);
}

typedef struct {
    bool population, exact;
    double persons;
} layout;

static voi_status make_table(const layout *l, voi_table **out, voi_error *err)
{
    vi_column columns[FIRST_OPTIONAL + 2] = {
        {"k", VOI_COLUMN_NUMBER}, {"evpi", VOI_COLUMN_NUMBER}, {"se", VOI_COLUMN_NUMBER}};
    size_t count = FIRST_OPTIONAL;
    if (l->population) {
        columns[count++] = (vi_column){"pop_evpi", VOI_COLUMN_NUMBER};
    }
    if (l->exact) {
        columns[count++] = (vi_column){"optimal", VOI_COLUMN_TEXT};
    }
    return vi_table_create(columns, count, out, err);
}

static void add_point(voi_table *table, const voi_problem *problem, const layout *l,
                      const vi_curve *curve, size_t j)
{
    size_t column = FIRST_OPTIONAL;
    vi_table_add_row(table);
    vi_table_set_number(table, K, curve->k[j]);
    vi_table_set_number(table, EVPI, curve->evpi[j]);
    vi_table_set_number(table, SE, curve->se[j]);
    if (l->population) {
        vi_table_set_number(table, column++, curve->evpi[j] * l->persons);
    }
    if (l->exact) {
        vi_table_set_text(table, column, problem->strategy_names[curve->best[j]]);
    }
}

static voi_status read_layout(const voi_problem *problem, const voi_evpi_options *options,
                              layout *l, voi_error *err)
{
    *l = (layout){.population = options->population.per_year != 0, .exact = options->exact};
    if (l->exact && !problem->costs) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the exact curve is over willingness to pay; it needs costs and effects");
    }
    return l->population ? voi_population_size(&options->population, &l->persons, err) : VOI_OK;
}

static voi_status fill_exact(voi_context *ctx, const voi_problem *problem, const vi_grid *grid,
                             const layout *l, voi_table *table, voi_error *err)
{
    voi_status status = VOI_OK;
    double *kinks = NULL;
    size_t count = 0;
    vi_curve curve = {0};
    VI_TRY(vi_curve_kinks(ctx, problem, grid->sorted, grid->count, &kinks, &count, err));
    VI_TRY(vi_curve_compute(ctx, problem, kinks, count, false, &curve, err));
    for (size_t j = 0; j < count; j++) {
        add_point(table, problem, l, &curve, j);
    }
    vi_curve_warn(&curve, problem, table);
cleanup:
    vi_curve_free(&curve);
    vi_free(kinks);
    return status;
}

voi_status vi_answer_evpi(const vi_answer *answer, const voi_population *population,
                          voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    layout l = {.population = population && population->per_year != 0};
    if (l.population) {
        VI_TRY(voi_population_size(population, &l.persons, err));
    }
    VI_TRY(make_table(&l, &table, err));
    for (size_t i = 0; i < answer->grid->count; i++) {
        add_point(table, answer->problem, &l, answer->curve, answer->grid->rank[i]);
    }
    vi_answer_warn(answer, table);
    vi_problem_warn(answer->problem, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    voi_table_destroy(table);
    return status;
}

static voi_status answer_exact(voi_context *ctx, const voi_problem *problem, const vi_grid *grid,
                               const layout *l, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    VI_TRY(make_table(l, &table, err));
    VI_TRY(fill_exact(ctx, problem, grid, l, table, err));
    vi_problem_warn(problem, table);
    VI_TRY(vi_table_finish(&table, out, err));
cleanup:
    voi_table_destroy(table);
    return status;
}

static voi_status answer_grid(voi_context *ctx, const voi_problem *problem, const vi_grid *grid,
                              const voi_population *population, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_curve curve = {0};
    VI_TRY(vi_curve_compute(ctx, problem, grid->sorted, grid->count, false, &curve, err));
    const vi_pair_source pairs = vi_curve_pairs(&curve, problem);
    const vi_answer answer = {problem, grid, &curve, &pairs, NULL};
    VI_TRY(vi_answer_evpi(&answer, population, out, err));
cleanup:
    vi_curve_free(&curve);
    return status;
}

voi_status voi_evpi(voi_context *ctx, const voi_problem *problem, const voi_evpi_options *options,
                    voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_evpi_options defaults;
    vi_grid grid = {0};
    layout l;
    *out = NULL;
    voi_phase_begin(ctx, "evpi");
    voi_evpi_options_default(&defaults);
    options = options ? options : &defaults;
    VI_TRY(vi_grid_create(problem, &options->wtp, &grid, err));
    VI_TRY(read_layout(problem, options, &l, err));
    VI_TRY(l.exact ? answer_exact(ctx, problem, &grid, &l, out, err)
                   : answer_grid(ctx, problem, &grid, &options->population, out, err));
cleanup:
    voi_phase_end(ctx, vi_problem_outcome_bytes(problem));
    vi_grid_free(&grid);
    return status;
}
