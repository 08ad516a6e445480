/* The report: one page that answers in the order in which a reader asks. It is whole without
 * scripts and without a network: everything is written at the headline k, and the script only
 * rewrites it for another one. A section is one function and one line below. */
#include "render/report.h"

#include "core/alloc.h"
#include "render/report_assets.h"

#include <math.h>
#include <openssl/evp.h>

typedef struct {
    const char *id, *title;
    bool needs_parameters, needs_studies;
    voi_status (*write)(const vi_report *report, vi_buffer *html, voi_error *err);
} section;

static const section sections[] = {
    {"decision", "Which strategy is best?", false, false, vi_report_decision},
    {"uncertainty", "How uncertain is that?", false, false, vi_report_uncertainty},
    {"value", "Is more research worth anything?", false, false, vi_report_value},
    {"parameters", "Research on what?", true, false, vi_report_parameters},
    {"studies", "Which study?", true, true, vi_report_studies},
    {"checks", "Can the numbers be relied on?", false, false, vi_report_checks},
    {"settings", "How was this made?", false, false, vi_report_settings},
};

enum { SECTIONS = sizeof sections / sizeof *sections };

void voi_report_options_default(voi_report_options *options)
{
    *options = (voi_report_options){.headline = NAN};
    voi_population_default(&options->population);
}

/* ---- The head ---- */

/* Only the page's own script may run, and nothing may be fetched. */
static voi_status put_policy(vi_buffer *html, voi_error *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE], base64[2 * EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_Digest(vi_report_js, vi_report_js_size, digest, &size, EVP_sha256(), NULL) != 1) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory for a digest");
    }
    EVP_EncodeBlock(base64, digest, (int)size);
    vi_buffer_printf(html,
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                     "style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; "
                     "form-action 'none'\">\n",
                     (const char *)base64);
    return VOI_OK;
}

/* The colours of charts and page alike. */
static void put_colours(bool dark, vi_buffer *html)
{
    static const char *const names[] = {"page", "ink", "quiet", "rule"};
    vi_buffer_puts(html, ":root{");
    for (int role = 0; role < VI_ROLES; role++) {
        if (role < VI_SERIES) {
            vi_buffer_printf(html, "--%s:%s;", names[role], vi_colour(role, dark));
        } else {
            vi_buffer_printf(html, "--series-%d:%s;", role - VI_SERIES, vi_colour(role, dark));
        }
    }
    vi_buffer_puts(html, "}\n");
}

