/* The cost-effectiveness plane. A million points would be a large file and a blot: the plane shows
 * cells, the stronger the more points they hold, with the mean and the 95 % ellipse of every
 * strategy. */
#include "render/amount.h"
#include "render/plots.h"

#include <math.h>
#include <string.h>

/* Fills a cloud's arrays and grows the axes to hold the cells, but not those at the edge, which
 * hold all that is farther off: a few points must not squeeze the rest. */
static size_t fill_cloud(vi_chart *chart, const voi_table *cells, const char *strategy,
                         const double *grid, double *values)
{
    size_t name = voi_table_find(cells, "strategy"), effect = voi_table_find(cells, "effect");
    size_t cost = voi_table_find(cells, "cost"), points = voi_table_find(cells, "count");
    size_t count = 0;
    for (size_t i = 0; i < voi_table_rows(cells); i++) {
        if (strcmp(voi_table_text(cells, i, name), strategy) == 0) {
            double *cell = values + 3 * count++;
            cell[0] = voi_table_number(cells, i, effect);
            cell[1] = voi_table_number(cells, i, cost);
            cell[2] = voi_table_number(cells, i, points);
            if (cell[0] >= grid[0] && cell[0] <= grid[0] + grid[4] * grid[1]) {
                vi_axis_include(&chart->x, cell[0]);
            }
            if (cell[1] >= grid[2] && cell[1] <= grid[2] + grid[4] * grid[3]) {
                vi_axis_include(&chart->y, cell[1]);
            }
        }
    }
    return count;
}

static void add_cloud(const vi_plot_input *input, vi_chart *chart, const voi_table *cells,
                      const voi_table *shapes, size_t shape)
{
    const char *strategy = vi_plot_text(shapes, shape, "strategy");
    double *values = vi_chart_array(chart, 3 * voi_table_rows(cells));
    double *grid = vi_chart_array(chart, 5);
    if (values && grid) {
        grid[0] = vi_plot_number(shapes, shape, "first_effect");
        grid[1] = vi_plot_number(shapes, shape, "cell_effect");
        grid[2] = vi_plot_number(shapes, shape, "first_cost");
        grid[3] = vi_plot_number(shapes, shape, "cell_cost");
        grid[4] = vi_plot_number(shapes, shape, "cells");
        vi_layer cloud = {
            .kind = VI_CLOUD, .series = vi_plot_series(input, strategy), .x = values, .y = grid};
        cloud.count = fill_cloud(chart, cells, strategy, grid, values);
        vi_chart_add(chart, cloud, "");
    }
}

/* Points that the axes do not hold. */
static double count_outside(const vi_chart *chart)
{
    double outside = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        for (size_t j = 0; layer->kind == VI_CLOUD && j < layer->count; j++) {
            const double *cell = layer->x + 3 * j;
            bool held = cell[0] >= chart->x.low && cell[0] <= chart->x.high &&
                        cell[1] >= chart->y.low && cell[1] <= chart->y.high;
            outside += held ? 0 : cell[2];
        }
    }
    return outside;
}

static void add_mean(vi_chart *chart, int series, double x, double y, const char *name)
{
    double *at = vi_chart_array(chart, 2);
    if (at) {
        at[0] = x;
        at[1] = y;
        const vi_layer point = {
            .kind = VI_POINT, .series = series, .count = 1, .x = at, .y = at + 1};
        vi_chart_add(chart, point, name);
    }
}

/* The ellipse whose points have a squared Mahalanobis distance of 5.99: χ² with 2 degrees of
 * freedom. */
static void add_ellipse(const vi_plot_input *input, vi_chart *chart, const voi_table *shapes,
                        size_t row)
{
    enum { POINTS = 73 };
    const char *strategy = vi_plot_text(shapes, row, "strategy");
    double *x = vi_chart_array(chart, POINTS), *y = vi_chart_array(chart, POINTS);
    double mean_x = vi_plot_number(shapes, row, "effect");
    double mean_y = vi_plot_number(shapes, row, "cost");
    double sd = sqrt(fmax(vi_plot_number(shapes, row, "var_effect"), 0));
    double tilt = sd > 0 ? vi_plot_number(shapes, row, "covariance") / sd : 0;
    double rest = sqrt(fmax(vi_plot_number(shapes, row, "var_cost") - tilt * tilt, 0));
    const double radius = sqrt(5.991464547107979);
    int series = vi_plot_series(input, strategy);
    if (!x || !y) {
        return;
    }
    for (int i = 0; i < POINTS; i++) {
        double angle = 6.283185307179586 * i / (POINTS - 1);
        x[i] = mean_x + radius * sd * cos(angle);
        y[i] = mean_y + radius * (tilt * cos(angle) + rest * sin(angle));
    }
    const vi_layer line = {.kind = VI_LINE, .series = series, .count = POINTS, .x = x, .y = y};
    vi_chart_add(chart, line, "");
    add_mean(chart, series, mean_x, mean_y, strategy);
}

