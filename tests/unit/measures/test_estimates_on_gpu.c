/* Estimators with the backend cuda, on a GPU that is not there (tests/support/cuda): the tables of
 * the CPU, whatever fails. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "evsi_of.h"
#include "gpu_measures.h"

enum { SAMPLE = 3000 };

static voi_problem *sample;

static int make_sample(void **state)
{
    sample = two_arms(SAMPLE);
    return set_up(state);
}

static int drop_sample(void **state)
{
    voi_problem_destroy(sample);
    return tear_down(state);
}

static const char *const names[] = {"a", "b"}, *const pair = "a,b";
static const double one_k[] = {20000};

static voi_status evsi_of(voi_context *ctx, const char *method, voi_table **out, voi_error *err)
{
    static const double sizes[] = {50};
    voi_evsi_options options = evsi_options("trial_binary", names, 2, sizes, 1);
    options.wtp = (voi_wtp){one_k, 1};
    options.method = method;
    return voi_evsi(ctx, sample, &options, out, err);
}

static voi_status evsi_importance(voi_context *ctx, voi_table **out, voi_error *err)
{
    return evsi_of(ctx, "importance", out, err);
}

static voi_status evsi_gaussian(voi_context *ctx, voi_table **out, voi_error *err)
{
    return evsi_of(ctx, "gaussian", out, err);
}

static voi_status evppi_group(voi_context *ctx, voi_table **out, voi_error *err)
{
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){one_k, 1};
    options.parameters = &pair;
    options.parameter_count = 1;
    return voi_evppi(ctx, sample, &options, out, err);
}

static const measure estimates[] = {evsi_importance, evsi_gaussian, evppi_group};
enum { ESTIMATES = sizeof estimates / sizeof *estimates };

static void tables_are_those_of_the_cpu(void **state)
{
    (void)state;
    check_measures(estimates, ESTIMATES);
}

/* More comes back than the sums of a curve: a number a row at least, or a square of products. */
static void the_gpu_has_a_part_in_them(void **state)
{
    (void)state;
    voi_context *ctx = gpu_context();
    for (size_t m = 0; m < ESTIMATES; m++) {
        voi_table *table = NULL;
        voi_error error = {0};
        size_t fetched = gpu_stand_in->fetched;
        check_ok(estimates[m](ctx, &table, &error));
        assert_true(gpu_stand_in->fetched - fetched > SAMPLE * sizeof(double));
        voi_table_destroy(table);
    }
    close_context(ctx);
}

/* Every so many calls, so that each kind is met. */
static void calls_of_the_driver_may_fail(void **state)
{
    (void)state;
    enum { STEP = 23 };
    for (size_t m = 0; m < ESTIMATES; m++) {
        bool reached = true;
        for (long k = 0; reached; k += STEP) {
            voi_table *expected = NULL, *actual = NULL;
            voi_error error = {0};
            reset_stand_ins(NULL);
            voi_context *ctx = gpu_context();
            gpu_stand_in->fail_at = gpu_stand_in->calls + k;
            check_ok(estimates[m](cpu, &expected, &error));
            check_ok(estimates[m](ctx, &actual, &error));
            check_equal(actual, expected);
            reached = gpu_stand_in->calls > gpu_stand_in->fail_at;
            gpu_stand_in->fail_at = -1;
            bool lost = strcmp(voi_context_backend(ctx), "cuda") != 0;
            size_t told = voi_table_warnings(actual) - voi_table_warnings(expected);
            assert_int_equal(told, lost);
            check_measure(ctx, evpi_few, 0);
            voi_table_destroy(expected);
            voi_table_destroy(actual);
            close_context(ctx);
        }
    }
}

static void allocations_may_fail(void **state)
{
    (void)state;
    for (size_t m = 0; m < ESTIMATES; m++) {
        fail_allocations(estimates[m], 31 * FAILURE_STEP);
    }
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(tables_are_those_of_the_cpu),
        GPU_TEST(the_gpu_has_a_part_in_them),
        GPU_TEST(calls_of_the_driver_may_fail),
        GPU_TEST(allocations_may_fail),
    };
    return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
