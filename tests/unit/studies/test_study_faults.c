/* Every allocation of reading a study, and of listing its results, fails once: a clean status,
 * nothing left behind. */
#include "failing_alloc.h"
#include "study_of.h"

#include "studies/results.h"

enum { ROWS = 60 };

static const double theta[ROWS * 3], covariance[] = {2, 0.5, 0.5, 1};

typedef voi_status (*attempt)(const voi_problem *problem, voi_error *err);

static voi_status read_alone(const voi_problem *problem, voi_error *err)
{
    voi_study asked = study_of("normal_multi", 2, NULL, 0);
    vi_study study;
    asked.covariance = (voi_matrix){covariance, 2, 2, 2, 1};
    voi_status status = vi_study_create(problem, &asked, &study, err);
    assert_true(status == VOI_OK || !study.numbers);
    vi_study_free(&study);
    return status;
}

static voi_status read_combined(const voi_problem *problem, voi_error *err)
{
    const voi_study parts[] = {study_of("trial_binary", 2, NULL, 0),
                               study_of("multi_arm_binary", 3, NULL, 0)};
    voi_study asked = study_of("combined", 0, NULL, 0);
    vi_study study;
    asked.parts = parts;
    asked.part_count = 2;
    voi_status status = vi_study_create(problem, &asked, &study, err);
    assert_true(status == VOI_OK || (!study.numbers && !study.parts));
    vi_study_free(&study);
    return status;
}

static voi_status list_results(const voi_problem *problem, voi_error *err)
{
    static const double values[] = {0.2, 0.4, 0.7}, weights[] = {5, 1, 2};
    const voi_result result = {VOI_RESULT_BINOMIAL, 50, 0};
    const vi_weighted_values of = {values, weights, 3};
    vi_result_grid grid;
    (void)problem;
    voi_status status = vi_result_grid_create(&result, &of, &(vi_grid_limits){1000, 2}, &grid, err);
    assert_true(status == VOI_OK || (!grid.at && !grid.first && !grid.chance));
    vi_result_grid_free(&grid);
    return status;
}

static void every_allocation_fails_once(void **state)
{
    static const attempt attempts[] = {read_alone, read_combined, list_results};
    voi_problem *problem = problem_of_parameters(theta, ROWS, 3);
    long before = atomic_load(&live_blocks);
    (void)state;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        voi_status status = VOI_ERR_NOMEM;
        for (long k = 0; status != VOI_OK; k++) {
            voi_error error = {VOI_OK, ""};
            assert_true(k < 100);
            atomic_store(&allocations_left, k);
            status = attempts[i](problem, &error);
            atomic_store(&allocations_left, -1);
            assert_true(status == VOI_OK || status == VOI_ERR_NOMEM);
            assert_int_equal(error.status, status);
            assert_int_equal(atomic_load(&live_blocks), before);
        }
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
