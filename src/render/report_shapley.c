/* How the EVPI is shared out among parameters, at the headline: voi_shapley's values as a table of
 * worths. A regression on many parameters takes longer than the whole rest of the page, so no more
 * than six parameters take part, those of the highest EVPPI, and what the others would add is in
 * the row that is not explained. */
#include "render/report.h"

#include "core/alloc.h"

#include <math.h>

enum { MOST_PLAYERS = 6, MOST_PARAMETERS = 30, MOST_ROWS = 20000 };

static const double normal_975 = 1.959963984540054;

static bool is_shown(const vi_report *report)
{
    size_t parameters = voi_problem_parameters(report->problem);
    return parameters >= 2 && parameters <= MOST_PARAMETERS &&
           voi_problem_rows(report->problem) <= MOST_ROWS;
}

voi_status vi_report_measure_shapley(vi_report *report, voi_error *err)
{
    size_t order[MOST_PARAMETERS], count = report->ranked_count;
    const char *names[MOST_PLAYERS];
    voi_shapley_options options;
    if (count == 0 || !is_shown(report)) {
        return VOI_OK;
    }
    voi_shapley_options_default(&options);
    vi_report_rank(report, report->here, order, count);
    options.players = names;
    options.player_count = count < MOST_PLAYERS ? count : MOST_PLAYERS;
    for (size_t i = 0; i < options.player_count; i++) {
        names[i] = voi_problem_parameter_name(report->problem, order[i]);
    }
    if (report->frontier) {
        options.wtp = (voi_wtp){report->k + report->here, 1};
    }
    voi_status status = voi_shapley(report->plot.ctx, report->problem, &options, &report->shapley,
                                    &report->shapley_refusal);
    return vi_report_leave_out(status, &report->shapley_refusal, err);
}

static void put_row(const vi_report *report, size_t row, vi_buffer *html)
{
    double value = vi_report_number(report->shapley, row, "shapley");
    double half = normal_975 * vi_report_number(report->shapley, row, "se");
    const vi_report_worth worth = {.name = vi_report_text(report->shapley, row, "pars"),
                                   .value = value,
                                   .low = value - half,
                                   .high = value + half,
                                   .parameter = VOI_NO_COLUMN};
    vi_report_put_worth(report, &worth, html);
}

/* By falling value; what is not explained stands last. */
static voi_status put_table(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_worths table = {
        "shapley",
        "The expected value of perfect information (EVPI), shared out by Shapley\u2019s rule. The "
        "full width of a bar is the EVPI; whiskers are the 95\u00a0% interval.",
        "Parameter", "Share per person", false};
    size_t rows = voi_table_rows(report->shapley);
    size_t *order = vi_plot_rank(report->shapley, "shapley");
    if (!order) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    vi_report_open_worths(report, &table, html);
    for (size_t i = 0; i < rows; i++) {
        if (order[i] + 1 < rows) {
            put_row(report, order[i], html);
        }
    }
    put_row(report, rows - 1, html);
    vi_report_close_table(html);
    vi_free(order);
    return VOI_OK;
}

static void say_how_to_read(const vi_report *report, vi_buffer *html)
{
    vi_buffer_puts(html,
                   "<p class=\"note\">These add up to the EVPI: each is what the parameter adds to "
                   "what is already known, averaged over all orders in which the parameters may "
                   "become known. What some are worth only together is so shared out among them. ");
    if (voi_problem_parameters(report->problem) > MOST_PLAYERS) {
        vi_buffer_printf(html,
                         "The %d parameters of the highest EVPPI take part; what the others would "
                         "add is in the last row. <code>voi shapley</code> takes all. ",
                         MOST_PLAYERS);
    } else {
        vi_buffer_puts(html, "The last row is what the regression does not explain. ");
    }
    vi_buffer_puts(html,
                   report->frontier ? "The table does not follow the slider.</p>\n" : "</p>\n");
}

voi_status vi_report_shapley(const vi_report *report, vi_buffer *html, voi_error *err)
{
    if (!is_shown(report)) {
        vi_buffer_puts(html, "<p class=\"note\">How the EVPI is shared out among the parameters is "
                             "shown for 2 to 30 of them and up to 20,000 simulations; "
                             "<code>voi shapley</code> tells it beyond that.</p>\n");
        return VOI_OK;
    }
    vi_buffer_puts(html, "<h3>How the EVPI is shared out among parameters");
    vi_report_at(report, html);
    vi_buffer_puts(html, "</h3>\n");
    if (!report->shapley) {
        vi_report_put_refusal("This", &report->shapley_refusal, html);
        return VOI_OK;
    }
    say_how_to_read(report, html);
    voi_status status = put_table(report, html, err);
    vi_report_put_news(report, report->shapley, html);
    return status;
}
