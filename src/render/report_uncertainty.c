/* How uncertain the choice is: acceptability, the distribution of what is gained, expected loss. */
#include "render/report.h"

voi_status vi_report_uncertainty(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_picture pictures[] = {
        {"ceac", "How likely each strategy is to be the best",
         "A curve is the share of simulations in which the strategy has the highest net benefit "
         "(cost-effectiveness acceptability)."},
        {"ceaf", "How likely the best choice on average is to be the best",
         "The same share for the strategy with the highest expected net benefit: where the line "
         "changes colour, so does the choice."},
        {"density", NULL, "Where a curve is right of zero, the strategy is better."},
        {"loss", "What choosing a strategy loses on average",
         "For want of knowing the truth. The lowest curve is the expected value of perfect "
         "information."},
    };
    voi_status status = VOI_OK;
    vi_report_sentence(report, "p", "wrong", html);
    vi_buffer_puts(html, "<div class=\"pair\">\n");
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures && status == VOI_OK; i++) {
        status = vi_report_figure(report, &pictures[i], html, err);
    }
    vi_buffer_puts(html, "</div>\n");
    return status;
}
