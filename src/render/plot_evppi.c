/* What knowing a parameter would be worth: bars at the headline k, curves over k for the leading
 * ones. */
#include "core/alloc.h"
#include "render/plots.h"

#include <math.h>
#include <stdlib.h>

enum { LEADING = 5, MOST_BARS = 40 };

/* An EVPI this many times the longest bar is told but not drawn: the bars would shrink to nothing.
 * Below the least share of the EVPI they are nothing. */
static const double MOST_TIMES = 4, LEAST_SHARE = 1e-3;

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

static const char *evppi_column(const vi_plot_input *input)
{
    return vi_plot_for_population(input) ? "pop_evppi" : "evppi";
}

static voi_status evpi_at_headline(const vi_plot_input *input, double *evpi, voi_error *err)
{
    voi_evpi_options options;
    voi_table *table = NULL;
    voi_evpi_options_default(&options);
    options.population = input->options->population;
    if (isfinite(input->headline)) {
        options.wtp = (voi_wtp){&input->headline, 1};
    }
    voi_status status = voi_evpi(input->ctx, input->problem, &options, &table, err);
    if (status == VOI_OK) {
        *evpi = vi_plot_number(table, 0, vi_plot_for_population(input) ? "pop_evpi" : "evpi");
    }
    voi_table_destroy(table);
    return status;
}

/* The largest values of `count` runs of `length` rows, in falling order, with the row where each
 * run begins; NULL where memory ran out. */
static ranked *rank_runs(const voi_table *table, const char *column, size_t count, size_t length)
{
    ranked *order = vi_malloc(count, sizeof *order);
    size_t value = voi_table_find(table, column);
    for (size_t run = 0; order && run < count; run++) {
        order[run] = (ranked){run * length, -INFINITY};
        for (size_t i = 0; i < length; i++) {
            double other = voi_table_number(table, run * length + i, value);
            order[run].value = fmax(order[run].value, other);
        }
    }
    if (order) {
        qsort(order, count, sizeof *order, by_value_descending);
    }
    return order;
}

static void add_bars(vi_chart *chart, const voi_table *table, const ranked *order, size_t count,
                     double persons)
{
    double *x = vi_chart_array(chart, count), *low = vi_chart_array(chart, count);
    double *high = vi_chart_array(chart, count);
    chart->names = vi_calloc(count, sizeof *chart->names);
    if (!x || !low || !high || !chart->names) {
        chart->failed = true;
        return;
    }
    bool two_lines = false;
    for (size_t i = 0; i < count; i++) {
        size_t row = order[i].row;
        x[i] = order[i].value;
        low[i] = persons * vi_plot_number(table, row, "ci_low");
        high[i] = persons * vi_plot_number(table, row, "ci_high");
        vi_shorten(vi_plot_text(table, row, "pars"), VI_LABEL_SIZE, false, INFINITY,
                   chart->names[i], VI_LABEL);
        char lines[VI_LINES][VI_LABEL];
        two_lines = two_lines || vi_chart_bar_name(chart, i, lines) > 1;
    }
    double pitch = two_lines ? 32 : 22;
    chart->height = fmax(chart->height, 130 + pitch * (double)count);
    const vi_layer bars = {.kind = VI_BARS, .count = count, .x = x, .y = low, .y2 = high};
    vi_chart_add(chart, bars, "");
}

static void mark_evpi(vi_chart *chart, double evpi)
{
    char label[VI_LABEL];
    vi_buffer text = vi_buffer_over(label, sizeof label);
    double *x = vi_chart_array(chart, 1);
    double longest = chart->x.high;
    if (x && (evpi <= MOST_TIMES * longest || longest < LEAST_SHARE * evpi)) {
        x[0] = evpi;
        vi_buffer_puts(&text, "EVPI ");
        vi_chart_money(chart, evpi, &text);
        vi_chart_add(chart, (vi_layer){.kind = VI_VLINE, .series = -1, .count = 1, .x = x}, label);
    }
}

static void say_bars(const vi_plot_input *input, vi_chart *chart, const char *leading, double value,
                     double evpi)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    if (value > LEAST_SHARE * evpi) {
        vi_buffer_puts(&title, "Knowing ");
        vi_plot_put_name(chart, leading, &title);
        vi_buffer_printf(&title, " is worth the most%s: ", input->at);
        vi_chart_money(chart, value, &title);
        vi_buffer_puts(&title, " of the EVPI of ");
        vi_chart_money(chart, evpi, &title);
    } else {
        vi_buffer_printf(&title, "No parameter alone is worth knowing%s", input->at);
    }
    size_t shown = chart->layers[0].count, all = voi_problem_parameters(input->problem);
    vi_buffer_puts(&subtitle, "Expected value of perfect information about one parameter");
    if (shown < all) {
        vi_buffer_printf(&subtitle, ": the leading %zu of %zu", shown, all);
    }
    vi_buffer_printf(&description,
                     "Expected value of perfect information about single parameters%s%s, with 95 "
                     "%% intervals. %s.",
                     vi_plot_for_whom(input), input->at, chart->title);
}

