/* The sentence about what a problem holds. */
#include "check_findings.h"

static void tells_rows_strategies_and_parameters(void **state)
{
    static const double x[] = {1, 2, 3, 4};
    (void)state;
    const finding whole = {VI_NOTE, "problem",
                           "2 rows; costs and effects of 2 strategies: s1 and s2; 1 parameter: p1"};
    expect_findings(vi_check_contents, sample_problem(x, x, x, 2, 2, 1), &whole, 1);
    const finding bare = {VI_NOTE, "problem",
                          "1 row; net benefit of 4 strategies: s1, s2, s3 and s4; no parameters"};
    expect_findings(vi_check_contents, sample_problem(NULL, x, NULL, 1, 4, 0), &bare, 1);
}

static void many_names_are_counted(void **state)
{
    static double x[2000];
    (void)state;
    voi_problem *problem = sample_problem(NULL, x, x, 2, 2, 1000);
    vi_findings findings = findings_of(vi_check_contents, problem);
    assert_int_equal(findings.count, 1);
    assert_non_null(strstr(findings.items[0].message, "; 1000 parameters: p1, p2, p3, "));
    assert_non_null(strstr(findings.items[0].message, " more"));
    vi_findings_free(&findings);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_rows_strategies_and_parameters),
        cmocka_unit_test(many_names_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
