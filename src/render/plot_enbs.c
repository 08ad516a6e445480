/* What is left of the worth of studies when they are paid, over their size: curves, the best size,
 * and under a single curve the sizes that are as good within the error. Where no sizes are listed
 * they are spread over the part of the curve that matters. */
#include "core/alloc.h"
#include "measures/pictures.h"
#include "render/amount.h"
#include "render/plots.h"

#include <math.h>

/* Of the best size: how far the curve goes at least. */
static const double beyond = 2.5;

static voi_status measure(const vi_plot_input *input, const voi_study_plan *plan, voi_table **out,
                          voi_error *err)
{
    voi_enbs_options options;
    voi_enbs_options_default(&options);
    options.wtp = vi_plot_headline_k(input);
    options.population = input->options->population;
    options.plans = plan;
    options.plan_count = 1;
    return voi_enbs(input->ctx, input->problem, &options, out, err);
}

/* The row of the best size; there is always one. */
static size_t best_row(const voi_table *table)
{
    size_t row = 0;
    while (vi_plot_number(table, row, "optimal") != 1) {
        row++;
    }
    return row;
}

/* Whether no size is too large. */
static bool is_open(const voi_table *table)
{
    return vi_plot_number(table, best_row(table), "n_high") >= VI_LARGEST_SEARCHED;
}

/* The size where a curve may end. */
static double last_size(const voi_table *table)
{
    double most = 1;
    for (size_t r = 0; r < voi_table_rows(table); r++) {
        bool shown = isnan(vi_plot_number(table, r, "n_low"));
        most = shown ? fmax(most, vi_plot_number(table, r, "n")) : most;
    }
    size_t best = best_row(table);
    double good = fmax(beyond * vi_plot_number(table, best, "n"),
                       1.2 * vi_plot_number(table, best, "n_high"));
    return fmin(good, most);
}

/* One study: the table that `voi enbs` gives, from which the best size is told, and the curve, in
 * arrays of the chart. */
typedef struct {
    voi_table *told;
    size_t count;
    double *n, *enbs;
} worth;

static bool make_curve(vi_chart *chart, size_t count, worth *out)
{
    out->n = vi_chart_array(chart, count);
    out->enbs = vi_chart_array(chart, count);
    out->count = out->n && out->enbs ? count : 0;
    return out->count > 0;
}

/* The first rows of a table as a curve. */
static bool take_rows(vi_chart *chart, const voi_table *table, size_t rows, worth *out)
{
    if (!make_curve(chart, rows, out)) {
        return false;
    }
    for (size_t r = 0; r < rows; r++) {
        out->n[r] = vi_plot_number(table, r, "n");
        out->enbs[r] = vi_plot_number(table, r, "enbs");
    }
    return true;
}

/* A best size without an upper end is no part of the curve. */
static size_t rows_of_curve(const voi_table *table)
{
    size_t rows = voi_table_rows(table);
    return rows > 1 && is_open(table) ? rows - 1 : rows;
}

/* A smooth curve through the rows of the table itself, up to where it may end. */
static void smooth_rows(vi_chart *chart, worth *w)
{
    worth points;
    double last = last_size(w->told);
    size_t rows = 2, most = voi_table_rows(w->told);
    while (rows < most && vi_plot_number(w->told, rows - 1, "n") < last) {
        rows++;
    }
    if (take_rows(chart, w->told, rows, &points) && make_curve(chart, VI_PLOT_SMOOTH, w)) {
        vi_plot_smooth(points.n, points.enbs, rows, w->n, w->enbs);
    }
}

/* Where no sizes are listed, more of them are drawn than told, if they cost little. */
static voi_status measure_curve(const vi_plot_input *input, vi_chart *chart,
                                const voi_study_plan *plan, worth *out, voi_error *err)
{
    voi_study_plan spread = *plan;
    voi_table *more = NULL;
    double sizes[VI_PLOT_SIZES];
    bool draws, listed = vi_plot_lists_sizes(plan);
    voi_status status = VOI_OK;
    spread.sizes = listed ? plan->sizes : (voi_sizes){0};
    VI_TRY(vi_evsi_draws(input->problem, plan, &draws, err));
    VI_TRY(measure(input, &spread, &out->told, err));
    if (!listed && !draws) {
        vi_plot_spread_sizes(last_size(out->told), sizes);
        spread.sizes = (voi_sizes){sizes, VI_PLOT_SIZES};
        VI_TRY(measure(input, &spread, &more, err));
    }
    if (draws && !listed) {
        smooth_rows(chart, out);
    } else {
        const voi_table *drawn = more ? more : out->told;
        take_rows(chart, drawn, rows_of_curve(drawn), out);
    }
cleanup:
    voi_table_destroy(more);
    return status;
}

static void add_curve(vi_chart *chart, const worth *w, int series, bool named)
{
    const vi_layer line = {.kind = VI_LINE,
                           .series = series,
                           .count = w->count,
                           .x = w->n,
                           .y = w->enbs,
                           .weight = vi_plot_number(w->told, best_row(w->told), "enbs")};
    if (w->count > 0) {
        vi_chart_add(chart, line, named ? vi_plot_text(w->told, 0, "study") : "");
    }
}

