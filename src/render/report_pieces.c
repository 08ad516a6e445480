/* Pieces that sections share: amounts with the same decimals all over the page, and tables. */
#include "render/report.h"

#include <math.h>
#include <string.h>

const char *vi_report_currency(const vi_report *report)
{
    return report->currency_html.data ? report->currency_html.data : "";
}

/* What rounds to nothing is nothing: neither 2.05e-11 nor a zero with a sign. */
static void put_fixed(const char *prefix, double value, int decimals, vi_buffer *html)
{
    vi_amount_fixed(html, prefix, fabs(value) < 0.5 * pow(10, -decimals) ? 0 : value, decimals);
}

void vi_report_money(const vi_report *report, double value, vi_buffer *html)
{
    put_fixed(vi_report_currency(report), value, report->decimals, html);
}

void vi_report_cost(const vi_report *report, double value, vi_buffer *html)
{
    put_fixed(vi_report_currency(report), value, report->cost_decimals, html);
}

void vi_report_effect(const vi_report *report, double value, vi_buffer *html)
{
    put_fixed("", value, report->effect_decimals, html);
}

void vi_report_k(const vi_report *report, double k, vi_buffer *html)
{
    vi_amount_digits(html, vi_report_currency(report), k, 10);
}

void vi_report_interval(const vi_report *report, double low, double high, vi_buffer *html)
{
    vi_report_money(report, low, html);
    vi_buffer_puts(html, " to ");
    vi_report_money(report, high, html);
}

void vi_report_at(const vi_report *report, vi_buffer *html)
{
    if (report->frontier) {
        vi_buffer_puts(html, " at k = ");
        vi_report_k(report, report->plot.headline, html);
    }
}

void vi_report_put_refusal(const char *what, const voi_error *refusal, vi_buffer *html)
{
    vi_buffer_printf(html, "<p>%s cannot be told: ", what);
    vi_html_text(html, refusal->message);
    vi_buffer_puts(html, ".</p>\n");
}

void vi_report_open_table(vi_buffer *html, const char *class, const char *caption,
                          const vi_report_column *columns, size_t count)
{
    vi_buffer_printf(html,
                     "<div class=\"scroll\">\n<table class=\"%s\">\n"
                     "<caption><span>%s</span></caption>\n<thead><tr>",
                     class, caption);
    for (size_t c = 0; c < count; c++) {
        const vi_report_column *column = &columns[c];
        vi_buffer_printf(html, "<th scope=\"col\"%s%s%s>%s</th>", column->class ? " class=\"" : "",
                         column->class ? column->class : "", column->class ? "\"" : "",
                         column->head);
    }
    vi_buffer_puts(html, "</tr></thead>\n<tbody>\n");
}

void vi_report_close_table(vi_buffer *html)
{
    vi_buffer_puts(html, "</tbody>\n</table>\n</div>\n");
}

/* A name as models have them, log_rr_tele, may be broken after an underscore; names that are
 * joined, after a comma. */
void vi_report_name(const char *name, vi_buffer *html)
{
    vi_buffer escaped = {0};
    vi_html_text(&escaped, name);
    const char *rest = escaped.data ? escaped.data : "";
    while (*rest) {
        size_t length = strcspn(rest, "_,");
        bool breakable = rest[length] != '\0';
        vi_buffer_add(html, rest, length + breakable);
        vi_buffer_puts(html, breakable ? "<wbr>" : "");
        rest += length + breakable;
    }
    html->failed = html->failed || escaped.failed;
    vi_buffer_free(&escaped);
}

void vi_report_row_head(vi_buffer *html, const char *text, int series)
{
    if (series >= 0) {
        vi_buffer_printf(html, "<th scope=\"row\" class=\"chipped\"><i class=\"chip s%d\"></i>",
                         series % VI_SERIES_COLOURS);
    } else {
        vi_buffer_puts(html, "<th scope=\"row\">");
    }
    vi_report_name(text, html);
    vi_buffer_puts(html, "</th>");
}
