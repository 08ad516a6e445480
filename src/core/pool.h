/* A small thread pool. The calling thread works too; results must be stored by task index, so that
 * they do not depend on which thread ran what. */
#ifndef VI_CORE_POOL_H
#define VI_CORE_POOL_H

#include "core/error.h"

/* Runs task `task` in [0, tasks) as worker `worker` in [0, threads): one worker is one thread, for
 * scratch space. Tasks must not start parallel work themselves. */
typedef voi_status (*vi_task_fn)(void *state, size_t task, size_t worker, voi_error *err);

/* Called in the calling thread between its own tasks; a failure stops the job. */
typedef voi_status (*vi_tick_fn)(void *data, size_t done, size_t tasks, voi_error *err);

typedef struct vi_pool vi_pool;

/* Threads start with the first job of two tasks or more. */
voi_status vi_pool_create(size_t threads, vi_pool **out, voi_error *err);
void vi_pool_destroy(vi_pool *pool);
size_t vi_pool_threads(const vi_pool *pool);

/* Runs all tasks and waits for them. On failure the remaining tasks are skipped, and the error is
 * that of the failed task with the lowest index among those that ran. Where threads cannot be
 * started, and in a forked child, the work is done by fewer threads or by the calling one. */
voi_status vi_pool_run(vi_pool *pool, size_t tasks, vi_task_fn run, void *state, vi_tick_fn tick,
                       void *tick_data, voi_error *err);

/* CPUs in the affinity mask of this process, at least 1. */
size_t vi_allowed_cpus(void);
/* CPUs that this process may use: those, and the quota of its control groups respected; at least 1.
 */
size_t vi_cpu_count(void);

#endif
