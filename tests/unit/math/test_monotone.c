/* The curve goes through its points, follows straight lines, and turns only where they do. */
#include "check.h"

#include "math/monotone.h"

#include <math.h>

static void goes_through_its_points(void **state)
{
    static const double x[] = {0, 1, 3, 4}, y[] = {2, 5, 1, 1};
    double slope[4];
    (void)state;
    vi_monotone_slopes(x, y, 4, slope);
    for (size_t i = 0; i < 4; i++) {
        check_close(vi_monotone_at(x, y, slope, 4, x[i]), y[i], 1e-15);
    }
}

static void follows_a_line(void **state)
{
    static const double x[] = {-1, 1, 1.5, 4}, y[] = {-2, 2, 3, 8};
    double slope[4];
    (void)state;
    vi_monotone_slopes(x, y, 4, slope);
    for (double place = -1; place <= 4; place += 0.25) {
        check_close(vi_monotone_at(x, y, slope, 4, place), 2 * place, 1e-14);
    }
    vi_monotone_slopes(x, y, 2, slope);
    check_close(vi_monotone_at(x, y, slope, 2, 0), 0, 1e-15);
}

static void follows_a_parabola(void **state)
{
    static const double x[] = {1, 2, 2.5, 4, 7};
    double y[5], slope[5];
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        y[i] = x[i] * x[i];
    }
    vi_monotone_slopes(x, y, 5, slope);
    for (double place = 1; place <= 7; place += 0.25) {
        check_close(vi_monotone_at(x, y, slope, 5, place), place * place, 1e-13);
    }
}

static void turns_where_they_do(void **state)
{
    static const double x[] = {0, 1, 2, 3, 5, 6}, y[] = {0, 0, 1, 10, 10, 4};
    double slope[6], last = 0;
    (void)state;
    vi_monotone_slopes(x, y, 6, slope);
    for (double place = 0; place <= 6; place += 0.01) {
        double value = vi_monotone_at(x, y, slope, 6, place);
        assert_true(place <= 5 ? value >= last - 1e-14 : value <= last + 1e-14);
        assert_true(value >= 0 && value <= 10 + 1e-14);
        last = value;
    }
}

/* Smooth: close to what it was taken from, and the closer the more points there are. */
static double worst_error(double step)
{
    double x[64], y[64], slope[64], worst = 0;
    size_t count = 0;
    for (double at = 0; at <= 2; at += step) {
        x[count] = at;
        y[count++] = exp(at);
    }
    vi_monotone_slopes(x, y, count, slope);
    for (double place = 0.5; place <= 1.5; place += 0.01) {
        worst = fmax(worst, fabs(vi_monotone_at(x, y, slope, count, place) - exp(place)));
    }
    return worst;
}

static void is_accurate(void **state)
{
    (void)state;
    assert_true(worst_error(0.25) < 0.02);
    assert_true(worst_error(0.125) < worst_error(0.25) / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_through_its_points),
        cmocka_unit_test(follows_a_line),
        cmocka_unit_test(follows_a_parabola),
        cmocka_unit_test(turns_where_they_do),
        cmocka_unit_test(is_accurate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
