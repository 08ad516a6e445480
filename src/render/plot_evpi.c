/* What perfect information would be worth, over willingness to pay, with its 95 % interval. */
#include "render/plots.h"

#include <math.h>

static const double NORMAL_975 = 1.959963984540054;

/* The curve and its interval; *here is the point at the headline, which is among the values of k.
 * `persons` scales the standard error. */
static void add_curve(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                      double persons, size_t *here)
{
    size_t count = input->k.count, se = voi_table_find(table, "se");
    size_t value = voi_table_find(table, vi_plot_for_population(input) ? "pop_evpi" : "evpi");
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    double *low = vi_chart_array(chart, count), *high = vi_chart_array(chart, count);
    *here = 0;
    if (!x || !y || !low || !high) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        double margin = NORMAL_975 * persons * voi_table_number(table, i, se);
        x[i] = input->k.values[i];
        y[i] = voi_table_number(table, i, value);
        low[i] = fmax(y[i] - margin, 0);
        high[i] = y[i] + margin;
        *here = x[i] == input->headline ? i : *here;
    }
    vi_layer band = {.kind = VI_BAND, .count = count, .x = x, .y = low, .y2 = high};
    vi_layer line = {.kind = VI_LINE, .count = count, .x = x, .y = y};
    vi_chart_add(chart, band, "");
    vi_chart_add(chart, line, "");
}

/* Marks the headline's value with its amount. */
static void mark_value(vi_chart *chart, double k, double value)
{
    double *at = vi_chart_array(chart, 2);
    char amount[VI_LABEL];
    vi_buffer text = vi_buffer_over(amount, sizeof amount);
    if (at) {
        at[0] = k;
        at[1] = value;
        vi_chart_money(chart, value, &text);
        vi_chart_add(chart, (vi_layer){.kind = VI_POINT, .count = 1, .x = at, .y = at + 1}, amount);
    }
}

static void say(const vi_plot_input *input, vi_chart *chart, double value, double most, double at)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    vi_buffer_puts(&title, "Perfect information is worth ");
    vi_chart_money(chart, value, &title);
    vi_buffer_printf(&title, "%s%s", vi_plot_for_whom(input), input->at);
    vi_buffer_puts(&subtitle, "Expected value of perfect information (EVPI), with its 95 % "
                              "interval");
    vi_buffer_printf(&description, "Expected value of perfect information%s",
                     vi_plot_for_whom(input));
    vi_plot_put_range(chart, &input->k, &description);
    vi_buffer_puts(&description, ", with its 95 % interval. It is largest, ");
    vi_chart_money(chart, most, &description);
    vi_buffer_puts(&description, ", at k = ");
    vi_plot_put_k(chart, at, &description);
    vi_buffer_printf(&description, ". %s.", chart->title);
}

voi_status vi_plot_evpi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *table = NULL;
    double persons = 1;
    size_t here, largest = 0;
    if (vi_plot_for_population(input)) {
        VI_TRY(voi_population_size(&input->options->population, &persons, err));
    }
    VI_TRY(vi_plot_table(input, VI_PLOT_EVPI, &table, err));
    vi_plot_name_axes(chart, VI_MONEY,
                      vi_plot_for_population(input) ? "EVPI for the population"
                                                    : "EVPI per person");
    add_curve(input, chart, table, persons, &here);
    vi_plot_mark_headline(input, chart);
    const char *column = vi_plot_for_population(input) ? "pop_evpi" : "evpi";
    for (size_t i = 1; i < input->k.count; i++) {
        bool more = vi_plot_number(table, i, column) > vi_plot_number(table, largest, column);
        largest = more ? i : largest;
    }
    double value = vi_plot_number(table, here, column);
    mark_value(chart, input->headline, value);
    say(input, chart, value, vi_plot_number(table, largest, column), input->k.values[largest]);
cleanup:
    return status;
}
