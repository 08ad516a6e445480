/* What the report is made from. The values of k asked for are thinned to a few hundred positions of
 * the slider, at steps of 1, 2, 5, 10, ... of theirs; every measure answers for all positions at
 * once, so each is run once and every number on the page, wherever the slider stands, is one that
 * was computed. */
#include "core/alloc.h"
#include "data/grid.h"
#include "render/report.h"

#include <math.h>
#include <stdlib.h>

/* The page's data are a number for every strategy and position; the time goes into the EVPPI of
 * every parameter and position, which grows with about the power 1.5 of the strategies. */
enum { MOST_POSITIONS = 201, FEWEST_POSITIONS = 11, MOST_NUMBERS = 40000, MOST_WORK = 60000 };
enum { MOST_DRAWN = 12 };

double vi_report_number(const voi_table *table, size_t row, const char *column)
{
    return voi_table_number(table, row, voi_table_find(table, column));
}

const char *vi_report_text(const voi_table *table, size_t row, const char *column)
{
    return voi_table_text(table, row, voi_table_find(table, column));
}

double vi_report_strategy(const vi_report *report, const char *column, size_t i, size_t strategy)
{
    return vi_report_number(report->tables[VI_PLOT_CEAC], i * report->strategies + strategy,
                            column);
}

double vi_report_parameter(const vi_report *report, const char *column, size_t i, size_t parameter)
{
    double value =
        vi_report_number(report->tables[VI_PLOT_EVPPI], parameter * report->positions + i, column);
    double evpi = vi_report_number(report->tables[VI_PLOT_EVPI], i, "evpi");
    return value > 1e-6 * evpi ? value : 0;
}

double vi_report_net_benefit(const vi_report *report, size_t i, size_t strategy)
{
    if (isnan(report->k[i])) {
        return vi_report_number(report->summary, strategy, "nb");
    }
    return report->k[i] * vi_report_number(report->summary, strategy, "effect") -
           vi_report_number(report->summary, strategy, "cost");
}

/* ---- Positions ---- */

static size_t most_positions(const vi_report *report)
{
    double strategies = (double)report->strategies;
    double work = (double)voi_problem_parameters(report->problem) * strategies * sqrt(strategies);
    double most = fmin(MOST_POSITIONS, floor(MOST_NUMBERS / strategies));
    most = work > 0 ? fmin(most, floor(MOST_WORK / work)) : most;
    return (size_t)fmax(most, FEWEST_POSITIONS);
}

/* The smallest of 1, 2, 5, 10, ... that leaves no more than `most` of `count` values, the last and
 * the headline among them. */
static size_t step_over(size_t count, size_t most)
{
    static const size_t round[] = {1, 2, 5};
    size_t power = 1, i = 0;
    while ((count - 1) / (round[i] * power) + 3 > most && count > most) {
        power *= i == 2 ? 10 : 1;
        i = (i + 1) % 3;
    }
    return round[i] * power;
}

static void thin_out(vi_report *report, size_t count)
{
    size_t step = step_over(count, most_positions(report)), kept = 0;
    double headline = report->plot.headline;
    for (size_t i = 0; i < count; i++) {
        if (i % step == 0 || i + 1 == count || report->k[i] == headline) {
            report->here = report->k[i] == headline ? kept : report->here;
            report->k[kept++] = report->k[i];
        }
    }
    report->positions = kept;
}

/* Net benefit has one position, whose k is NaN. */
static voi_status choose_positions(vi_report *report, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_report_options *options = report->options;
    vi_grid grid = {0};
    size_t count = 0;
    VI_TRY(vi_grid_create(report->problem, &options->wtp, &grid, err));
    report->plot.headline = isnan(options->headline) ? grid.values[0] : options->headline;
    if (!voi_problem_has_costs(report->problem)) {
        report->k = grid.values;
        report->positions = 1;
        grid.values = NULL;
        goto cleanup;
    }
    if (!(report->plot.headline >= 0) || !isfinite(report->plot.headline)) {
        status = vi_fail(err, VOI_ERR_ARGUMENT, "the headline k, %g, is not a finite number >= 0",
                         report->plot.headline);
        goto cleanup;
    }
    const voi_wtp sorted = {grid.sorted, grid.count};
    VI_TRY(vi_plot_values(&sorted, report->plot.headline, &report->k, &count, err));
    thin_out(report, count);
    report->plot.k = (voi_wtp){report->k, report->positions};
cleanup:
    vi_grid_free(&grid);
    return status;
}

