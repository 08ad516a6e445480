/* What the data of a study would be worth over its size, against what knowing all that it measures
 * would be worth, both with 95 % intervals. Of several studies the curves alone. */
#include "core/alloc.h"
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

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The sizes of a curve, increasing; freed by vi_free. */
static voi_status choose_sizes(const vi_plot_input *input, const voi_study_plan *plan, double **out,
                               size_t *count, voi_error *err)
{
    double last = 0;
    bool listed = plan->sizes.count > 0;
    voi_status status = listed ? VOI_OK : find_last(input, plan, &last, err);
    if (status != VOI_OK) {
        return status;
    }
    *count = listed ? plan->sizes.count : VI_PLOT_SIZES;
    *out = vi_malloc(*count, sizeof **out);
    if (!*out) {
        return vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory for %zu sizes", *count);
    }
    if (listed) {
        memcpy(*out, plan->sizes.values, *count * sizeof **out);
        qsort(*out, *count, sizeof **out, by_size);
    } else {
        vi_plot_spread_sizes(last, *out);
    }
    return VOI_OK;
}

static voi_status measure(const vi_plot_input *input, const voi_study_plan *plan, voi_table **out,
                          voi_error *err)
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
    VI_TRY(choose_sizes(input, plan, &sizes, &sorted.sizes.count, err));
    VI_TRY(vi_plot_summaries(plan, sizes, sorted.sizes.count, &summaries, err));
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

/* A curve over n, times the persons; `limit` draws the one row of an EVPPI from 0 to the last n. */
typedef struct {
    const voi_table *table;
    const char *column;
    double persons, last;
    bool limit;
} curve;

static void add_curve(vi_chart *chart, const curve *c, int series, bool band, const char *label)
{
    size_t rows = c->limit ? 2 : voi_table_rows(c->table);
    double *x = vi_chart_array(chart, rows), *y = vi_chart_array(chart, rows);
    double *low = vi_chart_array(chart, rows), *high = vi_chart_array(chart, rows);
    if (!x || !y || !low || !high) {
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        size_t r = c->limit ? 0 : i;
        x[i] = c->limit ? c->last * (double)i : vi_plot_number(c->table, r, "n");
        y[i] = c->persons * vi_plot_number(c->table, r, c->column);
        low[i] = c->persons * vi_plot_number(c->table, r, "ci_low");
        high[i] = c->persons * vi_plot_number(c->table, r, "ci_high");
    }
    vi_layer area = {
        .kind = VI_BAND, .series = series, .count = rows, .x = x, .y = low, .y2 = high};
    vi_layer line = {
        .kind = VI_LINE, .series = series, .count = rows, .x = x, .y = y, .weight = y[rows - 1]};
    if (band) {
        vi_chart_add(chart, area, "");
    }
    vi_chart_add(chart, line, label);
}

/* The first size at which the EVSI has half of its limit; 0: none. */
static double half_size(const voi_table *evsi, double limit)
{
    for (size_t r = 0; r < voi_table_rows(evsi); r++) {
        if (vi_plot_number(evsi, r, "evsi") >= limit / 2) {
            return vi_plot_number(evsi, r, "n");
        }
    }
    return 0;
}

static void say_one(const vi_plot_input *input, vi_chart *chart, const voi_table *evsi,
                    double limit, double persons)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    size_t last = voi_table_rows(evsi) - 1;
    double n = half_size(evsi, limit);
    if (!(limit > 0)) {
        vi_buffer_printf(&title, "No study of this is worth anything%s", input->at);
    } else if (n > 0) {
        vi_buffer_puts(&title, "With n = ");
        vi_amount_fixed(&title, "", n, 0);
        vi_buffer_printf(&title, " a study tells half of what is worth knowing%s", input->at);
    } else {
        vi_buffer_puts(&title, "With n = ");
        vi_amount_fixed(&title, "", vi_plot_number(evsi, last, "n"), 0);
        vi_buffer_puts(&title, " a study is worth ");
        vi_chart_money(chart, persons * vi_plot_number(evsi, last, "evsi"), &title);
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
                            double persons, voi_error *err)
{
    voi_table *limit = NULL;
    voi_status status = VOI_OK;
    double last = vi_plot_number(evsi, voi_table_rows(evsi) - 1, "n"), evppi = INFINITY;
    if (*vi_plot_text(evsi, 0, "pars")) {
        VI_TRY(measure_limit(input, evsi, &limit, err));
        const curve most = {limit, "evppi", persons, last, true};
        evppi = vi_plot_number(limit, 0, "evppi");
        add_curve(chart, &most, 1, true, "EVPPI");
    }
    const curve worth = {evsi, "evsi", persons, last, false};
    add_curve(chart, &worth, 0, true, "EVSI");
    say_one(input, chart, evsi, evppi, persons);
cleanup:
    voi_table_destroy(limit);
    return status;
}

voi_status vi_plot_evsi(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = input->options->plan_count;
    voi_table *evsi = NULL;
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
    for (size_t p = 0; p < count; p++) {
        voi_table_destroy(evsi);
        evsi = NULL;
        VI_TRY(measure(input, &input->options->plans[p], &evsi, err));
        const curve worth = {evsi, "evsi", persons, 0, false};
        if (count > 1) {
            add_curve(chart, &worth, (int)p, false, vi_plot_text(evsi, 0, "study"));
        } else {
            VI_TRY(build_one(input, chart, evsi, persons, err));
        }
    }
    describe(input, chart);
cleanup:
    voi_table_destroy(evsi);
    return status;
}
