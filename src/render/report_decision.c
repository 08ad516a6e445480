/* What is decided, and what is best: expected outcomes, the efficiency frontier, the plane. */
#include "render/report.h"

#include <math.h>
#include <string.h>

/* Strategies on a frontier that a sentence can list. */
enum { MOST_TOLD = 5 };

/* A number that the script rewrites. */
static void open_live(vi_buffer *html, const char *class, const char *value)
{
    vi_buffer_printf(html, "<td class=\"%s\" data-value=\"%s\">", class, value);
}

static void put_strategy(const vi_report *report, size_t d, vi_buffer *html)
{
    size_t i = report->here;
    double evpi = report->facts[i].evpi;
    double loss = vi_report_strategy(report, "expected_loss", i, d);
    bool best = report->facts[i].best == (double)d;
    vi_buffer_printf(html, "<tr data-strategy=\"%zu\"%s>", d, best ? " class=\"best\"" : "");
    vi_report_row_head(html, voi_problem_strategy_name(report->problem, d), (int)d);
    if (report->frontier) {
        vi_buffer_puts(html, "<td class=\"n\">");
        vi_report_cost(report, vi_report_number(report->summary, d, "cost"), html);
        vi_buffer_puts(html, "</td><td class=\"n\">");
        vi_report_effect(report, vi_report_number(report->summary, d, "effect"), html);
        vi_buffer_puts(html, "</td>");
    }
    open_live(html, report->frontier ? "n spare" : "n", "benefit");
    vi_report_cost(report, vi_report_net_benefit(report, i, d), html);
    vi_buffer_puts(html, "</td>");
    open_live(html, "n", "difference");
    if (best) {
        vi_buffer_puts(html, "best");
    } else {
        vi_report_money(report, evpi - loss, html);
    }
    vi_buffer_puts(html, "</td>");
    open_live(html, "n", "probability");
    vi_amount_percent(html, vi_report_strategy(report, "probability", i, d));
    vi_buffer_puts(html, "</td></tr>\n");
}

static void put_strategies(const vi_report *report, vi_buffer *html)
{
    static const vi_report_column columns[] = {
        {"Strategy", NULL},        {"Cost", "n"},
        {"Effect", "n"},           {"Net benefit", "n spare"},
        {"Against the best", "n"}, {"How often best", "n"}};
    static const vi_report_column in_money[] = {{"Strategy", NULL},
                                                {"Net benefit", "n"},
                                                {"Against the best", "n"},
                                                {"How often best", "n"}};
    if (report->frontier) {
        vi_report_open_table(html, "strategies",
                             "Expected outcomes per person. Net benefit is the effect times the "
                             "willingness to pay, less the cost.",
                             columns, sizeof columns / sizeof *columns);
    } else {
        vi_report_open_table(html, "strategies", "Expected net benefit per person.", in_money,
                             sizeof in_money / sizeof *in_money);
    }
    for (size_t d = 0; d < report->strategies; d++) {
        put_strategy(report, d, html);
    }
    vi_report_close_table(html);
}

static bool is_on_frontier(const voi_table *frontier, size_t row)
{
    return strcmp(vi_report_text(frontier, row, "status"), "frontier") == 0;
}

static size_t count_frontier(const vi_report *report)
{
    size_t count = 0;
    for (size_t row = 0; row < voi_table_rows(report->frontier); row++) {
        count += is_on_frontier(report->frontier, row);
    }
    return count;
}

static int series_of(const vi_report *report, const char *strategy)
{
    size_t d = 0;
    while (strcmp(voi_problem_strategy_name(report->problem, d), strategy) != 0) {
        d++;
    }
    return (int)d;
}