/* ---- Tables ---- */

voi_status vi_report_leave_out(voi_status status, const voi_error *refusal, voi_error *err)
{
    bool ends =
        status == VOI_ERR_ARGUMENT || status == VOI_ERR_NOMEM || status == VOI_ERR_CANCELLED;
    if (ends && err) {
        *err = *refusal;
    }
    return ends ? status : VOI_OK;
}

/* A sample too small for regressions leaves out the section, not the report. */
static voi_status measure_parameters(vi_report *report, voi_error *err)
{
    voi_evppi_options options;
    if (voi_problem_parameters(report->problem) == 0) {
        return VOI_OK;
    }
    voi_evppi_options_default(&options);
    options.wtp = report->plot.k;
    voi_status status = voi_evppi(report->plot.ctx, report->problem, &options,
                                  &report->tables[VI_PLOT_EVPPI], &report->refusal);
    return vi_report_leave_out(status, &report->refusal, err);
}

static voi_status measure_summary(vi_report *report, voi_error *err)
{
    const voi_summary_options options = {
        .wtp = {report->k + report->here, report->plot.k.count > 0 ? 1 : 0}};
    return voi_summary(report->plot.ctx, report->problem, &options, &report->summary, err);
}

static voi_status measure_all(vi_report *report, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_problem *problem = report->problem;
    const voi_table *table = NULL;
    VI_TRY(measure_summary(report, err));
    if (voi_problem_has_costs(problem)) {
        VI_TRY(voi_icer(report->plot.ctx, problem, NULL, &report->frontier, err));
    }
    VI_TRY(vi_plot_table(&report->plot, VI_PLOT_CEAC, &table, err));
    VI_TRY(vi_plot_table(&report->plot, VI_PLOT_EVPI, &table, err));
    VI_TRY(measure_parameters(report, err));
    VI_TRY(voi_check(report->plot.ctx, problem, &report->checks, err));
cleanup:
    return status;
}

/* ---- Which strategies and parameters are shown ---- */

typedef struct {
    size_t index;
    double value;
} ranked;

static int by_value_descending(const void *left, const void *right)
{
    const ranked *a = left;
    const ranked *b = right;
    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return a->index < b->index ? -1 : a->index > b->index;
}

/* Charts of more than a dozen strategies are a tangle: those on the frontier come first, then those
 * most likely to be the best. */
static void choose_drawn(vi_report *report, ranked *order)
{
    size_t count = report->strategies;
    for (size_t d = 0; d < count; d++) {
        order[d] = (ranked){d, 0};
        for (size_t i = 0; i < report->positions; i++) {
            double ahead = vi_report_strategy(report, "frontier", i, d);
            order[d].value =
                fmax(order[d].value, vi_report_strategy(report, "probability", i, d) + ahead);
        }
    }
    qsort(order, count, sizeof *order, by_value_descending);
    for (size_t i = 0; i < count; i++) {
        report->drawn[order[i].index] = i < MOST_DRAWN;
    }
    report->all_drawn = count <= MOST_DRAWN;
}

static void choose_ranked(vi_report *report, ranked *order)
{
    size_t count = voi_problem_parameters(report->problem);
    for (size_t p = 0; p < count; p++) {
        order[p] = (ranked){p, 0};
        for (size_t i = 0; i < report->positions; i++) {
            order[p].value = fmax(order[p].value, vi_report_parameter(report, "evppi", i, p));
        }
    }
    qsort(order, count, sizeof *order, by_value_descending);
    report->ranked_count = count < VI_REPORT_MOST_RANKED ? count : VI_REPORT_MOST_RANKED;
    for (size_t i = 0; i < report->ranked_count; i++) {
        report->ranked[i] = order[i].index;
    }
}

