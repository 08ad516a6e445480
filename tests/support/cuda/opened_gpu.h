/* A GPU on the stand-ins, numbers for it, and a context whose threads pack them. Include in one
 * file of a test program, behind failing_alloc.h. */
#ifndef TESTS_SUPPORT_CUDA_OPENED_GPU_H
#define TESTS_SUPPORT_CUDA_OPENED_GPU_H

#include "open_stand_in.h"

#include "core/philox.h"
#include "kernels/cuda/gpu.h"

enum { MOST_NUMBERS = 1 << 18 };

static voi_context *ctx;
static vi_identity *first_problem, *second_problem;
static double numbers[MOST_NUMBERS];

static inline int set_up(void **state)
{
    voi_error error = {0};
    for (size_t i = 0; i < MOST_NUMBERS; i++) {
        numbers[i] = 1e6 + 200 * vi_uniform(1, 0, i);
    }
    first_problem = vi_identity_create();
    second_problem = vi_identity_create();
    assert_true(first_problem && second_problem);
    make_kernel_folder();
    const voi_context_options options = {.threads = 2};
    check_ok(voi_context_create(&options, &ctx, &error));
    return open_stand_ins(state);
}

static inline int tear_down(void **state)
{
    (void)state;
    voi_context_destroy(ctx);
    vi_identity_release(first_problem);
    vi_identity_release(second_problem);
    remove_folder(kernel_folder);
    return 0;
}

static inline vi_gpu *open_gpu(size_t chunk_bytes)
{
    vi_gpu *gpu = NULL;
    voi_error error = {0};
    const vi_gpu_options options = {.cache_folder = kernel_folder, .chunk_bytes = chunk_bytes};
    check_ok(vi_gpu_open(&options, &gpu, &error));
    assert_string_equal(vi_gpu_device_name(gpu), "First GPU");
    return gpu;
}

static inline void close_gpu(vi_gpu *gpu)
{
    vi_gpu_close(gpu);
    assert_int_equal(gpu_stand_in->live, 0);
    assert_int_equal(gpu_stand_in->used, 0);
}

static inline void check_sum(double actual, long double expected, const char *what)
{
    if (!(fabsl((long double)actual - expected) <= 1e-13L * fabsl(expected))) {
        print_error("%s: %.17g, expected %.17Lg\n", what, actual, expected);
        fail();
    }
}

#endif
