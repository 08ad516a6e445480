/* Times to an event, enumerated by drawn results. */
#include "evsi_of.h"

static const char *const a_and_b[] = {"a", "b"};

/* Events in two arms, one alone: drawn results tell values apart where a study is large enough. */
static void large_trials_of_times_are_worth_the_evppi(void **state)
{
    static const double size = 1e9, k = 8000;
    static const voi_study_option follow_up = {"follow_up", 2};
    voi_problem *problem = two_arms(3000);
    (void)state;
    for (size_t arms = 1; arms <= 2; arms++) {
        double most = evppi_at(problem, arms == 1 ? "a" : "a,b", k);
        voi_evsi_options options = evsi_options("time_to_event", a_and_b, arms, &size, 1);
        options.study.options = &follow_up;
        options.study.option_count = 1;
        options.wtp = (voi_wtp){&k, 1};
        voi_table *table = evsi_table(problem, &options, 2);
        assert_true(most > 0);
        check_close(cell(table, 0, "evsi"), most, 1e-4 * most);
        voi_table_destroy(table);
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_trials_of_times_are_worth_the_evppi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
