/* Bins of one row put together to its regrets again, place by place; wins; the unit of ties. */
#include "random_problem.h"

#include "kernels/kernels.h"
#include "measures/regret_bins.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 200, COLS = 5, PLACES = 21 };

static double costs[ROWS * COLS], effects[ROWS * COLS], k[PLACES];
enum { WANTED = 3 };
static vi_regret_sums sums[2 * WANTED * PLACES];
static int64_t wins[PLACES * COLS];
static vi_regret_bins bins = {sums, wins};

static const size_t wanted[WANTED] = {2, 0, 4};

static vi_regret_plan make_plan(void)
{
    vi_regret_plan plan = {.wanted = wanted, .wanted_count = WANTED, .strategies = COLS};
    voi_error error = {0};
    for (size_t j = 0; j < PLACES; j++) {
        k[j] = 100 + 1500.0 * (double)j;
    }
    plan.unit = vi_tie_unit(COLS);
    check_ok(vi_bins_create(k, PLACES, &plan.k, &error));
    return plan;
}

static double net_benefit(size_t i, size_t d, double at)
{
    return at * effects[d * ROWS + i] - costs[d * ROWS + i];
}

static double best_of_row(size_t i, double at)
{
    double best = -INFINITY;
    for (size_t d = 0; d < COLS; d++) {
        best = fmax(best, net_benefit(i, d, at));
    }
    return best;
}

typedef struct {
    double r, rr;
} regret;

/* What the bins of a strategy say about place j: pieces from below, then pieces from above. */
static regret put_together(size_t which, size_t j)
{
    const vi_regret_sums *up = sums + 2 * which * PLACES, *down = up + PLACES;
    regret sum = {0, 0};
    for (size_t from = 0; from <= j; from++) {
        double h = k[j] - k[from];
        sum.r += up[from].r + h * up[from].slope;
        sum.rr += up[from].rr + h * (2 * up[from].rs + h * up[from].ss);
    }
    for (size_t from = j; from < PLACES; from++) {
        double h = k[from] - k[j];
        sum.r += down[from].r + h * down[from].slope;
        sum.rr += down[from].rr + h * (2 * down[from].rs + h * down[from].ss);
    }
    return sum;
}

static void check_regrets(size_t i)
{
    for (size_t s = 0; s < WANTED; s++) {
        for (size_t j = 0; j < PLACES; j++) {
            double r = best_of_row(i, k[j]) - net_benefit(i, wanted[s], k[j]);
            regret sum = put_together(s, j);
            check_close(sum.r, r, 1e-9);
            check_close(sum.rr, r * r, 1e-12 * r * r + 1e-6);
        }
    }
}

static void check_not_negative(void)
{
    for (size_t j = 0; j < 2 * WANTED * PLACES; j++) {
        assert_true(sums[j].r >= 0 && sums[j].slope >= 0 && sums[j].rr >= 0);
        assert_true(sums[j].rs >= 0 && sums[j].ss >= 0);
    }
}

/* At every place the wins add up to the unit, and only the best share them. */
static void check_wins(size_t i, int64_t unit)
{
    int64_t now[COLS] = {0};
    for (size_t j = 0; j < PLACES; j++) {
        int64_t sum = 0;
        double best = best_of_row(i, k[j]);
        for (size_t d = 0; d < COLS; d++) {
            now[d] += wins[j * COLS + d];
            sum += now[d];
            assert_true(now[d] == 0 || net_benefit(i, d, k[j]) >= best - 1e-9);
        }
        assert_int_equal(sum, unit);
    }
}

static void a_row_comes_back(void **state)
{
    (void)state;
    size_t begin[COLS + 1];
    vi_regret_plan plan = make_plan();
    vi_scan scan;
    for (int coarse = 0; coarse < 2; coarse++) {
        random_outcomes(21, ROWS, COLS, coarse, 0, costs, effects);
        voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
        const double range[] = {k[0], k[PLACES - 1]};
        assert_true(vi_scan_create(vi_kernels_at(0), problem, 2, range, &scan));
        vi_scan_rows(&scan, 0, ROWS);
        for (size_t i = 0; vi_scan_next(&scan); i++) {
            vi_regret_bins_clear(&plan, &bins);
            vi_regret_bins_add_row(&plan, &scan, begin, &bins);
            check_regrets(i);
            check_not_negative();
            check_wins(i, plan.unit);
        }
        vi_scan_free(&scan);
        voi_problem_destroy(problem);
    }
    vi_bins_free(&plan.k);
}

static void clearing_leaves_nothing(void **state)
{
    (void)state;
    vi_regret_plan plan = make_plan();
    const vi_regret_bins uncounted = {sums, NULL};
    vi_regret_bins copy = uncounted;
    assert_int_equal(vi_regret_bins_sums(&plan), sizeof sums / sizeof *sums);
    assert_int_equal(vi_regret_bins_wins(&plan), sizeof wins / sizeof *wins);
    memset(sums, 0x55, sizeof sums);
    memset(wins, 0x55, sizeof wins);
    vi_regret_bins_clear(&plan, &copy);
    assert_true(sums[7].r == 0 && sums[2 * WANTED * PLACES - 1].ss == 0 && wins[3] != 0);
    vi_regret_bins_clear(&plan, &bins);
    for (size_t i = 0; i < PLACES * COLS; i++) {
        assert_int_equal(wins[i], 0);
    }
    vi_bins_free(&plan.k);
}

static void ties_are_shared_in_whole_numbers(void **state)
{
    (void)state;
    static const int64_t least[] = {1, 1, 2, 6, 12, 60, 60, 420, 840, 2520, 2520};
    for (size_t d = 1; d <= 10; d++) {
        assert_int_equal(vi_tie_unit(d), least[d]);
    }
    int64_t unit = vi_tie_unit(1000);
    assert_true(unit <= (INT64_C(1) << 62) / VI_MOST_BINNED);
    for (int64_t d = 2; d <= 28; d++) {
        assert_int_equal(unit % d, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_comes_back),
        cmocka_unit_test(clearing_leaves_nothing),
        cmocka_unit_test(ties_are_shared_in_whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
