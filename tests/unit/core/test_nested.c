/* Tasks that do parallel work themselves: the same results on any number of threads, progress in
 * the caller's thread alone, and a wish to stop that reaches every task. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "core/context.h"

#include <pthread.h>
#include <string.h>

enum { TASKS = 40, PARTS = 30 };

typedef struct {
    double sums[TASKS][PARTS];
    size_t fails_from;
} work;

typedef struct {
    double *sums;
    size_t task;
} part;

static voi_status run_part(void *state, size_t task, size_t worker, voi_error *err)
{
    const part *p = state;
    (void)err;
    assert_int_equal(worker, 0);
    p->sums[task] = (double)(p->task * 1000 + task);
    return VOI_OK;
}

static voi_status run_task(void *state, voi_context *inner, size_t task, voi_error *err)
{
    work *w = state;
    part p = {w->sums[task], task};
    const vi_job job = {"inside", PARTS, run_part, &p};
    assert_int_equal(vi_workers(inner), 1);
    if (task >= w->fails_from) {
        return vi_fail(err, VOI_ERR_NUMERIC, "task %zu", task);
    }
    return vi_parallel(inner, &job, err);
}

typedef struct {
    pthread_t caller;
    size_t calls, stop_at;
    double last;
} listener;

static int listen_to(void *data, const char *phase, double fraction)
{
    listener *l = data;
    assert_true(pthread_equal(l->caller, pthread_self()));
    assert_string_equal(phase, "working");
    assert_true(fraction >= l->last && fraction <= 1);
    l->last = fraction;
    return ++l->calls == l->stop_at;
}

static voi_status run(size_t threads, work *w, listener *l, voi_error *out)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.progress = l ? listen_to : NULL;
    options.progress_data = l;
    check_ok(voi_context_create(&options, &ctx, &error));
    const vi_nested_job job = {"working", TASKS, run_task, w};
    voi_status status = vi_parallel_nested(ctx, &job, out);
    voi_context_destroy(ctx);
    return status;
}

static void every_part_of_every_task_is_done(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 8; threads += threads == 3 ? 5 : 1) {
        work w = {.fails_from = TASKS};
        listener l = {.caller = pthread_self()};
        voi_error error = {0};
        check_ok(run(threads, &w, &l, &error));
        for (size_t t = 0; t < TASKS; t++) {
            for (size_t p = 0; p < PARTS; p++) {
                check_close(w.sums[t][p], (double)(t * 1000 + p), 0);
            }
        }
        assert_true(l.calls > 0);
        memset(&w.sums, 0, sizeof w.sums);
        check_ok(run(threads, &w, NULL, &error));
        check_close(w.sums[TASKS - 1][PARTS - 1], (TASKS - 1) * 1000 + PARTS - 1, 0);
    }
}

static void the_first_failure_is_told(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        work w = {.fails_from = 7};
        voi_error error = {0};
        assert_int_equal(run(threads, &w, NULL, &error), VOI_ERR_NUMERIC);
        assert_string_equal(error.message, "task 7");
    }
}

/* Within a task as well as between two. */
static void the_caller_can_stop(void **state)
{
    (void)state;
    for (size_t stop_at = 1; stop_at < 2 * PARTS; stop_at += 13) {
        work w = {.fails_from = TASKS};
        listener l = {.caller = pthread_self(), .stop_at = stop_at};
        voi_error error = {0};
        assert_int_equal(run(1, &w, &l, &error), VOI_ERR_CANCELLED);
        assert_int_equal(l.calls, stop_at);
        check_close(w.sums[TASKS - 1][0], 0, 0);
    }
    work w = {.fails_from = TASKS};
    listener l = {.caller = pthread_self(), .stop_at = 1};
    voi_error error = {0};
    assert_int_equal(run(3, &w, &l, &error), VOI_ERR_CANCELLED);
}

static void memory_runs_out(void **state)
{
    (void)state;
    voi_context *ctx = new_context(2);
    work w = {.fails_from = TASKS};
    const vi_nested_job job = {"working", TASKS, run_task, &w};
    for (long k = 0; k < 3; k++) {
        long before = atomic_load(&live_blocks);
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = vi_parallel_nested(ctx, &job, &error);
        atomic_store(&allocations_left, -1);
        assert_int_equal(status, VOI_ERR_NOMEM);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_of_every_task_is_done),
        cmocka_unit_test(the_first_failure_is_told),
        cmocka_unit_test(the_caller_can_stop),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