voi_status vi_plot_evppi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *table = NULL;
    ranked *order = NULL;
    double persons = 1, evpi = 0;
    if (vi_plot_for_population(input)) {
        VI_TRY(voi_population_size(&input->options->population, &persons, err));
    }
    VI_TRY(vi_plot_table(input, VI_PLOT_SINGLES, &table, err));
    VI_TRY(evpi_at_headline(input, &evpi, err));
    size_t rows = voi_table_rows(table), count = rows < MOST_BARS ? rows : MOST_BARS;
    order = rank_runs(table, evppi_column(input), rows, 1);
    if (!order) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    vi_chart_name_axis(chart, &chart->x, VI_MONEY,
                       vi_plot_for_population(input) ? "EVPPI for the population"
                                                     : "EVPPI per person");
    vi_axis_include(&chart->x, 0);
    chart->y.named = true;
    add_bars(chart, table, order, count, persons);
    mark_evpi(chart, evpi);
    if (!chart->failed) {
        say_bars(input, chart, vi_plot_text(table, order[0].row, "pars"), order[0].value, evpi);
    }
cleanup:
    vi_free(order);
    return status;
}

/* The curve of one parameter; *peak is the k of its largest value. */
static void add_curve(vi_chart *chart, const voi_table *table, const char *column,
                      const ranked *from, size_t count, int series, double *peak)
{
    size_t k = voi_table_find(table, "k"), value = voi_table_find(table, column);
    double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
    if (!x || !y) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        x[i] = voi_table_number(table, from->row + i, k);
        y[i] = voi_table_number(table, from->row + i, value);
        *peak = y[i] == from->value ? x[i] : *peak;
    }
    const vi_layer line = {
        .kind = VI_LINE, .series = series, .count = count, .x = x, .y = y, .weight = from->value};
    vi_chart_add(chart, line, vi_plot_text(table, from->row, "pars"));
}

static void say_curves(const vi_plot_input *input, vi_chart *chart, const char *leading,
                       double value, double peak)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    if (value > 0) {
        vi_buffer_puts(&title, "Knowing ");
        vi_plot_put_name(chart, leading, &title);
        vi_buffer_puts(&title, " is worth up to ");
        vi_chart_money(chart, value, &title);
        vi_buffer_printf(&title, "%s, at k = ", vi_plot_for_whom(input));
        vi_plot_put_k(chart, peak, &title);
    } else {
        vi_buffer_puts(&title, "No parameter alone is worth knowing at any k");
    }
    vi_buffer_puts(&subtitle, "Expected value of perfect information about one parameter");
    if (voi_problem_parameters(input->problem) > LEADING) {
        vi_buffer_printf(&subtitle, ": the leading %d", LEADING);
    }
    vi_buffer_printf(&description,
                     "Expected value of perfect information about single parameters%s",
                     vi_plot_for_whom(input));
    vi_plot_put_range(chart, &input->k, &description);
    vi_buffer_printf(&description, ". %s.", chart->title);
}

voi_status vi_plot_evppi_k(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *table = NULL;
    ranked *order = NULL;
    double peak[LEADING] = {0};
    VI_TRY(vi_plot_table(input, VI_PLOT_EVPPI, &table, err));
    size_t parameters = voi_problem_parameters(input->problem);
    size_t count = voi_table_rows(table) / parameters;
    order = rank_runs(table, evppi_column(input), parameters, count);
    if (!order) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    vi_plot_name_axes(chart, VI_MONEY,
                      vi_plot_for_population(input) ? "EVPPI for the population"
                                                    : "EVPPI per person");
    for (size_t i = 0; i < parameters && i < LEADING; i++) {
        add_curve(chart, table, evppi_column(input), &order[i], count, (int)i, &peak[i]);
    }
    vi_plot_mark_headline(input, chart);
    say_curves(input, chart, vi_plot_text(table, order[0].row, "pars"), order[0].value, peak[0]);
cleanup:
    vi_free(order);
    return status;
}
