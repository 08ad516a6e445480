/* One table, three formats. */
#include "render/table_formats.h"

void voi_table_format_options_default(voi_table_format_options *options)
{
    *options = (voi_table_format_options){.format = VOI_FORMAT_TEXT};
}

voi_status voi_table_format(const voi_table *table, const voi_table_format_options *options,
                            voi_bytes *out, voi_error *err)
{
    voi_table_format_options defaults;
    vi_buffer buffer = {0};
    voi_table_format_options_default(&defaults);
    options = options ? options : &defaults;
    switch (options->format) {
    case VOI_FORMAT_TEXT:
        vi_table_as_text(table, &buffer);
        break;
    case VOI_FORMAT_CSV:
        vi_table_as_csv(table, &buffer);
        break;
    case VOI_FORMAT_JSON:
        vi_table_as_json(table, options, &buffer);
        break;
    default:
        return vi_fail(err, VOI_ERR_ARGUMENT, "table: format %d does not exist", options->format);
    }
    return vi_buffer_finish(&buffer, "table", out, err);
}
