/* CSV, TSV and their European relatives, a block at a time.
 *
 * The buffer always begins at a record. Its complete records are parsed in place; what is left
 * moves to the front and the next block is read behind it. In a record of plain numbers the end of
 * a number is the end of its field, so one pass over the bytes both splits and converts (the fast
 * path). At the first surprise – a quote, a blank, a word, a wrong count – the record is taken
 * again from its start by csv_record.c, which knows how to explain it. */
#include "data/csv.h"

#include "core/alloc.h"
#include "core/line.h"
#include "data/columns.h"
#include "data/decimal.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 1 << 20, LONGEST_RECORD = 64 << 20, PADDING = 16 };

typedef struct {
    vi_reader *r;
    csv_dialect dialect;
    csv_record record;
    char *buffer;
    size_t used, capacity; /* bytes in the buffer, and room without the padding */
    bool end, begun;
    size_t line;       /* of the record at hand, from 1 */
    size_t blank_line; /* the first of the blank lines just met; 0 = none */
    size_t skip;       /* 1 where the first field of a record is its name */
    size_t row_capacity;
} csv;

static voi_status complain_about_count(csv *c, voi_error *err)
{
    const vi_frame *frame = c->r->frame;
    return vi_reader_problem(c->r, c->line, 0, err, "%zu fields where %s has %zu", c->record.count,
                             frame->names ? "the header" : "the first line", frame->cols + c->skip);
}

/* A record by the careful way: its wrong cells become findings, and NaN. */
static voi_status careful_record(csv *c, const char *text, const char *end, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame *frame = c->r->frame;
    voi_error cause = {VOI_OK, ""};
    status = vi_csv_split(text, end, c->dialect.delimiter, &c->record, &cause);
    if (status == VOI_ERR_NOMEM) {
        return vi_fail(err, status, "%s", cause.message);
    }
    if (status != VOI_OK) {
        return vi_reader_problem(c->r, c->line, 0, err, "%s", cause.message);
    }
    if (c->record.count != frame->cols + c->skip) {
        return complain_about_count(c, err);
    }
    for (size_t j = 0; j < frame->cols; j++) {
        const csv_field *field = &c->record.fields[j + c->skip];
        double *cell = &frame->columns[j][frame->rows];
        if (!vi_csv_number(field, c->dialect.point, cell)) {
            char complaint[200];
            *cell = NAN;
            vi_csv_complain(field, complaint, sizeof complaint);
            VI_TRY(vi_reader_problem(c->r, c->line, j + 1 + c->skip, err,
                                     frame->names ? "%s (column %s)" : "%s", complaint,
                                     frame->names ? frame->names[j] : ""));
        }
    }
    frame->rows++;
cleanup:
    return status;
}

/* Parses a record of plain numbers; answers whether it was one. `end` is its line feed. */
static bool fast_record(const csv *c, const char *p, const char *end)
{
    const vi_frame *frame = c->r->frame;
    const char delimiter = c->dialect.delimiter, point = c->dialect.point;
    size_t last = frame->cols - 1;
    for (size_t j = 0; j <= last; j++) {
        double value;
        p = vi_decimal(p, point, &value);
        if (!p || !isfinite(value)) {
            return false;
        }
        frame->columns[j][frame->rows] = value;
        if (j < last && *p++ != delimiter) {
            return false;
        }
    }
    p += *p == '\r';
    return p == end;
}

/* One record after the header; blank lines are allowed at the end of the file only. */
static voi_status take_record(csv *c, const char *text, const char *end, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame *frame = c->r->frame;
    if (end == text || (end == text + 1 && *text == '\r')) {
        c->blank_line = c->blank_line ? c->blank_line : c->line;
        return VOI_OK;
    }
    if (c->blank_line) {
        size_t line = c->blank_line;
        c->blank_line = 0;
        VI_TRY(vi_reader_problem(c->r, line, 0, err, "empty line"));
    }
    if (frame->rows == c->row_capacity) {
        VI_TRY(vi_columns_grow(frame, &c->row_capacity, frame->rows + 1, SIZE_MAX, err));
    }
    if (c->skip == 0 && fast_record(c, text, end)) {
        frame->rows++;
    } else {
        VI_TRY(careful_record(c, text, end, err));
    }
cleanup:
    return status;
}

/* The line feed that ends the record at `text`, outside quotes; NULL when it is not in the buffer.
 * *lines grows by the line feeds inside quotes. */
static char *record_end(char *text, char *limit, bool quotes, size_t *lines)
{
    if (!quotes) {
        return memchr(text, '\n', (size_t)(limit - text));
    }
    bool quoted = false;
    size_t inside = 0;
    for (char *p = text; p < limit; p++) {
        if (*p == '"') {
            quoted = !quoted;
        } else if (*p == '\n' && !quoted) {
            *lines += inside;
            return p;
        }
        inside += *p == '\n';
    }
    return NULL;
}

static char *copy_name(const csv_field *field)
{
    return vi_strndup(field->text, field->length);
}

