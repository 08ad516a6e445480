/* Upper envelopes against asking every line at every k, and their rules for ties. */
#include "check.h"

#include "core/philox.h"
#include "measures/envelope.h"

enum { MOST = 60 };

static double effect[MOST], cost[MOST];
static vi_segment segments[MOST];
static size_t scratch[MOST];

static double height(size_t d, double k)
{
    return k * effect[d] - cost[d];
}

static double highest(size_t count, double k)
{
    double most = -INFINITY;
    for (size_t d = 0; d < count; d++) {
        most = fmax(most, height(d, k));
    }
    return most;
}

static void check_envelope(size_t count, double low, double high)
{
    const vi_lines lines = {effect, cost, count};
    size_t found = vi_envelope(&lines, low, high, segments, scratch);
    assert_in_range(found, 1, count);
    check_close(segments[0].start, low, 0);
    for (size_t m = 0; m < found; m++) {
        double end = m + 1 < found ? segments[m + 1].start : high;
        assert_true(segments[m].start <= end && end <= high);
        assert_true(m == 0 || effect[segments[m].line] > effect[segments[m - 1].line]);
        for (int step = 0; step <= 4; step++) {
            double k = segments[m].start + (end - segments[m].start) * step / 4;
            check_close(height(segments[m].line, k), highest(count, k), 1e-12 * (1 + high));
        }
    }
}

static void equals_the_highest_line(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 3000; seed++) {
        size_t count = 2 + seed % (MOST - 1);
        for (size_t d = 0; d < count; d++) {
            double u = vi_uniform(seed, 0, d), v = vi_uniform(seed, 1, d);
            effect[d] = seed % 3 == 0 ? floor(6 * u) : 5 * u;
            cost[d] = seed % 3 == 0 ? floor(8 * v) : 3 * u * u + (seed % 3 == 1 ? v : 0);
        }
        check_envelope(count, 0, 3);
        check_envelope(count, 0.5, 0.5);
    }
}

static size_t find(const double *e, const double *c, size_t count)
{
    const vi_lines lines = {e, c, count};
    return vi_envelope(&lines, 0, 100, segments, scratch);
}

static void three_lines_through_a_point_leave_two(void **state)
{
    (void)state;
    static const double e[] = {0, 1, 2}, c[] = {0, 10, 20}, e2[] = {2, 0, 1}, c2[] = {20, 0, 10};
    assert_int_equal(find(e, c, 3), 2);
    assert_int_equal(segments[1].line, 2);
    check_close(segments[1].start, 10, 0);
    assert_int_equal(find(e2, c2, 3), 2);
    assert_int_equal(segments[1].line, 0);
}

static void equal_lines_are_one(void **state)
{
    (void)state;
    static const double e[] = {0, 1, 1, 0, 1}, c[] = {0, 10, 5, 0, 5};
    assert_int_equal(find(e, c, 5), 2);
    assert_int_equal(segments[0].line, 0);
    assert_int_equal(segments[1].line, 2);
    check_close(segments[1].start, 5, 0);
}

static void a_tie_at_the_low_end_goes_to_the_larger_effect(void **state)
{
    (void)state;
    static const double e[] = {1, 3, 2}, c[] = {7, 7, 7};
    assert_int_equal(find(e, c, 3), 1);
    assert_int_equal(segments[0].line, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_highest_line),
        cmocka_unit_test(three_lines_through_a_point_leave_two),
        cmocka_unit_test(equal_lines_are_one),
        cmocka_unit_test(a_tie_at_the_low_end_goes_to_the_larger_effect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
