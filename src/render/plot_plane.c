/* The cost-effectiveness plane. A million points would be a large file and a blot: the plane shows
 * cells, the darker the more points they hold, with the mean and the 95 % ellipse of every
 * strategy. */
#include "render/plots.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double number(const voi_table *table, size_t row, const char *column)
{
    return voi_table_number(table, row, voi_table_find(table, column));
}

static int series_of(const vi_plot_input *input, const char *strategy)
{
    for (size_t d = 0; d < voi_problem_strategies(input->problem); d++) {
        if (strcmp(voi_problem_strategy_name(input->problem, d), strategy) == 0) {
            return (int)d;
        }
    }
    return 0;
}

/* The cells of one strategy; the axes hold the inner cells, which carry nearly all points. */
static void add_cells(const vi_plot_input *input, vi_chart *chart, const voi_table *cells,
                      const voi_table *shapes, size_t shape)
{
    const char *strategy = voi_table_text(shapes, shape, voi_table_find(shapes, "strategy"));
    size_t name = voi_table_find(cells, "strategy"), rows = voi_table_rows(cells), count = 0;
    double most = 0, *values = vi_chart_array(chart, 5 * (rows ? rows : 1));
    for (size_t i = 0; values && i < rows; i++) {
        if (strcmp(voi_table_text(cells, i, name), strategy) == 0) {
            double *c = values + 5 * count++;
            c[0] = number(cells, i, "effect");
            c[1] = number(cells, i, "cost");
            c[2] = number(shapes, shape, "cell_effect");
            c[3] = number(shapes, shape, "cell_cost");
            c[4] = number(cells, i, "count");
            most = fmax(most, c[4]);
            vi_axis_include(&chart->x, c[0]);
            vi_axis_include(&chart->y, c[1]);
        }
    }
    for (size_t i = 0; values && i < count; i++) {
        values[5 * i + 4] = sqrt(values[5 * i + 4] / most);
    }
    if (values && count > 0) {
        vi_chart_add(
            chart,
            (vi_layer){VI_CELLS, series_of(input, strategy), "", count, values, NULL, NULL, 1},
            strategy);
    }
}

/* The ellipse whose points have a squared Mahalanobis distance of 5.99: χ² with 2 degrees of
 * freedom. */
static void add_ellipse(const vi_plot_input *input, vi_chart *chart, const voi_table *shapes,
                        size_t row)
{
    enum { POINTS = 73 };
    const char *strategy = voi_table_text(shapes, row, voi_table_find(shapes, "strategy"));
    double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
    double *mean_x = vi_chart_array(chart, 1), *mean_y = vi_chart_array(chart, 1);
    double var_effect = number(shapes, row, "var_effect"),
           var_cost = number(shapes, row, "var_cost");
    double sd = sqrt(fmax(var_effect, 0)),
           tilt = sd > 0 ? number(shapes, row, "covariance") / sd : 0;
    double rest = sqrt(fmax(var_cost - tilt * tilt, 0)), radius = sqrt(5.991464547107979);
    if (!x || !y || !mean_x || !mean_y) {
        return;
    }
    mean_x[0] = number(shapes, row, "effect");
    mean_y[0] = number(shapes, row, "cost");
    for (int i = 0; i < POINTS; i++) {
        double angle = 6.283185307179586 * i / (POINTS - 1);
        x[i] = mean_x[0] + radius * sd * cos(angle);
        y[i] = mean_y[0] + radius * (tilt * cos(angle) + rest * sin(angle));
    }
    int series = series_of(input, strategy);
    vi_chart_add(chart, (vi_layer){VI_LINE, series, "", POINTS, x, y, NULL, 1}, "");
    vi_chart_add(chart, (vi_layer){VI_POINT, series, "", 1, mean_x, mean_y, NULL, 1}, strategy);
}

static void add_threshold(const vi_plot_input *input, vi_chart *chart)
{
    double *slope = vi_chart_array(chart, 1);
    char label[VI_LABEL], amount[40];
    if (slope) {
        slope[0] = input->headline;
        vi_write_grouped(slope[0], 0, chart->currency, "", amount, sizeof amount);
        snprintf(label, sizeof label, "k = %.40s", amount);
        vi_chart_add(chart, (vi_layer){VI_SLOPE, -1, "", 1, slope, NULL, NULL, 1}, label);
    }
}

voi_status vi_plot_plane(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *cells = NULL, *shapes = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_CELLS, &cells, err);
    if (status == VOI_OK) {
        status = vi_plot_table(input, VI_PLOT_SHAPES, &shapes, err);
    }
    if (status != VOI_OK) {
        return status;
    }
    vi_axis_include(&chart->x, 0);
    vi_axis_include(&chart->y, 0);
    for (size_t i = 0; i < voi_table_rows(shapes); i++) {
        add_cells(input, chart, cells, shapes, i);
    }
    add_threshold(input, chart);
    for (size_t i = 0; i < voi_table_rows(shapes); i++) {
        add_ellipse(input, chart, shapes, i);
    }
    const char *reference = voi_table_text(shapes, 0, voi_table_find(shapes, "reference"));
    snprintf(chart->title, sizeof chart->title, "Costs and effects compared with %.80s", reference);
    snprintf(
        chart->description, sizeof chart->description,
        "Incremental effects across and incremental costs upwards, against %.80s; darker cells "
        "hold more samples, ellipses hold 95 %% of them if they are normal. Points below the "
        "line%s are worth their cost.",
        reference, input->at);
    snprintf(chart->x.title, sizeof chart->x.title, "Incremental effect");
    snprintf(chart->y.title, sizeof chart->y.title, "Incremental cost");
    chart->y.unit = VI_MONEY;
    return VOI_OK;
}
