/* What is left of the worth of studies when they are paid, over their size: curves, the best size,
 * and under a single curve the sizes that are as good within the error. Where no sizes are listed
 * they are spread over the part of the curve that matters. */
#include "core/alloc.h"
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

/* One study: the table that `voi enbs` gives, from which the best size is told, and one with more
 * sizes to draw, NULL where they are listed. */
typedef struct {
    voi_table *told, *more;
} worth;

static const voi_table *drawn(const worth *w)
{
    return w->more ? w->more : w->told;
}

static voi_status measure_curve(const vi_plot_input *input, const voi_study_plan *plan, worth *out,
                                voi_error *err)
{
    voi_study_plan spread = *plan;
    double sizes[VI_PLOT_SIZES];
    voi_status status = measure(input, plan, &out->told, err);
    if (status != VOI_OK || plan->sizes.count > 0) {
        return status;
    }
    vi_plot_spread_sizes(last_size(out->told), sizes);
    spread.sizes = (voi_sizes){sizes, VI_PLOT_SIZES};
    return measure(input, &spread, &out->more, err);
}

static void add_curve(vi_chart *chart, const worth *w, int series, bool named)
{
    const voi_table *table = drawn(w);
    size_t rows = voi_table_rows(table);
    double *x = vi_chart_array(chart, rows), *y = vi_chart_array(chart, rows);
    if (!x || !y) {
        return;
    }
    for (size_t r = 0; r < rows; r++) {
        x[r] = vi_plot_number(table, r, "n");
        y[r] = vi_plot_number(table, r, "enbs");
    }
    const vi_layer line = {.kind = VI_LINE,
                           .series = series,
                           .count = rows,
                           .x = x,
                           .y = y,
                           .weight = vi_plot_number(w->told, best_row(w->told), "enbs")};
    vi_chart_add(chart, line, named ? vi_plot_text(table, 0, "study") : "");
}

/* ENBS at a size, on the line between two rows. */
static double between(const voi_table *table, double n)
{
    size_t r = 1, last = voi_table_rows(table) - 1;
    while (r < last && vi_plot_number(table, r, "n") < n) {
        r++;
    }
    double a = vi_plot_number(table, r - 1, "n"), b = vi_plot_number(table, r, "n");
    double low = vi_plot_number(table, r - 1, "enbs"), high = vi_plot_number(table, r, "enbs");
    return low + (n - a) / (b - a) * (high - low);
}

/* Shades what lies under the curve where sizes are good. */
static void add_good_sizes(vi_chart *chart, const worth *w)
{
    enum { POINTS = 33 };
    const voi_table *table = drawn(w);
    size_t best = best_row(w->told);
    double last = vi_plot_number(table, voi_table_rows(table) - 1, "n");
    double low = vi_plot_number(w->told, best, "n_low");
    double high = fmin(vi_plot_number(w->told, best, "n_high"), last);
    double *x = vi_chart_array(chart, POINTS), *zero = vi_chart_array(chart, POINTS);
    double *y = vi_chart_array(chart, POINTS);
    if (!x || !y || !zero || voi_table_rows(table) < 2 || !(low < high)) {
        return;
    }
    for (size_t i = 0; i < POINTS; i++) {
        x[i] = low + (high - low) * (double)i / (POINTS - 1);
        y[i] = between(table, x[i]);
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

static void say(const vi_plot_input *input, vi_chart *chart, const voi_table *table, size_t studies)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    size_t best = best_row(table);
    double enbs = vi_plot_number(table, best, "enbs");
    if (enbs > 0) {
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
                     "Expected net benefit of sampling over the size of %s. %s. Sizes from %.0f to "
                     "%.0f are as good within the error.",
                     studies > 1 ? "several studies" : "a study", chart->title,
                     vi_plot_number(table, best, "n_low"), vi_plot_number(table, best, "n_high"));
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
        VI_TRY(measure_curve(input, &input->options->plans[p], &studies[p], err));
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
    mark_best(chart, studies[best].told, (int)best);
    say(input, chart, studies[best].told, count);
cleanup:
    for (size_t p = 0; p < count; p++) {
        voi_table_destroy(studies[p].told);
        voi_table_destroy(studies[p].more);
    }
    vi_free(studies);
    return status;
}
