/* A table as CSV (RFC 4180 with plain line feeds): numbers in the shortest form that reads back
 * exactly, missing values empty, flags TRUE and FALSE as R and Excel write them. */
#include "render/table_formats.h"

#include <math.h>
#include <string.h>

static void put_text(const char *text, vi_buffer *out)
{
    if (!strpbrk(text, ",\"\r\n") && text[0] != ' ') {
        vi_buffer_puts(out, text);
        return;
    }
    vi_buffer_puts(out, "\"");
    for (; *text; text++) {
        vi_buffer_add(out, "\"\"", *text == '"' ? 1 : 0);
        vi_buffer_add(out, text, 1);
    }
    vi_buffer_puts(out, "\"");
}

static void put_cell(const voi_table *table, size_t row, size_t column, vi_buffer *out)
{
    double value = voi_table_number(table, row, column);
    const char *text = voi_table_text(table, row, column);
    if (text) {
        put_text(text, out);
    } else if (voi_table_column_type(table, column) == VOI_COLUMN_FLAG && !isnan(value)) {
        vi_buffer_puts(out, value == 1 ? "TRUE" : "FALSE");
    } else if (!isnan(value)) {
        vi_buffer_number(out, value);
    }
}

void vi_table_as_csv(const voi_table *table, vi_buffer *out)
{
    size_t columns = voi_table_columns(table);
    for (size_t c = 0; c < columns; c++) {
        put_text(voi_table_column_name(table, c), out);
        vi_buffer_puts(out, c + 1 < columns ? "," : "\n");
    }
    for (size_t row = 0; row < voi_table_rows(table); row++) {
        for (size_t c = 0; c < columns; c++) {
            put_cell(table, row, c, out);
            vi_buffer_puts(out, c + 1 < columns ? "," : "\n");
        }
    }
}
