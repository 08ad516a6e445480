/* The public context: defaults, what it refuses, what it tells about itself. */
#include "failing_alloc.h"

#include "check.h"

#include "core/pool.h"
#include "voi.h"

#include <string.h>

static voi_context *create(size_t threads, const char *backend)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.backend = backend;
    check_ok(voi_context_create(&options, &ctx, &error));
    return ctx;
}

static void null_options_are_the_defaults(void **state)
{
    (void)state;
    voi_context *ctx = NULL;
    assert_int_equal(voi_context_create(NULL, &ctx, NULL), VOI_OK);
    assert_int_equal(voi_context_threads(ctx), vi_cpu_count());
    voi_context *other = create(0, "auto");
    assert_string_equal(voi_context_backend(ctx), voi_context_backend(other));
    assert_string_equal(voi_context_backend_reason(ctx), voi_context_backend_reason(other));
    voi_context_destroy(ctx);
    voi_context_destroy(other);
    voi_context_destroy(NULL);
}

static void what_is_asked_for_is_used(void **state)
{
    (void)state;
    voi_context *ctx = create(5, "scalar");
    assert_int_equal(voi_context_threads(ctx), 5);
    assert_string_equal(voi_context_backend(ctx), "scalar");
    assert_string_equal(voi_context_backend_reason(ctx), "as asked for");
    voi_context_destroy(ctx);
    voi_context_destroy(create(1024, NULL));
}

static void refuse(size_t threads, const char *backend, voi_status expected, const char *words)
{
    voi_context_options options;
    voi_context *ctx = (voi_context *)(uintptr_t)8;
    voi_error error = {0};
    voi_context_options_default(&options);
    options.threads = threads;
    options.backend = backend;
    assert_int_equal(voi_context_create(&options, &ctx, &error), expected);
    assert_null(ctx);
    assert_non_null(strstr(error.message, words));
    assert_int_equal(voi_context_create(&options, &ctx, NULL), expected);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    refuse(1025, NULL, VOI_ERR_ARGUMENT, "1025 is more than the limit of 1024");
    refuse(1, "abacus", VOI_ERR_UNSUPPORTED, "backend \"abacus\" does not run here; possible are");
    refuse(1, "", VOI_ERR_UNSUPPORTED, "scalar");
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_status status = VOI_ERR_NOMEM;
    for (long k = 0; status != VOI_OK; k++) {
        voi_context *ctx = NULL;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        status = voi_context_create(NULL, &ctx, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !ctx && k < 10));
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(null_options_are_the_defaults),
        cmocka_unit_test(what_is_asked_for_is_used),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
