/* The careful way through a record: quotes (doubled ones inside), blanks around fields, and words
 * for missing values. Most records never come here: see csv_plain.c. */
#include "data/csv.h"

#include "core/alloc.h"
#include "data/columns.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

csv_extent vi_csv_measure(const char *text, const char *limit, char delimiter)
{
    csv_extent extent = {.end = NULL, .fields = 1, .lines = 1};
    bool quoted = false, fresh = true; /* fresh: at the start of a field, where a quote opens */
    for (const char *p = text; p < limit; p++) {
        if (quoted && *p == '"' && p + 1 < limit && p[1] == '"') {
            p++;
        } else if (*p == '"' && (quoted || fresh)) {
            quoted = !quoted;
            fresh = false;
        } else if (quoted) {
            extent.lines += *p == '\n';
        } else if (*p == '\n') {
            extent.end = p;
            return extent;
        } else if (*p == delimiter) {
            extent.fields++;
            fresh = true;
        } else {
            fresh = fresh && is_blank(*p);
        }
    }
    return extent;
}

static voi_status add_field(csv_record *record, csv_field field, voi_error *err)
{
    if (record->count > VI_MAX_COLUMNS) { /* one more, for names of rows */
        return vi_fail(err, VOI_ERR_LIMIT, "has more than %d columns", VI_MAX_COLUMNS);
    }
    if (record->count == record->capacity) {
        size_t capacity = record->capacity ? 2 * record->capacity : 64;
        csv_field *fields = vi_realloc(record->fields, capacity, sizeof *fields);
        if (!fields) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
        }
        record->fields = fields;
        record->capacity = capacity;
    }
    record->fields[record->count++] = field;
    return VOI_OK;
}

static const char *skip_blanks(const char *p, const char *end, char delimiter)
{
    while (p < end && is_blank(*p) && *p != delimiter) {
        p++;
    }
    return p;
}

static const char *plain_field(const char *p, const char *end, char delimiter, csv_field *field)
{
    const char *stop = memchr(p, delimiter, (size_t)(end - p));
    stop = stop ? stop : end;
    const char *last = stop;
    while (last > p && is_blank(last[-1])) {
        last--;
    }
    *field = (csv_field){p, (size_t)(last - p), false};
    return stop;
}

/* p stands behind the opening quote. Copies to record->joined only if a doubled quote makes it
 * necessary. NULL when the quote does not close or is followed by more text. */
static const char *quoted_field(const char *p, const char *end, char delimiter, csv_record *record,
                                csv_field *field)
{
    const char *start = p;
    char *to = record->joined + record->joined_size;
    size_t length = 0;
    bool doubled = false;
    while (p < end && (*p != '"' || (p + 1 < end && p[1] == '"'))) {
        doubled = doubled || *p == '"';
        to[length++] = *p;
        p += *p == '"' ? 2 : 1;
    }
    if (p == end) {
        return NULL;
    }
    record->joined_size += doubled ? length : 0;
    *field = (csv_field){doubled ? to : start, length, true};
    p = skip_blanks(p + 1, end, delimiter);
    return p == end || *p == delimiter ? p : NULL;
}

voi_status vi_csv_split(const char *text, const char *end, char delimiter, csv_record *out,
                        voi_error *err)
{
    out->count = 0;
    out->joined_size = 0;
    if (memchr(text, '"', (size_t)(end - text))) {
        char *joined = vi_realloc(out->joined, (size_t)(end - text), 1);
        if (!joined) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
        }
        out->joined = joined;
    }
    for (const char *p = text;; p++) {
        csv_field field;
        p = skip_blanks(p, end, delimiter);
        if (p < end && *p == '"') {
            p = quoted_field(p + 1, end, delimiter, out, &field);
            if (!p) {
                return vi_fail(err, VOI_ERR_FORMAT,
                               "field %zu: a quote is not closed, or text follows it",
                               out->count + 1);
            }
        } else {
            p = plain_field(p, end, delimiter, &field);
        }
        voi_status status = add_field(out, field, err);
        if (status != VOI_OK || p == end) {
            return status;
        }
    }
}

void vi_csv_record_free(csv_record *record)
{
    vi_free(record->fields);
    vi_free(record->joined);
    *record = (csv_record){0};
}
