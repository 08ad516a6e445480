/* Curves through few sizes: they reach all of them, follow what a size costs, and fall nowhere. */
#include "check.h"

#include "render/plots.h"

#include <math.h>

static void costs_are_followed(void **state)
{
    static const double sizes[] = {5, 10, 50, 1000};
    double cost[4], x[VI_PLOT_SMOOTH], y[VI_PLOT_SMOOTH];
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        cost[i] = 300 - 7 * sizes[i];
    }
    vi_plot_smooth(sizes, cost, 4, x, y);
    check_close(x[0], 5, 1e-12);
    check_close(x[VI_PLOT_SMOOTH - 1], 1000, 1e-9);
    for (size_t i = 0; i < VI_PLOT_SMOOTH; i++) {
        check_close(y[i], 300 - 7 * x[i], 1e-9);
        assert_true(i == 0 || x[i] > x[i - 1]);
    }
}

static void what_grows_never_falls(void **state)
{
    static const double sizes[] = {0, 5, 20, 80, 320}, worth[] = {0, 0, 3, 9, 9};
    double x[VI_PLOT_SMOOTH], y[VI_PLOT_SMOOTH];
    (void)state;
    vi_plot_smooth(sizes, worth, 5, x, y);
    for (size_t i = 1; i < VI_PLOT_SMOOTH; i++) {
        assert_true(y[i] >= y[i - 1] - 1e-12 && y[i] <= 9 + 1e-12);
    }
}

static void a_list_of_nobody_is_none(void **state)
{
    static const double sizes[] = {0, 5};
    voi_study_plan plan = {.sizes = {sizes, 2}};
    (void)state;
    assert_true(vi_plot_lists_sizes(&plan));
    plan.sizes.count = 1;
    assert_false(vi_plot_lists_sizes(&plan));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_followed),
        cmocka_unit_test(what_grows_never_falls),
        cmocka_unit_test(a_list_of_nobody_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