static voi_status put_head(const char *title, vi_buffer *html, voi_error *err)
{
    vi_buffer_puts(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    voi_status status = put_policy(html, err);
    vi_buffer_puts(html, "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
                         "dark\">\n<title>");
    vi_html_text(html, title);
    vi_buffer_puts(html, "</title>\n<style>\n");
    put_colours(false, html);
    vi_buffer_puts(html, "@media screen and (prefers-color-scheme:dark){\n");
    put_colours(true, html);
    vi_buffer_puts(html, "}\n");
    vi_buffer_add(html, (const char *)vi_report_css, vi_report_css_size);
    vi_buffer_add(html, (const char *)vi_report_media_css, vi_report_media_css_size);
    vi_buffer_puts(html, "</style>\n</head>\n<body>\n");
    return status;
}

/* ---- The top of the page ---- */

static void put_lead(const vi_report *report, vi_buffer *html)
{
    size_t parameters = voi_problem_parameters(report->problem);
    vi_buffer_puts(html, "<p class=\"lead\">");
    vi_amount_count(html, report->strategies);
    vi_buffer_puts(html, " strategies, compared in ");
    vi_amount_count(html, voi_problem_rows(report->problem));
    vi_buffer_puts(html, " simulations of a decision model");
    if (parameters > 0) {
        vi_buffer_puts(html, " with ");
        vi_amount_count(html, parameters);
        vi_buffer_puts(html, parameters == 1 ? " uncertain parameter" : " uncertain parameters");
    }
    vi_buffer_puts(html, ".");
    if (report->frontier) {
        vi_buffer_puts(html, " Numbers below are for a willingness to pay of <b data-k>");
        vi_report_k(report, report->plot.headline, html);
        vi_buffer_puts(html, "</b> per unit of effect.");
    }
    vi_buffer_puts(html, "</p>\n");
}

static void put_card(const vi_report *report, const char *name, const char *value, const char *note,
                     vi_buffer *html)
{
    vi_buffer_printf(html, "<div class=\"card\"><dt>%s</dt>\n", name);
    vi_report_sentence(report, "dd", value, html);
    vi_report_sentence(report, "dd", note, html);
    vi_buffer_puts(html, "</div>\n");
}

static void put_cards(const vi_report *report, vi_buffer *html)
{
    vi_buffer_puts(html, "<dl class=\"cards\">\n");
    put_card(report, "Best on average", "card-best", "card-right", html);
    put_card(report, "Worth of knowing everything", "card-evpi", "card-spread", html);
    if (report->persons > 0) {
        put_card(report, "The same for the population", "card-population", "card-persons", html);
    }
    if (report->ranked_count > 0) {
        put_card(report, "Most worth studying", "card-leader", "card-worth", html);
    }
    vi_buffer_puts(html, "</dl>\n");
}

/* Hidden until the script finds it: without one it could not do anything. */
static void put_slider(const vi_report *report, vi_buffer *html)
{
    vi_buffer_printf(html,
                     "<div id=\"control\" hidden>\n<label for=\"slider\">Willingness to pay per "
                     "unit of effect</label>\n<input id=\"slider\" type=\"range\" min=\"0\" "
                     "max=\"%zu\" value=\"%zu\">\n<output for=\"slider\" data-k>",
                     report->positions - 1, report->here);
    vi_report_k(report, report->plot.headline, html);
    vi_buffer_puts(html, "</output>\n<button id=\"reset\" type=\"button\">Back to ");
    vi_report_k(report, report->plot.headline, html);
    vi_buffer_puts(html, "</button>\n</div>\n");
}

static bool is_shown(const vi_report *report, const section *s)
{
    return (!s->needs_parameters || voi_problem_parameters(report->problem) > 0) &&
           (!s->needs_studies || report->evsi);
}

static void put_contents(const vi_report *report, vi_buffer *html)
{
    vi_buffer_puts(html, "<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < SECTIONS; i++) {
        if (is_shown(report, &sections[i])) {
            vi_buffer_printf(html, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                             sections[i].title);
        }
    }
    vi_buffer_puts(html, "</ol></nav>\n");
}

static voi_status put_sections(const vi_report *report, vi_buffer *html, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; i < SECTIONS && status == VOI_OK; i++) {
        const section *s = &sections[i];
        if (!is_shown(report, s)) {
            continue;
        }
        vi_buffer_printf(
            html,
            "<section id=\"%s\" aria-labelledby=\"%s-heading\">\n<h2 id=\"%s-heading\">%s</h2>\n",
            s->id, s->id, s->id, s->title);
        status = s->write(report, html, err);
        vi_buffer_puts(html, "</section>\n");
    }
    return status;
}

static voi_status write_page(const vi_report *report, vi_buffer *html, voi_error *err)
{
    voi_status status = VOI_OK;
    const char *title = report->options->title ? report->options->title : "Value of information";
    VI_TRY(put_head(title, html, err));
    vi_buffer_puts(html, "<header>\n<h1>");
    vi_html_text(html, title);
    vi_buffer_puts(html, "</h1>\n");
    put_lead(report, html);
    put_cards(report, html);
    put_contents(report, html);
    vi_buffer_puts(html, "</header>\n");
    if (report->frontier) {
        put_slider(report, html);
    }
    vi_buffer_puts(html, "<main>\n");
    VI_TRY(put_sections(report, html, err));
    vi_buffer_puts(html, "</main>\n");
    if (report->frontier) {
        vi_report_data(report, html);
        vi_buffer_puts(html, "<script>");
        vi_buffer_add(html, (const char *)vi_report_js, vi_report_js_size);
        vi_buffer_puts(html, "</script>\n");
    }
    vi_buffer_puts(html, "</body>\n</html>\n");
cleanup:
    return status;
}

voi_status voi_report(voi_context *ctx, const voi_problem *problem,
                      const voi_report_options *options, voi_bytes *out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_report_options defaults;
    vi_buffer html = {0};
    vi_report *report = vi_calloc(1, sizeof *report);
    voi_report_options_default(&defaults);
    if (!report) {
        return vi_fail(err, VOI_ERR_NOMEM, "report: out of memory");
    }
    voi_phase_begin(ctx, "report");
    VI_TRY(vi_report_measure(ctx, problem, options ? options : &defaults, report, err));
    voi_phase_begin(ctx, "render");
    status = write_page(report, &html, err);
    voi_phase_end(ctx, html.size);
    VI_TRY(status);
    VI_TRY(vi_buffer_finish(&html, "report", out, err));
cleanup:
    voi_phase_end(ctx, 0);
    vi_buffer_free(&html);
    vi_report_free(report);
    vi_free(report);
    return status;
}
