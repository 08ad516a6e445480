/* What is odd about the input and about the estimates, in the words of `voi check`: what must be
 * read first, then the notes. */
#include "render/report.h"

#include <stdio.h>
#include <string.h>

/* Whether a warning of a table is a finding that stands in the table of checks already. */
static bool is_listed(const voi_table *checks, const char *warning)
{
    char line[1000];
    for (size_t row = 0; row < voi_table_rows(checks); row++) {
        const char *where = vi_report_text(checks, row, "where");
        const char *message = vi_report_text(checks, row, "message");
        snprintf(line, sizeof line, "%s: %s", where ? where : "", message);
        if (strcmp(line, warning) == 0 || strcmp(message, warning) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_warning(const voi_table *table, const char *warning)
{
    for (size_t i = 0; table && i < voi_table_warnings(table); i++) {
        if (strcmp(voi_table_warning(table, i), warning) == 0) {
            return true;
        }
    }
    return false;
}

bool vi_report_is_news(const vi_report *report, const voi_table *table, const char *warning)
{
    const voi_table *const before[] = {report->tables[VI_PLOT_EVPI], report->tables[VI_PLOT_EVPPI],
                                       report->summary};
    bool repeated = is_listed(report->checks, warning);
    for (size_t i = 0; i < 3 && before[i] != table; i++) {
        repeated = repeated || has_warning(before[i], warning);
    }
    return !repeated;
}

size_t vi_report_count_news(const vi_report *report, const voi_table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < voi_table_warnings(table); i++) {
        count += vi_report_is_news(report, table, voi_table_warning(table, i));
    }
    return count;
}

void vi_report_put_news(const vi_report *report, const voi_table *table, vi_buffer *html)
{
    for (size_t i = 0; i < voi_table_warnings(table); i++) {
        if (vi_report_is_news(report, table, voi_table_warning(table, i))) {
            vi_buffer_puts(html, "<p class=\"note\">Warning: ");
            vi_html_text(html, voi_table_warning(table, i));
            vi_buffer_puts(html, ".</p>\n");
        }
    }
}

static void put_row(const char *severity, const char *where, const char *message, vi_buffer *html)
{
    vi_buffer_printf(html, "<tr class=\"%s\"><th scope=\"row\">%s", severity, severity);
    vi_buffer_puts(html, "</th><td>");
    vi_html_text(html, where);
    vi_buffer_puts(html, "</td><td>");
    vi_html_text(html, message);
    vi_buffer_puts(html, "</td></tr>\n");
}

/* The warnings of a table that are new. */
static size_t put_warnings(const vi_report *report, const voi_table *table, const char *where,
                           vi_buffer *html)
{
    size_t count = 0;
    for (size_t i = 0; table && i < voi_table_warnings(table); i++) {
        if (vi_report_is_news(report, table, voi_table_warning(table, i))) {
            put_row("warning", where, voi_table_warning(table, i), html);
            count++;
        }
    }
    return count;
}

/* The findings that are notes, or those that are not. */
static size_t put_findings(const voi_table *checks, bool notes, vi_buffer *html)
{
    size_t count = 0;
    for (size_t row = 0; row < voi_table_rows(checks); row++) {
        const char *severity = vi_report_text(checks, row, "severity");
        if ((strcmp(severity, "note") == 0) == notes) {
            put_row(severity, vi_report_text(checks, row, "where"),
                    vi_report_text(checks, row, "message"), html);
            count++;
        }
    }
    return count;
}

static void say_count(size_t count, vi_buffer *html)
{
    if (count == 0) {
        vi_buffer_puts(html, "<p>No check of the input or of the estimates gave a warning.</p>\n");
    } else if (count == 1) {
        vi_buffer_puts(html, "<p>Before relying on the numbers, read the warning in this "
                             "table.</p>\n");
    } else {
        vi_buffer_printf(html,
                         "<p>Before relying on the numbers, read the %zu warnings in this "
                         "table.</p>\n",
                         count);
    }
}

voi_status vi_report_checks(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_column columns[] = {
        {"Severity", NULL}, {"Where", NULL}, {"Finding", NULL}};
    vi_buffer rows = {0};
    size_t count = put_findings(report->checks, false, &rows);
    count += put_warnings(report, report->tables[VI_PLOT_EVPI], "decision", &rows);
    count += put_warnings(report, report->tables[VI_PLOT_EVPPI], "EVPPI", &rows);
    count += put_warnings(report, report->groups, "EVPPI of groups", &rows);
    count += put_warnings(report, report->shapley, "Shapley values", &rows);
    put_findings(report->checks, true, &rows);
    say_count(count, html);
    vi_report_open_table(html, "checks", "What the checks found.", columns, 3);
    vi_buffer_add(html, rows.data ? rows.data : "", rows.size);
    vi_report_close_table(html);
    html->failed = html->failed || rows.failed;
    vi_buffer_free(&rows);
    (void)err;
    return VOI_OK;
}
