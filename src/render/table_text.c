/* A table as aligned text for people: as many decimals a column as its largest number needs to show
 * about five digits (with exponents where all are tiny), thousands apart by commas, names to the
 * left, numbers to the right. Times (columns named ..._s) lie far apart, and each of them matters:
 * they have at least six decimals. */
#include "render/table_formats.h"

#include "core/alloc.h"
#include "core/line.h"
#include "core/utf8.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELL = 1000, MOST_DECIMALS = 7, TIME_DECIMALS = 6, SCIENTIFIC = -1 };

typedef struct {
    size_t width;
    int decimals; /* or SCIENTIFIC */
} column_layout;

/* Columns that a text takes on a terminal. */
static size_t display_width(const char *text)
{
    size_t width = 0;
    while (*text) {
        uint32_t point;
        text += vi_utf8_decode(text, &point);
        width += (size_t)vi_utf8_columns(point);
    }
    return width;
}

static bool is_time(const char *name)
{
    size_t length = strlen(name);
    return length > 2 && strcmp(name + length - 2, "_s") == 0;
}

static int decimals_of(const voi_table *table, size_t column)
{
    double largest = 0;
    bool whole = true;
    for (size_t row = 0; row < voi_table_rows(table); row++) {
        double value = voi_table_number(table, row, column);
        if (isfinite(value)) {
            largest = fmax(largest, fabs(value));
            whole = whole && value == nearbyint(value);
        }
    }
    if (whole || largest >= 1e4) {
        return 0;
    }
    if (is_time(voi_table_column_name(table, column)) && largest >= 1e-3) {
        return TIME_DECIMALS;
    }
    int magnitude = (int)floor(log10(largest)),
        decimals = largest < 1 ? 3 - magnitude : 4 - magnitude;
    return decimals <= MOST_DECIMALS ? decimals : SCIENTIFIC;
}

/* Puts commas between thousands of a plain decimal number. */
static void group_thousands(const char *plain, char *text)
{
    const char *digits = plain + (*plain == '-');
    size_t whole = strspn(digits, "0123456789");
    if (*plain == '-') {
        *text++ = '-';
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            *text++ = ',';
        }
        *text++ = digits[i];
    }
    strcpy(text, digits + whole);
}

static void write_number(double value, int decimals, char *text)
{
    char plain[400];
    bool scientific = fabs(value) >= 1e15 || (decimals == SCIENTIFIC && value != 0);
    if (isnan(value)) {
        strcpy(text, "–");
        return;
    }
    if (scientific) {
        snprintf(plain, sizeof plain, "%.4e", value);
    } else {
        snprintf(plain, sizeof plain, "%.*f", decimals > 0 ? decimals : 0, value);
    }
    char *point = strchr(plain, ','); /* of the locale */
    if (point) {
        *point = '.';
    }
    bool zero = strspn(plain, "-0.") == strlen(plain);
    group_thousands(zero && plain[0] == '-' ? plain + 1 : plain, text);
}

static void write_cell(const voi_table *table, size_t row, size_t column, int decimals, char *text)
{
    double value = voi_table_number(table, row, column);
    switch (voi_table_column_type(table, column)) {
    case VOI_COLUMN_TEXT: {
        const char *words = voi_table_text(table, row, column);
        vi_line_print(text, CELL, "%s", words ? words : "–");
        break;
    }
    case VOI_COLUMN_FLAG:
        strcpy(text, value == 1 ? "yes" : "");
        break;
    default:
        write_number(value, decimals, text);
    }
}

static void lay_out(const voi_table *table, column_layout *layout)
{
    char text[CELL];
    for (size_t c = 0; c < voi_table_columns(table); c++) {
        layout[c].decimals = decimals_of(table, c);
        layout[c].width = display_width(voi_table_column_name(table, c));
        for (size_t row = 0; row < voi_table_rows(table); row++) {
            write_cell(table, row, c, layout[c].decimals, text);
            size_t width = display_width(text);
            layout[c].width = width > layout[c].width ? width : layout[c].width;
        }
    }
}

static void pad(vi_buffer *out, size_t count)
{
    while (count-- > 0) {
        vi_buffer_add(out, " ", 1);
    }
}

/* Writes one line's cell; no blanks are left at the end of a line. */
static void put(vi_buffer *out, const char *text, size_t width, bool left, bool last)
{
    size_t gap = width - display_width(text);
    if (!left) {
        pad(out, gap);
    }
    vi_buffer_puts(out, text);
    if (!last) {
        pad(out, (left ? gap : 0) + 2);
        return;
    }
    while (out->size > 0 && out->data[out->size - 1] == ' ') {
        out->size--;
    }
    vi_buffer_puts(out, "\n");
}

void vi_table_as_text(const voi_table *table, vi_buffer *out)
{
    size_t columns = voi_table_columns(table);
    char text[CELL];
    column_layout *layout = vi_malloc(columns, sizeof *layout);
    if (!layout) {
        out->failed = true;
        return;
    }
    lay_out(table, layout);
    for (size_t c = 0; c < columns; c++) {
        bool left = voi_table_column_type(table, c) != VOI_COLUMN_NUMBER;
        put(out, voi_table_column_name(table, c), layout[c].width, left, c + 1 == columns);
    }
    for (size_t row = 0; row < voi_table_rows(table); row++) {
        for (size_t c = 0; c < columns; c++) {
            bool left = voi_table_column_type(table, c) != VOI_COLUMN_NUMBER;
            write_cell(table, row, c, layout[c].decimals, text);
            put(out, text, layout[c].width, left, c + 1 == columns);
        }
    }
    vi_free(layout);
}
