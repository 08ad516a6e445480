/* What concrete studies would be worth, at the headline: for every study that the report is asked
 * about its sizes, their EVSI and, where a population is known, what is left of it when the study
 * is paid. Sizes are those asked for, or those that voi_enbs thinks worth showing. */
#include "render/report.h"

#include "core/alloc.h"
#include "measures/pictures.h"

#include <math.h>
#include <string.h>

enum { MOST_SIZES = 64 };

static size_t plan_count(const vi_report *report)
{
    return report->options->plans ? report->options->plan_count : 0;
}

/* ---- Measuring ---- */

static size_t rows_of_study(const voi_table *enbs, size_t first)
{
    return vi_plot_study_end(enbs, first) - first;
}

static voi_wtp headline_of(const vi_report *report)
{
    return report->frontier ? (voi_wtp){report->k + report->here, 1} : (voi_wtp){0};
}

static voi_status measure_worth(vi_report *report, voi_error *err)
{
    voi_enbs_options options;
    voi_enbs_options_default(&options);
    options.wtp = headline_of(report);
    options.population = report->options->population;
    options.plans = report->options->plans;
    options.plan_count = report->options->plan_count;
    voi_status status = voi_enbs(report->plot.ctx, report->problem, &options, &report->enbs,
                                 &report->studies_refusal);
    return vi_report_leave_out(status, &report->studies_refusal, err);
}

/* The sizes to be shown are those of the table of ENBS, from `first` on, where there is one. */
static voi_status measure_study(vi_report *report, size_t p, size_t first, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_study_plan plan = report->options->plans[p];
    double sizes[MOST_SIZES];
    voi_matrix *summaries = NULL;
    voi_evsi_options options;
    voi_evsi_options_default(&options);
    options.wtp = headline_of(report);
    options.plans = &plan;
    options.plan_count = 1;
    size_t shown = report->enbs ? rows_of_study(report->enbs, first) : plan.sizes.count;
    shown = shown < MOST_SIZES ? shown : MOST_SIZES;
    if (report->enbs) {
        for (size_t i = 0; i < shown; i++) {
            sizes[i] = vi_report_number(report->enbs, first + i, "n");
        }
        VI_TRY(vi_plot_summaries(&plan, sizes, shown, &summaries, err));
        plan.summaries = summaries;
        plan.sizes.values = sizes;
    }
    plan.sizes.count = shown;
    status = voi_evsi(report->plot.ctx, report->problem, &options, &report->evsi[p],
                      &report->studies_refusal);
    status = vi_report_leave_out(status, &report->studies_refusal, err);
cleanup:
    vi_free(summaries);
    return status;
}

voi_status vi_report_measure_studies(vi_report *report, voi_error *err)
{
    voi_status status = VOI_OK;
    if (plan_count(report) == 0) {
        return VOI_OK;
    }
    report->evsi = vi_calloc(plan_count(report), sizeof(voi_table *));
    if (!report->evsi) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    if (report->persons > 0) {
        VI_TRY(measure_worth(report, err));
    }
    for (size_t p = 0, first = 0; p < plan_count(report); p++) {
        VI_TRY(measure_study(report, p, first, err));
        first += report->enbs ? rows_of_study(report->enbs, first) : 0;
    }
cleanup:
    return status;
}

void vi_report_free_studies(vi_report *report)
{
    for (size_t p = 0; report->evsi && p < plan_count(report); p++) {
        voi_table_destroy(report->evsi[p]);
    }
    vi_free(report->evsi);
    voi_table_destroy(report->enbs);
}

/* ---- Writing ---- */

static void put_count(double value, vi_buffer *html)
{
    vi_amount_fixed(html, "", value, 0);
}

/* "<0.1 %" as text. */
static void put_percent(double probability, vi_buffer *html)
{
    vi_buffer words = {0};
    vi_amount_percent(&words, probability);
    vi_html_text(html, words.data ? words.data : "");
    html->failed = html->failed || words.failed;
    vi_buffer_free(&words);
}

static const char *unit_of(const voi_study_plan *plan)
{
    return plan->study.design->unit ? plan->study.design->unit : "participants";
}

/* Whether the larger the study, the better. */
static bool is_open(const vi_report *report, size_t row)
{
    return vi_report_number(report->enbs, row, "n_high") >= VI_LARGEST_SEARCHED;
}

/* "Sizes from 210 to 560 are about as good." */
static void say_interval(const vi_report *report, size_t row, vi_buffer *html)
{
    double low = vi_report_number(report->enbs, row, "n_low");
    double high = vi_report_number(report->enbs, row, "n_high");
    if (!(low < high)) {
        return;
    }
    vi_buffer_puts(html, " Sizes from ");
    put_count(low, html);
    if (is_open(report, row)) {
        vi_buffer_puts(html, " on");
    } else {
        vi_buffer_puts(html, " to ");
        put_count(high, html);
    }
    vi_buffer_puts(html, " are about as good.");
}

