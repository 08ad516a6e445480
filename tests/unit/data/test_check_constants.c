/* Constants, up to their last bits, and columns that only look like it. */
#include "check_findings.h"

static void finds_constant_parameters(void **state)
{
    /* 0.1 + 0.2 differs from 0.3 in the last bit. */
    static const double params[] = {1, 2, 3, 0.3, 0.1 + 0.2, 0.3, 0, 0, 0, -1e12, -1e12, -1e12};
    (void)state;
    static const finding expected[] = {
        {VI_WARNING, "parameter p2", "is constant (0.3): knowing it is worth nothing"},
        {VI_WARNING, "parameter p3", "is constant (0): knowing it is worth nothing"},
        {VI_WARNING, "parameter p4", "is constant (-1e+12): knowing it is worth nothing"},
    };
    expect_findings(vi_check_constants, parameters_only(params, 3, 4), expected, 3);
}

static void what_varies_a_little_is_no_constant(void **state)
{
    static const double params[] = {1,    1,         1 + 1e-14, 1e12,     1e12,    1e12 + 1,
                                    0,    0,         5e-324,    7,        7,       7.1,
                                    1e-6, 1.0001e-6, 1e-6,      -1.7e308, 1.7e308, 0};
    (void)state;
    expect_nothing(vi_check_constants, parameters_only(params, 3, 6));
    expect_nothing(vi_check_constants, parameters_only(params, 1, 6)); /* one row tells nothing */
}

static void constant_outcomes_are_notes(void **state)
{
    static const double costs[] = {100, 100, 5, 6}, effects[] = {1, 2, 0.5, 0.5};
    static const finding pair[] = {{VI_NOTE, "costs of s1", "the same in all rows (100)"},
                                   {VI_NOTE, "effects of s2", "the same in all rows (0.5)"}};
    static const finding money[] = {{VI_NOTE, "net benefit of s1", "the same in all rows (100)"}};
    (void)state;
    expect_findings(vi_check_constants, sample_problem(costs, effects, NULL, 2, 2, 0), pair, 2);
    expect_findings(vi_check_constants, sample_problem(NULL, costs, NULL, 2, 2, 0), money, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_constant_parameters),
        cmocka_unit_test(what_varies_a_little_is_no_constant),
        cmocka_unit_test(constant_outcomes_are_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
