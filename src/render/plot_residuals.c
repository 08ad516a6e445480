/* What the regression on the leading parameter leaves: a mark and its 95 % interval for each part
 * of the sample. They lie around 0 where the regression has found all there is. */
#include "render/plots.h"

#include <math.h>

static const double normal_975 = 1.959963984540054;

/* How many intervals are clear of 0. */
static size_t count_beyond(const voi_table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        double half = normal_975 * vi_plot_number(table, i, "se");
        count += fabs(vi_plot_number(table, i, "residual")) > half;
    }
    return count;
}

/* The intervals are one line with gaps. */
static void add_intervals(const voi_table *table, vi_chart *chart)
{
    size_t rows = voi_table_rows(table);
    double *x = vi_chart_array(chart, 3 * rows), *y = vi_chart_array(chart, 3 * rows);
    for (size_t i = 0; x && y && i < rows; i++) {
        double half = normal_975 * vi_plot_number(table, i, "se");
        x[3 * i] = x[3 * i + 1] = x[3 * i + 2] = vi_plot_number(table, i, "value");
        y[3 * i] = vi_plot_number(table, i, "residual") - half;
        y[3 * i + 1] = y[3 * i] + 2 * half;
        y[3 * i + 2] = NAN;
    }
    if (x && y) {
        const vi_layer line = {.kind = VI_LINE, .count = 3 * rows, .x = x, .y = y};
        vi_chart_add(chart, line, "");
    }
}

static void add_means(const voi_table *table, vi_chart *chart)
{
    size_t rows = voi_table_rows(table);
    double *x = vi_chart_array(chart, rows), *y = vi_chart_array(chart, rows);
    for (size_t i = 0; x && y && i < rows; i++) {
        x[i] = vi_plot_number(table, i, "value");
        y[i] = vi_plot_number(table, i, "residual");
        const vi_layer mark = {.kind = VI_POINT, .count = 1, .x = x + i, .y = y + i};
        vi_chart_add(chart, mark, "");
    }
}

static void say(const vi_plot_input *input, const voi_table *table, vi_chart *chart)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    size_t beyond = count_beyond(table), rows = voi_table_rows(table);
    vi_buffer_puts(&title, "What the regression on ");
    vi_plot_put_name(chart, vi_plot_text(table, 0, "parameter"), &title);
    vi_buffer_printf(&title, " leaves%s", input->at);
    vi_buffer_puts(&subtitle, "Mean residual of the net benefit of ");
    vi_plot_put_name(chart, vi_plot_text(table, 0, "strategy"), &subtitle);
    vi_buffer_puts(&subtitle, " over ");
    vi_plot_put_name(chart, vi_plot_text(table, 0, "reference"), &subtitle);
    vi_buffer_printf(
        &description,
        "%s, in %zu parts of the sample along the parameter, with 95 %% intervals: %zu "
        "of them are clear of 0, where chance alone would have about one.",
        chart->subtitle, rows, beyond);
    vi_buffer_printf(&subtitle, ": %zu of %zu intervals are clear of 0", beyond, rows);
}

voi_status vi_plot_residuals(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_RESIDUALS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    vi_axis_include(&chart->y, 0);
    if (voi_table_rows(table) == 0) {
        vi_axis_include(&chart->x, 0);
        vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
        vi_buffer_printf(&title, "No parameter varies: there is no regression%s", input->at);
        return VOI_OK;
    }
    vi_chart_name_axis(chart, &chart->x, VI_PLAIN, vi_plot_text(table, 0, "parameter"));
    vi_chart_name_axis(chart, &chart->y, VI_MONEY, "Mean residual per person");
    add_intervals(table, chart);
    add_means(table, chart);
    say(input, table, chart);
    return VOI_OK;
}
