/* Whether more research is worth anything: the EVPI at the headline, over k, and for everyone whom
 * the decision concerns. */
#include "render/report.h"

#include <math.h>

enum { MOST_ROWS = 11, MORE_DECIMALS = 3 };

static const double normal_975 = 1.959963984540054;

static void say_population(const vi_report *report, vi_buffer *html)
{
    static const char *const ways[] = {[VOI_DISCOUNT_CONTINUOUS] = "continuously",
                                       [VOI_DISCOUNT_ANNUAL_START] = "at the start of every year",
                                       [VOI_DISCOUNT_ANNUAL_END] = "at the end of every year"};
    const voi_population *p = &report->options->population;
    vi_buffer_puts(html, "<p class=\"note\">Those whom the decision concerns: ");
    vi_amount_digits(html, "", p->per_year, 10);
    vi_buffer_puts(html, " persons a year for ");
    vi_amount_digits(html, "", p->years, 6);
    vi_buffer_puts(html, p->years == 1 ? " year" : " years");
    if (p->discount > 0) {
        vi_buffer_puts(html, ", discounted at ");
        vi_amount_digits(html, "", 100 * p->discount, 6);
        vi_buffer_printf(html, "\u00a0%% a year (%s)", ways[p->discounting]);
    }
    vi_buffer_puts(html, ", as many as ");
    vi_amount_fixed(html, "", report->persons, 0);
    vi_buffer_puts(html, " today.</p>\n");
}

/* Where the curve peaks. */
static void say_largest(const vi_report *report, vi_buffer *html)
{
    size_t largest = 0;
    for (size_t i = 1; i < report->positions; i++) {
        largest = report->facts[i].evpi > report->facts[largest].evpi ? i : largest;
    }
    if (report->facts[largest].evpi == 0) {
        return;
    }
    vi_buffer_puts(html, "<p>Over the range shown, perfect information is worth most at a "
                         "willingness to pay of ");
    vi_report_k(report, report->k[largest], html);
    vi_buffer_puts(html, ": ");
    vi_amount(html, vi_report_currency(report), report->facts[largest].evpi);
    vi_buffer_puts(html, " per person.</p>\n");
}

static void put_amount(const vi_report *report, double value, vi_buffer *html)
{
    vi_amount_fixed(html, vi_report_currency(report), value, report->decimals + MORE_DECIMALS);
}

static void put_row(const vi_report *report, size_t i, vi_buffer *html)
{
    const voi_table *table = report->tables[VI_PLOT_EVPI];
    double evpi = vi_report_number(table, i, "evpi"), se = vi_report_number(table, i, "se");
    bool marked = report->frontier && i == report->here;
    vi_buffer_printf(html, "<tr%s>", marked ? " class=\"best\"" : "");
    if (report->frontier) {
        vi_buffer_puts(html, "<th scope=\"row\" class=\"n\">");
        vi_report_k(report, report->k[i], html);
        vi_buffer_puts(html, "</th>");
    }
    vi_buffer_puts(html, "<td class=\"n\">");
    put_amount(report, evpi, html);
    vi_buffer_puts(html, "</td><td class=\"n spare\">");
    put_amount(report, se, html);
    vi_buffer_puts(html, "</td><td class=\"n\">");
    vi_report_interval(report, fmax(evpi - normal_975 * se, 0), evpi + normal_975 * se, html);
    if (report->persons > 0) {
        vi_buffer_puts(html, "</td><td class=\"n\">");
        vi_amount_words(html, vi_report_currency(report), evpi * report->persons);
    }
    vi_buffer_puts(html, "</td></tr>\n");
}

/* The headline and about ten more of the positions. */
static void put_table(const vi_report *report, vi_buffer *html)
{
    static const vi_report_column columns[] = {{"Willingness to pay", "n"},
                                               {"EVPI per person", "n"},
                                               {"Standard error", "n spare"},
                                               {"95\u00a0% interval", "n"},
                                               {"Population", "n"}};
    size_t first = report->frontier ? 0 : 1, last = report->persons > 0 ? 5 : 4;
    size_t step = (report->positions - 1) / (MOST_ROWS - 1);
    step = step > 0 ? step : 1;
    vi_report_open_table(html, "evpi", "Expected value of perfect information (EVPI).",
                         columns + first, last - first);
    for (size_t i = 0; i < report->positions; i++) {
        if (i % step == 0 || i == report->here) {
            put_row(report, i, html);
        }
    }
    vi_report_close_table(html);
}

voi_status vi_report_value(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture curve = {"evpi", "What perfect information would be worth",
                                            "The band is the 95\u00a0% interval. Information is "
                                            "worth most where the choice is hardest."};
    vi_buffer_puts(html, "<p>");
    vi_report_sentence(report, "span", "evpi", html);
    if (report->persons > 0) {
        vi_report_sentence(report, "span", "population", html);
    }
    vi_buffer_puts(html, "</p>\n");
    if (report->frontier) {
        say_largest(report, html);
    }
    if (report->persons > 0) {
        say_population(report, html);
    }
    vi_buffer_puts(html, "<div class=\"pair\">\n");
    voi_status status = vi_report_figure(report, &curve, html, err);
    vi_buffer_puts(html, "<div>\n<h3>In numbers</h3>\n");
    put_table(report, html);
    vi_buffer_puts(html, "</div>\n</div>\n");
    return status;
}
