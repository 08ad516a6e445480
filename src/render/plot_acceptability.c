/* How likely every strategy is to be the best, the same along the frontier, and what choosing it
 * loses on average, over willingness to pay: three views of one table. */
#include "render/amount.h"
#include "render/plots.h"

#include <math.h>

typedef struct {
    const char *column; /* what is drawn */
    bool along_frontier;
    const char *leads; /* the column by which the title chooses its strategy */
    vi_unit unit;
    const char *axis;
    const char *title[4]; /* around the strategy, the place and the value */
    const char *subtitle, *description;
} view;

/* One strategy's line; along the frontier it has gaps and goes on to the k behind each piece, so
 * that pieces meet. False where it has no points. */
static bool fill_line(const view *v, const voi_table *table, size_t strategy, size_t strategies,
                      vi_layer *line, double *x, double *y)
{
    size_t k = voi_table_find(table, "k"), value = voi_table_find(table, v->column);
    size_t frontier = voi_table_find(table, "frontier");
    bool here = false, ever = false;
    line->weight = -INFINITY;
    for (size_t i = 0; i < line->count; i++) {
        size_t row = i * strategies + strategy;
        bool before = here;
        here = !v->along_frontier || voi_table_number(table, row, frontier) == 1;
        ever = ever || here;
        x[i] = voi_table_number(table, row, k);
        y[i] = here || before ? voi_table_number(table, row, value) : NAN;
        line->weight = fmax(line->weight, v->unit == VI_MONEY ? -y[i] : y[i]);
    }
    line->x = x;
    line->y = y;
    return ever;
}

static void add_lines(const vi_plot_input *input, const view *v, const voi_table *table,
                      vi_chart *chart)
{
    size_t strategies = voi_problem_strategies(input->problem), count = input->k.count;
    for (size_t d = 0; d < strategies; d++) {
        double *x = vi_chart_array(chart, count), *y = vi_chart_array(chart, count);
        vi_layer line = {.kind = VI_LINE, .series = (int)d, .count = count};
        if (x && y && fill_line(v, table, d, strategies, &line, x, y)) {
            vi_chart_add(chart, line, voi_problem_strategy_name(input->problem, d));
        }
    }
}

/* The row of the strategy with the largest value among those of the headline's k. */
static size_t leader(const vi_plot_input *input, const voi_table *table, const char *column)
{
    size_t strategies = voi_problem_strategies(input->problem), first = 0;
    size_t at = voi_table_find(table, column), k = voi_table_find(table, "k");
    while (voi_table_number(table, first, k) < input->headline &&
           first + strategies < voi_table_rows(table)) {
        first += strategies;
    }
    size_t best = first;
    for (size_t row = first + 1; row < first + strategies; row++) {
        best = voi_table_number(table, row, at) > voi_table_number(table, best, at) ? row : best;
    }
    return best;
}

static void say(const vi_plot_input *input, const view *v, const voi_table *table, vi_chart *chart)
{
    size_t best = leader(input, table, v->leads);
    double value = vi_plot_number(table, best, v->column);
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    vi_buffer_puts(&title, v->title[0]);
    vi_plot_put_name(chart, vi_plot_text(table, best, "strategy"), &title);
    vi_buffer_printf(&title, "%s%s%s", v->title[1], input->at, v->title[2]);
    if (v->unit == VI_MONEY) {
        vi_chart_money(chart, value, &title);
    } else {
        vi_amount_percent(&title, value);
    }
    vi_buffer_puts(&title, v->title[3]);
    vi_buffer_puts(&subtitle, v->subtitle);
    vi_buffer_puts(&description, v->description);
    vi_plot_put_range(chart, &input->k, &description);
    vi_buffer_printf(&description, ". %s.", chart->title);
}

static voi_status draw(const vi_plot_input *input, const view *v, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_CEAC, &table, err);
    if (status == VOI_OK) {
        vi_plot_name_axes(chart, v->unit, v->axis);
        vi_axis_include(&chart->y, v->unit == VI_PERCENT ? 1 : 0);
        add_lines(input, v, table, chart);
        vi_plot_mark_headline(input, chart);
        say(input, v, table, chart);
    }
    return status;
}

voi_status vi_plot_ceac(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    static const view v = {
        .column = "probability",
        .leads = "probability",
        .unit = VI_PERCENT,
        .axis = "Probability of being optimal",
        .title = {"", " is the most likely to be optimal", ": ", ""},
        .subtitle = "Probability that a strategy has the highest net benefit",
        .description = "The probability that each strategy has the highest net benefit",
    };
    return draw(input, &v, chart, err);
}

voi_status vi_plot_ceaf(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    static const view v = {
        .column = "probability",
        .along_frontier = true,
        .leads = "frontier",
        .unit = VI_PERCENT,
        .axis = "Probability of being optimal",
        .title = {"Choosing ", "", " is right with a probability of ", ""},
        .subtitle =
            "Probability that the strategy with the highest expected net benefit is optimal",
        .description = "The probability that the strategy with the highest expected net benefit is "
                       "optimal",
    };
    return draw(input, &v, chart, err);
}

voi_status vi_plot_loss(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    static const view v = {
        .column = "expected_loss",
        .leads = "frontier",
        .unit = VI_MONEY,
        .axis = "Expected loss per person",
        .title = {"Choosing ", " loses the least", ": ", " per person"},
        .subtitle = "What choosing a strategy loses on average; the lowest curve is the EVPI",
        .description = "The expected loss of choosing each strategy, of which the lowest is the "
                       "expected value of perfect information,",
    };
    return draw(input, &v, chart, err);
}
