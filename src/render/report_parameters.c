/* Research on what: the parameters by the value of knowing them. Bars stand in the table, so that
 * name, bar and numbers are one row; the script sorts the rows anew when the slider moves. */
#include "core/alloc.h"
#include "render/report.h"

static void put_row(const vi_report *report, size_t p, vi_buffer *html)
{
    const vi_report_worth row = {
        .name = voi_problem_parameter_name(report->problem, p),
        .value = vi_report_parameter(report, "evppi", report->here, p),
        .low = vi_report_parameter(report, "ci_low", report->here, p),
        .high = vi_report_parameter(report, "ci_high", report->here, p),
        .parameter = p,
    };
    vi_report_put_worth(report, &row, html);
}

static void put_table(const vi_report *report, const size_t *order, vi_buffer *html)
{
    static const vi_report_worths table = {
        "parameters",
        "Expected value of partial perfect information (EVPPI): what it would be "
        "worth to know one parameter exactly before deciding. The full width of a bar is "
        "the EVPI; whiskers are the 95\u00a0% interval.",
        "Parameter", "EVPPI per person", false};
    vi_report_open_worths(report, &table, html);
    for (size_t n = 0; n < report->ranked_count; n++) {
        put_row(report, order[n], html);
    }
    vi_report_close_table(html);
    size_t left = voi_problem_parameters(report->problem) - report->ranked_count;
    if (left > 0) {
        vi_buffer_puts(html, "<p class=\"note\">");
        vi_amount_count(html, left);
        vi_buffer_puts(html, " more parameters are worth less than these at every willingness to "
                             "pay shown.</p>\n");
    }
}

/* Some pictures take more regressions, and are left to `voi plot` where samples are large. */
static bool is_quick(const vi_report *report)
{
    enum { MOST_ROWS = 100000 };
    return voi_problem_rows(report->problem) <= MOST_ROWS;
}

/* In the order of the ranking. */
static voi_status put_fits(const vi_report *report, const size_t *order, vi_buffer *html,
                           voi_error *err)
{
    static const vi_report_picture picture = {
        "residuals", NULL,
        "The net benefit of the best strategy over the second best, less its fit: means of 20 "
        "equal "
        "parts of the simulations, with 95\u00a0% intervals. Where the "
        "regression "
        "has found all there is, about one of them is clear of 0; several side by side are "
        "structure that it misses."};
    size_t rows[VI_REPORT_MOST_RANKED];
    bool drawn = is_quick(report) && report->strategies > 1 && report->facts[report->here].v1 > 0;
    const vi_report_fits fits = {
        report->tables[VI_PLOT_EVPPI], "Parameter", "pars", rows, report->ranked_count,
        drawn ? &picture : NULL};
    for (size_t n = 0; n < fits.count; n++) {
        rows[n] = order[n] * report->positions + report->here;
    }
    return vi_report_put_fits(report, &fits, html, err);
}

static voi_status put_pairs(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture pairs = {
        "pairs", NULL,
        "Below 0 the two tell in part the same, or either alone settles the choice; above 0 each "
        "is worth more when the other is known. Numbers in bold are beyond chance."};
    if (report->ranked_count < 2 || !is_quick(report)) {
        return VOI_OK;
    }
    return vi_report_figure(report, &pairs, html, err);
}

voi_status vi_report_parameters(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture curves = {
        "evppi-k", "What knowing one parameter would be worth",
        "The five parameters whose value is largest somewhere in the range."};
    if (report->ranked_count == 0) {
        vi_report_put_refusal("This", &report->refusal, html);
        return VOI_OK;
    }
    size_t *order = vi_malloc(report->ranked_count, sizeof *order);
    if (!order) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    vi_report_rank(report, report->here, order, report->ranked_count);
    vi_buffer_puts(html, "<p>");
    vi_report_sentence(report, "span", "research", html);
    vi_report_sentence(report, "span", "rest", html);
    vi_buffer_puts(html, "</p>\n");
    put_table(report, order, html);
    voi_status status = put_fits(report, order, html, err);
    vi_free(order);
    if (status != VOI_OK) {
        return status;
    }
    vi_buffer_puts(html, "<div class=\"pair\">\n");
    status = vi_report_figure(report, &curves, html, err);
    vi_buffer_puts(html,
                   "<div>\n<h3>How to read this</h3>\n"
                   "<p>A study can at best find out a parameter exactly. Its value for this "
                   "decision is then the EVPPI; a real study is worth less, and costs "
                   "something.</p>\n"
                   "<p>The values do not add up. Two parameters together can be worth more than "
                   "both alone, or less, since each may or may not change the choice without the "
                   "other.</p>\n"
                   "<p>Whiskers and intervals are the error of estimating from a finite number of "
                   "simulations; more simulations make them shorter.</p>\n</div>\n</div>\n");
    status = status == VOI_OK ? put_pairs(report, html, err) : status;
    status = status == VOI_OK ? vi_report_groups(report, html, err) : status;
    return status == VOI_OK ? vi_report_shapley(report, html, err) : status;
}
