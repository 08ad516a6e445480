/* The thread pool: every task once, the error that a single thread would meet, cancellation, forked
 * children, and machines that give no threads. */
#define _DEFAULT_SOURCE
#include "failing_alloc.h"

#include "check.h"

#include "core/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static atomic_int threads_left = -1; /* that may start before starting fails; negative: all may */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);

/* The linker sends the library's calls here. */
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument)
{
    if (atomic_load(&threads_left) >= 0 && atomic_fetch_sub(&threads_left, 1) <= 0) {
        return 11;
    }
    return __real_pthread_create(thread, attributes, run, argument);
}

enum { MOST_TASKS = 1000, MOST_THREADS = 8 };

typedef struct {
    atomic_int runs[MOST_TASKS];
    atomic_int used[MOST_THREADS]; /* tasks by worker */
    size_t results[MOST_TASKS];
    size_t fails_from; /* tasks from here on fail */
    bool slow;         /* every task takes a while */
    int meeting;       /* the first tasks wait until so many have begun; they then ran at once */
    atomic_int begun;
} work;

static void meet(work *w)
{
    int begun = atomic_fetch_add(&w->begun, 1) + 1;
    for (int patience = 20000; begun < w->meeting && patience > 0; patience--) {
        usleep(500);
        begun = atomic_load(&w->begun);
    }
}

static voi_status run_task(void *state, size_t task, size_t worker, voi_error *err)
{
    work *w = state;
    if (worker >= MOST_THREADS) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "worker %zu", worker);
    }
    atomic_fetch_add(&w->runs[task], 1);
    atomic_fetch_add(&w->used[worker], 1);
    w->results[task] = 3 * task + 1;
    meet(w);
    if (w->slow) {
        usleep(2000);
    }
    return task >= w->fails_from ? vi_fail(err, VOI_ERR_NUMERIC, "task %zu", task) : VOI_OK;
}

static vi_pool *new_pool(size_t threads)
{
    vi_pool *pool = NULL;
    voi_error error = {0};
    check_ok(vi_pool_create(threads, &pool, &error));
    assert_int_equal(vi_pool_threads(pool), threads);
    return pool;
}

static int workers_used(work *w)
{
    int used = 0;
    for (size_t i = 0; i < MOST_THREADS; i++) {
        used += atomic_load(&w->used[i]) > 0;
    }
    return used;
}

static void check_all_ran_once(vi_pool *pool, size_t tasks)
{
    work w = {.fails_from = SIZE_MAX};
    voi_error error = {0};
    check_ok(vi_pool_run(pool, tasks, run_task, &w, NULL, NULL, &error));
    for (size_t i = 0; i < MOST_TASKS; i++) {
        assert_int_equal(atomic_load(&w.runs[i]), i < tasks);
        assert_int_equal(w.results[i], i < tasks ? 3 * i + 1 : 0);
    }
}

static void every_task_runs_once(void **state)
{
    (void)state;
    static const size_t threads[] = {1, 2, 3, 8}, tasks[] = {0, 1, 2, 7, 8, 9, MOST_TASKS};
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        vi_pool *pool = new_pool(threads[t]);
        for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
            check_all_ran_once(pool, tasks[i]);
        }
        vi_pool_destroy(pool);
    }
}

static void threads_share_the_work(void **state)
{
    (void)state;
    vi_pool *pool = new_pool(3);
    work w = {.fails_from = SIZE_MAX, .meeting = 3};
    voi_error error = {0};
    check_ok(vi_pool_run(pool, 3, run_task, &w, NULL, NULL, &error));
    assert_int_equal(workers_used(&w), 3);
    vi_pool_destroy(pool);
}

static void thousands_of_small_jobs(void **state)
{
    (void)state;
    vi_pool *pool = new_pool(4);
    for (size_t round = 0; round < 5000; round++) {
        work w = {.fails_from = SIZE_MAX};
        voi_error error = {0};
        size_t tasks = round % 6;
        check_ok(vi_pool_run(pool, tasks, run_task, &w, NULL, NULL, &error));
        for (size_t i = 0; i < tasks; i++) {
            assert_int_equal(w.results[i], 3 * i + 1);
        }
    }
    vi_pool_destroy(pool);
}

static void the_lowest_failure_is_reported(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 8; threads *= 2) {
        vi_pool *pool = new_pool(threads);
        for (size_t round = 0; round < 50; round++) {
            work w = {.fails_from = 10 + round};
            voi_error error = {0};
            char expected[32];
            snprintf(expected, sizeof expected, "task %zu", w.fails_from);
            voi_status status = vi_pool_run(pool, MOST_TASKS, run_task, &w, NULL, NULL, &error);
            assert_int_equal(status, VOI_ERR_NUMERIC);
            assert_int_equal(error.status, VOI_ERR_NUMERIC);
            assert_string_equal(error.message, expected);
            assert_int_equal(vi_pool_run(pool, 90, run_task, &w, NULL, NULL, NULL),
                             VOI_ERR_NUMERIC);
        }
        check_all_ran_once(pool, MOST_TASKS);
        vi_pool_destroy(pool);
    }
}