/* Makes the columns; with `names`, from the fields of the record at hand. */
static voi_status make_columns(csv *c, size_t cols, bool names, voi_error *err)
{
    vi_frame *frame = c->r->frame;
    voi_status status = vi_columns_create(frame, cols, names, err);
    if (status != VOI_OK || !names) {
        return status;
    }
    for (size_t j = 0; j < cols; j++) {
        frame->names[j] = copy_name(&c->record.fields[j + c->record.count - cols]);
        if (!frame->names[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu names", cols);
        }
    }
    return vi_columns_check_names(c->r, 1, 1 + c->skip, err);
}

static bool all_numbers(const csv *c)
{
    for (size_t j = 0; j < c->record.count; j++) {
        double value;
        if (!vi_csv_number(&c->record.fields[j], c->dialect.point, &value)) {
            return false;
        }
    }
    return true;
}

/* Counts the fields of the record behind the header, to see whether records begin with a name that
 * the header leaves out, as R's write.table does. 0 when there is none. */
static size_t second_count(const csv *c, char *text, char *limit)
{
    size_t lines = 0, count = 0;
    csv_record record = {0};
    char *end = record_end(text, limit, true, &lines);
    end = end ? end : limit;
    if (text < limit && vi_csv_split(text, end, c->dialect.delimiter, &record, NULL) == VOI_OK) {
        count = record.count;
    }
    vi_csv_record_free(&record);
    return count;
}

/* The first record: a header unless all its fields are numbers. A first column without a name, or
 * one that the header does not have, holds row names (R) and is passed over. */
static voi_status take_first(csv *c, char *text, char *end, char *limit, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_csv_split(text, end, c->dialect.delimiter, &c->record, err));
    if (all_numbers(c)) {
        VI_TRY(make_columns(c, c->record.count, false, err));
        VI_TRY(take_record(c, text, end, err));
    } else {
        size_t cols = c->record.count;
        size_t second = end < limit ? second_count(c, end + 1, limit) : 0;
        if (second == cols + 1) {
            c->skip = 1;
        } else if (cols > 1 && c->record.fields[0].length == 0) {
            c->skip = 1;
            cols--;
        }
        VI_TRY(make_columns(c, cols, true, err));
        if (c->skip) {
            VI_TRY(vi_find(c->r->findings, VI_NOTE, VOI_OK, c->r->frame->source, err,
                           "the first column holds row names and is not used"));
        }
    }
    c->begun = true;
cleanup:
    return status;
}

static size_t byte_order_mark(const char *text, size_t size)
{
    return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static bool is_utf16(const char *text, size_t size)
{
    return size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
}

/* Whether the path names tab-separated values. */
static bool is_tsv(const char *path)
{
    const char *ending = strstr(path, ".tsv");
    return ending && (ending[4] == '\0' || strcmp(ending + 4, ".gz") == 0);
}

/* Parses all complete records of the buffer; *taken is where the rest begins. */
static voi_status take_records(csv *c, size_t *taken, voi_error *err)
{
    voi_status status = VOI_OK;
    char *limit = c->buffer + c->used, *text = c->buffer;
    if (!c->begun) {
        text += byte_order_mark(text, c->used);
        c->dialect = vi_csv_guess(text, (size_t)(limit - text), is_tsv(c->r->path));
    }
    bool quotes = memchr(text, '"', (size_t)(limit - text)) != NULL;
    while (text < limit) {
        size_t first_line = c->line, inside = 0;
        char *end = record_end(text, limit, quotes, &inside);
        if (!end && !c->end) {
            break;
        }
        end = end ? end : limit;
        if (!c->begun) {
            VI_TRY(take_first(c, text, end, limit, err));
        } else {
            VI_TRY(take_record(c, text, end, err));
        }
        c->line = first_line + inside + 1;
        text = end < limit ? end + 1 : limit;
    }
    *taken = (size_t)(text - c->buffer);
cleanup:
    return status;
}

/* Reads the next block behind what the buffer holds; makes room first. */
static voi_status fill(csv *c, voi_error *err)
{
    voi_status status = VOI_OK;
    if (c->capacity - c->used < BLOCK) {
        size_t capacity = c->capacity ? 2 * c->capacity : 2 * BLOCK;
        if (c->used > LONGEST_RECORD) {
            return vi_fail(err, VOI_ERR_LIMIT, "line %zu is longer than %d MB", c->line,
                           LONGEST_RECORD >> 20);
        }
        char *buffer = vi_realloc(c->buffer, capacity + PADDING, 1);
        if (!buffer) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for a line of %zu bytes", c->used);
        }
        c->buffer = buffer;
        c->capacity = capacity;
    }
    size_t count = 0;
    VI_TRY(vi_stream_read(c->r->stream, c->buffer + c->used, BLOCK, &count, err));
    if (!c->begun && c->used == 0 && is_utf16(c->buffer, count)) {
        return vi_fail(err, VOI_ERR_FORMAT, "is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")");
    }
    if (memchr(c->buffer + c->used, 0, count)) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not a text file (it contains zero bytes)");
    }
    c->used += count;
    c->end = count == 0;
    memset(c->buffer + c->used, 0, PADDING);
cleanup:
    return status;
}

static voi_status read_records(csv *c, voi_error *err)
{
    voi_status status = VOI_OK;
    char phase[300];
    vi_line_print(phase, sizeof phase, "reading %s", c->r->frame->source);
    while (!c->end) {
        size_t taken = 0;
        VI_TRY(fill(c, err));
        if (!c->begun && !c->end && c->used < BLOCK) {
            continue; /* a pipe may bring the header alone; the dialect shows in the numbers */
        }
        VI_TRY(take_records(c, &taken, err));
        memmove(c->buffer, c->buffer + taken, c->used - taken);
        c->used -= taken;
        VI_TRY(vi_progress(c->r->ctx, phase, vi_stream_fraction(c->r->stream), err));
    }
cleanup:
    return status;
}

voi_status vi_read_csv(vi_reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    csv c = {.r = r, .line = 1};
    VI_TRY(read_records(&c, err));
    if (!c.begun) {
        status = vi_fail(err, VOI_ERR_FORMAT, "is empty");
    } else if (r->frame->rows == 0 && r->errors == 0) {
        status = vi_fail(err, VOI_ERR_FORMAT, "has a header but no rows");
    } else {
        vi_columns_trim(r->frame);
    }
cleanup:
    vi_csv_record_free(&c.record);
    vi_free(c.buffer);
    return status;
}
