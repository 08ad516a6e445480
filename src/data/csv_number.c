/* A field as a number, or why it is none: users write missing values, infinities, thousands and
 * another country's decimals, and are told which of these it was. */
#include "data/csv.h"

#include "data/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_NUMBER = 1100, SHOWN = 40 };

bool vi_csv_number(const csv_field *field, char point, double *value)
{
    /* The field lies inside a larger text; only a copy is sure to end. Longer numbers than this are
     * nobody's data. */
    char copy[LONGEST_NUMBER + CSV_PADDING];
    if (field->length == 0 || field->length > LONGEST_NUMBER) {
        return false;
    }
    memcpy(copy, field->text, field->length);
    memset(copy + field->length, 0, CSV_PADDING);
    const char *end = vi_decimal(copy, point, value);
    return end == copy + field->length && isfinite(*value);
}

static size_t digits_at(const char *p, const char *end)
{
    size_t count = 0;
    while (p + count < end && p[count] >= '0' && p[count] <= '9') {
        count++;
    }
    return count;
}

/* The length of the thousands separator at p; 0 where none stands. */
static size_t separator_at(const char *p, const char *end)
{
    /* The last ones are no-break spaces, in Latin-1 and UTF-8, the narrow one, and a curly
     * apostrophe. */
    static const char *const separators[] = {
        ",", ".", "'", " ", "\xa0", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99",
    };
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t length = strlen(separators[i]);
        if ((size_t)(end - p) >= length && memcmp(p, separators[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* Passes over groups of a separator and three digits, the same separator each time. */
static const char *pass_groups(const char *p, const char *end)
{
    const char *separator = p;
    size_t length = separator_at(p, end);
    while (length > 0 && (size_t)(end - p) >= length && memcmp(p, separator, length) == 0 &&
           digits_at(p + length, end) == 3) {
        p += length + 3;
    }
    return p;
}

bool vi_csv_has_thousands(const csv_field *field)
{
    const char *p = field->text, *end = p + field->length;
    p += p < end && (*p == '-' || *p == '+');
    size_t first = digits_at(p, end);
    if (first < 1 || first > 3 || *p == '0') {
        return false;
    }
    const char *groups = p + first, *behind = pass_groups(groups, end);
    if (behind == groups) {
        return false;
    }
    if (behind < end && (*behind == '.' || *behind == ',') && *behind != *groups) {
        behind += 1 + digits_at(behind + 1, end);
    }
    return behind == end;
}

static bool is_one_of(const csv_field *field, const char *const *words)
{
    for (; *words; words++) {
        if (strlen(*words) == field->length &&
            strncasecmp(*words, field->text, field->length) == 0) {
            return true;
        }
    }
    return false;
}

static const char *what_is_wrong(const csv_field *field)
{
    static const char *const missing[] = {"NA", "NaN", "null", "none", ".", "#N/A", NULL};
    static const char *const infinite[] = {"Inf",       "+Inf",      "-Inf", "infinity",
                                           "+infinity", "-infinity", NULL};
    double value;
    if (is_one_of(field, missing)) {
        return "is a missing value";
    }
    if (is_one_of(field, infinite)) {
        return "is not a finite number";
    }
    if (vi_csv_has_thousands(field)) {
        return "is not a number; write numbers without thousands separators";
    }
    if (vi_csv_number(field, '.', &value) || vi_csv_number(field, ',', &value)) {
        return "is not a number in this file's notation";
    }
    return "is not a number";
}

void vi_csv_complain(const csv_field *field, char *text, size_t capacity)
{
    int shown = field->length > SHOWN ? SHOWN : (int)field->length;
    if (field->length == 0) {
        snprintf(text, capacity, "missing value");
    } else {
        snprintf(text, capacity, "\"%.*s%s\" %s", shown, field->text,
                 field->length > SHOWN ? "..." : "", what_is_wrong(field));
    }
}
