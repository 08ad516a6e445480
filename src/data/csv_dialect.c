/* The delimiter is the first of tab, semicolon and comma with which the first two lines have the
 * same number of fields (or the second has one more, the name of its row): a European file has
 * semicolons and may have commas in its numbers, any file may have another's delimiter in a name.
 *
 * A file with tabs or semicolons writes its decimals with a point or a comma. The first number that
 * has decimals tells; until one is met, whole numbers read the same both ways. But 12.345 in such a
 * file may be a German twelve thousand: where nothing but such numbers tells, that is an error. A
 * comma between semicolons is the decimal comma: no country joins it to thousands. */
#include "data/csv.h"

#include <string.h>

const char *vi_csv_foreign(const char *text, size_t size)
{
    static const struct {
        const char *bytes, *what;
    } kinds[] = {
        {"\xff\xfe", "is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")"},
        {"\xfe\xff", "is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")"},
        {"PK\x03\x04", "is a ZIP archive, not text; the name of an Excel workbook ends in .xlsx"},
        {"\xd0\xcf\x11\xe0", "is an Excel workbook of the old kind; save it as .xlsx or CSV"},
        {"%PDF", "is a PDF document, not text"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].bytes);
        if (size >= length && memcmp(text, kinds[i].bytes, length) == 0) {
            return kinds[i].what;
        }
    }
    return NULL;
}

char vi_csv_guess_delimiter(const char *text, const char *limit)
{
    static const char candidates[] = {'\t', ';', ','};
    char present = '\0';
    for (size_t i = 0; i < sizeof candidates; i++) {
        csv_extent first = vi_csv_measure(text, limit, candidates[i]);
        const char *behind = first.end ? first.end + 1 : limit;
        csv_extent second = vi_csv_measure(behind, limit, candidates[i]);
        if (first.fields > 1 &&
            (second.fields == first.fields || second.fields == first.fields + 1)) {
            return candidates[i];
        }
        if (first.fields > 1 && !present) {
            present = candidates[i];
        }
    }
    return present ? present : ',';
}

static bool is_around(char c)
{
    return c == ' ' || c == '"' || c == '\r';
}

/* The field at *text without quotes and blanks; moves *text behind it and its delimiter. */
static csv_field next_field(const char **text, const char *limit, char delimiter)
{
    const char *start = *text, *end = start;
    while (end < limit && *end != delimiter && *end != '\n') {
        end++;
    }
    *text = end < limit ? end + 1 : limit;
    while (start < end && is_around(*start)) {
        start++;
    }
    while (end > start && is_around(end[-1])) {
        end--;
    }
    return (csv_field){start, (size_t)(end - start), false};
}

static bool has_decimals(const csv_field *field, char point)
{
    double value;
    return memchr(field->text, point, field->length) && vi_csv_number(field, point, &value);
}

voi_status vi_csv_find_point(csv_dialect *dialect, const char *text, const char *limit,
                             voi_error *err)
{
    csv_field doubtful = {0};
    if (!memchr(text, '.', (size_t)(limit - text)) && !memchr(text, ',', (size_t)(limit - text))) {
        return VOI_OK;
    }
    while (text < limit) {
        csv_field field = next_field(&text, limit, dialect->delimiter);
        char point = has_decimals(&field, '.') ? '.' : has_decimals(&field, ',') ? ',' : '\0';
        if (!point) {
            continue;
        }
        bool clear = point == ',' && dialect->delimiter == ';';
        if (clear || !vi_csv_has_thousands(&field)) {
            dialect->point = point;
            dialect->point_found = true;
            return VOI_OK;
        }
        doubtful = doubtful.text ? doubtful : field;
    }
    if (doubtful.text) {
        return vi_fail(err, VOI_ERR_FORMAT,
                       "numbers such as \"%.*s\" may have decimals or thousands; write them "
                       "without thousands separators, or save the file with commas between fields",
                       (int)doubtful.length, doubtful.text);
    }
    return VOI_OK;
}