typedef struct {
    size_t calls, stop_at, last;
} ticks;

static voi_status count_ticks(void *data, size_t done, size_t tasks, voi_error *err)
{
    ticks *t = data;
    assert_true(done >= 1 && done <= tasks);
    assert_true(done >= t->last);
    t->last = done;
    return ++t->calls == t->stop_at ? vi_fail(err, VOI_ERR_CANCELLED, "enough") : VOI_OK;
}

static void a_tick_stops_the_job(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 4; threads *= 2) {
        vi_pool *pool = new_pool(threads);
        work w = {.fails_from = SIZE_MAX, .slow = true};
        ticks t = {.stop_at = 3};
        voi_error error = {0};
        voi_status status = vi_pool_run(pool, MOST_TASKS, run_task, &w, count_ticks, &t, &error);
        assert_int_equal(status, VOI_ERR_CANCELLED);
        assert_string_equal(error.message, "enough");
        assert_int_equal(t.calls, 3);
        assert_int_equal(atomic_load(&w.used[0]), 3);
        assert_int_equal(atomic_load(&w.runs[MOST_TASKS - 1]), 0);
        check_all_ran_once(pool, MOST_TASKS);
        vi_pool_destroy(pool);
    }
}

static void ticks_tell_how_far_it_is(void **state)
{
    (void)state;
    vi_pool *pool = new_pool(1);
    work w = {.fails_from = SIZE_MAX};
    ticks t = {0};
    voi_error error = {0};
    check_ok(vi_pool_run(pool, 20, run_task, &w, count_ticks, &t, &error));
    assert_int_equal(t.calls, 20);
    assert_int_equal(t.last, 20);
    vi_pool_destroy(pool);
}

/* The child of a fork has none of the worker threads; it works alone, and quits cleanly. */
static void a_forked_child_works_alone(void **state)
{
    (void)state;
    vi_pool *pool = new_pool(4);
    check_all_ran_once(pool, 100);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        work w = {.fails_from = SIZE_MAX};
        voi_status status = vi_pool_run(pool, MOST_TASKS, run_task, &w, NULL, NULL, NULL);
        bool alone = atomic_load(&w.used[0]) == MOST_TASKS && workers_used(&w) == 1;
        vi_pool_destroy(pool);
        _exit(status == VOI_OK && alone ? 0 : 1);
    }
    int ended = -1;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    check_all_ran_once(pool, 100);
    vi_pool_destroy(pool);
}

static void fewer_threads_do_the_work_too(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 3; allowed++) {
        vi_pool *pool = new_pool(8);
        work w = {.fails_from = SIZE_MAX, .meeting = 1 + allowed};
        voi_error error = {0};
        atomic_store(&threads_left, allowed);
        check_ok(vi_pool_run(pool, 60, run_task, &w, NULL, NULL, &error));
        atomic_store(&threads_left, -1);
        assert_int_equal(workers_used(&w), 1 + allowed);
        check_all_ran_once(pool, MOST_TASKS);
        vi_pool_destroy(pool);
    }
}

static void without_memory_the_caller_works(void **state)
{
    (void)state;
    vi_pool *pool = (vi_pool *)state;
    voi_error error = {0};
    atomic_store(&allocations_left, 0);
    assert_int_equal(vi_pool_create(2, &pool, &error), VOI_ERR_NOMEM);
    pool = new_pool(2);
    atomic_store(&allocations_left, 0);
    check_all_ran_once(pool, MOST_TASKS);
    atomic_store(&allocations_left, -1);
    check_all_ran_once(pool, MOST_TASKS);
    vi_pool_destroy(pool);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void pools_come_and_go(void **state)
{
    (void)state;
    vi_pool_destroy(NULL);
    vi_pool_destroy(new_pool(4));
    for (int round = 0; round < 50; round++) {
        vi_pool *outer = new_pool(2), *inner = new_pool(3);
        check_all_ran_once(outer, 10);
        check_all_ran_once(inner, 10);
        vi_pool_destroy(round % 2 ? outer : inner);
        check_all_ran_once(round % 2 ? inner : outer, 10);
        vi_pool_destroy(round % 2 ? inner : outer);
    }
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once),
        cmocka_unit_test(threads_share_the_work),
        cmocka_unit_test(thousands_of_small_jobs),
        cmocka_unit_test(the_lowest_failure_is_reported),
        cmocka_unit_test(a_tick_stops_the_job),
        cmocka_unit_test(ticks_tell_how_far_it_is),
        cmocka_unit_test(a_forked_child_works_alone),
        cmocka_unit_test(fewer_threads_do_the_work_too),
        cmocka_unit_test(without_memory_the_caller_works),
        cmocka_unit_test(pools_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
