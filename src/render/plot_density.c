/* How the incremental net benefit is distributed: one curve a strategy against the reference,
 * shaded where it is better. */
#include "render/plots.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Rows of one strategy, from `first` on. */
static size_t run_length(const voi_table *table, size_t first)
{
    size_t name = voi_table_find(table, "strategy"), count = 0;
    const char *strategy = voi_table_text(table, first, name);
    while (first + count < voi_table_rows(table) &&
           strcmp(voi_table_text(table, first + count, name), strategy) == 0) {
        count++;
    }
    return count;
}

static int series_of(const vi_plot_input *input, const char *strategy)
{
    size_t d = 0;
    while (strcmp(voi_problem_strategy_name(input->problem, d), strategy) != 0) {
        d++;
    }
    return (int)d;
}

static void add_curve(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                      size_t first, size_t count)
{
    const char *strategy = voi_table_text(table, first, voi_table_find(table, "strategy"));
    size_t inb = voi_table_find(table, "inb"), density = voi_table_find(table, "density");
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    double *zero = vi_chart_array(chart, count);
    size_t positive = 0;
    if (!x || !y || !zero) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        x[i] = voi_table_number(table, first + i, inb);
        y[i] = voi_table_number(table, first + i, density);
        positive += x[i] < 0;
    }
    int series = series_of(input, strategy);
    if (positive < count) {
        vi_chart_add(chart,
                     (vi_layer){VI_BAND, series, "", count - positive, x + positive, zero,
                                y + positive, 0.14},
                     "");
    }
    vi_chart_add(chart, (vi_layer){VI_LINE, series, "", count, x, y, NULL, 1}, "");
    double *top = vi_chart_array(chart, 2);
    if (top) {
        size_t peak = 0;
        for (size_t i = 0; i < count; i++) {
            peak = y[i] > y[peak] ? i : peak;
        }
        top[0] = x[peak];
        top[1] = y[peak];
        vi_chart_add(chart, (vi_layer){VI_POINT, series, "", 1, top, top + 1, NULL, 1}, strategy);
    }
}

voi_status vi_plot_density(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_DENSITY, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    const char *reference = "the reference";
    vi_axis_include(&chart->x, 0);
    vi_axis_include(&chart->y, 0);
    for (size_t first = 0; first < voi_table_rows(table); first += run_length(table, first)) {
        add_curve(input, chart, table, first, run_length(table, first));
        reference = voi_table_text(table, first, voi_table_find(table, "reference"));
    }
    vi_axis_include(&chart->y, 1e-12);
    snprintf(chart->title, sizeof chart->title, "Net benefit compared with %.80s%s", reference,
             input->at);
    snprintf(chart->description, sizeof chart->description,
             "Densities of the incremental net benefit against %.80s%s; the shaded part, above "
             "zero, is where the strategy is better.",
             reference, input->at);
    snprintf(chart->x.title, sizeof chart->x.title, "Incremental net benefit per person");
    chart->x.unit = VI_MONEY;
    snprintf(chart->y.title, sizeof chart->y.title, "Density");
    return VOI_OK;
}
