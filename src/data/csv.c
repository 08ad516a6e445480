/* CSV, TSV and their European relatives, a block at a time.
 *
 * The buffer always begins at a record. Its complete records are parsed in place, up to as many as
 * are asked for; what is left moves to the front and the next block is read behind it. Runs of
 * plain records go the fast way (csv_plain.c). Where a run ends the record is split first and
 * looked at field by field (csv_record.c), and what is wrong with it is said. */
#include "data/csv.h"

#include "core/alloc.h"
#include "core/line.h"
#include "data/columns.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 1 << 20, LONGEST_RECORD = 64 << 20 };

typedef struct {
    vi_reader *r;
    csv_dialect dialect;
    csv_record record;
    char *buffer;
    size_t used, capacity; /* bytes in the buffer, and room without the padding */
    bool end, begun;
    bool any;          /* rows have been read */
    size_t line;       /* of the record at hand, from 1 */
    size_t blank_line; /* the first of the blank lines just met; 0 = none */
    size_t row_capacity;
} csv;

static voi_status complain_about_count(csv *c, voi_error *err)
{
    const vi_frame *frame = c->r->frame;
    return vi_reader_problem(c->r, c->line, 0, err, "%zu field%s where %s has %zu", c->record.count,
                             c->record.count == 1 ? "" : "s",
                             frame->names ? "the header" : "the first line",
                             frame->cols + c->dialect.row_names);
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
    if (c->record.count != frame->cols + c->dialect.row_names) {
        return complain_about_count(c, err);
    }
    for (size_t j = 0; j < frame->cols; j++) {
        const csv_field *field = &c->record.fields[j + c->dialect.row_names];
        double *cell = &frame->columns[j][frame->rows];
        if (!vi_csv_number(field, c->dialect.point, cell)) {
            char complaint[200];
            *cell = NAN;
            vi_csv_complain(field, complaint, sizeof complaint);
            VI_TRY(vi_reader_problem(c->r, c->line, j + 1 + c->dialect.row_names, err,
                                     frame->names ? "%s (column %s)" : "%s", complaint,
                                     frame->names ? frame->names[j] : ""));
        }
    }
    frame->rows++;
cleanup:
    return status;
}

/* How many rows are to come, if the bytes to come are like those in the buffer, which begins where
 * the file does; 1 where it is not known how far the file has been read. A row takes two bytes a
 * column at least. */
static size_t expected_rows(const csv *c, const char *text, const char *limit)
{
    double fraction = vi_stream_fraction(c->r->stream);
    size_t lines = 1;
    if (!(fraction > 0)) {
        return 1;
    }
    double here = (double)(limit - text), left = here + (double)c->used * (1 / fraction - 1);
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(limit - p))); p++) {
        lines++;
    }
    double most = left / (2 * (double)c->r->frame->cols);
    return 1 + (size_t)fmin(1.06 * (double)lines * left / here, most);
}

/* Room for one more row at least; at first for all that are expected, so that columns need not grow
 * step by step. What they do not use is never touched. */
static voi_status make_room(csv *c, const char *text, const char *limit, voi_error *err)
{
    vi_frame *frame = c->r->frame;
    if (frame->rows < c->row_capacity) {
        return VOI_OK;
    }
    if (c->row_capacity == 0 &&
        vi_columns_grow(frame, &c->row_capacity, expected_rows(c, text, limit), SIZE_MAX, NULL) ==
            VOI_OK) {
        return VOI_OK;
    }
    return vi_columns_grow(frame, &c->row_capacity, frame->rows + 1, SIZE_MAX, err);
}

/* One record after the header; blank lines are allowed at the end of the file only. */
static voi_status take_record(csv *c, const char *text, const char *end, voi_error *err)
{
    voi_status status = VOI_OK;
    if (end == text || (end == text + 1 && *text == '\r')) {
        c->blank_line = c->blank_line ? c->blank_line : c->line;
        return VOI_OK;
    }
    if (c->blank_line) {
        size_t line = c->blank_line;
        c->blank_line = 0;
        VI_TRY(vi_reader_problem(c->r, line, 0, err, "empty line"));
    }
    VI_TRY(careful_record(c, text, end, err));
cleanup:
    return status;
}