static void add_threshold(const vi_plot_input *input, vi_chart *chart)
{
    double *slope = vi_chart_array(chart, 1);
    char label[VI_LABEL];
    vi_buffer text = vi_buffer_over(label, sizeof label);
    if (slope) {
        slope[0] = input->headline;
        vi_buffer_puts(&text, "k = ");
        vi_plot_put_k(chart, slope[0], &text);
        vi_chart_add(chart, (vi_layer){.kind = VI_SLOPE, .series = -1, .count = 1, .x = slope},
                     label);
    }
}

/* The strategy whose mean lies farthest below the line; the number of rows where all lie above. */
static size_t best_strategy(const vi_plot_input *input, const voi_table *shapes)
{
    size_t best = voi_table_rows(shapes);
    double most = 0;
    for (size_t row = 0; row < voi_table_rows(shapes); row++) {
        double gain = input->headline * vi_plot_number(shapes, row, "effect") -
                      vi_plot_number(shapes, row, "cost");
        if (gain > most) {
            most = gain;
            best = row;
        }
    }
    return best;
}

static void say(const vi_plot_input *input, vi_chart *chart, const voi_table *shapes)
{
    size_t best = best_strategy(input, shapes);
    const char *reference = vi_plot_text(shapes, 0, "reference");
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    if (best == voi_table_rows(shapes)) {
        vi_buffer_printf(&title, "No strategy is worth its cost%s", input->at);
    } else {
        vi_plot_put_name(chart, vi_plot_text(shapes, best, "strategy"), &title);
        vi_buffer_printf(&title, " is worth its cost%s: ", input->at);
        vi_chart_money(chart, vi_plot_number(shapes, best, "cost"), &title);
        vi_buffer_puts(&title, " for ");
        vi_amount(&title, "", vi_plot_number(shapes, best, "effect"));
        vi_buffer_puts(&title, " more effect");
    }
    double outside = count_outside(chart);
    vi_buffer_puts(&subtitle, "Compared with ");
    vi_plot_put_name(chart, reference, &subtitle);
    vi_buffer_puts(&subtitle, ", with 95 % ellipses; below the line is worth its cost");
    if (outside > 0) {
        vi_buffer_puts(&subtitle, "; ");
        vi_amount_count(&subtitle, (size_t)outside);
        vi_buffer_puts(&subtitle, outside == 1 ? " point lies outside" : " points lie outside");
    }
    vi_buffer_puts(&description, "Incremental effects across and incremental costs upwards, "
                                 "compared with ");
    vi_plot_put_name(chart, reference, &description);
    vi_buffer_printf(&description,
                     ". Stronger cells hold more samples; ellipses hold 95 %% of them if they are "
                     "normal. Points below the line%s are worth their cost. %s.",
                     input->at, chart->title);
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
    vi_chart_name_axis(chart, &chart->x, VI_PLAIN, "Incremental effect per person");
    vi_chart_name_axis(chart, &chart->y, VI_MONEY, "Incremental cost per person");
    vi_axis_include(&chart->x, 0);
    vi_axis_include(&chart->y, 0);
    chart->x.tight = true;
    for (size_t i = 0; i < voi_table_rows(shapes); i++) {
        add_cloud(input, chart, cells, shapes, i);
    }
    add_threshold(input, chart);
    const char *reference = vi_plot_text(shapes, 0, "reference");
    add_mean(chart, vi_plot_series(input, reference), 0, 0, reference);
    for (size_t i = 0; i < voi_table_rows(shapes); i++) {
        add_ellipse(input, chart, shapes, i);
    }
    say(input, chart, shapes);
    return VOI_OK;
}
