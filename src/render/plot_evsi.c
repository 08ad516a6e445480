/* What the data of a study would be worth over its size, against what knowing all that it measures
 * would be worth, both with 95 % intervals. Of several studies the curves alone. */
#include "core/alloc.h"
#include "math/numbers.h"
#include "measures/pictures.h"
#include "render/amount.h"
#include "render/plots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where no sizes are listed: the largest that an ENBS thinks worth showing is twice the size that
 * leaves hardly anything to learn. */
static voi_status find_last(const vi_plot_input *input, const voi_study_plan *plan, double *last,
                            voi_error *err)
{
    const voi_study_plan free_study = {
        .study = plan->study, .method = plan->method, .summaries = plan->summaries};
    const voi_enbs_options options = {.wtp = vi_plot_headline_k(input),
                                      .population = {.per_year = 1, .years = 1},
                                      .plans = &free_study,
                                      .plan_count = 1,
                                      .seed = 1};
    voi_table *table = NULL;
    voi_status status = voi_enbs(input->ctx, input->problem, &options, &table, err);
    *last = 1;
    for (size_t r = 0; status == VOI_OK && r < voi_table_rows(table); r++) {
        bool shown = isnan(vi_plot_number(table, r, "n_low"));
        *last = shown ? fmax(*last, vi_plot_number(table, r, "n") / 2) : *last;
    }
    voi_table_destroy(table);
    return status;
}

/* Sizes that take their time to be answered are few: 5, 13, 31 … 47 684. */
enum { FEW = 11 };

/* The sizes of a curve, increasing; freed by vi_free. */
static voi_status choose_sizes(const vi_plot_input *input, const voi_study_plan *plan, bool draws,
                               double **out, size_t *count, voi_error *err)
{
    double last = 0;
    bool listed = plan->sizes.count > 0;
    voi_status status = listed || draws ? VOI_OK : find_last(input, plan, &last, err);
    if (status != VOI_OK) {
        return status;
    }
    *count = listed ? plan->sizes.count : draws ? FEW : VI_PLOT_SIZES;
    *out = vi_malloc(*count, sizeof **out);
    if (!*out) {
        return vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory for %zu sizes", *count);
    }
    if (listed) {
        memcpy(*out, plan->sizes.values, *count * sizeof **out);
        qsort(*out, *count, sizeof **out, vi_numbers_compare);
    } else if (!draws) {
        vi_plot_spread_sizes(last, *out);
    }
    for (int i = 0; !listed && draws && i < FEW; i++) {
        (*out)[i] = round(5 * pow(2.5, i));
    }
    return VOI_OK;
}

static voi_status measure(const vi_plot_input *input, const voi_study_plan *plan, voi_table **out,
                          bool *smooth, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_study_plan sorted = *plan;
    double *sizes = NULL;
    voi_matrix *summaries = NULL;
    voi_evsi_options options;
    voi_evsi_options_default(&options);
    options.wtp = vi_plot_headline_k(input);
    options.population = input->options->population;
    options.plans = &sorted;
    options.plan_count = 1;
    VI_TRY(vi_evsi_draws(input->problem, plan, smooth, err));
    VI_TRY(choose_sizes(input, plan, *smooth, &sizes, &sorted.sizes.count, err));
    VI_TRY(vi_plot_summaries(plan, sizes, sorted.sizes.count, &summaries, err));
    *smooth = *smooth && plan->sizes.count == 0;
    sorted.sizes.values = sizes;
    sorted.summaries = summaries;
    status = voi_evsi(input->ctx, input->problem, &options, out, err);
cleanup:
    vi_free(sizes);
    vi_free(summaries);
    return status;
}

/* EVPPI of the parameters of the study whose EVSI the table has. */
static voi_status measure_limit(const vi_plot_input *input, const voi_table *evsi, voi_table **out,
                                voi_error *err)
{
    const char *pars = vi_plot_text(evsi, 0, "pars");
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = vi_plot_headline_k(input);
    options.parameters = &pars;
    options.parameter_count = 1;
    return voi_evppi(input->ctx, input->problem, &options, out, err);
}

