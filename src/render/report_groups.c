/* What knowing whole groups of parameters would be worth, at the headline: the groups that the
 * report is asked about, in a table as that of the single parameters. */
#include "render/report.h"

#include "core/alloc.h"

#include <math.h>

static bool is_asked(const vi_report *report)
{
    return report->options->groups && report->options->group_count > 0;
}

voi_status vi_report_measure_groups(vi_report *report, voi_error *err)
{
    const voi_report_options *asked = report->options;
    voi_evppi_options options;
    if (!is_asked(report)) {
        return VOI_OK;
    }
    if (voi_problem_parameters(report->problem) == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "groups are of parameters, and there are none");
    }
    voi_evppi_options_default(&options);
    options.parameters = asked->groups;
    options.parameter_count = asked->group_count;
    options.group_names = asked->group_names;
    if (report->frontier) {
        options.wtp = (voi_wtp){report->k + report->here, 1};
    }
    voi_status status = voi_evppi(report->plot.ctx, report->problem, &options, &report->groups,
                                  &report->groups_refusal);
    return vi_report_leave_out(status, &report->groups_refusal, err);
}

/* As for single parameters, money below a millionth of the EVPI is noise. */
static double money(const vi_report *report, size_t row, const char *column)
{
    double value = vi_report_number(report->groups, row, column);
    return value > 1e-6 * report->facts[report->here].evpi ? value : 0;
}

static void put_row(const vi_report *report, size_t row, vi_buffer *html)
{
    const voi_table *table = report->groups;
    bool named = report->options->group_names != NULL;
    const vi_report_worth worth = {.name = vi_report_text(table, row, named ? "group" : "pars"),
                                   .value = money(report, row, "evppi"),
                                   .low = money(report, row, "ci_low"),
                                   .high = money(report, row, "ci_high"),
                                   .parameter = VOI_NO_COLUMN,
                                   .members = named ? vi_report_text(table, row, "pars") : NULL,
                                   .method = vi_report_text(table, row, "method")};
    vi_report_put_worth(report, &worth, html);
}

static void put_table(const vi_report *report, const size_t *order, size_t shown, vi_buffer *html)
{
    static const vi_report_worths table = {
        "groups",
        "What it would be worth to know all parameters of a group exactly before deciding. The "
        "full width of a bar is the EVPI; whiskers are the 95\u00a0% interval.",
        "Group", "EVPPI per person", true};
    size_t left = voi_table_rows(report->groups) - shown;
    vi_report_open_worths(report, &table, html);
    for (size_t i = 0; i < shown; i++) {
        put_row(report, order[i], html);
    }
    vi_report_close_table(html);
    if (left > 0) {
        vi_buffer_puts(html, "<p class=\"note\">");
        vi_amount_count(html, left);
        vi_buffer_puts(html, " more groups are worth less than these.</p>\n");
    }
    if (report->frontier) {
        vi_buffer_puts(html, "<p class=\"note\">The table does not follow the slider.</p>\n");
    }
}

voi_status vi_report_groups(const vi_report *report, vi_buffer *html, voi_error *err)
{
    if (!is_asked(report)) {
        return VOI_OK;
    }
    vi_buffer_puts(html, "<h3>What knowing a group would be worth");
    vi_report_at(report, html);
    vi_buffer_puts(html, "</h3>\n");
    if (!report->groups) {
        vi_report_put_refusal("This", &report->groups_refusal, html);
        return VOI_OK;
    }
    size_t rows = voi_table_rows(report->groups);
    size_t *order = vi_plot_rank(report->groups, "evppi");
    if (!order) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    size_t shown = rows < VI_REPORT_MOST_RANKED ? rows : VI_REPORT_MOST_RANKED;
    const vi_report_fits fits = {
        report->groups, "Group", report->options->group_names ? "group" : "pars",
        order,          shown,   NULL};
    put_table(report, order, shown, html);
    voi_status status = vi_report_put_fits(report, &fits, html, err);
    vi_free(order);
    return status;
}