static size_t byte_order_mark(const char *text, size_t size)
{
    return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

/* Whether the path names tab-separated values. */
static bool is_tsv(const char *path)
{
    const char *ending = strstr(path, ".tsv");
    return ending && (ending[4] == '\0' || strcmp(ending + 4, ".gz") == 0);
}

/* Looks for the decimal point of a file that has not shown it yet. */
static voi_status find_point(csv *c, const char *text, const char *limit, voi_error *err)
{
    while (!c->end && limit > text && limit[-1] != '\n') {
        limit--;
    }
    return c->dialect.point_found ? VOI_OK : vi_csv_find_point(&c->dialect, text, limit, err);
}

/* Chooses the dialect once the buffer holds the first two records, from `text` on. */
static voi_status guess_dialect(csv *c, const char *text, const char *limit, voi_error *err)
{
    csv_dialect *dialect = &c->dialect;
    dialect->delimiter = is_tsv(c->r->path) ? '\t' : vi_csv_guess_delimiter(text, limit);
    dialect->point = '.';
    dialect->point_found = dialect->delimiter == ',';
    return find_point(c, text, limit, err);
}

/* Begins a file, when the buffer holds its first two records: the second tells what the first one
 * is. *taken is where the rows begin. */
static voi_status begin(csv *c, size_t *taken, voi_error *err)
{
    voi_status status = VOI_OK;
    const char *limit = c->buffer + c->used;
    const char *text = c->buffer + byte_order_mark(c->buffer, c->used);
    const char *feed = memchr(text, '\n', (size_t)(limit - text));
    bool header = false;
    if (!c->end && !(feed && memchr(feed + 1, '\n', (size_t)(limit - feed - 1)))) {
        c->line = feed ? 2 : 1; /* of the record that is not whole */
        return VOI_OK;
    }
    VI_TRY(guess_dialect(c, text, limit, err));
    csv_extent first = vi_csv_measure(text, limit, c->dialect.delimiter);
    const char *behind = first.end ? first.end + 1 : limit;
    csv_extent second = vi_csv_measure(behind, limit, c->dialect.delimiter);
    c->line = first.end ? 1 + first.lines : 1;
    if (text == limit || (!second.end && !c->end)) {
        return VOI_OK;
    }
    VI_TRY(vi_csv_header(c->r, &c->dialect, (csv_span){text, first.end ? first.end : limit},
                         (csv_span){behind, second.end ? second.end : limit}, &header, err));
    c->line = header ? c->line : 1;
    *taken = (size_t)((header ? behind : text) - c->buffer);
    c->begun = true;
cleanup:
    return status;
}

/* The record at `text`; its end is NULL when it is not in the buffer. */
static csv_extent measure(const csv *c, const char *text, const char *limit)
{
    const char *end = memchr(text, '\n', (size_t)(limit - text));
    if (end && !memchr(text, '"', (size_t)(end - text))) {
        return (csv_extent){.end = end, .lines = 1};
    }
    return vi_csv_measure(text, limit, c->dialect.delimiter);
}

/* Parses complete records of the buffer from *taken on, until the frame has `most` rows, and moves
 * it to where the rest begins. */
static voi_status take_records(csv *c, size_t most, size_t *taken, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_frame *frame = c->r->frame;
    const char *limit = c->buffer + c->used, *text = c->buffer + *taken;
    VI_TRY(find_point(c, text, limit, err));
    while (text < limit && frame->rows < most) {
        VI_TRY(make_room(c, text, limit, err));
        if (!c->blank_line) {
            size_t rows = frame->rows;
            text = vi_csv_plain_records(&c->dialect, frame, c->row_capacity, text, limit);
            c->line += frame->rows - rows;
        }
        if (text == limit || frame->rows == c->row_capacity) {
            continue;
        }
        csv_extent record = measure(c, text, limit);
        if (!record.end && !c->end) {
            break;
        }
        VI_TRY(take_record(c, text, record.end ? record.end : limit, err));
        c->line += record.lines;
        text = record.end ? record.end + 1 : limit;
    }
    *taken = (size_t)(text - c->buffer);
cleanup:
    return status;
}

/* Room for a longer record. */
static voi_status widen_buffer(csv *c, voi_error *err)
{
    size_t capacity = c->capacity ? 2 * c->capacity : BLOCK;
    if (capacity > LONGEST_RECORD) {
        return vi_fail(err, VOI_ERR_LIMIT,
                       "line %zu is longer than %d MB, or a quote is not closed", c->line,
                       LONGEST_RECORD >> 20);
    }
    char *buffer = vi_realloc(c->buffer, capacity + CSV_PADDING, 1);
    if (!buffer) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for a line of %zu bytes", c->used);
    }
    c->buffer = buffer;
    c->capacity = capacity;
    return VOI_OK;
}

