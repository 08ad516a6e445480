/* What holds for every reader and every input. */
#ifndef TESTS_FUZZ_FUZZ_READ_H
#define TESTS_FUZZ_FUZZ_READ_H

#include "fuzz.h"

#include "counting_alloc.h"

#include "core/context.h"
#include "data/reader.h"

#include <math.h>

/* The memory a reader may take: its blocks, and a multiple of the file. */
enum { FIXED_MEMORY = 6 << 20, MOST_TIMES = 100 };

typedef struct {
    vi_frame frame;
    vi_findings findings;
    voi_status status;
    voi_error error;
} outcome;

static inline outcome run_reader(vi_read_fn read, const char *path, vi_stream *stream, bool strict)
{
    voi_context ctx = {0};
    outcome o = {.findings.strict = strict};
    vi_reader r = {
        .ctx = &ctx, .path = path, .stream = stream, .findings = &o.findings, .frame = &o.frame};
    o.frame.source = vi_strdup("input");
    o.status = read(&r, &o.error);
    if (o.status != VOI_OK) {
        require_failure(o.status, &o.error);
        require(o.status != VOI_ERR_NOMEM && o.status != VOI_ERR_CANCELLED);
    }
    return o;
}

static inline outcome read_memory(vi_read_fn read, const char *path, const void *bytes, size_t size,
                                  size_t block, bool strict)
{
    vi_stream *stream = NULL;
    voi_error error = {VOI_OK, ""};
    require(vi_stream_of_memory(bytes, size, block, &stream, &error) == VOI_OK);
    outcome o = run_reader(read, path, stream, strict);
    vi_stream_close(stream);
    return o;
}

static inline void forget(outcome *o)
{
    vi_frame_free(&o->frame);
    vi_findings_free(&o->findings);
}

static inline void require_finite(const vi_frame *frame)
{
    require(frame->cols > 0 && frame->rows > 0);
    for (size_t j = 0; j < frame->cols; j++) {
        for (size_t i = 0; i < frame->rows; i++) {
            require(isfinite(frame->columns[j][i]));
        }
    }
}

/* Same shape, names and bits. */
static inline void require_same(const vi_frame *a, const vi_frame *b)
{
    require(a->rows == b->rows && a->cols == b->cols && !a->names == !b->names);
    for (size_t j = 0; j < a->cols; j++) {
        require(!a->names || strcmp(a->names[j], b->names[j]) == 0);
        require(memcmp(a->columns[j], b->columns[j], a->rows * sizeof(double)) == 0);
    }
}

/* A strict read fails exactly where a lenient one finds errors, and leaves finite numbers. */
static inline void require_agreement(const outcome *strict, const outcome *lenient)
{
    bool clean = lenient->status == VOI_OK && vi_findings_errors(&lenient->findings) == 0;
    require((strict->status == VOI_OK) == clean);
    if (clean) {
        require_same(&strict->frame, &lenient->frame);
        require_finite(&strict->frame);
    }
}

/* Call at the end of an input of `size` bytes: nothing is leaked, nor was too much held. */
static inline void require_modest_memory(size_t size)
{
    require(bytes_held == 0);
    require(most_held <= FIXED_MEMORY + MOST_TIMES * size);
    most_held = 0;
}

#endif
