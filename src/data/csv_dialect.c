/* The delimiter is the one of tab, semicolon and comma that stands in the first line outside
 * quotes, looked for in that order: a European file has semicolons and may have commas in its
 * numbers. The decimal point of such a file is a comma where some line has a digit, a comma and a
 * digit, and no line has a digit, a point and a digit. */
#include "data/csv.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool first_line_has(const char *text, size_t size, char wanted)
{
    bool quoted = false;
    for (size_t i = 0; i < size && (quoted || text[i] != '\n'); i++) {
        quoted = quoted != (text[i] == '"');
        if (!quoted && text[i] == wanted) {
            return true;
        }
    }
    return false;
}

static bool has_between_digits(const char *text, size_t size, char wanted)
{
    for (size_t i = 1; i + 1 < size; i++) {
        if (text[i] == wanted && is_digit(text[i - 1]) && is_digit(text[i + 1])) {
            return true;
        }
    }
    return false;
}

csv_dialect vi_csv_guess(const char *text, size_t size, bool tabs)
{
    csv_dialect dialect = {.delimiter = ',', .point = '.'};
    if (tabs || first_line_has(text, size, '\t')) {
        dialect.delimiter = '\t';
    } else if (first_line_has(text, size, ';')) {
        dialect.delimiter = ';';
    }
    if (dialect.delimiter != ',' && has_between_digits(text, size, ',') &&
        !has_between_digits(text, size, '.')) {
        dialect.point = ',';
    }
    return dialect;
}
