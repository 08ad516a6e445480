/* Measures with the backend cuda while something fails, on a GPU that is not there
 * (tests/support/cuda): the right answer from the CPU, one warning, and nothing left behind. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "gpu_measures.h"

static const measure some[] = {evpi_few, evpi_net_benefit, summary, ceac, uploaded};
enum { SOME = sizeof some / sizeof *some };

/* Opens a context and runs a measure while call `k` of the driver, counted from before the opening,
 * fails; false when there are not so many. */
static bool fail_call(measure run, long k, bool lost)
{
    voi_context *ctx = NULL;
    voi_error error = {0};
    reset_stand_ins(NULL);
    gpu_stand_in->fail_at = k;
    gpu_stand_in->lost = lost;
    voi_status status = open_context(&ctx, &error);
    bool opened = status == VOI_OK;
    if (opened) {
        voi_table *table = NULL;
        voi_table *expected = NULL;
        check_ok(run(cpu, &expected, &error));
        check_ok(run(ctx, &table, &error));
        check_equal(table, expected);
        bool on_gpu = strcmp(voi_context_backend(ctx), "cuda") == 0;
        assert_true(on_gpu || strstr(voi_context_backend_reason(ctx), "the GPU failed"));
        assert_int_equal(voi_table_warnings(table), voi_table_warnings(expected) + !on_gpu);
        voi_table_destroy(table);
        voi_table_destroy(expected);
        if (!on_gpu) {
            check_measure(ctx, evpi_net_benefit, 0); /* it is told once */
        }
    } else {
        assert_int_equal(status, VOI_ERR_UNSUPPORTED);
        assert_non_null(strstr(error.message, "backend \"cuda\" does not run here: "));
        assert_non_null(strstr(error.message, "; possible are auto, "));
        assert_null(ctx);
    }
    bool reached = gpu_stand_in->calls > k;
    close_context(ctx);
    return reached;
}

static void every_call_of_the_driver_may_fail(void **state)
{
    (void)state;
    for (size_t m = 0; m < SOME; m++) {
        for (int lost = 0; lost < 2; lost++) {
            long k = 0;
            while (fail_call(some[m], k, lost != 0)) {
                k++;
            }
            assert_true(k > 20);
        }
    }
}

static void every_call_of_the_compiler_may_fail(void **state)
{
    (void)state;
    char shared[sizeof kernel_folder];
    memcpy(shared, kernel_folder, sizeof shared);
    for (long k = 1; k < 7; k++) { /* 0 tells its version: the context is refused */
        make_kernel_folder();
        voi_context *ctx = gpu_context();
        compiler_stand_in->calls = 1;
        compiler_stand_in->fail_at = k;
        check_measure(ctx, evpi_few, 1);
        close_context(ctx);
        remove_folder(kernel_folder);
    }
    memcpy(kernel_folder, shared, sizeof shared);
}

static void a_device_without_memory_is_left(void **state)
{
    (void)state;
    voi_context *ctx = gpu_context();
    gpu_stand_in->memory = 1000;
    check_measure(ctx, evpi_few, 1);
    assert_non_null(
        strstr(voi_context_backend_reason(ctx), "cuMemAlloc_v2: CUDA_ERROR_OUT_OF_MEMORY"));
    check_measure(ctx, evpi_few, 0);
    close_context(ctx);
}

/* The answer of a matrix has no place for a warning: the next table has it. */
static void a_failure_that_could_not_be_told_is_told_later(void **state)
{
    (void)state;
    const voi_matrix x = {costs, ROWS, COLS, 1, ROWS};
    double expected, evpi;
    voi_error error = {0};
    voi_context *ctx = gpu_context();
    check_ok(voi_evpi_matrix(cpu, &x, &expected, NULL, &error));
    gpu_stand_in->fail_at = gpu_stand_in->calls;
    gpu_stand_in->lost = true;
    check_ok(voi_evpi_matrix(ctx, &x, &evpi, NULL, &error));
    assert_memory_equal(&evpi, &expected, sizeof evpi);
    check_measure(ctx, summary, 1);
    check_measure(ctx, summary, 0);
    close_context(ctx);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t m = 0; m < SOME; m++) {
        fail_allocations(some[m], FAILURE_STEP);
    }
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(every_call_of_the_driver_may_fail),
        GPU_TEST(every_call_of_the_compiler_may_fail),
        GPU_TEST(a_device_without_memory_is_left),
        GPU_TEST(a_failure_that_could_not_be_told_is_told_later),
        GPU_TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
