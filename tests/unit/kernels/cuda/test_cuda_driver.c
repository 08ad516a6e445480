/* The driver of GPUs: none, one that does not start, and one with two devices; all of them made up
 * (tests/support/cuda), so that the test needs no GPU. */
#include "failing_alloc.h"

#include "check.h"

#include "kernels/cuda/cuda_driver.h"
#include "kernels/kernels.h"
#include "kernels/machine.h"

#include <string.h>

static void expect_refusal(const char *library, const char *words)
{
    vi_cuda_driver *driver = (vi_cuda_driver *)(uintptr_t)8;
    voi_error error = {0};
    assert_int_equal(vi_cuda_open(library, &driver, &error), VOI_ERR_UNSUPPORTED);
    assert_null(driver);
    assert_string_equal(error.message, words);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void one_sentence_says_why_there_is_none(void **state)
{
    (void)state;
    expect_refusal("libnot_there.so.1",
                   "libnot_there.so.1, the driver of NVIDIA GPUs, cannot be opened");
    expect_refusal(FAKE_EMPTY, "the GPU driver finds no device");
    expect_refusal(FAKE_NO_DEVICE, "the GPU driver finds no device");
    expect_refusal(FAKE_BROKEN, "the GPU driver does not start: CUDA_ERROR_OF_A_TEST");
    expect_refusal(FAKE_STRANGE, "the GPU driver does not start: an unknown error");
    expect_refusal(FAKE_OLD,
                   "the GPU driver " FAKE_OLD " is too old: it has no cuDeviceGetAttribute");
}

static vi_cuda_driver *open_driver(const char *library)
{
    vi_cuda_driver *driver = NULL;
    voi_error error = {0};
    check_ok(vi_cuda_open(library, &driver, &error));
    return driver;
}

static void devices_are_described(void **state)
{
    (void)state;
    vi_cuda_driver *driver = open_driver(FAKE_GOOD);
    vi_cuda_device device;
    voi_error error = {0};
    assert_int_equal(vi_cuda_devices(driver), 2);
    assert_int_equal(vi_cuda_version(driver), 12040);
    check_ok(vi_cuda_describe(driver, 0, &device, &error));
    assert_string_equal(device.name, "First GPU");
    check_ok(vi_cuda_describe(driver, 1, &device, &error));
    assert_string_equal(device.name, "Second GPU");
    check_close(device.memory, 2e9, 0);
    assert_int_equal(10 * device.major + device.minor, 91);
    vi_cuda_close(driver);
    vi_cuda_close(NULL);
}

static void what_the_driver_does_not_tell_is_an_error(void **state)
{
    (void)state;
    const char *const libraries[] = {FAKE_MUTE_1, FAKE_MUTE_2, FAKE_MUTE_3, FAKE_MUTE_4,
                                     FAKE_MUTE_5};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        vi_cuda_driver *driver = open_driver(libraries[i]);
        vi_cuda_device device = {.name = "untouched"};
        voi_error error = {0};
        assert_int_equal(vi_cuda_describe(driver, 0, &device, &error), VOI_ERR_UNSUPPORTED);
        assert_non_null(strstr(error.message, "does not describe device 0"));
        assert_string_equal(device.name, "untouched");
        assert_int_equal(vi_cuda_version(driver), 0);
        vi_cuda_close(driver);
    }
}

/* The values of a row of the machine's table, by its name and how many of that name go before. */
static const char *value_of(const voi_table *table, const char *what, size_t skip)
{
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        if (strcmp(voi_table_text(table, i, 0), what) == 0 && skip-- == 0) {
            return voi_table_text(table, i, 1);
        }
    }
    fail_msg("no row %s", what);
    return NULL;
}

static voi_table *machine_with(const char *library)
{
    voi_context *ctx = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    const voi_context_options options = {.threads = 3, .backend = "scalar"};
    check_ok(voi_context_create(&options, &ctx, &error));
    check_ok(vi_machine_table(ctx, library, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static void the_machine_is_told(void **state)
{
    (void)state;
    voi_table *table = machine_with(FAKE_GOOD);
    assert_string_equal(value_of(table, "version", 0), voi_version());
    assert_string_equal(value_of(table, "threads", 0), "3");
    assert_string_equal(value_of(table, "backend", 0), "scalar");
    assert_non_null(strstr(value_of(table, "backends", 0), "scalar"));
    assert_non_null(strstr(value_of(table, "build", 0), "-ffp-contract=off"));
    assert_string_equal(value_of(table, "GPU", 0), "First GPU, 1.0 GB, compute capability 9.0");
    assert_string_equal(value_of(table, "GPU", 1), "Second GPU, 2.0 GB, compute capability 9.1");
    assert_string_equal(value_of(table, "GPU driver", 0), "CUDA 12.4");
    voi_table_destroy(table);
    table = machine_with(FAKE_MUTE_1);
    assert_non_null(strstr(value_of(table, "GPU", 0), "does not describe device 0"));
    voi_table_destroy(table);
    table = machine_with(FAKE_EMPTY);
    assert_string_equal(value_of(table, "GPU", 0), "none: the GPU driver finds no device");
    assert_non_null(strstr(value_of(table, "GPU use", 0), "all runs on the processor"));
    voi_table_destroy(table);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(NULL, &ctx, &error));
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long k = 0; failed; k++) {
        voi_table *table = NULL;
        atomic_store(&allocations_left, k);
        voi_status status = vi_machine_table(ctx, FAKE_GOOD, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true((status == VOI_OK) == (table != NULL));
        voi_table_destroy(table);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    voi_context_destroy(ctx);
}

static void backends_have_names(void **state)
{
    (void)state;
    size_t count = vi_kernels_count();
    assert_true(count >= 1);
    assert_string_equal(voi_backend_name(count - 1), "scalar");
    assert_int_equal(voi_backend_count(), count + 1);
    assert_string_equal(voi_backend_name(count), "cuda");
    assert_null(voi_backend_name(count + 1));
    voi_table *table = NULL;
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(NULL, &ctx, &error));
    check_ok(voi_machine(ctx, &table, &error));
    assert_non_null(strstr(value_of(table, "backends", 0), " cuda"));
    assert_string_equal(value_of(table, "GPU compiler", 0), "NVRTC 12.4");
    assert_non_null(strstr(value_of(table, "GPU use", 0), "--backend cuda"));
    voi_table_destroy(table);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sentence_says_why_there_is_none),
        cmocka_unit_test(devices_are_described),
        cmocka_unit_test(what_the_driver_does_not_tell_is_an_error),
        cmocka_unit_test(the_machine_is_told),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(backends_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
