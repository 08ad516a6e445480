/* The spans in the trace event format of Chrome, which chrome://tracing and Perfetto show: one
 * complete event ("X") a span, times in microseconds, a thread a lane. */
#include "core/context.h"
#include "core/trace.h"
#include "render/table_formats.h"

#include <inttypes.h>
#include <stdio.h>

/* Nanoseconds as microseconds, without a decimal point of the locale's. */
static void put_time(const char *name, int64_t time, vi_buffer *out)
{
    vi_buffer_printf(out, ",\"%s\":%" PRId64 ".%03" PRId64, name, time / 1000, time % 1000);
}

static void put_span(const vi_span *span, size_t lane, vi_buffer *out)
{
    bool phase = span->cpu >= 0;
    vi_buffer_puts(out, ",\n{\"name\":");
    vi_json_text(span->name, out);
    vi_buffer_printf(out, ",\"cat\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":%zu",
                     phase ? "phase" : "task", lane);
    put_time("ts", span->start, out);
    put_time("dur", span->length, out);
    if (phase) {
        vi_buffer_printf(out, ",\"args\":{\"cpu_us\":%" PRId64, span->cpu / 1000);
        if (span->bytes > 0) {
            vi_buffer_printf(out, ",\"bytes\":%" PRIu64, span->bytes);
        }
        vi_buffer_puts(out, "}");
    }
    vi_buffer_puts(out, "}");
}

static void put_lane(const vi_lane *lane, size_t index, vi_buffer *out)
{
    char name[40] = "caller";
    if (index > 0) {
        snprintf(name, sizeof name, "worker %zu", index);
    }
    vi_buffer_printf(out,
                     ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%zu,"
                     "\"args\":{\"name\":\"%s\"}}",
                     index, name);
    for (size_t i = 0; i < lane->count; i++) {
        put_span(&lane->spans[i], index, out);
    }
}

voi_status voi_context_trace(const voi_context *ctx, voi_bytes *out, voi_error *err)
{
    vi_buffer json = {0};
    const vi_trace *trace = ctx->trace;
    if (!trace) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "nothing was recorded: make the context with the option profile");
    }
    vi_buffer_puts(&json, "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"libvoi\":");
    vi_json_text(voi_version(), &json);
    vi_buffer_printf(
        &json,
        ",\"dropped\":%zu},\"traceEvents\":[\n"
        "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"args\":{\"name\":\"voi\"}}",
        vi_trace_dropped(trace));
    for (size_t i = 0; i < trace->lane_count; i++) {
        if (i == 0 || trace->lanes[i].count > 0) {
            put_lane(&trace->lanes[i], i, &json);
        }
    }
    vi_buffer_puts(&json, "\n]}\n");
    return vi_buffer_finish(&json, "trace", out, err);
}