void vi_report_rank(const vi_report *report, size_t i, size_t *order, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        size_t p = report->ranked[n], place = n;
        double value = vi_report_parameter(report, "evppi", i, p);
        for (; place > 0; place--) {
            double other = vi_report_parameter(report, "evppi", i, order[place - 1]);
            if (other > value || (other == value && order[place - 1] < p)) {
                break;
            }
            order[place] = order[place - 1];
        }
        order[place] = p;
    }
}

static voi_status choose_shown(vi_report *report, voi_error *err)
{
    size_t parameters = report->tables[VI_PLOT_EVPPI] ? voi_problem_parameters(report->problem) : 0;
    size_t most = parameters > report->strategies ? parameters : report->strategies;
    ranked *order = vi_malloc(most, sizeof *order);
    report->drawn = vi_calloc(report->strategies, sizeof *report->drawn);
    report->ranked = vi_calloc(VI_REPORT_MOST_RANKED, sizeof *report->ranked);
    bool complete = order && report->drawn && report->ranked;
    if (complete) {
        choose_drawn(report, order);
        if (parameters > 0) {
            choose_ranked(report, order);
        }
    }
    vi_free(order);
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
}

/* ---- Decimals ---- */

/* Decimals that show about `digits` digits of the largest of some numbers. */
static int decimals_for(double largest, int digits)
{
    int decimals = largest > 0 ? digits - 1 - (int)floor(log10(largest)) : 0;
    return decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
}

static void choose_decimals(vi_report *report)
{
    double evpi = 0, cost = 0, effect = 0, low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < report->positions; i++) {
        evpi = fmax(evpi, vi_report_number(report->tables[VI_PLOT_EVPI], i, "evpi"));
    }
    for (size_t d = 0; d < report->strategies; d++) {
        double own = vi_report_number(report->summary, d, "effect");
        bool costs = report->frontier != NULL;
        cost = fmax(cost, fabs(vi_report_number(report->summary, d, costs ? "cost" : "nb")));
        effect = fmax(effect, fabs(own));
        low = fmin(low, own);
        high = fmax(high, own);
    }
    int spread = decimals_for(high - low, 3);
    report->decimals = decimals_for(evpi, 3);
    report->cost_decimals = decimals_for(cost, 4);
    report->effect_decimals = decimals_for(effect, 4);
    if (spread > report->effect_decimals) {
        report->effect_decimals = spread < 6 ? spread : 6;
    }
}

voi_status vi_report_measure(voi_context *ctx, const voi_problem *problem,
                             const voi_report_options *options, vi_report *report, voi_error *err)
{
    voi_status status = VOI_OK;
    *report = (vi_report){
        .problem = problem, .options = options, .strategies = voi_problem_strategies(problem)};
    report->plot = (vi_plot_input){.ctx = ctx,
                                   .problem = problem,
                                   .options = &report->plot_options,
                                   .tables = report->tables,
                                   .leading = 5};
    voi_plot_options_default(&report->plot_options);
    report->plot_options.currency = options->currency;
    report->plot_options.plans = options->plans;
    report->plot_options.plan_count = options->plan_count;
    vi_amount_currency(&report->currency, options->currency);
    vi_html_text(&report->currency_html, report->currency.data);
    if (report->currency.failed || report->currency_html.failed) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    VI_TRY(choose_positions(report, err));
    if (options->population.per_year != 0) {
        VI_TRY(voi_population_size(&options->population, &report->persons, err));
    }
    VI_TRY(measure_all(report, err));
    VI_TRY(choose_shown(report, err));
    VI_TRY(vi_report_measure_groups(report, err));
    VI_TRY(vi_report_measure_shapley(report, err));
    VI_TRY(vi_report_measure_studies(report, err));
    choose_decimals(report);
    VI_TRY(vi_report_find_facts(report, err));
cleanup:
    return status;
}

void vi_report_free(vi_report *report)
{
    vi_plot_tables_free(report->tables);
    voi_table_destroy(report->summary);
    voi_table_destroy(report->frontier);
    voi_table_destroy(report->checks);
    voi_table_destroy(report->groups);
    voi_table_destroy(report->shapley);
    vi_report_free_studies(report);
    vi_buffer_free(&report->currency);
    vi_buffer_free(&report->currency_html);
    vi_free(report->k);
    vi_free(report->facts);
    vi_free(report->ranked);
    vi_free(report->drawn);
}
