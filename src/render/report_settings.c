/* How the report was made: enough to make it again, byte for byte. */
#include "data/problem.h"
#include "render/report.h"

static void put_row(const char *name, const char *value, vi_buffer *html)
{
    vi_buffer_puts(html, "<tr><th scope=\"row\">");
    vi_html_text(html, name);
    vi_buffer_puts(html, "</th><td>");
    vi_html_text(html, value);
    vi_buffer_puts(html, "</td></tr>\n");
}

static void put_files(const voi_problem *problem, vi_buffer *html)
{
    static const vi_report_column columns[] = {{"Input", NULL}, {"File", NULL}, {"SHA-256", NULL}};
    if (problem->source_count == 0) {
        return;
    }
    vi_report_open_table(html, "files", "The input files.", columns, 3);
    for (size_t i = 0; i < problem->source_count; i++) {
        const vi_source *source = &problem->sources[i];
        vi_buffer_printf(html, "<tr><th scope=\"row\">%s</th><td>", source->role);
        vi_html_text(html, source->path);
        vi_buffer_printf(html, "</td><td class=\"hash\">%s</td></tr>\n",
                         source->sha256[0] ? source->sha256 : "\u2013");
    }
    vi_report_close_table(html);
}

voi_status vi_report_settings(const vi_report *report, vi_buffer *html, voi_error *err)
{
    static const vi_report_column columns[] = {{"Setting", NULL}, {"Value", NULL}};
    const voi_report_options *options = report->options;
    put_files(report->problem, html);
    vi_report_open_table(html, "settings",
                         "The settings. Neither the number of threads nor the kernels change a "
                         "digit.",
                         columns, 2);
    put_row("libvoi", voi_version(), html);
    for (size_t i = 0; i < options->setting_count; i++) {
        put_row(options->settings[i].name, options->settings[i].value, html);
    }
    vi_report_close_table(html);
    (void)err;
    return VOI_OK;
}
