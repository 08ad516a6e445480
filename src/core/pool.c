/* Workers sleep on a condition variable; after a job they first spin for a short while, because the
 * passes of one measure follow each other within microseconds and waking a thread costs more than
 * such a pass. A worker joins a job only while it is open: the caller closes it when no task is
 * left and waits for those alone that joined, so that a thread that wakes late holds up nobody.
 * Tasks are claimed from a shared counter. A failed task lowers `limit` to its index, so that later
 * tasks are skipped but earlier ones still run: the error reported is then the lowest whatever the
 * number of threads. */
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
    atomic_size_t busy;       /* workers inside the current job */
    bool open;                /* more may join it */
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

static void rest(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/* Waits for an open job newer than `seen`: spins, then sleeps. False when the pool stops. */
static bool join_job(vi_pool *pool, size_t *seen)
{
    for (int i = 0; i < SPINS && atomic_load(&pool->generation) == *seen; i++) {
        rest();
    }
    pthread_mutex_lock(&pool->lock);
    while (!pool->stopping && !(pool->open && atomic_load(&pool->generation) != *seen)) {
        pthread_cond_wait(&pool->wake, &pool->lock);
    }
    bool joined = !pool->stopping;
    *seen = atomic_load(&pool->generation);
    atomic_fetch_add(&pool->busy, joined);
    pthread_mutex_unlock(&pool->lock);
    return joined;
}

static void leave_job(vi_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    if (atomic_fetch_sub(&pool->busy, 1) == 1) {
        pthread_cond_signal(&pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
}

static void *worker_main(void *argument)
{
    worker *self = argument;
    vi_pool *pool = self->pool;
    size_t seen = 0; /* workers start before the first job is announced */
    while (join_job(pool, &seen)) {
        while (run_next(&pool->current, self->worker)) {
        }
        leave_job(pool);
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

static void open_job(vi_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->open = true;
    atomic_fetch_add(&pool->generation, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

/* Lets nobody else join and waits for those who did: spins, then sleeps. */
static void close_job(vi_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->open = false;
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < SPINS && atomic_load(&pool->busy) > 0; i++) {
        rest();
    }
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->busy) > 0) {
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
        open_job(pool);
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
        close_job(pool);
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
        atomic_fetch_add(&pool->generation, 1); /* ends the spinning */
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
