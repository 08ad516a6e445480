/* How the incremental net benefit is distributed: one curve a strategy against the reference,
 * shaded where it is better. */
#include "render/plots.h"

#include <math.h>
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

static void add_curve(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                      size_t first, size_t count)
{
    const char *strategy = vi_plot_text(table, first, "strategy");
    size_t inb = voi_table_find(table, "inb"), density = voi_table_find(table, "density");
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    double *zero = vi_chart_array(chart, count);
    size_t worse = 0, peak = 0;
    if (!x || !y || !zero) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        x[i] = voi_table_number(table, first + i, inb);
        y[i] = voi_table_number(table, first + i, density);
        worse += x[i] < 0;
        peak = y[i] > y[peak] ? i : peak;
    }
    const vi_layer line = {
        .kind = VI_LINE, .series = vi_plot_series(input, strategy), .count = count, .x = x, .y = y};
    vi_layer shade = line, top = line;
    shade.kind = VI_BAND;
    shade.count = count - worse;
    shade.x = x + worse;
    shade.y = zero;
    shade.y2 = y + worse;
    top.kind = VI_POINT;
    top.count = 1;
    top.x = x + peak;
    top.y = y + peak;
    if (worse < count) {
        vi_chart_add(chart, shade, "");
    }
    vi_chart_add(chart, line, "");
    vi_chart_add(chart, top, strategy);
}

static void say(const vi_plot_input *input, vi_chart *chart, const char *reference)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    vi_buffer_puts(&title, "Net benefit compared with ");
    vi_plot_put_name(chart, reference, &title);
    vi_buffer_puts(&title, input->at);
    vi_buffer_puts(&subtitle, "Distribution over the samples; shaded where the strategy is better");
    vi_buffer_puts(&description, "Densities of the incremental net benefit against ");
    vi_plot_put_name(chart, reference, &description);
    vi_buffer_printf(&description,
                     "%s; the shaded part, above zero, is where the strategy is better.",
                     input->at);
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
        reference = vi_plot_text(table, first, "reference");
    }
    vi_chart_name_axis(chart, &chart->x, VI_MONEY, "Incremental net benefit per person");
    vi_chart_name_axis(chart, &chart->y, VI_NUMBERLESS, "Density");
    chart->x.tight = true;
    say(input, chart, reference);
    return VOI_OK;
}
