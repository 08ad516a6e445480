/* The switches of the decision: the textbook frontier, equal and dominating strategies, offsets. */
#include "random_problem.h"

#include "measures/switches.h"

static vi_switches switches_of(const double *costs, const double *effects, size_t cols)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(costs, effects, 1, cols);
    vi_switches switches = {0};
    voi_error error = {0};
    check_ok(vi_switches_find(ctx, problem, &switches, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return switches;
}

static void the_textbook_frontier(void **state)
{
    static const double costs[] = {100, 200, 500, 800, 900}, effects[] = {1, 2, 2.5, 4, 3.5};
    static const vi_switch expected[] = {{0, 1, 100, 1, 100}, {1, 3, 300, 2, 600}};
    (void)state;
    vi_switches s = switches_of(costs, effects, 5);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.first, 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(s.items[i].from, expected[i].from);
        assert_int_equal(s.items[i].to, expected[i].to);
        check_close(s.items[i].k, expected[i].k, 1e-10);
        check_close(s.items[i].effect, expected[i].effect, 1e-12);
        check_close(s.items[i].cost, expected[i].cost, 1e-10);
    }
    vi_switches_free(&s);
}

static void one_strategy_may_be_best_throughout(void **state)
{
    static const double costs[] = {100, 90, 100, 90}, effects[] = {1, 2, 2, 2};
    (void)state;
    vi_switches s = switches_of(costs, effects, 3);
    assert_int_equal(s.count, 0);
    assert_int_equal(s.first, 1);
    vi_switches_free(&s);
    s = switches_of(costs, effects, 4); /* and may have an equal */
    assert_int_equal(s.count, 0);
    vi_switches_free(&s);
}

/* However far out a switch is, it is found. */
static void large_k_are_found(void **state)
{
    static const double costs[] = {1e12, 1e12 + 1000}, effects[] = {5, 5 + 1e-9};
    (void)state;
    vi_switches s = switches_of(costs, effects, 2);
    assert_int_equal(s.count, 1);
    check_close(s.items[0].k / 1e12, 1, 1e-6);
    vi_switches_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_textbook_frontier),
        cmocka_unit_test(one_strategy_may_be_best_throughout),
        cmocka_unit_test(large_k_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