/* Fills the buffer; widens it when what it holds is less than a record. */
static voi_status fill(csv *c, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t old = c->used;
    if (c->used == c->capacity) {
        VI_TRY(widen_buffer(c, err));
    }
    while (c->used < c->capacity && !c->end) {
        size_t count = 0;
        VI_TRY(
            vi_stream_read(c->r->stream, c->buffer + c->used, c->capacity - c->used, &count, err));
        c->used += count;
        c->end = count == 0;
    }
    const char *foreign = c->begun ? NULL : vi_csv_foreign(c->buffer, c->used);
    if (foreign) {
        return vi_fail(err, VOI_ERR_FORMAT, "%s", foreign);
    }
    if (memchr(c->buffer + old, 0, c->used - old)) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not a text file (it contains zero bytes)");
    }
    memset(c->buffer + c->used, 0, CSV_PADDING);
cleanup:
    return status;
}

/* Leaves what has not been taken, and the padding. */
static void drop_taken(csv *c, size_t taken)
{
    memmove(c->buffer, c->buffer + taken, c->used - taken + CSV_PADDING);
    c->used -= taken;
}

static voi_status read_records(csv *c, size_t most, voi_error *err)
{
    voi_status status = VOI_OK;
    char phase[300];
    vi_line_print(phase, sizeof phase, "reading %s", c->r->frame->source);
    for (bool first = true; first || (!c->end && c->r->frame->rows < most); first = false) {
        size_t taken = 0;
        if (!first || !c->begun) {
            VI_TRY(fill(c, err));
        }
        if (!c->begun) {
            VI_TRY(begin(c, &taken, err));
        }
        if (c->begun) {
            VI_TRY(take_records(c, most, &taken, err));
        }
        drop_taken(c, taken);
        VI_TRY(vi_progress(c->r->ctx, phase, vi_stream_fraction(c->r->stream), err));
    }
    c->any = c->any || c->r->frame->rows > 0;
cleanup:
    return status;
}

/* Refuses a file in which there was nothing to read. */
static voi_status check_header(const csv *c, voi_error *err)
{
    return c->begun ? VOI_OK : vi_fail(err, VOI_ERR_FORMAT, "is empty");
}

static voi_status check_rows(const csv *c, voi_error *err)
{
    if (!c->any && c->r->errors == 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "has a header but no rows");
    }
    return VOI_OK;
}

static void free_csv(csv *c)
{
    vi_csv_record_free(&c->record);
    vi_free(c->buffer);
}

voi_status vi_read_csv(vi_reader *r, voi_error *err)
{
    voi_status status = VOI_OK;
    csv c = {.r = r, .line = 1};
    VI_TRY(read_records(&c, SIZE_MAX, err));
    VI_TRY(check_header(&c, err));
    VI_TRY(check_rows(&c, err));
    vi_columns_trim(r->frame);
cleanup:
    free_csv(&c);
    return status;
}

static void close_csv(void *state)
{
    if (state) {
        free_csv(state);
    }
    vi_free(state);
}

/* Reads to the end of the header. */
static voi_status open_csv(vi_reader *r, void **state, voi_error *err)
{
    voi_status status = VOI_OK;
    csv *c = vi_calloc(1, sizeof *c);
    if (!c) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    *c = (csv){.r = r, .line = 1};
    while (!c->begun && !c->end) {
        size_t taken = 0;
        VI_TRY(fill(c, err));
        VI_TRY(begin(c, &taken, err));
        drop_taken(c, taken);
    }
    VI_TRY(check_header(c, err));
    *state = c;
    c = NULL;
cleanup:
    close_csv(c);
    return status;
}

static voi_status next_csv(void *state, size_t rows, voi_error *err)
{
    voi_status status = VOI_OK;
    csv *c = state;
    c->row_capacity = rows;
    c->r->frame->rows = 0;
    VI_TRY(read_records(c, rows, err));
    status = check_rows(c, err);
cleanup:
    return status;
}

const vi_read_parts vi_csv_parts = {open_csv, next_csv, close_csv};