/* ---- Layers ---- */

/* A curve over n, times the persons, in arrays of the chart. */
typedef struct {
    size_t count;
    double *n, *value, *low, *high;
} curve;

static bool make_curve(vi_chart *chart, size_t count, curve *out)
{
    *out = (curve){count, vi_chart_array(chart, count), vi_chart_array(chart, count),
                   vi_chart_array(chart, count), vi_chart_array(chart, count)};
    return out->n && out->value && out->low && out->high;
}

/* How many rows are drawn of a smooth curve, which may end where there is hardly more to learn. */
static size_t drawn_rows(const voi_table *evsi, bool smooth)
{
    size_t rows = voi_table_rows(evsi), row = 1;
    double most = vi_plot_number(evsi, rows - 1, "evsi");
    while (smooth && row + 1 < rows && vi_plot_number(evsi, row - 1, "evsi") < 0.98 * most) {
        row++;
    }
    return smooth && most > 0 ? row : rows;
}

/* Begins with no data, which are worth nothing; false where memory ran out, which the chart knows.
 */
static bool trace(vi_chart *chart, const voi_table *evsi, double persons, bool smooth, curve *out)
{
    curve points;
    size_t from = vi_plot_number(evsi, 0, "n") > 0, rows = drawn_rows(evsi, smooth);
    if (!make_curve(chart, from + rows, &points)) {
        return false;
    }
    points.n[0] = points.value[0] = points.low[0] = points.high[0] = 0;
    for (size_t r = 0; r < rows; r++) {
        points.n[from + r] = vi_plot_number(evsi, r, "n");
        points.value[from + r] = persons * vi_plot_number(evsi, r, "evsi");
        points.low[from + r] = persons * vi_plot_number(evsi, r, "ci_low");
        points.high[from + r] = persons * vi_plot_number(evsi, r, "ci_high");
    }
    if (!smooth) {
        *out = points;
        return true;
    }
    if (!make_curve(chart, VI_PLOT_SMOOTH, out)) {
        return false;
    }
    vi_plot_smooth(points.n, points.value, points.count, out->n, out->value);
    vi_plot_smooth(points.n, points.low, points.count, out->n, out->low);
    vi_plot_smooth(points.n, points.high, points.count, out->n, out->high);
    return true;
}

/* The limit, from no data to the last n; of a study of nobody to some n. */
static bool trace_limit(vi_chart *chart, const voi_table *evppi, double persons, double last,
                        curve *out)
{
    if (!make_curve(chart, 2, out)) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        out->n[i] = (last > 0 ? last : 10) * (double)i;
        out->value[i] = persons * vi_plot_number(evppi, 0, "evppi");
        out->low[i] = persons * vi_plot_number(evppi, 0, "ci_low");
        out->high[i] = persons * vi_plot_number(evppi, 0, "ci_high");
    }
    return true;
}

/* A study of nobody is a point. */
static void add_curve(vi_chart *chart, const curve *c, int series, bool band, const char *label)
{
    const vi_layer area = {.kind = VI_BAND,
                           .series = series,
                           .count = c->count,
                           .x = c->n,
                           .y = c->low,
                           .y2 = c->high};
    const vi_layer line = {.kind = c->count > 1 ? VI_LINE : VI_POINT,
                           .series = series,
                           .count = c->count,
                           .x = c->n,
                           .y = c->value,
                           .weight = c->value[c->count - 1]};
    if (band) {
        vi_chart_add(chart, area, "");
    }
    vi_chart_add(chart, line, label);
}

/* ---- Words ---- */

/* The first size at which the EVSI has half of its limit; 0: none. */
static double half_size(const curve *evsi, double limit)
{
    for (size_t i = 0; i < evsi->count; i++) {
        if (evsi->value[i] >= limit / 2) {
            return round(evsi->n[i]);
        }
    }
    return 0;
}

