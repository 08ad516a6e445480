/* Bins of one row put together to its regrets again, place by place; wins; the unit of ties. */
#include "random_problem.h"

#include "measures/regret_bins.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 200, COLS = 5, PLACES = 21 };

static double costs[ROWS * COLS], effects[ROWS * COLS], k[PLACES];
static vi_regret_sums up[PLACES], down[PLACES];
static int64_t wins[PLACES * COLS];
static vi_regret_bins bins = {up, down, wins};

/* Three spans that cover the list, of strategies that need not be the best there. */
static const vi_span spans[] = {{2, 0, 6}, {0, 6, 7}, {4, 7, PLACES}};

static vi_regret_plan make_plan(void)
{
    vi_regret_plan plan = {.spans = spans, .span_count = 3, .strategies = COLS};
    voi_error error = {0};
    for (size_t j = 0; j < PLACES; j++) {
        k[j] = 100 + 1500.0 * (double)j;
    }
    plan.unit = vi_tie_unit(COLS, ROWS);
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

/* What the bins of a span say about place j: pieces from below, then pieces from above. */
static regret put_together(const vi_span *span, size_t j)
{
    regret sum = {0, 0};
    for (size_t from = span->begin; from <= j; from++) {
        double h = k[j] - k[from];
        sum.r += up[from].r + h * up[from].slope;
        sum.rr += up[from].rr + h * (2 * up[from].rs + h * up[from].ss);
    }
    for (size_t from = j; from < span->end; from++) {
        double h = k[from] - k[j];
        sum.r += down[from].r + h * down[from].slope;
        sum.rr += down[from].rr + h * (2 * down[from].rs + h * down[from].ss);
    }
    return sum;
}

static void check_regrets(size_t i)
{
    for (size_t s = 0; s < 3; s++) {
        for (size_t j = spans[s].begin; j < spans[s].end; j++) {
            double r = best_of_row(i, k[j]) - net_benefit(i, spans[s].strategy, k[j]);
            regret sum = put_together(&spans[s], j);
            check_close(sum.r, r, 1e-9);
            check_close(sum.rr, r * r, 1e-12 * r * r + 1e-6);
        }
    }
}

static void check_not_negative(const vi_regret_sums *sums)
{
    for (size_t j = 0; j < PLACES; j++) {
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
        assert_true(vi_scan_create(problem, 2, k[0], k[PLACES - 1], &scan));
        vi_scan_rows(&scan, 0, ROWS);
        for (size_t i = 0; vi_scan_next(&scan); i++) {
            vi_regret_bins_clear(&plan, &bins);
            vi_regret_bins_add_row(&plan, &scan, begin, &bins);
            check_regrets(i);
            check_not_negative(up);
            check_not_negative(down);
            check_wins(i, plan.unit);
        }
        vi_scan_free(&scan);
        voi_problem_destroy(problem);
    }
    vi_bins_free(&plan.k);
}

static void bins_add_up(void **state)
{
    (void)state;
    static vi_regret_sums more_up[PLACES], more_down[PLACES];
    static int64_t more_wins[PLACES * COLS];
    const vi_regret_bins more = {more_up, more_down, more_wins};
    vi_regret_plan plan = make_plan();
    memset(up, 0x55, sizeof up);
    memset(down, 0x55, sizeof down);
    memset(wins, 0x55, sizeof wins);
    vi_regret_bins_clear(&plan, &bins);
    for (size_t j = 0; j < PLACES; j++) {
        double x = (double)j;
        more_up[j] = (vi_regret_sums){x, 2 * x, 3 * x, 4 * x, 5 * x};
        more_down[j] = (vi_regret_sums){1, 2, 3, 4, x};
        more_wins[j * COLS + 1] = (int64_t)j;
    }
    vi_regret_bins_add(&plan, &bins, &more);
    vi_regret_bins_add(&plan, &bins, &more);
    check_close(up[7].r, 14, 0);
    check_close(up[7].ss, 70, 0);
    check_close(down[7].rs, 8, 0);
    check_close(down[7].ss, 14, 0);
    assert_int_equal(wins[7 * COLS + 1], 14);
    assert_int_equal(wins[7 * COLS + 2], 0);
    vi_bins_free(&plan.k);
}

static void ties_are_shared_in_whole_numbers(void **state)
{
    (void)state;
    static const int64_t least[] = {1, 1, 2, 6, 12, 60, 60, 420, 840, 2520, 2520};
    for (size_t d = 1; d <= 10; d++) {
        assert_int_equal(vi_tie_unit(d, 1000000), least[d]);
    }
    for (size_t rows = 1; rows < (size_t)1 << 40; rows = 3 * rows + 1) {
        int64_t unit = vi_tie_unit(1000, rows);
        assert_true(unit >= 1 && unit <= (INT64_C(1) << 62) / (int64_t)rows);
        assert_int_equal(unit % least[rows < 1 << 20 ? 10 : 5], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_comes_back),
        cmocka_unit_test(bins_add_up),
        cmocka_unit_test(ties_are_shared_in_whole_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
