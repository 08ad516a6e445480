/* Reading one file: chooses the reader by the ending of the path, turns what it could not read into
 * a finding, and cleans up behind it. */
#include "data/frame.h"

#include "core/alloc.h"
#include "data/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LISTED_ERRORS = 20 };

typedef struct {
    const char *ending; /* NULL: everything else */
    vi_read_fn read;
    const vi_read_parts *parts; /* NULL: the file is read by name and as a whole */
} format;

/* One line a reader. An ending may be followed by .gz where the reader takes a stream. */
static const format formats[] = {
    {".npy", vi_read_npy, &vi_npy_parts},
    {".xlsx", vi_read_xlsx, NULL},
    {".xls", vi_read_xlsx, NULL}, /* for its words about old workbooks */
    {NULL, vi_read_csv, &vi_csv_parts},
};

static bool ends_with(const char *path, size_t length, const char *ending)
{
    size_t size = strlen(ending);
    return length >= size && strncasecmp(path + length - size, ending, size) == 0;
}

const char *voi_path_sheet(const char *path)
{
    static const char mark[] = ".xlsx#";
    size_t length = strlen(path);
    for (size_t i = sizeof mark - 1; i <= length; i++) {
        /* A slash is in a folder's name: names of sheets have none. */
        if (ends_with(path, i, mark) && !strchr(path + i, '/')) {
            return path + i - 1;
        }
    }
    return NULL;
}

static const format *find_format(const char *path)
{
    const char *sheet = voi_path_sheet(path);
    size_t length = sheet ? (size_t)(sheet - path) : strlen(path);
    size_t unpacked = ends_with(path, length, ".gz") ? length - 3 : length;
    const format *chosen = formats;
    while (chosen->ending && !ends_with(path, chosen->parts ? unpacked : length, chosen->ending)) {
        chosen++;
    }
    return chosen;
}

/* A to Z, AA to ZZ, AAA … */
static void name_column(size_t column, char letters[16])
{
    size_t count = 0;
    for (size_t rest = column; rest > 0; rest = (rest - 1) / 26) {
        count++;
    }
    letters[count] = '\0';
    for (size_t rest = column; rest > 0; rest = (rest - 1) / 26) {
        letters[--count] = (char)('A' + (rest - 1) % 26);
    }
}

voi_status vi_reader_problem(vi_reader *r, size_t line, size_t column, voi_error *err,
                             const char *text, ...)
{
    char message[600], where[600];
    va_list args;
    if (++r->errors > LISTED_ERRORS) {
        return VOI_OK;
    }
    va_start(args, text);
    vsnprintf(message, sizeof message, text, args);
    va_end(args);
    if (column > 0 && r->cells) {
        char letters[16];
        name_column(column, letters);
        snprintf(where, sizeof where, "%.500s:%s%zu", r->frame->source, letters, line);
    } else if (column > 0) {
        snprintf(where, sizeof where, "%.500s:%zu:%zu", r->frame->source, line, column);
    } else {
        snprintf(where, sizeof where, "%.500s:%zu", r->frame->source, line);
    }
    return vi_find(r->findings, VI_ERROR, VOI_ERR_DATA, where, err, "%s", message);
}

static voi_status run_reader(vi_reader *r, const format *chosen, voi_error *err)
{
    voi_status status = VOI_OK;
    if (chosen->parts) {
        VI_TRY(vi_stream_open(r->path, r->hash, &r->stream, err));
    }
    VI_TRY(chosen->read(r, err));
    r->frame->bytes = r->stream ? vi_stream_seen(r->stream) : 0;
    if (r->hash && r->stream) {
        vi_stream_digest(r->stream, r->frame->sha256);
    }
cleanup:
    vi_stream_close(r->stream);
    return status;
}

/* Whether a failure is about the file, and so a finding, rather than about this call. */
static bool is_finding(voi_status status)
{
    return status == VOI_ERR_IO || status == VOI_ERR_FORMAT || status == VOI_ERR_LIMIT ||
           status == VOI_ERR_UNSUPPORTED;
}

voi_status vi_reader_report(vi_reader *r, voi_status status, const voi_error *cause, voi_error *err)
{
    const char *source = r->frame->source;
    if (status != VOI_OK && !is_finding(status)) {
        if (status == VOI_ERR_NOMEM) {
            return vi_fail(err, status, "%s: %s", source, cause->message);
        }
        return vi_fail(err, status, "%s", cause->message);
    }
    if (status != VOI_OK) {
        return vi_find(r->findings, VI_ERROR, status, source, err, "%s", cause->message);
    }
    if (r->errors > LISTED_ERRORS) {
        return vi_find(r->findings, VI_ERROR, VOI_ERR_DATA, source, err,
                       "%zu more errors of this kind", r->errors - LISTED_ERRORS);
    }
    return VOI_OK;
}

const vi_read_parts *vi_path_parts(const char *path)
{
    return find_format(path)->parts;
}

voi_status vi_frame_read(voi_context *ctx, const char *path, bool hash, vi_findings *findings,
                         vi_frame *out, voi_error *err)
{
    vi_frame frame = {0};
    voi_error cause = {VOI_OK, ""};
    frame.source = vi_strdup(strcmp(path, "-") == 0 ? "standard input" : path);
    if (!frame.source) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", path);
    }
    vi_reader r = {.ctx = ctx, .path = path, .hash = hash, .findings = findings, .frame = &frame};
    voi_status status = run_reader(&r, find_format(path), &cause);
    voi_status answer = vi_reader_report(&r, status, &cause, err);
    if (status != VOI_OK || answer != VOI_OK) {
        vi_frame_free(&frame);
    }
    *out = frame;
    return answer;
}

void vi_frame_free(vi_frame *frame)
{
    for (size_t j = 0; j < frame->cols; j++) {
        if (frame->columns) {
            vi_free(frame->columns[j]);
        }
        if (frame->names) {
            vi_free(frame->names[j]);
        }
    }
    vi_free(frame->columns);
    vi_free(frame->names);
    vi_free(frame->source);
    *frame = (vi_frame){0};
}
