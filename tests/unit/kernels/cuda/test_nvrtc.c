/* The compiler opened at run time, by the stand-in that hands programs to the host's. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "check.h"
#include "open_stand_in.h"

#include "kernels/cuda/nvrtc.h"

static const char *const headers[] = {"#define ANSWER 42\n"}, *const header_names[] = {"answer.h"};

static voi_status compile(const vi_nvrtc *nvrtc, const char *text, voi_bytes *out, voi_bytes *log,
                          voi_error *err)
{
    static const char *const options[] = {"--gpu-architecture=sm_90", "-DMORE=1"};
    const vi_device_source source = {"answer.cu", text, header_names, headers, 1};
    return vi_nvrtc_compile(nvrtc, &source, options, 2, out, log, err);
}

static const char good[] = "#include \"answer.h\"\nint answer = ANSWER + MORE;\n";

static vi_nvrtc *open_compiler(void)
{
    vi_nvrtc *nvrtc = NULL;
    voi_error error = {0};
    check_ok(vi_nvrtc_open(NULL, 12040, &nvrtc, &error));
    assert_int_equal(vi_nvrtc_version(nvrtc), 12040);
    return nvrtc;
}

static void a_program_becomes_a_binary(void **state)
{
    (void)state;
    voi_bytes binary = {0}, log = {0};
    voi_error error = {0};
    vi_nvrtc *nvrtc = open_compiler();
    check_ok(compile(nvrtc, good, &binary, &log, &error));
    assert_true(binary.size > 1000);
    assert_string_equal(log.data, "");
    voi_bytes_free(&binary);
    voi_bytes_free(&log);
    vi_nvrtc_close(nvrtc);
    vi_nvrtc_close(NULL);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void what_the_compiler_says_is_the_error(void **state)
{
    (void)state;
    voi_bytes binary = {0};
    voi_error error = {0};
    vi_nvrtc *nvrtc = open_compiler();
    assert_int_equal(compile(nvrtc, "int answer = nothing;", &binary, NULL, &error),
                     VOI_ERR_UNSUPPORTED);
    assert_non_null(strstr(error.message, "NVRTC does not compile the kernels: "));
    assert_non_null(strstr(error.message, "nothing"));
    assert_null(binary.data);
    vi_nvrtc_close(nvrtc);
}

static void a_library_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *library;
        int driver;
        const char *words;
    } cases[] = {
        {"libnot_there.so", 12040, "(libnot_there.so), cannot be opened"},
        {NULL, 11080, "(libnvrtc.so.11.2, none newer than the driver), cannot be opened"},
        {"libcuda.so.1", 12040, "is too old: it has no nvrtcVersion"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vi_nvrtc *nvrtc = (vi_nvrtc *)(uintptr_t)8;
        voi_error error = {0};
        assert_int_equal(vi_nvrtc_open(cases[i].library, cases[i].driver, &nvrtc, &error),
                         VOI_ERR_UNSUPPORTED);
        assert_null(nvrtc);
        assert_non_null(strstr(error.message, cases[i].words));
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

static voi_status open_and_compile(voi_error *error)
{
    vi_nvrtc *nvrtc = NULL;
    voi_bytes binary = {0};
    voi_status status = vi_nvrtc_open(NULL, 12040, &nvrtc, error);
    if (status == VOI_OK) {
        status = compile(nvrtc, good, &binary, NULL, error);
    }
    assert_true((status == VOI_OK) == (binary.data != NULL));
    voi_bytes_free(&binary);
    vi_nvrtc_close(nvrtc);
    assert_int_equal(atomic_load(&live_blocks), 0);
    return status;
}

static void every_call_may_fail(void **state)
{
    (void)state;
    for (long k = 0; compiler_stand_in->calls >= k; k++) {
        voi_error error = {0};
        compiler_stand_in->calls = 0;
        compiler_stand_in->fail_at = k;
        voi_status status = open_and_compile(&error);
        /* What fails after the last call that matters is the end of the program. */
        assert_true(status == VOI_ERR_UNSUPPORTED || compiler_stand_in->calls <= k + 1);
        assert_true(status == VOI_OK || strstr(error.message, "NVRTC"));
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool failed = true;
    for (long k = 0; failed; k++) {
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = open_and_compile(&error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_int_equal(status, failed ? VOI_ERR_NOMEM : VOI_OK);
    }
}

int main(void)
{
#define NVRTC_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        NVRTC_TEST(a_program_becomes_a_binary),
        NVRTC_TEST(what_the_compiler_says_is_the_error),
        NVRTC_TEST(a_library_that_is_none_is_refused),
        NVRTC_TEST(every_call_may_fail),
        NVRTC_TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, open_stand_ins, NULL);
}
