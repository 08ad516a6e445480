/* Axis numbers: round, in order, around or within the data, each different from its neighbour, and
 * written as people write them. */
#include "check.h"

#include "core/philox.h"
#include "render/ticks.h"

#include <string.h>

static vi_ticks ticks_of(double low, double high, size_t wanted, vi_unit unit, bool tight)
{
    const vi_axis axis = {.unit = unit, .low = low, .high = high, .tight = tight};
    vi_ticks ticks;
    vi_ticks_make(&axis, "£", wanted, &ticks);
    return ticks;
}

/* Whether a step is 1, 2 or 5 times a power of ten. */
static bool is_round(double step)
{
    double power = pow(10, floor(log10(step) + 1e-6)), first = step / power;
    return fabs(first - 1) < 1e-9 || fabs(first - 2) < 1e-9 || fabs(first - 5) < 1e-9;
}

static void check_ticks(const vi_ticks *t, double low, double high, size_t wanted, bool tight)
{
    double slack = 1e-6 * t->step;
    assert_true(is_round(t->step));
    assert_true(t->count <= wanted + 2 && t->count <= VI_MOST_TICKS);
    assert_true(t->low <= low + slack && t->high >= high - slack && t->low < t->high);
    if (tight) {
        check_close(t->low, low, 0);
        check_close(t->high, high, 0);
    } else {
        assert_true(t->count >= 2);
        assert_true(t->low > low - t->step && t->high < high + t->step);
        check_close(t->value[0], t->low, slack);
        check_close(t->value[t->count - 1], t->high, slack);
    }
    for (size_t i = 0; i < t->count; i++) {
        check_close(t->value[i], nearbyint(t->value[i] / t->step) * t->step, slack);
        assert_true(t->value[i] >= t->low - slack && t->value[i] <= t->high + slack);
        assert_true(i == 0 || strcmp(t->text[i - 1], t->text[i]) != 0);
        assert_true(i == 0 || t->value[i] > t->value[i - 1]);
    }
}

static void random_ranges_get_round_numbers(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 40000; i++) {
        double size = pow(10, 24 * vi_uniform(1, 0, i) - 12);
        double narrow = pow(10, -6 * vi_uniform(1, 1, i));
        double low = size * (2 * vi_uniform(1, 2, i) - 1);
        double high = low + size * narrow * (0.1 + vi_uniform(1, 3, i));
        size_t wanted = 2 + i % 25;
        bool tight = i % 3 == 0;
        vi_ticks t = ticks_of(low, high, wanted, (vi_unit)(i % 3), tight);
        check_ticks(&t, low, high, wanted, tight);
    }
}

static void huge_and_tiny_ranges_work(void **state)
{
    (void)state;
    static const double ranges[][2] = {{-1e300, 1e300}, {0, 1e300},      {0, 1e-300},
                                       {-1e-200, 0},    {1e15, 1.1e15},  {-3e14, -1e14},
                                       {0, 5e-7},       {1e9, 1e9 + 0.5}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        vi_ticks t = ticks_of(ranges[i][0], ranges[i][1], 6, VI_MONEY, false);
        check_ticks(&t, ranges[i][0], ranges[i][1], 6, false);
    }
}

static void an_empty_range_becomes_one(void **state)
{
    (void)state;
    static const double values[] = {0, 3, -3, 1e9, -1e-9, 1e300};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        vi_ticks t = ticks_of(values[i], values[i], 5, VI_PLAIN, false);
        assert_true(t.low <= values[i] && t.high >= values[i] && t.high > t.low);
        assert_true(t.low <= 0 && t.high >= 0 && t.count >= 2);
    }
    vi_ticks t = ticks_of(INFINITY, -INFINITY, 5, VI_PLAIN, false); /* nothing was put in */
    check_close(t.low, 0, 0);
    check_close(t.high, 1, 0);
    t = ticks_of(1e9, 1e9 + 1e-6, 5, VI_PLAIN, false); /* less than the numbers can tell */
    check_close(t.low, 0, 0);
    check_close(t.high, 2e9, 0);
}

static void an_axis_may_have_no_numbers(void **state)
{
    (void)state;
    vi_ticks t = ticks_of(0, 0.37, 5, VI_NUMBERLESS, false);
    assert_int_equal(t.count, 0);
    check_close(t.high, 0.4, 1e-12);
}

static void check_texts_of(double low, double high, vi_unit unit, const char *expected)
{
    vi_ticks t = ticks_of(low, high, 4, unit, false);
    char all[1000] = "";
    for (size_t i = 0; i < t.count; i++) {
        strcat(all, i ? "|" : "");
        strcat(all, t.text[i]);
    }
    assert_string_equal(all, expected);
}

static void numbers_are_written_as_people_do(void **state)
{
    (void)state;
    check_texts_of(0, 40000, VI_MONEY, "£0|£10,000|£20,000|£30,000|£40,000");
    check_texts_of(-5000, 5000, VI_MONEY, "−£5,000|£0|£5,000");
    check_texts_of(0, 1.5e6, VI_MONEY, "£0|£0.5\u00a0million|£1.0\u00a0million|£1.5\u00a0million");
    check_texts_of(0, 8e9, VI_PLAIN,
                   "0|2\u00a0billion|4\u00a0billion|6\u00a0billion|8\u00a0billion");
    check_texts_of(0, 3e12, VI_MONEY, "£0|£1\u00a0trillion|£2\u00a0trillion|£3\u00a0trillion");
    check_texts_of(1000000, 1000004, VI_MONEY,
                   "£1,000,000|£1,000,001|£1,000,002|£1,000,003|£1,000,004");
    check_texts_of(0, 1, VI_PERCENT, "0\u00a0%|50\u00a0%|100\u00a0%");
    check_texts_of(0, 0.004, VI_PERCENT, "0\u00a0%|0.1\u00a0%|0.2\u00a0%|0.3\u00a0%|0.4\u00a0%");
    check_texts_of(0, 1.9, VI_MONEY, "£0|£0.50|£1.00|£1.50|£2.00");
    check_texts_of(0, 1.9, VI_PLAIN, "0|0.5|1.0|1.5|2.0");
    check_texts_of(-0.002, 0.002, VI_PLAIN, "−0.002|−0.001|0|0.001|0.002");
    check_texts_of(0, 8e-9, VI_PLAIN, "0|2e-9|4e-9|6e-9|8e-9");
    check_texts_of(0, 4e20, VI_PLAIN, "0|1e+20|2e+20|3e+20|4e+20");
}

static void check_value(double high, double value, const char *expected)
{
    const vi_axis axis = {.unit = VI_MONEY, .low = 0, .high = high};
    char text[VI_TICK_TEXT];
    vi_ticks t;
    vi_ticks_make(&axis, "£", 4, &t);
    vi_ticks_write(&axis, "£", &t, value, text);
    assert_string_equal(text, expected);
}

static void values_are_finer_than_the_axis(void **state)
{
    (void)state;
    check_value(800, 279.3, "£279");
    check_value(800, 1e-7, "£0");
    check_value(3, 1.23456, "£1.23");
    check_value(3e6, 1.23456e6, "£1.2\u00a0million");
    check_value(4, 2.34, "£2.34");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_ranges_get_round_numbers),
        cmocka_unit_test(huge_and_tiny_ranges_work),
        cmocka_unit_test(an_empty_range_becomes_one),
        cmocka_unit_test(an_axis_may_have_no_numbers),
        cmocka_unit_test(numbers_are_written_as_people_do),
        cmocka_unit_test(values_are_finer_than_the_axis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
