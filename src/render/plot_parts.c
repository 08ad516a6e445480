/* What several pictures share: places in tables, the axis of k, and parts of their sentences. */
#include "core/alloc.h"
#include "render/amount.h"
#include "render/plots.h"

#include <math.h>
#include <string.h>

double vi_plot_number(const voi_table *table, size_t row, const char *column)
{
    return voi_table_number(table, row, voi_table_find(table, column));
}

const char *vi_plot_text(const voi_table *table, size_t row, const char *column)
{
    return voi_table_text(table, row, voi_table_find(table, column));
}

int vi_plot_series(const vi_plot_input *input, const char *strategy)
{
    size_t d = 0;
    while (strcmp(voi_problem_strategy_name(input->problem, d), strategy) != 0) {
        d++;
    }
    return (int)d;
}

void vi_plot_name_axes(vi_chart *chart, vi_unit unit, const char *y)
{
    vi_chart_name_axis(chart, &chart->x, VI_MONEY, "Willingness to pay per unit of effect (k)");
    vi_chart_name_axis(chart, &chart->y, unit, y);
    vi_axis_include(&chart->y, 0);
    chart->x.tight = true;
}

void vi_plot_mark_headline(const vi_plot_input *input, vi_chart *chart)
{
    char label[VI_LABEL];
    vi_buffer text = vi_buffer_over(label, sizeof label);
    if (input->headline >= chart->x.low && input->headline <= chart->x.high) {
        double *x = vi_chart_array(chart, 1);
        if (x) {
            x[0] = input->headline;
            vi_buffer_puts(&text, "k = ");
            vi_plot_put_k(chart, x[0], &text);
            vi_chart_add(chart, (vi_layer){.kind = VI_VLINE, .series = -1, .count = 1, .x = x},
                         label);
        }
    }
}

bool vi_plot_for_population(const vi_plot_input *input)
{
    return input->options->population.per_year > 0;
}

const char *vi_plot_for_whom(const vi_plot_input *input)
{
    return vi_plot_for_population(input) ? " for the population" : " per person";
}

voi_wtp vi_plot_headline_k(const vi_plot_input *input)
{
    return isfinite(input->headline) ? (voi_wtp){&input->headline, 1} : (voi_wtp){0};
}

void vi_plot_spread_sizes(double most, double sizes[VI_PLOT_SIZES])
{
    for (int i = 0; i < VI_PLOT_SIZES; i++) {
        double share = (double)i / (VI_PLOT_SIZES - 1);
        sizes[i] = round(fmax(most, 1) * share * share);
    }
}

voi_status vi_plot_summaries(const voi_study_plan *plan, const double *sizes, size_t count,
                             voi_matrix **out, voi_error *err)
{
    *out = NULL;
    if (!plan->summaries) {
        return VOI_OK;
    }
    voi_matrix *summaries = vi_malloc(count, sizeof *summaries);
    if (!summaries) {
        return vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory for %zu sizes", count);
    }
    for (size_t i = 0; i < count; i++) {
        size_t j = 0;
        while (plan->sizes.values[j] != sizes[i]) {
            j++;
        }
        summaries[i] = plan->summaries[j];
    }
    *out = summaries;
    return VOI_OK;
}

void vi_plot_put_k(const vi_chart *chart, double k, vi_buffer *out)
{
    vi_amount_digits(out, chart->currency, k, 6);
}

void vi_plot_put_name(const vi_chart *chart, const char *name, vi_buffer *out)
{
    char text[VI_LABEL];
    vi_shorten(name, 1, false, fmin(22, chart->width / 32), text, sizeof text);
    vi_buffer_puts(out, text);
}

void vi_plot_put_range(const vi_chart *chart, const voi_wtp *k, vi_buffer *out)
{
    vi_buffer_puts(out, " for k from ");
    vi_plot_put_k(chart, k->values[0], out);
    vi_buffer_puts(out, " to ");
    vi_plot_put_k(chart, k->values[k->count - 1], out);
}