static void put_frontier_row(const vi_report *report, size_t row, vi_buffer *html)
{
    const voi_table *frontier = report->frontier;
    const char *name = vi_report_text(frontier, row, "strategy");
    const char *status = vi_report_text(frontier, row, "status");
    double ratio = vi_report_number(frontier, row, "icer");
    vi_buffer_puts(html, "<tr>");
    vi_report_row_head(html, name, series_of(report, name));
    if (!is_on_frontier(frontier, row)) {
        vi_buffer_printf(html, "<td colspan=\"3\" class=\"n\">%s</td></tr>\n",
                         strcmp(status, "extended") == 0 ? "dominated by a mix of others"
                                                         : "dominated");
        return;
    }
    if (isnan(ratio)) {
        vi_buffer_puts(html, "<td colspan=\"3\" class=\"n\">the least costly</td></tr>\n");
        return;
    }
    vi_buffer_puts(html, "<td class=\"n\">");
    vi_report_cost(report, vi_report_number(frontier, row, "incremental_cost"), html);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_report_effect(report, vi_report_number(frontier, row, "incremental_effect"), html);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_amount(html, vi_report_currency(report), ratio);
    vi_buffer_puts(html, "</td></tr>\n");
}

/* "Usual care is the best on average up to £3,717 per unit of effect, Both above that." */
static void say_frontier(const vi_report *report, vi_buffer *html)
{
    const voi_table *frontier = report->frontier;
    const char *name = NULL;
    size_t steps = 0;
    vi_buffer_puts(html, "<p>");
    for (size_t row = 0; row < voi_table_rows(frontier); row++) {
        double ratio = vi_report_number(frontier, row, "icer");
        if (!is_on_frontier(frontier, row) || (name && isnan(ratio))) {
            continue;
        }
        if (name) {
            vi_html_text(html, name);
            vi_buffer_puts(html, steps++ ? " from there to " : " is the best on average up to ");
            vi_amount(html, vi_report_currency(report), ratio);
            vi_buffer_puts(html, steps == 1 ? " per unit of effect, " : ", ");
        }
        name = vi_report_text(frontier, row, "strategy");
    }
    vi_html_text(html, name);
    vi_buffer_puts(html, steps ? " above that.</p>\n"
                               : " is the best on average whatever a unit of effect is worth: it "
                                 "costs least and has the largest effect.</p>\n");
}

static void put_frontier(const vi_report *report, vi_buffer *html)
{
    static const vi_report_column columns[] = {
        {"Strategy", NULL}, {"Extra cost", "n"}, {"Extra effect", "n"}, {"Cost per effect", "n"}};
    vi_buffer_puts(html, "<div>\n<h3>The efficiency frontier</h3>\n");
    if (count_frontier(report) <= MOST_TOLD) {
        say_frontier(report, html);
    }
    vi_report_open_table(html, "frontier",
                         "In order of cost, each against the one before it on the frontier. Cost "
                         "per effect is the incremental cost-effectiveness ratio (ICER).",
                         columns, sizeof columns / sizeof *columns);
    for (size_t row = 0; row < voi_table_rows(report->frontier); row++) {
        put_frontier_row(report, row, html);
    }
    vi_report_close_table(html);
    vi_buffer_puts(html, "</div>\n");
}

voi_status vi_report_decision(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture plane = {
        "plane", "The cost-effectiveness plane",
        "Costs and effects of every strategy less those of the least costly. Colours are darker "
        "where more simulations fall; ellipses hold 95\u00a0% of them. A strategy whose mean lies "
        "below the dashed line is worth its extra cost."};
    vi_buffer_puts(html, "<p>");
    vi_report_sentence(report, "span", "best", html);
    vi_report_sentence(report, "span", "right", html);
    vi_buffer_puts(html, "</p>\n");
    put_strategies(report, html);
    if (!report->frontier) {
        return VOI_OK;
    }
    vi_buffer_puts(html, "<div class=\"pair\">\n");
    put_frontier(report, html);
    voi_status status = vi_report_figure(report, &plane, html, err);
    vi_buffer_puts(html, "</div>\n");
    return status;
}
