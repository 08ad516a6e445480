/* Tables of worths: bars stand in the table, so that name, bar and numbers are one row, which the
 * script can fill and move as a whole. */
#include "render/report.h"

#include <math.h>

static void put_percent(const char *property, double share, vi_buffer *html)
{
    vi_buffer_printf(html, "%s:", property);
    vi_buffer_digits(html, nearbyint(1000 * share) / 10, 4);
    vi_buffer_puts(html, "%");
}

/* The full width is the EVPI, at which a whisker ends; one too short to see, or unknown, is hidden.
 * Nothing is drawn below 0. */
static void put_bar(const vi_report_worth *row, double evpi, vi_buffer *html)
{
    double full = evpi > 0 ? evpi : 1, value = fmin(fmax(row->value, 0), full);
    double start = fmin(fmax(row->low, 0), full), end = fmin(fmax(row->high, 0), full);
    bool unknown = isnan(row->low) || isnan(row->high);
    vi_buffer_puts(html, "<td class=\"bar\"><span class=\"track\"><i class=\"fill\" style=\"");
    put_percent("width", value / full, html);
    vi_buffer_printf(html, "\"></i><i class=\"whisker\"%s style=\"",
                     unknown || end - start < 0.002 * full ? " hidden" : "");
    put_percent("left", start / full, html);
    put_percent(";width", (end - start) / full, html);
    vi_buffer_puts(html, "\"></i></span></td>");
}

static void put_head(const vi_report_worth *row, vi_buffer *html)
{
    vi_buffer_puts(html, "<th scope=\"row\">");
    vi_report_name(row->name, html);
    if (row->members) {
        vi_buffer_puts(html, "<small>");
        vi_report_name(row->members, html);
        vi_buffer_puts(html, "</small>");
    }
    vi_buffer_puts(html, "</th>");
}

void vi_report_put_worth(const vi_report *report, const vi_report_worth *row, vi_buffer *html)
{
    double evpi = report->facts[report->here].evpi;
    if (row->parameter != VOI_NO_COLUMN) {
        vi_buffer_printf(html, "<tr data-parameter=\"%zu\">", row->parameter);
    } else {
        vi_buffer_puts(html, "<tr>");
    }
    put_head(row, html);
    put_bar(row, evpi, html);
    vi_buffer_puts(html, "<td class=\"n\" data-value=\"evppi\">");
    vi_report_money(report, row->value, html);
    vi_buffer_puts(html, "</td><td class=\"n\" data-value=\"interval\">");
    vi_report_interval(report, row->low, row->high, html);
    vi_buffer_puts(html, "</td><td class=\"n spare\" data-value=\"share\">");
    vi_amount_percent(html, evpi > 0 ? row->value / evpi : 0);
    if (report->persons > 0) {
        vi_buffer_puts(html, "</td><td class=\"n spare\" data-value=\"population\">");
        vi_amount_words(html, vi_report_currency(report), row->value * report->persons);
    }
    if (row->method) {
        vi_buffer_printf(html, "</td><td class=\"spare\">%s", row->method);
    }
    vi_buffer_puts(html, "</td></tr>\n");
}

void vi_report_open_worths(const vi_report *report, const vi_report_worths *table, vi_buffer *html)
{
    static const vi_report_column population = {"Population", "n spare"},
                                  method = {"Method", "spare"};
    vi_report_column columns[7] = {{table->name, NULL},
                                   {"", "bar"},
                                   {table->value, "n"},
                                   {"95\u00a0% interval", "n"},
                                   {"Share of EVPI", "n spare"}};
    size_t count = 5;
    if (report->persons > 0) {
        columns[count++] = population;
    }
    if (table->methods) {
        columns[count++] = method;
    }
    vi_report_open_table(html, table->class, table->caption, columns, count);
}
