/* A context with the backend cuda on the stand-ins, and measures whose tables are held against
 * those of the CPU. Include in one file of a test program, behind failing_alloc.h. */
#ifndef TESTS_SUPPORT_CUDA_GPU_MEASURES_H
#define TESTS_SUPPORT_CUDA_GPU_MEASURES_H

#include "open_stand_in.h"
#include "random_problem.h"

enum { ROWS = 400, COLS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS];
static voi_problem *both, *net_benefit;
static voi_context *cpu;

static inline int set_up(void **state)
{
    random_outcomes(7, ROWS, COLS, 0, 1000, costs, effects);
    both = problem_of(costs, effects, ROWS, COLS);
    net_benefit = net_benefit_problem(costs, ROWS, COLS);
    cpu = new_context(2);
    make_kernel_folder();
    return open_stand_ins(state);
}

static inline int tear_down(void **state)
{
    (void)state;
    voi_problem_destroy(both);
    voi_problem_destroy(net_benefit);
    voi_context_destroy(cpu);
    remove_folder(kernel_folder);
    return 0;
}

static inline voi_status open_context(voi_context **out, voi_error *error)
{
    voi_context_options options;
    voi_context_options_default(&options);
    options.threads = 2;
    options.backend = "cuda";
    options.cache_folder = kernel_folder;
    return voi_context_create(&options, out, error);
}

static inline voi_context *gpu_context(void)
{
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(open_context(&ctx, &error));
    return ctx;
}

static inline void close_context(voi_context *ctx)
{
    voi_context_destroy(ctx);
    assert_int_equal(gpu_stand_in->live, 0);
    assert_int_equal(gpu_stand_in->used, 0);
}

/* ---- What is measured ---------------------------------------------------------------------- */

static double wide_k[1200];
static const double few_k[] = {50000, 0, 1000};

typedef voi_status (*measure)(voi_context *ctx, voi_table **out, voi_error *err);

static inline voi_status evpi_of(voi_context *ctx, const double *k, size_t count, bool exact,
                                 voi_table **out, voi_error *err)
{
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, count};
    options.exact = exact;
    return voi_evpi(ctx, both, &options, out, err);
}

static inline voi_status evpi_few(voi_context *ctx, voi_table **out, voi_error *err)
{
    return evpi_of(ctx, few_k, 3, false, out, err);
}

static inline voi_status evpi_many(voi_context *ctx, voi_table **out, voi_error *err)
{
    for (size_t j = 0; j < 1200; j++) {
        wide_k[j] = 20 * (double)j;
    }
    return evpi_of(ctx, wide_k, 1200, false, out, err);
}

static inline voi_status evpi_exact(voi_context *ctx, voi_table **out, voi_error *err)
{
    static const double ends[] = {100, 160};
    return evpi_of(ctx, ends, 2, true, out, err);
}

static inline voi_status evpi_net_benefit(voi_context *ctx, voi_table **out, voi_error *err)
{
    return voi_evpi(ctx, net_benefit, NULL, out, err);
}

static inline voi_status summary(voi_context *ctx, voi_table **out, voi_error *err)
{
    const voi_summary_options options = {.wtp = {few_k, 3}};
    return voi_summary(ctx, both, &options, out, err);
}

static inline voi_status summary_net_benefit(voi_context *ctx, voi_table **out, voi_error *err)
{
    return voi_summary(ctx, net_benefit, NULL, out, err);
}

static inline voi_status ceac(voi_context *ctx, voi_table **out, voi_error *err)
{
    const voi_ceac_options options = {.wtp = {few_k, 3}};
    return voi_ceac(ctx, both, &options, out, err);
}

static inline voi_status ceac_net_benefit(voi_context *ctx, voi_table **out, voi_error *err)
{
    return voi_ceac(ctx, net_benefit, NULL, out, err);
}

static inline voi_status uploaded(voi_context *ctx, voi_table **out, voi_error *err)
{
    voi_status status = voi_problem_upload(ctx, both, err);
    return status == VOI_OK ? evpi_few(ctx, out, err) : status;
}

static const measure measures[] = {evpi_few, evpi_many,           evpi_exact, evpi_net_benefit,
                                   summary,  summary_net_benefit, ceac,       ceac_net_benefit,
                                   uploaded};
enum { MEASURES = sizeof measures / sizeof *measures };

static inline void check_equal(const voi_table *actual, const voi_table *expected)
{
    assert_int_equal(voi_table_rows(actual), voi_table_rows(expected));
    for (size_t i = 0; i < voi_table_rows(expected); i++) {
        for (size_t c = 0; c < voi_table_columns(expected); c++) {
            double value = voi_table_number(expected, i, c);
            if (voi_table_column_type(expected, c) == VOI_COLUMN_TEXT) {
                assert_string_equal(voi_table_text(actual, i, c), voi_table_text(expected, i, c));
            } else if (isnan(value)) {
                assert_true(isnan(voi_table_number(actual, i, c)));
            } else {
                check_close(voi_table_number(actual, i, c), value, 1e-11 * fabs(value));
            }
        }
    }
}

static inline void check_measure(voi_context *ctx, measure run, size_t more_warnings)
{
    voi_table *expected = NULL, *actual = NULL;
    voi_error error = {0};
    check_ok(run(cpu, &expected, &error));
    check_ok(run(ctx, &actual, &error));
    check_equal(actual, expected);
    assert_int_equal(voi_table_warnings(actual), voi_table_warnings(expected) + more_warnings);
    if (more_warnings > 0) {
        bool told = false;
        for (size_t i = 0; i < voi_table_warnings(actual); i++) {
            told = told || strstr(voi_table_warning(actual, i),
                                  "the GPU failed and the CPU does its work: ");
        }
        assert_true(told);
    }
    voi_table_destroy(expected);
    voi_table_destroy(actual);
}

/* The tables of the CPU, by the GPU. */
static inline void check_measures(const measure *list, size_t count)
{
    voi_context *ctx = gpu_context();
    for (size_t m = 0; m < count; m++) {
        long launches = gpu_stand_in->launches;
        check_measure(ctx, list[m], 0);
        assert_true(gpu_stand_in->launches > launches);
    }
    close_context(ctx);
}

/* Opens a context and runs a measure while allocation 0, step, 2 step, … fails. */
static inline void fail_allocations(measure run, long step)
{
    bool failed = true;
    long before = atomic_load(&live_blocks);
    for (long k = 0; failed; k += step) {
        voi_context *ctx = NULL;
        voi_table *table = NULL;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = open_context(&ctx, &error);
        if (status == VOI_OK) {
            status = run(ctx, &table, &error);
        }
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || status == VOI_ERR_NOMEM || status == VOI_ERR_UNSUPPORTED);
        assert_true((status == VOI_OK) == (table != NULL));
        voi_table_destroy(table);
        close_context(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

#endif