/* ENBS at a size, on the line between two points. */
static double between(const worth *w, double n)
{
    size_t i = 1;
    while (i + 1 < w->count && w->n[i] < n) {
        i++;
    }
    double share = (n - w->n[i - 1]) / (w->n[i] - w->n[i - 1]);
    return w->enbs[i - 1] + share * (w->enbs[i] - w->enbs[i - 1]);
}

/* Shades what lies under the curve where sizes are good. */
static void add_good_sizes(vi_chart *chart, const worth *w)
{
    enum { POINTS = 129 };
    if (w->count < 2) {
        return;
    }
    size_t best = best_row(w->told);
    double low = fmax(vi_plot_number(w->told, best, "n_low"), w->n[0]);
    double high = fmin(vi_plot_number(w->told, best, "n_high"), w->n[w->count - 1]);
    double *x = vi_chart_array(chart, POINTS), *zero = vi_chart_array(chart, POINTS);
    double *y = vi_chart_array(chart, POINTS);
    if (!x || !y || !zero || !(low < high)) {
        return;
    }
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = low + (high - low) * (double)i / (POINTS - 1);
        y[i] = between(w, x[i]);
    }
    const vi_layer band = {.kind = VI_BAND, .count = POINTS, .x = x, .y = zero, .y2 = y};
    vi_chart_add(chart, band, "");
}

static void mark_best(vi_chart *chart, const voi_table *table, int series)
{
    size_t best = best_row(table);
    char label[VI_LABEL];
    vi_buffer text = vi_buffer_over(label, sizeof label);
    double *at = vi_chart_array(chart, 2);
    if (at) {
        at[0] = vi_plot_number(table, best, "n");
        at[1] = vi_plot_number(table, best, "enbs");
        vi_chart_money(chart, at[1], &text);
        vi_chart_add(
            chart, (vi_layer){.kind = VI_POINT, .series = series, .count = 1, .x = at, .y = at + 1},
            label);
    }
}

static void put_good_sizes(const voi_table *table, vi_buffer *text)
{
    size_t best = best_row(table);
    double low = vi_plot_number(table, best, "n_low"), high = vi_plot_number(table, best, "n_high");
    bool open = is_open(table);
    vi_buffer_puts(text, open ? "of " : "from ");
    vi_amount_fixed(text, "", low, 0);
    if (open) {
        vi_buffer_puts(text, " and more");
    } else {
        vi_buffer_puts(text, " to ");
        vi_amount_fixed(text, "", high, 0);
    }
}

static void say(const vi_plot_input *input, vi_chart *chart, const voi_table *table, size_t studies)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    size_t best = best_row(table);
    double enbs = vi_plot_number(table, best, "enbs");
    if (enbs > 0 && is_open(table)) {
        vi_plot_put_name(chart, vi_plot_text(table, best, "study"), &title);
        vi_buffer_printf(&title, " pays the more, the larger it is%s: up to ", input->at);
        vi_chart_money(chart, enbs, &title);
    } else if (enbs > 0) {
        vi_plot_put_name(chart, vi_plot_text(table, best, "study"), &title);
        vi_buffer_puts(&title, " pays most with n = ");
        vi_amount_fixed(&title, "", vi_plot_number(table, best, "n"), 0);
        vi_buffer_printf(&title, "%s: ", input->at);
        vi_chart_money(chart, enbs, &title);
    } else {
        vi_buffer_printf(&title, "%s pays%s", studies > 1 ? "None of the studies" : "No size of it",
                         input->at);
    }
    vi_buffer_puts(&subtitle, "Expected net benefit of sampling (ENBS): worth to the population "
                              "less costs");
    vi_buffer_printf(&description,
                     "Expected net benefit of sampling over the size of %s. %s. Sizes ",
                     studies > 1 ? "several studies" : "a study", chart->title);
    put_good_sizes(table, &description);
    vi_buffer_puts(&description, " are as good within the error.");
}

voi_status vi_plot_enbs(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = input->options->plan_count, best = 0;
    double most = -INFINITY;
    worth *studies = vi_calloc(count, sizeof *studies);
    if (!studies) {
        return vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory for %zu studies", count);
    }
    vi_chart_name_axis(chart, &chart->x, VI_PLAIN, "Size of the study (n)");
    vi_chart_name_axis(chart, &chart->y, VI_MONEY, "ENBS");
    vi_axis_include(&chart->y, 0);
    chart->x.tight = true;
    for (size_t p = 0; p < count; p++) {
        VI_TRY(measure_curve(input, chart, &input->options->plans[p], &studies[p], err));
        double enbs = vi_plot_number(studies[p].told, best_row(studies[p].told), "enbs");
        best = enbs > most ? p : best;
        most = fmax(enbs, most);
    }
    if (count == 1) {
        add_good_sizes(chart, &studies[0]);
    }
    for (size_t p = 0; p < count; p++) {
        add_curve(chart, &studies[p], (int)p, count > 1);
    }
    if (!is_open(studies[best].told)) {
        mark_best(chart, studies[best].told, (int)best);
    }
    say(input, chart, studies[best].told, count);
cleanup:
    for (size_t p = 0; p < count; p++) {
        voi_table_destroy(studies[p].told);
    }
    vi_free(studies);
    return status;
}
