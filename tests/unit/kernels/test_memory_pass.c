/* A pass over memory reads every bit and copies every number, on any number of threads. */
#include "failing_alloc.h"

#include "random_problem.h"

#include <string.h>

enum { MOST = 300001 };

static double from[MOST], to[MOST + 1];

static uint64_t parity_of(const double *numbers, size_t count)
{
    uint64_t parity = 0, word;
    for (size_t i = 0; i < count; i++) {
        memcpy(&word, &numbers[i], sizeof word);
        parity ^= word;
    }
    return parity;
}

static int fill(void **state)
{
    (void)state;
    voi_random_normal(1, 0, 0, 1, from, MOST);
    return 0;
}

static void all_is_read_and_copied(void **state)
{
    static const size_t counts[] = {0, 1, 31, 32, 33, 131072, 131073, MOST};
    (void)state;
    for (size_t threads = 1; threads <= 3; threads++) {
        voi_context *ctx = new_context(threads);
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            size_t count = counts[i];
            uint64_t parity = 1;
            voi_error error = {0};
            check_ok(voi_memory_pass(ctx, from, NULL, count, &parity, &error));
            assert_true(parity == parity_of(from, count));
            memset(to, 0, sizeof to);
            to[count] = -7;
            check_ok(voi_memory_pass(ctx, from, to, count, &parity, &error));
            assert_memory_equal(from, to, count * sizeof *to);
            check_close(to[count], -7, 0);
            assert_true(parity == 0);
        }
        voi_context_destroy(ctx);
    }
}

static void without_memory_nothing_is_read(void **state)
{
    (void)state;
    voi_context *ctx = new_context(1);
    uint64_t parity = 1;
    voi_error error = {0};
    atomic_store(&allocations_left, 0);
    assert_int_equal(voi_memory_pass(ctx, from, NULL, MOST, &parity, &error), VOI_ERR_NOMEM);
    atomic_store(&allocations_left, -1);
    assert_true(parity == 1);
    voi_context_destroy(ctx);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static int stop(void *data, const char *phase, double fraction)
{
    (void)data;
    assert_string_equal(phase, "reading memory");
    return fraction >= 0;
}

static void it_can_be_stopped(void **state)
{
    (void)state;
    voi_context_options options;
    voi_context *ctx = NULL;
    uint64_t parity = 1;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.progress = stop;
    check_ok(voi_context_create(&options, &ctx, &error));
    assert_int_equal(voi_memory_pass(ctx, from, NULL, MOST, &parity, &error), VOI_ERR_CANCELLED);
    assert_true(parity == 1);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_read_and_copied),
        cmocka_unit_test(without_memory_nothing_is_read),
        cmocka_unit_test(it_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