/* `limit` INFINITY: none is known. */
static void say_one(const vi_plot_input *input, vi_chart *chart, const curve *evsi, double limit)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    double n = half_size(evsi, limit), last = evsi->n[evsi->count - 1];
    if (!(limit > 0)) {
        vi_buffer_printf(&title, "No study of this is worth anything%s", input->at);
    } else if (last == 0) {
        vi_buffer_printf(&title, "A study of nobody (n = 0) is worth nothing%s", input->at);
    } else if (n > 0) {
        vi_buffer_puts(&title, "With n = ");
        vi_amount_fixed(&title, "", n, 0);
        vi_buffer_printf(&title, " a study tells half of what is worth knowing%s", input->at);
    } else {
        vi_buffer_puts(&title, "With n = ");
        vi_amount_fixed(&title, "", last, 0);
        vi_buffer_puts(&title, " a study is worth ");
        vi_chart_money(chart, evsi->value[evsi->count - 1], &title);
        vi_buffer_printf(&title, "%s%s", vi_plot_for_whom(input), input->at);
    }
    vi_buffer_puts(&subtitle,
                   isfinite(limit)
                       ? "Worth of data (EVSI) and of knowing all that they measure (EVPPI)"
                       : "Worth of data (EVSI)");
}

static void say_many(const vi_plot_input *input, vi_chart *chart)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer_printf(&title, "What studies would be worth%s", input->at);
    vi_buffer_puts(&subtitle, "Expected value of sample information (EVSI)");
}

static void describe(const vi_plot_input *input, vi_chart *chart)
{
    vi_buffer text = vi_buffer_over(chart->description, sizeof chart->description);
    vi_buffer_printf(&text,
                     "Expected value of sample information over the size of the study%s%s, with 95 "
                     "%% intervals where it is a single one. %s.",
                     vi_plot_for_whom(input), input->at, chart->title);
}

/* One study with its interval and limit; a study of no parameters in particular has none. */
static voi_status build_one(const vi_plot_input *input, vi_chart *chart, const voi_table *evsi,
                            const curve *worth, double persons, voi_error *err)
{
    voi_table *table = NULL;
    voi_status status = VOI_OK;
    double evppi = INFINITY;
    curve limit;
    if (*vi_plot_text(evsi, 0, "pars")) {
        VI_TRY(measure_limit(input, evsi, &table, err));
        if (trace_limit(chart, table, persons, worth->n[worth->count - 1], &limit)) {
            evppi = limit.value[0];
            add_curve(chart, &limit, 1, true, "EVPPI");
        }
    }
    add_curve(chart, worth, 0, true, "EVSI");
    say_one(input, chart, worth, evppi);
cleanup:
    voi_table_destroy(table);
    return status;
}

static voi_status build_study(const vi_plot_input *input, vi_chart *chart, size_t p, double persons,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *evsi = NULL;
    bool smooth = false;
    curve worth;
    VI_TRY(measure(input, &input->options->plans[p], &evsi, &smooth, err));
    if (!trace(chart, evsi, persons, smooth, &worth)) {
        goto cleanup;
    }
    if (input->options->plan_count > 1) {
        add_curve(chart, &worth, (int)p, false, vi_plot_text(evsi, 0, "study"));
    } else {
        status = build_one(input, chart, evsi, &worth, persons, err);
    }
cleanup:
    voi_table_destroy(evsi);
    return status;
}

voi_status vi_plot_evsi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    double persons = 1;
    if (vi_plot_for_population(input)) {
        VI_TRY(voi_population_size(&input->options->population, &persons, err));
    }
    vi_chart_name_axis(chart, &chart->x, VI_PLAIN, "Size of the study (n)");
    vi_chart_name_axis(chart, &chart->y, VI_MONEY,
                       vi_plot_for_population(input) ? "EVSI for the population"
                                                     : "EVSI per person");
    vi_axis_include(&chart->y, 0);
    chart->x.tight = true;
    say_many(input, chart);
    for (size_t p = 0; p < input->options->plan_count; p++) {
        VI_TRY(build_study(input, chart, p, persons, err));
    }
    describe(input, chart);
cleanup:
    return status;
}
