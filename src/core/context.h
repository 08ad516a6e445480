/* The context from the inside: its pool, kernels and progress. Made in kernels/context.c, the
 * lowest place that knows both the pool and the kernels. */
#ifndef VI_CORE_CONTEXT_H
#define VI_CORE_CONTEXT_H

#include "core/pool.h"

struct vi_gpu;
struct vi_kernels;
struct vi_trace;

struct voi_context {
    vi_pool *pool;
    const struct vi_kernels *kernels;
    const char *kernels_reason; /* why these kernels; static storage */
    struct vi_gpu *gpu;         /* takes on some of the work; NULL: there is none */
    bool gpu_untold;            /* it failed, and no table has said so yet */
    char gpu_words[400];        /* which GPU it is, or why it is there no more; "" without */
    voi_progress_fn progress;
    void *progress_data;
    struct vi_trace *trace; /* NULL: nothing is recorded */
    size_t lane;            /* of the trace: the worker that runs the task this context is for */
    bool in_task;           /* made for a task, whose spans are no phases */
};

/* Reports progress and passes on the caller's wish to stop as VOI_ERR_CANCELLED. */
voi_status vi_progress(voi_context *ctx, const char *phase, double fraction, voi_error *err);

/* Parallel work with progress: see vi_pool_run. */
typedef struct {
    const char *phase; /* what the progress callback is told */
    size_t tasks;
    vi_task_fn run;
    void *state;
} vi_job;

voi_status vi_parallel(voi_context *ctx, const vi_job *job, voi_error *err);

/* A part of a task, from within it, as the profile is to tell it: see vi_trace_part_begin. */
void vi_part_begin(const voi_context *ctx, size_t worker, const char *name);
void vi_part_end(const voi_context *ctx, size_t worker, uint64_t bytes);

/* Tasks that do parallel work themselves: each gets a context in which that work stays in its
 * thread, and which passes on the caller's wish to stop. */
typedef struct {
    const char *phase;
    size_t tasks;
    voi_status (*run)(void *state, voi_context *inner, size_t task, voi_error *err);
    void *state;
} vi_nested_job;

voi_status vi_parallel_nested(voi_context *ctx, const vi_nested_job *job, voi_error *err);

/* Workers that vi_parallel may use, for scratch space: worker numbers are below this. */
size_t vi_workers(const voi_context *ctx);

#endif
