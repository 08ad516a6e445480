/* What knowing a parameter would be worth: bars at the headline k, curves over k for the leading
 * ones. */
#include "core/alloc.h"
#include "render/plots.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LEADING = 5 };

static double number(const voi_table *table, size_t row, const char *column)
{
    return voi_table_number(table, row, voi_table_find(table, column));
}

typedef struct {
    size_t row;
    double value;
} ranked;

static int by_value_descending(const void *left, const void *right)
{
    const ranked *a = left;
    const ranked *b = right;
    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

static voi_status parameters_at(const vi_plot_input *input, const voi_wtp *wtp, voi_table **out,
                                voi_error *err)
{
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = *wtp;
    return voi_evppi(input->ctx, input->problem, &options, out, err);
}

static void add_bars(vi_chart *chart, const voi_table *table, const ranked *order, size_t count)
{
    double *x = vi_chart_array(chart, count), *low = vi_chart_array(chart, count);
    double *high = vi_chart_array(chart, count);
    size_t name = voi_table_find(table, "pars");
    chart->names = vi_calloc(count, sizeof *chart->names);
    if (!x || !low || !high || !chart->names) {
        chart->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t row = order[i].row;
        x[i] = number(table, row, "evppi");
        low[i] = number(table, row, "ci_low");
        high[i] = number(table, row, "ci_high");
        vi_elide(voi_table_text(table, row, name), 13, 220, chart->names[i], VI_LABEL);
    }
    vi_chart_add(chart, (vi_layer){VI_BARS, 0, "", count, x, low, high, 1}, "");
}

static voi_status add_evpi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_evpi_options options;
    voi_table *table = NULL;
    char amount[40], label[VI_LABEL];
    voi_evpi_options_default(&options);
    if (isfinite(input->headline)) {
        options.wtp = (voi_wtp){&input->headline, 1};
    }
    voi_status status = voi_evpi(input->ctx, input->problem, &options, &table, err);
    double *x = vi_chart_array(chart, 1);
    if (status == VOI_OK && x) {
        x[0] = number(table, 0, "evpi");
        vi_write_amount(x[0], VI_MONEY, chart->currency, amount, sizeof amount);
        snprintf(label, sizeof label, "EVPI %s", amount);
        vi_chart_add(chart, (vi_layer){VI_VLINE, -1, "", 1, x, NULL, NULL, 1}, label);
    }
    voi_table_destroy(table);
    return status;
}

static ranked *rank_rows(const voi_table *table, size_t count, size_t step, size_t offset)
{
    ranked *order = vi_malloc(count ? count : 1, sizeof *order);
    for (size_t i = 0; order && i < count; i++) {
        order[i] = (ranked){i * step + offset, number(table, i * step + offset, "evppi")};
    }
    if (order) {
        qsort(order, count, sizeof *order, by_value_descending);
    }
    return order;
}

voi_status vi_plot_evppi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *table = NULL;
    ranked *order = NULL;
    const voi_wtp none = {0}, one = {&input->headline, 1};
    VI_TRY(parameters_at(input, isfinite(input->headline) ? &one : &none, &table, err));
    size_t count = voi_table_rows(table);
    order = rank_rows(table, count, 1, 0);
    if (!order) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    vi_axis_include(&chart->x, 0);
    chart->y.hidden = true;
    chart->height = fmax(chart->height, 110 + 22.0 * (double)count);
    add_bars(chart, table, order, count);
    VI_TRY(add_evpi(input, chart, err));
    snprintf(chart->title, sizeof chart->title, "What knowing one parameter would be worth%s",
             input->at);
    snprintf(
        chart->description, sizeof chart->description,
        "Expected value of perfect information about single parameters%s, with 95 %% intervals. "
        "The largest is that of %s, %.4g.",
        input->at, voi_table_text(table, order[0].row, voi_table_find(table, "pars")),
        order[0].value);
    snprintf(chart->x.title, sizeof chart->x.title, "EVPPI per person");
    chart->x.unit = VI_MONEY;
cleanup:
    vi_free(order);
    voi_table_destroy(table);
    return status;
}

static void add_parameter(vi_chart *chart, const voi_table *table, size_t first, size_t count,
                          int series)
{
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    for (size_t i = 0; x && y && i < count; i++) {
        x[i] = number(table, first + i, "k");
        y[i] = number(table, first + i, "evppi");
    }
    if (x && y) {
        vi_chart_add(chart, (vi_layer){VI_LINE, series, "", count, x, y, NULL, 1},
                     voi_table_text(table, first, voi_table_find(table, "pars")));
    }
}

/* The parameters by their largest value over k: the row where each begins. */
static ranked *rank_curves(const voi_table *table, size_t parameters, size_t count)
{
    ranked *order = vi_malloc(parameters, sizeof *order);
    for (size_t p = 0; order && p < parameters; p++) {
        order[p] = (ranked){p * count, 0};
        for (size_t i = 0; i < count; i++) {
            order[p].value = fmax(order[p].value, number(table, p * count + i, "evppi"));
        }
    }
    if (order) {
        qsort(order, parameters, sizeof *order, by_value_descending);
    }
    return order;
}

voi_status vi_plot_evppi_k(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *table = NULL;
    ranked *order = NULL;
    VI_TRY(vi_plot_table(input, VI_PLOT_EVPPI, &table, err));
    size_t parameters = voi_problem_parameters(input->problem);
    size_t count = voi_table_rows(table) / parameters;
    order = rank_curves(table, parameters, count);
    if (!order) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    for (size_t i = 0; i < parameters && i < LEADING; i++) {
        add_parameter(chart, table, order[i].row, count, (int)i);
    }
    vi_axis_include(&chart->y, 0);
    snprintf(chart->title, sizeof chart->title, "What knowing one parameter would be worth");
    snprintf(
        chart->description, sizeof chart->description,
        "Expected value of perfect information about the %d leading parameters for k from %g to "
        "%g; the largest is that of %s.",
        LEADING, number(table, 0, "k"), number(table, count - 1, "k"),
        voi_table_text(table, order[0].row, voi_table_find(table, "pars")));
    snprintf(chart->x.title, sizeof chart->x.title, "Willingness to pay per unit of effect (k)");
    snprintf(chart->y.title, sizeof chart->y.title, "EVPPI per person");
    chart->x.unit = chart->y.unit = VI_MONEY;
cleanup:
    vi_free(order);
    return status;
}
