/* Random numbers of a GPU that is not there (tests/support/cuda): the bits of the CPU's, wherever a
 * stream is entered. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "opened_gpu.h"

#include "math/normal.h"

enum { MOST = 40000 };

static double drawn[MOST + 2];

/* Also that nothing is written before or behind. */
static void check_draws(vi_gpu *gpu, const vi_gpu_draws *draws)
{
    voi_error error = {0};
    drawn[0] = drawn[draws->count + 1] = -7;
    check_ok(vi_gpu_draw(ctx, gpu, draws, drawn + 1, &error));
    assert_true(drawn[0] == -7 && drawn[draws->count + 1] == -7);
    for (size_t i = 0; i < draws->count; i++) {
        double uniform = vi_uniform(draws->seed, draws->stream, draws->first + i);
        double expected = draws->normal ? vi_normal_quantile(uniform) : uniform;
        assert_memory_equal(&drawn[i + 1], &expected, sizeof expected);
    }
}

static void every_length_from_every_place(void **state)
{
    (void)state;
    static const uint64_t firsts[] = {0, 1, 2, 255, 511, 1000001, (UINT64_C(1) << 33) - 3};
    vi_gpu *gpu = open_gpu(0);
    for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++) {
        for (size_t count = 0; count <= 65; count++) {
            const vi_gpu_draws draws = {7, 3, firsts[f], count, count % 2 == 1};
            check_draws(gpu, &draws);
        }
    }
    close_gpu(gpu);
}

static void every_seed_and_stream(void **state)
{
    (void)state;
    static const uint64_t odd[] = {0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX};
    vi_gpu *gpu = open_gpu(0);
    for (size_t s = 0; s < 5; s++) {
        for (size_t t = 0; t < 5; t++) {
            check_draws(gpu, &(vi_gpu_draws){odd[s], odd[t], 5, 100, false});
        }
    }
    close_gpu(gpu);
}

/* Chunks of 2048 numbers, and then all at once. */
static void many_numbers_come_in_chunks(void **state)
{
    (void)state;
    for (size_t chunk = 0; chunk <= 1 << 14; chunk += 1 << 14) {
        vi_gpu *gpu = open_gpu(chunk);
        check_draws(gpu, &(vi_gpu_draws){1, 2, 1, MOST - 1, false});
        check_draws(gpu, &(vi_gpu_draws){1, 2, 4, MOST, true});
        assert_int_equal(gpu_stand_in->sent, 0);
        assert_int_equal(gpu_stand_in->fetched, sizeof(double) * (2 * MOST - 1));
        gpu_stand_in->fetched = 0;
        close_gpu(gpu);
    }
}

static void every_call_of_the_driver_may_fail(void **state)
{
    (void)state;
    voi_error error = {0};
    bool reached = true;
    for (long k = 0; reached; k++) {
        reset_stand_ins(NULL);
        vi_gpu *gpu = open_gpu(1 << 14);
        const vi_gpu_draws draws = {1, 2, 3, 5000, false};
        gpu_stand_in->calls = 0;
        gpu_stand_in->fail_at = k;
        voi_status status = vi_gpu_draw(ctx, gpu, &draws, drawn, &error);
        reached = gpu_stand_in->calls > k;
        assert_true(status == VOI_OK || (reached && status == VOI_ERR_UNSUPPORTED));
        close_gpu(gpu);
    }
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(every_length_from_every_place),
        GPU_TEST(every_seed_and_stream),
        GPU_TEST(many_numbers_come_in_chunks),
        GPU_TEST(every_call_of_the_driver_may_fail),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