/* Whether the study's best size is in this row. */
static bool is_best_size(const vi_report *report, size_t row)
{
    return !isnan(vi_report_number(report->enbs, row, "n_low"));
}

/* "With 340 patients per arm (680 in all) it would return " */
static void say_size(const vi_report *report, const voi_study_plan *plan, size_t row,
                     vi_buffer *html)
{
    double n = vi_report_number(report->enbs, row, "n");
    if (is_open(report, row)) {
        vi_buffer_puts(html, "No size is too large: it would return up to ");
        return;
    }
    vi_buffer_puts(html, "With ");
    put_count(n, html);
    vi_buffer_puts(html, " ");
    vi_html_text(html, unit_of(plan));
    if (vi_report_number(report->enbs, row, "participants") > n) {
        vi_buffer_puts(html, " (");
        put_count(vi_report_number(report->enbs, row, "participants"), html);
        vi_buffer_puts(html, " in all)");
    }
    vi_buffer_puts(html, " it would return ");
}

/* What the best size of a study leaves; the study's rows begin at `first`. */
static void say_best(const vi_report *report, const voi_study_plan *plan, size_t first,
                     vi_buffer *html)
{
    size_t row = first, end = first + rows_of_study(report->enbs, first);
    while (row < end && !is_best_size(report, row)) {
        row++;
    }
    if (row == end) {
        return;
    }
    double enbs = vi_report_number(report->enbs, row, "enbs");
    double n = vi_report_number(report->enbs, row, "n");
    vi_buffer_puts(html, "<p>");
    if (!(enbs > 0) || n == 0) {
        vi_buffer_puts(html, "No size of this study would return what it costs.</p>\n");
        return;
    }
    say_size(report, plan, row, html);
    vi_amount_words(html, vi_report_currency(report), enbs);
    vi_buffer_puts(html, " more than it costs, with a probability of ");
    put_percent(vi_report_number(report->enbs, row, "prob_worthwhile"), html);
    vi_buffer_puts(html, " that it pays at all.");
    say_interval(report, row, html);
    vi_buffer_puts(html, "</p>\n");
}

/* Without a population: what the largest study shown tells of the EVPI. */
static void say_largest(const vi_report *report, const voi_study_plan *plan, const voi_table *evsi,
                        vi_buffer *html)
{
    size_t last = 0;
    for (size_t i = 1; i < voi_table_rows(evsi); i++) {
        last = vi_report_number(evsi, i, "n") > vi_report_number(evsi, last, "n") ? i : last;
    }
    double evsi_value = vi_report_number(evsi, last, "evsi");
    double evpi = report->facts[report->here].evpi;
    vi_buffer_puts(html, "<p>With ");
    put_count(vi_report_number(evsi, last, "n"), html);
    vi_buffer_puts(html, " ");
    vi_html_text(html, unit_of(plan));
    vi_buffer_puts(html, " it would be worth ");
    vi_report_money(report, evsi_value, html);
    vi_buffer_puts(html, " per person");
    if (evpi > 0) {
        vi_buffer_puts(html, ", ");
        put_percent(fmin(evsi_value / evpi, 1), html);
        vi_buffer_puts(html, " of what it would be worth to know everything");
    }
    vi_buffer_puts(html, ".</p>\n");
}

static void put_row(const vi_report *report, const voi_table *evsi, size_t i, size_t first,
                    vi_buffer *html)
{
    const voi_table *enbs = report->enbs;
    bool best = enbs && is_best_size(report, first + i);
    vi_buffer_printf(html, "<tr%s><th scope=\"row\" class=\"n\">", best ? " class=\"best\"" : "");
    put_count(vi_report_number(evsi, i, "n"), html);
    vi_buffer_puts(html, "</th><td class=\"n\">");
    vi_report_money(report, vi_report_number(evsi, i, "evsi"), html);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_report_interval(report, vi_report_number(evsi, i, "ci_low"),
                       vi_report_number(evsi, i, "ci_high"), html);
    if (enbs) {
        vi_buffer_puts(html, "</td><td class=\"n spare\">");
        put_count(vi_report_number(enbs, first + i, "participants"), html);
        vi_buffer_puts(html, "</td><td class=\"n\">");
        vi_amount_words(html, vi_report_currency(report),
                        vi_report_number(enbs, first + i, "enbs"));
        vi_buffer_puts(html, "</td><td class=\"n\">");
        put_percent(vi_report_number(enbs, first + i, "prob_worthwhile"), html);
    }
    vi_buffer_puts(html, "</td></tr>\n");
}

