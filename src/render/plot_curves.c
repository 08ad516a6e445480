/* The pictures over willingness to pay: acceptability, frontier, loss, EVPI. */
#include "render/plots.h"

#include <math.h>
#include <stdio.h>

static void name_axes(vi_chart *chart, const char *y, vi_unit unit)
{
    snprintf(chart->x.title, sizeof chart->x.title, "Willingness to pay per unit of effect (k)");
    chart->x.unit = VI_MONEY;
    snprintf(chart->y.title, sizeof chart->y.title, "%s", y);
    chart->y.unit = unit;
    vi_axis_include(&chart->y, 0);
}

static void mark_headline(const vi_plot_input *input, vi_chart *chart)
{
    double *x = vi_chart_array(chart, 1);
    char label[VI_LABEL];
    bool inside = input->headline >= chart->x.low && input->headline <= chart->x.high;
    if (x && inside) {
        x[0] = input->headline;
        vi_write_grouped(x[0], 0, chart->currency, "", label, sizeof label);
        vi_chart_add(chart, (vi_layer){VI_VLINE, -1, "", 1, x, NULL, NULL, 1}, label);
    }
}

/* One line a strategy from a table with rows k × strategy; where `flag` is given, only where it is
 * set. */
static void add_strategies(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                           const char *column, const char *flag)
{
    size_t strategies = voi_problem_strategies(input->problem), count = input->k.count;
    size_t k = voi_table_find(table, "k"), value = voi_table_find(table, column);
    size_t set = flag ? voi_table_find(table, flag) : VOI_NO_COLUMN;
    for (size_t d = 0; d < strategies; d++) {
        double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
        size_t shown = 0;
        for (size_t i = 0; x && y && i < count; i++) {
            size_t row = i * strategies + d;
            bool here = !flag || voi_table_number(table, row, set) == 1;
            /* A frontier's piece goes on to the next k, so that pieces meet. */
            bool before = flag && i > 0 && voi_table_number(table, row - strategies, set) == 1;
            x[i] = voi_table_number(table, row, k);
            y[i] = here || before ? voi_table_number(table, row, value) : NAN;
            shown += here;
        }
        if (x && y && shown > 0) {
            vi_chart_add(chart, (vi_layer){VI_LINE, (int)d, "", count, x, y, NULL, 1},
                         voi_problem_strategy_name(input->problem, d));
        }
    }
}

/* The strategy with the largest value at the k nearest to the headline. */
static size_t leader(const vi_plot_input *input, const voi_table *table, const char *column,
                     double *value)
{
    size_t strategies = voi_problem_strategies(input->problem), nearest = 0, best = 0;
    size_t at = voi_table_find(table, column);
    for (size_t i = 1; i < input->k.count; i++) {
        if (fabs(input->k.values[i] - input->headline) <
            fabs(input->k.values[nearest] - input->headline)) {
            nearest = i;
        }
    }
    *value = voi_table_number(table, nearest * strategies, at);
    for (size_t d = 1; d < strategies; d++) {
        double other = voi_table_number(table, nearest * strategies + d, at);
        if (other > *value) {
            *value = other;
            best = d;
        }
    }
    return best;
}

static voi_status draw_acceptability(const vi_plot_input *input, vi_chart *chart, const char *title,
                                     const char *flag, voi_error *err)
{
    const voi_table *table = NULL;
    double value;
    voi_status status = vi_plot_table(input, VI_PLOT_CEAC, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    name_axes(chart, "Probability of being optimal", VI_PERCENT);
    vi_axis_include(&chart->y, 1);
    add_strategies(input, chart, table, "probability", flag);
    mark_headline(input, chart);
    size_t best = leader(input, table, "probability", &value);
    snprintf(chart->title, sizeof chart->title, "%s", title);
    snprintf(chart->description, sizeof chart->description,
             "%s for k from %g to %g.%s, %s is the most likely to be optimal, with a probability "
             "of %.2f.",
             title, input->k.values[0], input->k.values[input->k.count - 1], input->at,
             voi_problem_strategy_name(input->problem, best), value);
    return VOI_OK;
}

voi_status vi_plot_ceac(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    return draw_acceptability(input, chart, "How likely each strategy is to be the best", NULL,
                              err);
}

voi_status vi_plot_ceaf(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    return draw_acceptability(
        input, chart, "How likely the best choice on average is to be the best", "frontier", err);
}

voi_status vi_plot_loss(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_CEAC, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    name_axes(chart, "Expected loss per person", VI_MONEY);
    add_strategies(input, chart, table, "expected_loss", NULL);
    mark_headline(input, chart);
    snprintf(chart->title, sizeof chart->title, "What choosing a strategy loses on average");
    snprintf(
        chart->description, sizeof chart->description,
        "Expected loss of every strategy for k from %g to %g; the lowest curve is the expected "
        "value of perfect information.",
        input->k.values[0], input->k.values[input->k.count - 1]);
    return VOI_OK;
}

/* The curve with its 95 % interval; *largest is where it peaks. */
static void add_curve(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                      size_t *largest)
{
    size_t count = input->k.count, value = voi_table_find(table, "evpi");
    size_t error = voi_table_find(table, "se");
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    double *low = vi_chart_array(chart, count), *high = vi_chart_array(chart, count);
    *largest = 0;
    for (size_t i = 0; x && y && low && high && i < count; i++) {
        x[i] = input->k.values[i];
        y[i] = voi_table_number(table, i, value);
        low[i] = fmax(y[i] - 1.96 * voi_table_number(table, i, error), 0);
        high[i] = y[i] + 1.96 * voi_table_number(table, i, error);
        *largest = y[i] > y[*largest] ? i : *largest;
    }
    if (high) {
        vi_chart_add(chart, (vi_layer){VI_BAND, 0, "", count, x, low, high, 0.18}, "");
        vi_chart_add(chart, (vi_layer){VI_LINE, 0, "", count, x, y, NULL, 1}, "");
    }
}

voi_status vi_plot_evpi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    size_t largest;
    voi_status status = vi_plot_table(input, VI_PLOT_EVPI, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    name_axes(chart, "EVPI per person", VI_MONEY);
    add_curve(input, chart, table, &largest);
    mark_headline(input, chart);
    snprintf(chart->title, sizeof chart->title, "What perfect information would be worth");
    snprintf(chart->description, sizeof chart->description,
             "Expected value of perfect information per person for k from %g to %g, with its 95 %% "
             "interval. It is largest, %.4g, at k = %g.",
             input->k.values[0], input->k.values[input->k.count - 1],
             voi_table_number(table, largest, voi_table_find(table, "evpi")),
             input->k.values[largest]);
    return VOI_OK;
}
