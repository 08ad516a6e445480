/* A lane is a stack of open spans and a list of finished ones; a finished span is written down when
 * it ends, so a stretch of time is one record. The phases form a tree in an array, parents before
 * children, small enough that a linear search costs less than reading the clock. Parts of tasks are
 * summed on their lanes while the job runs, without a lock, and join the tree after it. Memory: the
 * system tells the peak of the process through a file, which takes longer than many a phase; so it
 * is asked again only when a millisecond has passed since the last time. */
#define _GNU_SOURCE
#include "core/trace.h"

#include "core/alloc.h"
#include "core/context.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { FIRST_SPANS = 256, PEAK_LASTS = 1000000 };

static int64_t nanoseconds(clockid_t clock)
{
    struct timespec t = {0};
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t vi_wall_time(void)
{
    return nanoseconds(CLOCK_MONOTONIC);
}

int64_t vi_cpu_time(void)
{
    return nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
}

voi_status vi_trace_create(size_t lanes, vi_trace **out, voi_error *err)
{
    vi_trace *trace = vi_calloc(1, sizeof *trace);
    if (trace) {
        trace->lanes = vi_calloc(lanes, sizeof *trace->lanes);
    }
    if (!trace || !trace->lanes) {
        vi_free(trace);
        return vi_fail(err, VOI_ERR_NOMEM, "profile: out of memory");
    }
    trace->lane_count = lanes;
    trace->start = vi_wall_time();
    trace->cpu_start = vi_cpu_time();
    *out = trace;
    return VOI_OK;
}

void vi_trace_destroy(vi_trace *trace)
{
    if (trace) {
        for (size_t i = 0; i < trace->lane_count; i++) {
            vi_free(trace->lanes[i].spans);
        }
        vi_free(trace->lanes);
        vi_free(trace);
    }
}

/* The phase of this name inside `parent`, new if need be; VI_NO_PHASE when there are too many. */
static size_t find_phase(vi_trace *trace, size_t parent, const char *name)
{
    for (size_t i = 0; i < trace->phase_count; i++) {
        if (trace->phases[i].parent == parent && strcmp(trace->phases[i].name, name) == 0) {
            return i;
        }
    }
    if (trace->phase_count == VI_MOST_PHASES) {
        return VI_NO_PHASE;
    }
    trace->phases[trace->phase_count] = (vi_phase){.name = name, .parent = parent};
    return trace->phase_count++;
}

void vi_trace_begin(vi_trace *trace, size_t lane, const char *name, bool phase)
{
    vi_lane *l = &trace->lanes[lane];
    if (l->depth++ >= VI_MOST_OPEN) {
        return;
    }
    vi_open_span *opened = &l->open[l->depth - 1];
    *opened = (vi_open_span){.name = name, .cpu = -1, .phase = VI_NO_PHASE};
    if (phase) {
        size_t parent = l->depth > 1 ? l->open[l->depth - 2].phase : VI_NO_PHASE;
        opened->phase = find_phase(trace, parent, name);
        opened->cpu = vi_cpu_time();
    }
    opened->start = vi_wall_time();
}

static void add_to_phase(vi_trace *trace, size_t place, size_t calls, const vi_span *span)
{
    vi_phase *phase = &trace->phases[place];
    int64_t now = vi_wall_time();
    if (trace->peak_asked == 0 || now - trace->peak_asked > PEAK_LASTS) {
        trace->peak = fmax(trace->peak, voi_peak_memory());
        trace->peak_asked = now;
    }
    phase->calls += calls;
    phase->wall += span->length;
    phase->cpu += span->cpu;
    phase->bytes += span->bytes;
    phase->peak = trace->peak;
}

/* Makes room for one more span; false where there is none to be had. */
static bool make_room(vi_lane *lane)
{
    if (lane->count < lane->capacity) {
        return true;
    }
    if (lane->capacity == VI_MOST_SPANS) {
        return false;
    }
    size_t capacity = lane->capacity ? 2 * lane->capacity : FIRST_SPANS;
    vi_span *spans = vi_realloc(lane->spans, capacity, sizeof *spans);
    if (!spans) {
        return false;
    }
    lane->spans = spans;
    lane->capacity = capacity;
    return true;
}

void vi_trace_end(vi_trace *trace, size_t lane, uint64_t bytes)
{
    int64_t end = vi_wall_time();
    vi_lane *l = &trace->lanes[lane];
    if (l->depth == 0) {
        return; /* none was begun */
    }
    if (l->depth-- > VI_MOST_OPEN) {
        l->dropped++;
        return;
    }
    const vi_open_span *opened = &l->open[l->depth];
    vi_span span = {opened->name, opened->start - trace->start, end - opened->start, -1, bytes};
    if (opened->cpu >= 0) {
        span.cpu = vi_cpu_time() - opened->cpu;
    }
    if (opened->phase != VI_NO_PHASE) {
        add_to_phase(trace, opened->phase, 1, &span);
    }
    if (make_room(l)) {
        l->spans[l->count++] = span;
    } else {
        l->dropped++;
    }
}

/* The part of this name, new if need be; NULL when there are too many. */
static vi_part *find_part(vi_lane *lane, const char *name)
{
    for (size_t i = 0; i < VI_MOST_PARTS; i++) {
        vi_part *part = &lane->parts[i];
        if (!part->name || strcmp(part->name, name) == 0) {
            part->name = name;
            return part;
        }
    }
    return NULL;
}

void vi_trace_part_begin(vi_trace *trace, size_t lane, const char *name)
{
    vi_trace_begin(trace, lane, name, false);
    trace->lanes[lane].part_cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

void vi_trace_part_end(vi_trace *trace, size_t lane, uint64_t bytes)
{
    vi_lane *l = &trace->lanes[lane];
    if (l->depth > 0 && l->depth <= VI_MOST_OPEN) {
        const vi_open_span *opened = &l->open[l->depth - 1];
        vi_part *part = find_part(l, opened->name);
        if (part) {
            part->calls++;
            part->wall += vi_wall_time() - opened->start;
            part->cpu += nanoseconds(CLOCK_THREAD_CPUTIME_ID) - l->part_cpu;
            part->bytes += bytes;
        }
    }
    vi_trace_end(trace, lane, bytes);
}

/* Adds the parts of another worker to those of the caller. */
static void join_parts(vi_lane *caller, vi_lane *lane)
{
    for (size_t i = 0; i < VI_MOST_PARTS && lane->parts[i].name; i++) {
        const vi_part *of = &lane->parts[i];
        vi_part *part = find_part(caller, of->name);
        if (part) {
            part->calls += of->calls;
            part->wall = of->wall > part->wall ? of->wall : part->wall;
            part->cpu += of->cpu;
            part->bytes += of->bytes;
        }
    }
    memset(lane->parts, 0, sizeof lane->parts);
}

void vi_trace_collect(vi_trace *trace, size_t lane, size_t workers)
{
    vi_lane *caller = &trace->lanes[lane];
    bool recorded = caller->depth > 0 && caller->depth <= VI_MOST_OPEN;
    size_t job = recorded ? caller->open[caller->depth - 1].phase : VI_NO_PHASE;
    for (size_t w = 1; w < workers; w++) {
        join_parts(caller, &trace->lanes[lane + w]);
    }
    for (size_t i = 0; job != VI_NO_PHASE && i < VI_MOST_PARTS && caller->parts[i].name; i++) {
        const vi_part *part = &caller->parts[i];
        const vi_span sum = {.length = part->wall, .cpu = part->cpu, .bytes = part->bytes};
        size_t place = find_phase(trace, job, part->name);
        if (place != VI_NO_PHASE) {
            add_to_phase(trace, place, part->calls, &sum);
        }
    }
    memset(caller->parts, 0, sizeof caller->parts);
}

size_t vi_trace_dropped(const vi_trace *trace)
{
    size_t dropped = 0;
    for (size_t i = 0; i < trace->lane_count; i++) {
        dropped += trace->lanes[i].dropped;
    }
    return dropped;
}

void vi_part_begin(const voi_context *ctx, size_t worker, const char *name)
{
    if (ctx->trace) {
        vi_trace_part_begin(ctx->trace, ctx->lane + worker, name);
    }
}

void vi_part_end(const voi_context *ctx, size_t worker, uint64_t bytes)
{
    if (ctx->trace) {
        vi_trace_part_end(ctx->trace, ctx->lane + worker, bytes);
    }
}

void voi_phase_begin(voi_context *ctx, const char *name)
{
    if (ctx->trace) {
        vi_trace_begin(ctx->trace, ctx->lane, name, !ctx->in_task);
    }
}

void voi_phase_end(voi_context *ctx, uint64_t bytes)
{
    if (ctx->trace) {
        vi_trace_end(ctx->trace, ctx->lane, bytes);
    }
}
