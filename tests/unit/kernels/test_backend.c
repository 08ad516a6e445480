/* The choice of kernels: the best by itself, any by name, and a refusal that lists what is
 * possible. */
#include "check.h"

#include "kernels/kernels.h"

#include <stdio.h>
#include <string.h>

static const vi_kernels *select_kernels(const char *name, const char **reason)
{
    const vi_kernels *kernels = NULL;
    voi_error error = {0};
    *reason = NULL;
    check_ok(vi_kernels_select(name, &kernels, reason, &error));
    assert_non_null(kernels);
    return kernels;
}

static void the_best_comes_by_itself(void **state)
{
    (void)state;
    const char *reason;
    assert_ptr_equal(select_kernels(NULL, &reason), vi_kernels_at(0));
    assert_ptr_equal(select_kernels("auto", &reason), vi_kernels_at(0));
    assert_non_null(strstr(reason, vi_kernels_count() > 1 ? "the best here" : "the only one"));
}

static void every_one_comes_by_its_name(void **state)
{
    (void)state;
    const char *reason;
    for (size_t i = 0; i < vi_kernels_count(); i++) {
        const vi_kernels *kernels = vi_kernels_at(i);
        assert_ptr_equal(select_kernels(kernels->name, &reason), kernels);
        assert_string_equal(reason, "as asked for");
        assert_non_null(kernels->regrets_by_row);
        assert_non_null(kernels->regrets_by_column);
    }
}

static void scalar_is_the_last_and_runs_everywhere(void **state)
{
    (void)state;
    size_t count = vi_kernels_count();
    assert_true(count >= 1);
    assert_ptr_equal(vi_kernels_at(count - 1), vi_kernels_scalar());
    assert_null(vi_kernels_at(count));
    assert_null(vi_kernels_at(SIZE_MAX));
}

static void a_processor_with_vectors_uses_them(void **state)
{
    (void)state;
#if defined(__x86_64__)
    bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
    bool avx2 = __builtin_cpu_supports("avx2");
    assert_string_equal(vi_kernels_at(0)->name, avx512 ? "avx512" : avx2 ? "avx2" : "scalar");
#elif defined(__aarch64__)
    assert_string_equal(vi_kernels_at(0)->name, "neon");
#else
    skip();
#endif
}

static void check_refused(const char *name)
{
    const vi_kernels *kernels = NULL;
    const char *reason = NULL;
    voi_error error = {0};
    char start[100];
    snprintf(start, sizeof start, "backend \"%s\" does not run here; possible are auto, ", name);
    assert_int_equal(vi_kernels_select(name, &kernels, &reason, &error), VOI_ERR_UNSUPPORTED);
    assert_int_equal(error.status, VOI_ERR_UNSUPPORTED);
    assert_null(kernels);
    assert_null(reason);
    assert_memory_equal(error.message, start, strlen(start));
    const char *names = error.message + strlen(start);
    for (size_t i = 0; i < vi_kernels_count(); i++) {
        assert_non_null(strstr(names, vi_kernels_at(i)->name));
    }
    assert_int_equal(vi_kernels_select(name, &kernels, &reason, NULL), VOI_ERR_UNSUPPORTED);
}

/* Kernels for another processor. */
#if defined(__aarch64__)
#define FOREIGN "avx2"
#else
#define FOREIGN "neon"
#endif

static void the_impossible_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"sse9", "", "AVX2", "scalar ", FOREIGN, "cuda"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        check_refused(names[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_comes_by_itself),
        cmocka_unit_test(every_one_comes_by_its_name),
        cmocka_unit_test(scalar_is_the_last_and_runs_everywhere),
        cmocka_unit_test(a_processor_with_vectors_uses_them),
        cmocka_unit_test(the_impossible_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
