/* Parameters and strategies that stand twice, and those that nearly do. */
#include "check_findings.h"

static void finds_equal_parameters(void **state)
{
    static const double params[] = {1, 2, 3, 1, 2, 4, 1, 2, 3, 1, 2, 3, 1, 2, 4, 5, 5, 5, 5, 5, 5};
    static const finding expected[] = {
        {VI_WARNING, "parameter p3", "is the same as p1 in all rows"},
        {VI_WARNING, "parameter p4", "is the same as p1 in all rows"},
        {VI_WARNING, "parameter p5", "is the same as p2 in all rows"},
    };
    (void)state;
    /* The sixth and seventh are equal too, but constants are another finding. */
    expect_findings(vi_check_twins, parameters_only(params, 3, 7), expected, 3);
}

static void finds_equal_strategies(void **state)
{
    static const double costs[] = {1, 2, 1, 2, 1, 2, 1, 2}, effects[] = {1, 2, 1, 3, 1, 2, 1, 3};
    static const finding pair[] = {
        {VI_WARNING, "strategy s3", "has the same costs and effects as s1 in all rows"},
        {VI_WARNING, "strategy s4", "has the same costs and effects as s2 in all rows"}};
    static const finding money[] = {
        {VI_WARNING, "strategy s3", "has the same net benefit as s1 in all rows"}};
    (void)state;
    expect_findings(vi_check_twins, sample_problem(costs, effects, NULL, 2, 4, 0), pair, 2);
    expect_findings(vi_check_twins, sample_problem(NULL, effects, NULL, 2, 3, 0), money, 1);
}

static void what_differs_in_one_row_is_no_twin(void **state)
{
    static double params[2000], costs[2000], effects[2000];
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        params[i] = costs[i] = (double)(i % 1000);
        effects[i] = 1;
    }
    params[1999] += 1e-9;
    costs[1999] += 1e-9;
    expect_nothing(vi_check_twins, sample_problem(costs, effects, params, 1000, 2, 2));
    expect_nothing(vi_check_twins, sample_problem(effects, costs, params, 1000, 2, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_equal_parameters),
        cmocka_unit_test(finds_equal_strategies),
        cmocka_unit_test(what_differs_in_one_row_is_no_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
