/* One reader on bytes in memory, with what it answered. */
#ifndef TESTS_SUPPORT_READ_BYTES_H
#define TESTS_SUPPORT_READ_BYTES_H

#include "check.h"

#include "core/alloc.h"
#include "core/context.h"
#include "data/reader.h"

#include <stdio.h>

typedef struct {
    vi_frame frame;
    vi_findings findings;
    voi_status status;
    voi_error error;
} outcome;

/* Delivers the bytes `block` at a time. */
static inline outcome read_bytes(vi_read_fn read, const void *bytes, size_t size, size_t block,
                                 bool strict, const char *path)
{
    voi_context ctx = {0};
    outcome o = {.findings.strict = strict};
    vi_reader r = {.ctx = &ctx, .path = path, .findings = &o.findings, .frame = &o.frame};
    assert_int_equal(vi_stream_of_memory(bytes, size, block, &r.stream, &o.error), VOI_OK);
    o.frame.source = vi_strdup(path);
    o.status = read(&r, &o.error);
    vi_stream_close(r.stream);
    return o;
}

static inline void forget(outcome *o)
{
    vi_frame_free(&o->frame);
    vi_findings_free(&o->findings);
}

/* The frame as one text: names or "-", then rows. */
static inline void print_frame(const vi_frame *frame, char *text, size_t capacity)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t j = 0; j < frame->cols; j++) {
        used += (size_t)snprintf(text + used, capacity - used, "%s%s", j ? "," : "",
                                 frame->names ? frame->names[j] : "-");
    }
    for (size_t i = 0; i < frame->rows; i++) {
        for (size_t j = 0; j < frame->cols; j++) {
            used += (size_t)snprintf(text + used, capacity - used, "%s%g", j ? "," : "|",
                                     frame->columns[j][i]);
        }
    }
}

#endif
