/* What the script needs to move the page to another k, as JSON in a script element that is not
 * run: names, the facts and sentences of every position, and a column a strategy or parameter for
 * the tables and for reading off the curves. Six digits are more than the page shows. */
#include "render/report.h"

#include <math.h>

enum { DIGITS = 6, MEAN_DIGITS = 12 };

void vi_report_data_number(double value, int digits, vi_buffer *html)
{
    if (isfinite(value)) {
        vi_buffer_digits(html, value, digits);
    } else {
        vi_buffer_puts(html, "null");
    }
}

static void put_names(const char *(*name)(const voi_problem *, size_t), const voi_problem *problem,
                      size_t count, vi_buffer *html)
{
    vi_buffer_puts(html, "\"names\":[");
    for (size_t i = 0; i < count; i++) {
        vi_buffer_puts(html, i ? "," : "");
        vi_html_json_string(html, name(problem, i));
    }
    vi_buffer_puts(html, "]");
}

static void put_means(const vi_report *report, const char *column, vi_buffer *html)
{
    vi_buffer_printf(html, ",\n\"%s\":[", column);
    for (size_t d = 0; d < report->strategies; d++) {
        vi_buffer_puts(html, d ? "," : "");
        vi_report_data_number(vi_report_number(report->summary, d, column), MEAN_DIGITS, html);
    }
    vi_buffer_puts(html, "]");
}

/* One list over the positions for every strategy. */
static void put_strategies(const vi_report *report, const char *column, vi_buffer *html)
{
    vi_buffer_printf(html, ",\n\"%s\":[", column);
    for (size_t d = 0; d < report->strategies; d++) {
        for (size_t i = 0; i < report->positions; i++) {
            vi_buffer_puts(html, i ? "," : d ? "],\n[" : "[");
            vi_report_data_number(vi_report_strategy(report, column, i, d), DIGITS, html);
        }
    }
    vi_buffer_puts(html, "]]");
}

/* The same for every parameter shown. */
static void put_parameters(const vi_report *report, const char *column, vi_buffer *html)
{
    vi_buffer_printf(html, ",\n\"%s\":[", column);
    for (size_t n = 0; n < report->ranked_count; n++) {
        for (size_t i = 0; i < report->positions; i++) {
            double value = vi_report_parameter(report, column, i, report->ranked[n]);
            vi_buffer_puts(html, i ? "," : n ? "],\n[" : "[");
            vi_report_data_number(value, DIGITS, html);
        }
    }
    vi_buffer_puts(html, "]]");
}

void vi_report_data(const vi_report *report, vi_buffer *html)
{
    const voi_problem *problem = report->problem;
    vi_buffer_puts(html, "<script id=\"data\" type=\"application/json\">\n{\"currency\":");
    vi_html_json_string(html, report->currency.data);
    vi_buffer_printf(html, ",\"decimals\":%d,\"costDecimals\":%d,\"here\":%zu,\"persons\":",
                     report->decimals, report->cost_decimals, report->here);
    vi_report_data_number(report->persons, 10, html);
    vi_buffer_puts(html, ",\n\"strategies\":{");
    put_names(voi_problem_strategy_name, problem, report->strategies, html);
    put_means(report, "cost", html);
    put_means(report, "effect", html);
    put_strategies(report, "probability", html);
    put_strategies(report, "expected_loss", html);
    vi_buffer_puts(html, "}");
    if (report->ranked_count > 0) {
        vi_buffer_puts(html, ",\n\"parameters\":{");
        put_names(voi_problem_parameter_name, problem, voi_problem_parameters(problem), html);
        vi_buffer_puts(html, ",\n\"rows\":[");
        for (size_t n = 0; n < report->ranked_count; n++) {
            vi_buffer_printf(html, "%s%zu", n ? "," : "", report->ranked[n]);
        }
        vi_buffer_puts(html, "]");
        put_parameters(report, "evppi", html);
        put_parameters(report, "ci_low", html);
        put_parameters(report, "ci_high", html);
        vi_buffer_puts(html, "}");
    }
    vi_report_sentence_data(report, html);
    vi_buffer_puts(html, "}\n</script>\n");
}
