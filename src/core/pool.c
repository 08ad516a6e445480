/* Workers sleep on a condition variable; after a job they first spin for a short while, because the
 * passes of one measure follow each other within microseconds and waking a thread costs more than
 * such a pass. Tasks are claimed from a shared counter. A failed task lowers `limit` to its index,
 * so that later tasks are skipped but earlier ones still run: the error reported is then the lowest
 * whatever the number of threads. */
#define _GNU_SOURCE
#include "core/pool.h"

#include "core/alloc.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SPINS = 4000 };

typedef struct {
    size_t tasks;
    vi_task_fn run;
    void *state;
    atomic_size_t next, done;
    atomic_size_t limit;  /* tasks from here on are skipped */
    pthread_mutex_t lock; /* guards the three below */
    size_t failed_task;
    voi_status status;
    voi_error error;
} job;

typedef struct {
    vi_pool *pool;
    size_t worker;
    pthread_t thread;
} worker;

struct vi_pool {
    size_t threads, started; /* started: worker threads beside the caller */
    worker *workers;
    pid_t owner;
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    atomic_size_t generation; /* jobs announced so far */
    size_t busy;              /* workers that have not finished the current job */
    bool stopping;
    job current;
};

static void record_failure(job *work, size_t task, voi_status status, const voi_error *error)
{
    pthread_mutex_lock(&work->lock);
    if (work->status == VOI_OK || task < work->failed_task) {
        work->failed_task = task;
        work->status = status;
        work->error = *error;
    }
    pthread_mutex_unlock(&work->lock);
    size_t limit = atomic_load(&work->limit);
    while (task < limit && !atomic_compare_exchange_weak(&work->limit, &limit, task)) {
    }
}

/* Claims and runs one task; false when none is left. */
static bool run_next(job *work, size_t worker_index)
{
    size_t task = atomic_fetch_add(&work->next, 1);
    if (task >= atomic_load(&work->limit)) {
        return false;
    }
    voi_error error = {0};
    voi_status status = work->run(work->state, task, worker_index, &error);
    if (status != VOI_OK) {
        record_failure(work, task, status, &error);
    }
    atomic_fetch_add(&work->done, 1);
    return true;
}

/* Waits for a job newer than `seen`: spins, then sleeps. False when the pool stops. */
static bool wait_for_job(vi_pool *pool, size_t seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&pool->generation, memory_order_acquire) != seen) {
            break;
        }
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }
    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping && atomic_load(&pool->generation) == seen) {
        pthread_cond_wait(&pool->wake, &pool->lock);
    }
    bool stopping = pool->stopping;
    pthread_mutex_unlock(&pool->lock);
    return !stopping;
}

static void *worker_main(void *argument)
{
    worker *self = argument;
    vi_pool *pool = self->pool;
    /* Workers start before the first job is announced, so 0 is what each has seen. */
    for (size_t seen = 0; wait_for_job(pool, seen); seen++) {
        while (run_next(&pool->current, self->worker)) {
        }
        pthread_mutex_lock(&pool->lock);
        if (--pool->busy == 0) {
            pthread_cond_signal(&pool->idle);
        }
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
}

static void start_workers(vi_pool *pool)
{
    if (pool->workers || pool->threads < 2) {
        return;
    }
    pool->workers = vi_calloc(pool->threads - 1, sizeof *pool->workers);
    if (!pool->workers) {
        return;
    }
    /* Signals belong to the threads of the host program. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (size_t i = 0; i + 1 < pool->threads; i++) {
        worker *next = &pool->workers[pool->started];
        *next = (worker){.pool = pool, .worker = pool->started + 1};
        if (pthread_create(&next->thread, NULL, worker_main, next) != 0) {
            break;
        }
        pool->started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

voi_status vi_pool_create(size_t threads, vi_pool **out, voi_error *err)
{
    vi_pool *pool = vi_calloc(1, sizeof *pool);
    if (!pool) {
        return vi_fail(err, VOI_ERR_NOMEM, "thread pool: out of memory");
    }
    pool->threads = threads;
    pool->owner = getpid();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_mutex_init(&pool->current.lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->idle, NULL);
    *out = pool;
    return VOI_OK;
}

size_t vi_pool_threads(const vi_pool *pool)
{
    return pool->threads;
}

static void announce(vi_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->busy = pool->started;
    atomic_fetch_add_explicit(&pool->generation, 1, memory_order_release);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

static void wait_until_idle(vi_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->busy > 0) {
        pthread_cond_wait(&pool->idle, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
}

static void set_job(job *work, size_t tasks, vi_task_fn run, void *state)
{
    work->tasks = tasks;
    work->run = run;
    work->state = state;
    work->status = VOI_OK;
    atomic_store(&work->next, 0);
    atomic_store(&work->done, 0);
    atomic_store(&work->limit, tasks);
}

voi_status vi_pool_run(vi_pool *pool, size_t tasks, vi_task_fn run, void *state, vi_tick_fn tick,
                       void *tick_data, voi_error *err)
{
    job *work = &pool->current;
    set_job(work, tasks, run, state);
    bool parallel = tasks > 1 && pool->threads > 1 && pool->owner == getpid();
    if (parallel) {
        start_workers(pool);
        parallel = pool->started > 0;
    }
    if (parallel) {
        announce(pool);
    }
    voi_status ticked = VOI_OK;
    while (run_next(work, 0)) {
        if (tick && ticked == VOI_OK) {
            ticked = tick(tick_data, atomic_load(&work->done), tasks, err);
            if (ticked != VOI_OK) {
                atomic_store(&work->limit, 0);
            }
        }
    }
    if (parallel) {
        wait_until_idle(pool);
    }
    if (ticked == VOI_OK && work->status != VOI_OK && err) {
        *err = work->error;
    }
    return ticked != VOI_OK ? ticked : work->status;
}

void vi_pool_destroy(vi_pool *pool)
{
    if (!pool) {
        return;
    }
    /* In a forked child the worker threads do not exist; the child only drops its copy. */
    if (pool->owner == getpid()) {
        pthread_mutex_lock(&pool->lock);
        pool->stopping = true;
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->lock);
        for (size_t i = 0; i < pool->started; i++) {
            pthread_join(pool->workers[i].thread, NULL);
        }
        pthread_cond_destroy(&pool->wake);
        pthread_cond_destroy(&pool->idle);
        pthread_mutex_destroy(&pool->current.lock);
        pthread_mutex_destroy(&pool->lock);
    }
    vi_free(pool->workers);
    vi_free(pool);
}
