/* Every worker has a context of its own with a pool of one thread, so that parallel work inside a
 * task runs where the task runs, and gives the bits that it gives on any number of threads. The
 * caller is asked whether to stop in its own thread alone, but also from within its tasks; the
 * answer reaches the tasks of other workers through `stopped`. */
#include "core/alloc.h"
#include "core/context.h"

#include <stdatomic.h>

typedef struct nesting nesting;

/* One worker's way to the caller. */
typedef struct {
    nesting *all;
    bool asks; /* it runs in the caller's thread */
    voi_context inner;
} listener;

struct nesting {
    voi_context *ctx;
    const vi_nested_job *job;
    listener *listeners;
    atomic_size_t done;
    atomic_bool stopped;
};

static int ask(void *data, const char *phase, double fraction)
{
    const listener *l = data;
    nesting *n = l->all;
    double done = (double)atomic_load(&n->done) / (double)n->job->tasks;
    (void)phase;
    (void)fraction;
    if (l->asks && !atomic_load(&n->stopped) &&
        n->ctx->progress(n->ctx->progress_data, n->job->phase, done) != 0) {
        atomic_store(&n->stopped, true);
    }
    return atomic_load(&n->stopped);
}

static voi_status run_task(void *argument, size_t task, size_t worker, voi_error *err)
{
    nesting *n = argument;
    voi_status status = n->job->run(n->job->state, &n->listeners[worker].inner, task, err);
    atomic_fetch_add(&n->done, 1);
    return status;
}

static voi_status open(nesting *n, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t workers = vi_workers(n->ctx);
    n->listeners = vi_calloc(workers, sizeof *n->listeners);
    if (!n->listeners) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", n->job->phase);
    }
    for (size_t w = 0; w < workers && status == VOI_OK; w++) {
        listener *l = &n->listeners[w];
        *l = (listener){.all = n, .asks = w == 0, .inner = *n->ctx};
        l->inner.progress = n->ctx->progress ? ask : NULL;
        l->inner.progress_data = l;
        l->inner.pool = NULL;
        l->inner.gpu = NULL; /* it serves one thread */
        l->inner.lane = n->ctx->lane + w;
        l->inner.in_task = true;
        status = vi_pool_create(1, &l->inner.pool, err);
    }
    return status;
}

voi_status vi_parallel_nested(voi_context *ctx, const vi_nested_job *job, voi_error *err)
{
    nesting n = {.ctx = ctx, .job = job};
    voi_status status = open(&n, err);
    if (status == VOI_OK) {
        /* Between tasks, too, the caller's wish must reach all workers. */
        voi_context outer = *ctx;
        outer.progress = n.listeners[0].inner.progress;
        outer.progress_data = &n.listeners[0];
        const vi_job tasks = {job->phase, job->tasks, run_task, &n};
        status = vi_parallel(&outer, &tasks, err);
    }
    for (size_t w = 0; n.listeners && w < vi_workers(ctx); w++) {
        vi_pool_destroy(n.listeners[w].inner.pool);
    }
    vi_free(n.listeners);
    return status;
}
