/* Every allocation of every method fails once. */
#include "failing_alloc.h"

#include "evsi_of.h"

#include <string.h>

/* From the values of k on that are listed at `from`: at the first two one strategy is best. */
static void survives_every_failed_allocation(const char *method, const char *design, size_t from)
{
    static const voi_study_option follow_up = {"follow_up", 2};
    static const double sizes[] = {5, 20}, k[] = {500, 1000, 6000, 8000};
    static const char *const names[] = {"a", "b"};
    static const voi_scale scales[] = {VOI_SCALE_LOGIT, VOI_SCALE_NONE};
    static double summaries[60];
    voi_problem *problem = two_arms(60);
    bool drawn = strcmp(design, "time_to_event") == 0 || strcmp(method, "importance") == 0;
    /* Thousands of data sets a size: one will do. */
    voi_evsi_options options = evsi_options(design, names, 2, sizes, drawn ? 1 : 2);
    const voi_matrix matrices[] = {matrix_of(summaries, 60, 1), matrix_of(summaries, 60, 1)};
    options.wtp = (voi_wtp){k + from, 4 - from};
    options.method = method;
    options.study.options = &follow_up;
    options.study.option_count = strcmp(design, "time_to_event") == 0;
    /* So that the parameters are valued too. */
    options.study.scales = strcmp(method, "gaussian") == 0 ? scales : NULL;
    options.summaries = options.study.design == voi_design_find("custom") ? matrices : NULL;
    for (size_t i = 0; i < 60; i++) {
        summaries[i] = vi_uniform(4, 1, i);
    }
    long before = atomic_load(&live_blocks);
    bool failed = true;
    for (long left = 0; failed; left += FAILURE_STEP) {
        voi_context *ctx = new_context(1);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, left);
        voi_status status = voi_evsi(ctx, problem, &options, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
        voi_table_destroy(status == VOI_OK ? table : NULL);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
        assert_true(left < 20000);
    }
    voi_problem_destroy(problem);
}

static void enumeration_survives(void **state)
{
    (void)state;
    survives_every_failed_allocation("enumerate", "trial_binary", 0);
}

static void drawn_results_survive(void **state)
{
    (void)state;
    survives_every_failed_allocation("enumerate", "time_to_event", 2);
}

static void regression_survives(void **state)
{
    (void)state;
    survives_every_failed_allocation("regression", "custom", 2);
}

static void importance_survives(void **state)
{
    (void)state;
    survives_every_failed_allocation("importance", "trial_binary", 2);
}

static void the_preview_survives(void **state)
{
    (void)state;
    survives_every_failed_allocation("gaussian", "trial_binary", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enumeration_survives), cmocka_unit_test(drawn_results_survive),
        cmocka_unit_test(regression_survives),  cmocka_unit_test(importance_survives),
        cmocka_unit_test(the_preview_survives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
