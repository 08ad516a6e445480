/* A table as JSON:
 * {"command":...,"version":...,"results":[{row},...],"warnings":[...],"settings":{...}}. */
#include "render/table_formats.h"

#include "core/utf8.h"

#include <math.h>
#include <string.h>

void vi_json_text(const char *text, vi_buffer *out)
{
    uint32_t point;
    size_t length;
    vi_buffer_puts(out, "\"");
    for (; *text; text += length) {
        length = vi_utf8_decode(text, &point);
        if (point == VI_UTF8_BROKEN) {
            vi_buffer_puts(out, "\xef\xbf\xbd");
        } else if (point == '"' || point == '\\') {
            vi_buffer_printf(out, "\\%c", *text);
        } else if (point < 0x20) {
            vi_buffer_printf(out, "\\u%04x", (unsigned)point);
        } else {
            vi_buffer_add(out, text, length);
        }
    }
    vi_buffer_puts(out, "\"");
}

void vi_json_number(double value, vi_buffer *out)
{
    if (isfinite(value)) {
        vi_buffer_digits(out, value, 17);
    } else {
        vi_buffer_puts(out, "null");
    }
}

static void put_value(const voi_table *table, size_t row, size_t column, vi_buffer *out)
{
    double value = voi_table_number(table, row, column);
    const char *text = voi_table_text(table, row, column);
    if (text) {
        vi_json_text(text, out);
    } else if (voi_table_column_type(table, column) == VOI_COLUMN_FLAG && !isnan(value)) {
        vi_buffer_puts(out, value == 1 ? "true" : "false");
    } else {
        vi_json_number(value, out);
    }
}

static void put_row(const voi_table *table, size_t row, vi_buffer *out)
{
    for (size_t c = 0; c < voi_table_columns(table); c++) {
        vi_buffer_puts(out, c ? "," : "{");
        vi_json_text(voi_table_column_name(table, c), out);
        vi_buffer_puts(out, ":");
        put_value(table, row, c, out);
    }
    vi_buffer_puts(out, "}");
}

/* Whether two neighbours of a list of settings are values of one. */
static bool same_setting(const voi_table_format_options *options, size_t i)
{
    return i > 0 && i < options->setting_count &&
           strcmp(options->settings[i - 1].name, options->settings[i].name) == 0;
}

/* A name that repeats becomes an array. */
static void put_settings(const voi_table_format_options *options, vi_buffer *out)
{
    for (size_t i = 0; i < options->setting_count; i++) {
        bool again = same_setting(options, i), more = same_setting(options, i + 1);
        vi_buffer_puts(out, i ? "," : "");
        if (!again) {
            vi_json_text(options->settings[i].name, out);
            vi_buffer_puts(out, more ? ":[" : ":");
        }
        vi_json_text(options->settings[i].value, out);
        vi_buffer_puts(out, again && !more ? "]" : "");
    }
}

void vi_table_as_json(const voi_table *table, const voi_table_format_options *options,
                      vi_buffer *out)
{
    vi_buffer_puts(out, "{");
    if (options->command) {
        vi_buffer_puts(out, "\"command\":");
        vi_json_text(options->command, out);
        vi_buffer_puts(out, ",");
    }
    vi_buffer_puts(out, "\"version\":");
    vi_json_text(voi_version(), out);
    vi_buffer_puts(out, ",\"results\":[");
    for (size_t row = 0; row < voi_table_rows(table); row++) {
        vi_buffer_puts(out, row ? ",\n" : "\n");
        put_row(table, row, out);
    }
    vi_buffer_puts(out, "],\n\"warnings\":[");
    for (size_t i = 0; i < voi_table_warnings(table); i++) {
        vi_buffer_puts(out, i ? "," : "");
        vi_json_text(voi_table_warning(table, i), out);
    }
    vi_buffer_puts(out, "],\"settings\":{");
    put_settings(options, out);
    vi_buffer_puts(out, "}}\n");
}
