/* The recorder behind voi_context_profile and voi_context_trace: what ran when, on which thread.
 * A span is a stretch of time on one lane; lanes are the workers of a context, 0 its caller. A
 * phase is a span of the caller outside of tasks: phases are also summed, by name and by the phase
 * around them. The recorder belongs to its context; a lane is written by its worker alone, and read
 * when no work is going on. */
#ifndef VI_CORE_TRACE_H
#define VI_CORE_TRACE_H

#include "core/error.h"

enum {
    VI_MOST_OPEN = 24,      /* spans around each other */
    VI_MOST_PARTS = 4,      /* of the tasks of a job, different ones */
    VI_MOST_PHASES = 128,   /* different ones */
    VI_MOST_SPANS = 1 << 17 /* kept of one lane: 5 MB */
};

#define VI_NO_PHASE ((size_t)-1)

/* Nanoseconds; starts are counted from the recorder's making. */
typedef struct {
    const char *name;
    int64_t start, length;
    int64_t cpu;    /* of all threads of the process meanwhile; -1 for a task */
    uint64_t bytes; /* worked on; 0 = not known */
} vi_span;

typedef struct {
    const char *name;
    size_t parent; /* the place of the phase around it; VI_NO_PHASE without */
    size_t calls;
    int64_t wall, cpu;
    uint64_t bytes;
    double peak; /* bytes: the most the process had held by the end of its last call */
} vi_phase;

typedef struct {
    const char *name;
    int64_t start, cpu;
    size_t phase; /* its place; VI_NO_PHASE for a task */
} vi_open_span;

/* What a worker spent on one part of its tasks since the job began. */
typedef struct {
    const char *name; /* NULL: no such part yet */
    size_t calls;
    int64_t wall, cpu; /* cpu of this thread alone */
    uint64_t bytes;
} vi_part;

typedef struct {
    vi_open_span open[VI_MOST_OPEN];
    size_t depth; /* of the open ones, those beyond VI_MOST_OPEN included */
    vi_part parts[VI_MOST_PARTS];
    int64_t part_cpu; /* of the thread, when the open part began */
    vi_span *spans;
    size_t count, capacity;
    size_t dropped; /* not recorded: too many, too deep, or no memory */
} vi_lane;

typedef struct vi_trace {
    int64_t start, cpu_start;
    double peak;        /* bytes, as last asked for */
    int64_t peak_asked; /* when that was */
    vi_phase phases[VI_MOST_PHASES];
    size_t phase_count;
    size_t lane_count;
    vi_lane *lanes;
} vi_trace;

voi_status vi_trace_create(size_t lanes, vi_trace **out, voi_error *err);
void vi_trace_destroy(vi_trace *trace);

/* Begins a span inside those that are open on the lane; ends the last one begun. The name must live
 * as long as the recorder. Nothing here fails: what cannot be kept is counted as dropped. */
void vi_trace_begin(vi_trace *trace, size_t lane, const char *name, bool phase);
void vi_trace_end(vi_trace *trace, size_t lane, uint64_t bytes);

/* A part of a task, such as reading what the rest of it works on: a span inside that of the task.
 * Parts do not stand inside each other. When the job is over, its caller collects the parts of all
 * workers as phases inside the job's: the processor time is that of all workers, the time on the
 * clock that of the one who spent most. */
void vi_trace_part_begin(vi_trace *trace, size_t lane, const char *name);
void vi_trace_part_end(vi_trace *trace, size_t lane, uint64_t bytes);
void vi_trace_collect(vi_trace *trace, size_t lane, size_t workers);

size_t vi_trace_dropped(const vi_trace *trace);

/* Nanoseconds of wall-clock time since an arbitrary moment, and of processor time that all threads
 * of the process have used. */
int64_t vi_wall_time(void);
int64_t vi_cpu_time(void);

#endif
