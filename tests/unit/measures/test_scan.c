/* Rows of a problem as lines against a reference, over borders of tiles and in any range. */
#include "random_problem.h"

#include "kernels/kernels.h"
#include "measures/scan.h"

enum { ROWS = 100, COLS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS];

/* The current row of a scan is row i of the arrays above. */
static void check_row(const vi_scan *scan, size_t i, size_t reference, bool net_benefit)
{
    double effect[COLS], cost[COLS];
    vi_segment segments[COLS];
    size_t scratch[COLS];
    for (size_t d = 0; d < COLS; d++) {
        double gained = effects[d * ROWS + i] - effects[reference * ROWS + i];
        double spent = costs[d * ROWS + i] - costs[reference * ROWS + i];
        effect[d] = net_benefit ? 0 : gained;
        cost[d] = net_benefit ? -spent : spent;
        check_close(scan->lines.effect[d], effect[d], 0);
        check_close(scan->lines.cost[d], cost[d], 0);
    }
    const vi_lines lines = {effect, cost, COLS};
    size_t count = vi_envelope(&lines, scan->low, scan->high, segments, scratch);
    assert_int_equal(scan->segment_count, count);
    for (size_t m = 0; m < count; m++) {
        check_close(scan->segments[m].start, segments[m].start, 0);
        assert_int_equal(scan->segments[m].line, segments[m].line);
    }
}

static void check_range(vi_scan *scan, size_t first, size_t end, bool net_benefit)
{
    vi_scan_rows(scan, first, end);
    for (size_t i = first; i < end; i++) {
        assert_true(vi_scan_next(scan));
        check_row(scan, i, scan->reference, net_benefit);
    }
    assert_false(vi_scan_next(scan));
    assert_false(vi_scan_next(scan));
}

static void check_all_ranges(const voi_problem *problem, bool net_benefit)
{
    static const size_t ranges[][2] = {{0, ROWS}, {0, 1},   {0, 31},  {1, 33},    {5, 69},
                                       {32, 64},  {64, 96}, {99, 99}, {99, ROWS}, {0, 0}};
    for (size_t reference = 0; reference < COLS; reference += COLS - 1) {
        vi_scan scan;
        const double range[] = {1000, 30000};
        assert_true(vi_scan_create(vi_kernels_at(0), problem, reference, range, &scan));
        for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
            check_range(&scan, ranges[r][0], ranges[r][1], net_benefit);
        }
        vi_scan_free(&scan);
        vi_scan_free(&scan);
    }
}

static void costs_and_effects_are_lines(void **state)
{
    (void)state;
    random_outcomes(1, ROWS, COLS, 1, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    check_all_ranges(problem, false);
    voi_problem_destroy(problem);
}

static void net_benefit_is_a_negative_cost(void **state)
{
    (void)state;
    random_outcomes(2, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = net_benefit_problem(costs, ROWS, COLS);
    check_all_ranges(problem, true);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_and_effects_are_lines),
        cmocka_unit_test(net_benefit_is_a_negative_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