static void put_table(const vi_report *report, const voi_table *evsi, size_t first, vi_buffer *html)
{
    static const vi_report_column columns[] = {{"Size", "n"},
                                               {"EVSI per person", "n"},
                                               {"95\u00a0% interval", "n"},
                                               {"Participants", "n spare"},
                                               {"Returns more than it costs", "n"},
                                               {"Pays", "n"}};
    vi_report_open_table(html, "studies",
                         report->enbs ? "Expected value of the data (EVSI) per person, and the "
                                        "expected net benefit of the study (ENBS)."
                                      : "Expected value of the data (EVSI) per person.",
                         columns, report->enbs ? 6 : 3);
    for (size_t i = 0; i < voi_table_rows(evsi); i++) {
        put_row(report, evsi, i, first, html);
    }
    vi_report_close_table(html);
}

static void put_study(const vi_report *report, size_t p, size_t first, vi_buffer *html)
{
    const voi_study_plan *plan = &report->options->plans[p];
    const voi_table *evsi = report->evsi[p];
    vi_buffer_puts(html, "<h3>");
    vi_report_name(plan->study.name ? plan->study.name : plan->study.design->name, html);
    if (*vi_report_text(evsi, 0, "pars")) {
        vi_buffer_puts(html, ": ");
        vi_report_name(vi_report_text(evsi, 0, "pars"), html);
    }
    vi_buffer_puts(html, "</h3>\n");
    if (report->enbs) {
        say_best(report, plan, first, html);
    } else {
        say_largest(report, plan, evsi, html);
    }
    put_table(report, evsi, first, html);
    vi_report_put_news(report, evsi, html);
}

/* Which of several studies comes first. */
static void say_first(const vi_report *report, vi_buffer *html)
{
    for (size_t row = 0; report->enbs && row < voi_table_rows(report->enbs); row++) {
        bool first = vi_report_number(report->enbs, row, "optimal") == 1;
        if (first && vi_report_number(report->enbs, row, "enbs") > 0) {
            vi_buffer_puts(html, "<p>Of these studies, <b>");
            vi_html_text(html, vi_report_text(report->enbs, row, "study"));
            vi_buffer_puts(html, "</b> returns most: ");
            vi_amount_words(html, vi_report_currency(report),
                            vi_report_number(report->enbs, row, "enbs"));
            vi_buffer_puts(html, " more than it costs.</p>\n");
            return;
        }
    }
}

/* Whether no size of the study that returns most is too large. */
static bool is_first_open(const vi_report *report)
{
    for (size_t row = 0; report->enbs && row < voi_table_rows(report->enbs); row++) {
        if (vi_report_number(report->enbs, row, "optimal") == 1) {
            return is_open(report, row);
        }
    }
    return false;
}

/* The curves of all studies together. */
static voi_status put_figures(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture worth = {"evsi", NULL,
                                            "More data tell more, but never more than knowing "
                                            "their parameters exactly would be worth."};
    const vi_report_picture left = {
        "enbs", NULL,
        is_first_open(report)
            ? "A study that is too small tells too little; here none is too large."
            : "A study that is too small tells too little, one that is too large "
              "costs more than it tells."};
    static const vi_report_picture gains = {
        "enbs-k", "What studies would return, over willingness to pay",
        "Every point is that of the best size there. A study pays where the choice is hard and its "
        "data can change it."};
    const vi_report_picture *const pictures[] = {&worth, &left, &gains};
    size_t count = !report->enbs ? 1 : report->frontier ? 3 : 2;
    voi_status status = VOI_OK;
    vi_buffer_puts(html, "<div class=\"pair\">\n");
    for (size_t i = 0; i < count && status == VOI_OK; i++) {
        status = vi_report_figure(report, pictures[i], html, err);
    }
    vi_buffer_puts(html, "</div>\n");
    return status;
}

voi_status vi_report_studies(const vi_report *report, vi_buffer *html, voi_error *err)
{
    if (plan_count(report) > 1) {
        say_first(report, html);
    }
    for (size_t p = 0, first = 0; p < plan_count(report); p++) {
        if (!report->evsi[p]) {
            vi_report_put_refusal("This", &report->studies_refusal, html);
            return VOI_OK;
        }
        put_study(report, p, first, html);
        first += report->enbs ? rows_of_study(report->enbs, first) : 0;
    }
    if (report->frontier) {
        vi_buffer_puts(html, "<p class=\"note\">This section does not follow the slider.</p>\n");
    }
    return put_figures(report, html, err);
}
