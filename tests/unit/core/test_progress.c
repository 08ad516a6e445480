/* Progress reaches the caller, in the caller's thread, and the caller's wish to stop comes back. */
#include "random_problem.h"

#include "core/context.h"

#include <pthread.h>
#include <stdio.h>

typedef struct {
    size_t calls, stop_at; /* stop_at 0: never */
    double last;
    pthread_t caller;
    char phase[64];
} listener;

static int listen_to(void *data, const char *phase, double fraction)
{
    listener *l = data;
    assert_true(pthread_equal(l->caller, pthread_self()));
    assert_true(fraction >= l->last && fraction <= 1);
    l->last = fraction;
    snprintf(l->phase, sizeof l->phase, "%s", phase);
    return ++l->calls == l->stop_at;
}

static voi_context *context_for(listener *l, size_t threads)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.progress = l ? listen_to : NULL;
    options.progress_data = l;
    if (l) {
        l->caller = pthread_self();
    }
    check_ok(voi_context_create(&options, &ctx, &error));
    return ctx;
}

static voi_status square(void *state, size_t task, size_t worker, voi_error *err)
{
    (void)worker;
    (void)err;
    ((double *)state)[task] = (double)task * (double)task;
    return VOI_OK;
}

enum { TASKS = 500 };

static voi_status run(voi_context *ctx, double squares[TASKS], voi_error *err)
{
    const vi_job job = {"squaring", TASKS, square, squares};
    return vi_parallel(ctx, &job, err);
}

static void the_caller_is_told(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        listener l = {0};
        double squares[TASKS] = {0};
        voi_error error = {0};
        voi_context *ctx = context_for(&l, threads);
        assert_int_equal(vi_workers(ctx), threads);
        check_ok(run(ctx, squares, &error));
        assert_true(l.calls >= 1 && l.calls <= TASKS + 1);
        assert_string_equal(l.phase, "squaring");
        check_close(squares[TASKS - 1], (TASKS - 1.0) * (TASKS - 1.0), 0);
        voi_context_destroy(ctx);
    }
}

static void the_caller_can_stop(void **state)
{
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        listener l = {.stop_at = 1};
        double squares[TASKS];
        voi_error error = {0};
        voi_context *ctx = context_for(&l, threads);
        assert_int_equal(run(ctx, squares, &error), VOI_ERR_CANCELLED);
        assert_string_equal(error.message, "cancelled while squaring");
        assert_int_equal(l.calls, 1);
        assert_int_equal(run(ctx, squares, NULL), VOI_OK);
        voi_context_destroy(ctx);
    }
}

static void nobody_need_listen(void **state)
{
    (void)state;
    double squares[TASKS] = {0};
    voi_error error = {0};
    voi_context *ctx = context_for(NULL, 2);
    check_ok(vi_progress(ctx, "resting", 0.5, &error));
    check_ok(run(ctx, squares, &error));
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_is_told),
        cmocka_unit_test(the_caller_can_stop),
        cmocka_unit_test(nobody_need_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
