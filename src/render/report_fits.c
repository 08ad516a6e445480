/* How well the regressions behind a table of EVPPI fit, folded away: which method, how many degrees
 * of freedom it took, and the value of its decisions on the sample itself, which uses the fit in
 * another way and should agree. */
#include "render/report.h"

static void put_row(const vi_report *report, const vi_report_fits *fits, size_t row,
                    vi_buffer *html)
{
    vi_buffer_puts(html, "<tr>");
    vi_report_row_head(html, vi_report_text(fits->table, row, fits->names), -1);
    vi_buffer_printf(html, "<td>%s</td><td class=\"n\">",
                     vi_report_text(fits->table, row, "method"));
    vi_amount_fixed(html, "", vi_report_number(fits->table, row, "edf"), 1);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_report_money(report, vi_report_number(fits->table, row, "evppi"), html);
    vi_buffer_puts(html, "</td><td class=\"n spare\">");
    vi_report_money(report, vi_report_number(fits->table, row, "se"), html);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_report_money(report, vi_report_number(fits->table, row, "policy_value"), html);
    vi_buffer_puts(html, "</td></tr>\n");
}

/* The line that is seen tells of warnings inside. */
static void put_summary(size_t warnings, vi_buffer *html)
{
    vi_buffer_puts(html, "<summary>How well these regressions fit");
    if (warnings > 0) {
        vi_buffer_printf(html, " (%zu warning%s)", warnings, warnings == 1 ? "" : "s");
    }
    vi_buffer_puts(html, "</summary>\n");
}

voi_status vi_report_put_fits(const vi_report *report, const vi_report_fits *fits, vi_buffer *html,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_report_column columns[] = {{fits->head, NULL},
                                        {"Method", NULL},
                                        {"Degrees of freedom", "n"},
                                        {"EVPPI", "n"},
                                        {"Standard error", "n spare"},
                                        {"Policy value", "n"}};
    vi_buffer_puts(html, "<details>\n");
    put_summary(vi_report_count_news(report, fits->table), html);
    vi_report_open_table(
        html, "fits",
        "The policy value is what the decisions of the regression are worth on the simulations "
        "themselves; it should agree with the EVPPI within a few standard errors. Degrees of "
        "freedom tell how bent the fit is: 1 is a straight line.",
        columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < fits->count; i++) {
        put_row(report, fits, fits->rows[i], html);
    }
    vi_report_close_table(html);
    if (report->frontier) {
        vi_buffer_puts(html, "<p class=\"note\">This is");
        vi_report_at(report, html);
        vi_buffer_puts(html, " and does not follow the slider.</p>\n");
    }
    vi_report_put_news(report, fits->table, html);
    if (fits->picture) {
        status = vi_report_figure(report, fits->picture, html, err);
    }
    vi_buffer_puts(html, "</details>\n");
    return status;
}
