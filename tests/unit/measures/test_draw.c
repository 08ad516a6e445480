/* The end of an interval by the draw of the rows: many that gain, few, none. */
#include "check.h"

#include "math/normal.h"
#include "measures/draw.h"

#include <math.h>

static void many_rows_gain_on_the_log_scale(void **state)
{
    const vi_gains gains = {500, 1000, 4000};
    double mean = 1, se = sqrt(3.0 / 1000);
    (void)state;
    assert_false(vi_draw_needs_tail(&gains));
    check_close(vi_draw_end(&gains, NULL, 1000), mean * (exp(VI_NORMAL_975 * se / mean) - 1),
                1e-12);
}

static void the_tail_keeps_the_largest(void **state)
{
    vi_tail tail = {0};
    (void)state;
    for (int i = 0; i < 100; i++) {
        vi_tail_add(&tail, (i * 37) % 100, 1);
    }
    assert_int_equal(tail.count, VI_TAIL + 1);
    for (size_t i = 0; i < tail.count; i++) {
        assert_true(tail.advantage[i] == 99 - (double)i);
    }
}

/* Advantages that decline exponentially with a mean excess of 1 lose e times as much for every unit
 * that the largest ones are further below zero. */
static void no_row_gains(void **state)
{
    const vi_gains none = {0};
    double ends[2];
    (void)state;
    assert_true(vi_draw_needs_tail(&none));
    for (int far = 0; far < 2; far++) {
        vi_tail tail = {0};
        for (int i = 0; i < 1000; i++) {
            vi_tail_add(&tail, -log((i + 0.5) / 1000) - 12 - far, 1);
        }
        ends[far] = vi_draw_end(&none, &tail, 1000);
        assert_true(ends[far] > 0 && ends[far] < 0.1);
    }
    assert_true(ends[0] > ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_rows_gain_on_the_log_scale),
        cmocka_unit_test(the_tail_keeps_the_largest),
        cmocka_unit_test(no_row_gains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
