/* EVPI over k by envelopes, against the definition at every k; and that neither threads, offsets
 * nor the order of rows and strategies change it. */
#include "random_problem.h"

#include "measures/curve.h"

#include <string.h>

enum { ROWS = 3000, WIDE = 25, MOST = 1000 };

static double costs[ROWS * WIDE], effects[ROWS * WIDE];

typedef struct {
    double evpi, se, probability[MOST], loss[MOST];
    size_t best;
} point;

static long double net_benefit(size_t rows, size_t i, size_t d, double k)
{
    return k * (long double)effects[d * rows + i] - costs[d * rows + i];
}

/* Ties of a row go to the most effect, then are shared by those with the same. */
static void share_row(size_t rows, size_t cols, size_t i, double k, double *probability)
{
    long double best = -INFINITY, most = -INFINITY, equals = 0;
    for (size_t d = 0; d < cols; d++) {
        long double nb = net_benefit(rows, i, d, k), effect = effects[d * rows + i];
        bool better = nb > best || (nb == best && effect > most);
        equals = better ? 1 : equals + (nb == best && effect == most);
        best = better ? nb : best;
        most = better ? effect : most;
    }
    for (size_t d = 0; d < cols; d++) {
        bool shares = net_benefit(rows, i, d, k) == best && effects[d * rows + i] == most;
        probability[d] += shares ? (double)(1 / equals / (long double)rows) : 0;
    }
}

/* The regret of the strategy `of` in a row. */
static long double regret(size_t rows, size_t cols, size_t i, size_t of, double k)
{
    long double best = -INFINITY;
    for (size_t d = 0; d < cols; d++) {
        best = fmaxl(best, net_benefit(rows, i, d, k));
    }
    return best - net_benefit(rows, i, of, k);
}

/* At one k, in long double, row by row. */
static point plain(size_t rows, size_t cols, double k)
{
    point p = {0};
    long double mean[MOST] = {0}, sum = 0, squares = 0, n = (long double)rows;
    for (size_t d = 0; d < cols; d++) {
        for (size_t i = 0; i < rows; i++) {
            mean[d] += net_benefit(rows, i, d, k);
        }
        p.best = mean[d] > mean[p.best] ? d : p.best;
    }
    for (size_t i = 0; i < rows; i++) {
        long double r = regret(rows, cols, i, p.best, k);
        sum += r;
        squares += r * r;
        share_row(rows, cols, i, k, p.probability);
    }
    p.evpi = (double)(sum / n);
    p.se = (double)sqrtl(fmaxl(squares - sum * sum / n, 0) / (n - 1) / n);
    for (size_t d = 0; d < cols; d++) {
        p.loss[d] = p.evpi + (double)((mean[p.best] - mean[d]) / n);
    }
    return p;
}

/* Relative to the value, but for what the rounding of the data themselves leaves open. */
static void compare_with_plain(size_t rows, size_t cols, const double *k, size_t count)
{
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    voi_problem *problem = problem_of(costs, effects, rows, cols);
    vi_curve curve;
    check_ok(vi_curve_compute(ctx, problem, k, count, true, &curve, &error));
    for (size_t j = 0; j < count; j++) {
        point p = plain(rows, cols, k[j]);
        double rounding = 1e-15 * (1 + k[j] * 5 + 5000);
        check_close(curve.k[j], k[j], 0);
        check_close(curve.evpi[j], p.evpi, 1e-13 * p.evpi + rounding / sqrt((double)rows));
        check_close(curve.se[j], p.se, 1e-12 * p.se + rounding / sqrt((double)rows));
        double sum = 0;
        for (size_t d = 0; d < cols; d++) {
            double loss = curve.evpi[j] + vi_curve_gap(&curve, j, d);
            check_close(curve.probability[j * cols + d], p.probability[d], 1e-12);
            check_close(loss, p.loss[d], 1e-13 * p.loss[d] + 10 * rounding);
            sum += curve.probability[j * cols + d];
        }
        check_close(sum, 1, 1e-14);
    }
    vi_curve_free(&curve);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void compare_random(size_t rows, size_t cols, int coarse, const double *k, size_t count)
{
    random_outcomes(17 + cols, rows, cols, coarse, 0, costs, effects);
    compare_with_plain(rows, cols, k, count);
}

static void equals_the_definition(void **state)
{
    (void)state;
    static const double grid[] = {0, 1, 1000, 1999.5, 5000, 10000, 20000, 1e5, 1e7};
    for (size_t cols = 2; cols <= WIDE; cols += cols < 6 ? 1 : 19) {
        compare_random(ROWS, cols, 0, grid, 9);
        compare_random(ROWS, cols, 1, grid, 9);
        compare_random(1 + cols, cols, 0, grid, 9);
        compare_random(ROWS, cols, 1, grid + 4, 1);
    }
    compare_random(2, MOST, 0, grid, 9);
    compare_random(3, MOST, 1, grid, 9);
}

/* Nearly every row changes its mind near k = 20000, so that away from there a few rows disagree by
 * a little, out of thousands that did by a lot: nothing may be left of those. */
static void rare_disagreement_is_as_exact(void **state)
{
    (void)state;
    double k[81];
    for (size_t j = 0; j < 81; j++) {
        k[j] = 19000 + 25.0 * (double)j;
    }
    for (size_t i = 0; i < ROWS; i++) {
        double wide = vi_uniform(4, 1, i), narrow = vi_uniform(4, 2, i);
        double crossing = 20000 + 100 * (log(narrow) - log(1 - narrow));
        effects[i] = 10;
        costs[i] = 1000;
        effects[ROWS + i] = 10 + (0.5 + wide);
        costs[ROWS + i] = 1000 + crossing * (0.5 + wide);
    }
    compare_with_plain(ROWS, 2, k, 81);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    enum { COUNT = 700, COLS = 4 };
    double k[COUNT];
    voi_error error = {VOI_OK, ""};
    vi_curve first = {0};
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 50.0 * (double)j;
    }
    random_outcomes(5, ROWS, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    static const size_t threads[] = {1, 2, 3, 8};
    for (size_t t = 0; t < 4; t++) {
        voi_context *ctx = new_context(threads[t]);
        vi_curve curve;
        check_ok(vi_curve_compute(ctx, problem, k, COUNT, true, &curve, &error));
        if (t > 0) {
            assert_memory_equal(curve.evpi, first.evpi, sizeof k);
            assert_memory_equal(curve.se, first.se, sizeof k);
            assert_memory_equal(curve.probability, first.probability, COLS * sizeof k);
            vi_curve_free(&curve);
        } else {
            first = curve;
        }
        voi_context_destroy(ctx);
    }
    vi_curve_free(&first);
    voi_problem_destroy(problem);
}

/* So many rows and values of k that one chunk goes through its rows in several rounds. */
static void many_rows_and_many_k(void **state)
{
    (void)state;
    enum { MANY = 140001, COUNT = 200001 };
    double *c = malloc(2 * MANY * sizeof *c), *e = malloc(2 * MANY * sizeof *e);
    double *k = malloc(COUNT * sizeof *k);
    assert_true(c && e && k);
    random_outcomes(3, MANY, 2, 0, 0, c, e);
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 0.1 * (double)j;
    }
    voi_context *ctx = new_context(2);
    voi_problem *problem = problem_of(c, e, MANY, 2);
    voi_error error = {VOI_OK, ""};
    vi_curve all, one;
    check_ok(vi_curve_compute(ctx, problem, k, COUNT, false, &all, &error));
    for (size_t j = 0; j < COUNT; j += 20000) {
        check_ok(vi_curve_compute(ctx, problem, &k[j], 1, false, &one, &error));
        check_close(all.evpi[j], one.evpi[0], 1e-12 * one.evpi[0]);
        check_close(all.se[j], one.se[0], 1e-12 * one.se[0]);
        assert_int_equal(all.best[j], one.best[0]);
        vi_curve_free(&one);
    }
    vi_curve_free(&all);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    free(c);
    free(e);
    free(k);
}

static void a_common_offset_changes_nothing(void **state)
{
    (void)state;
    static const double k[] = {0, 5000, 20000};
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    vi_curve plain_curve, shifted;
    random_outcomes(6, ROWS, 3, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, 3);
    check_ok(vi_curve_compute(ctx, problem, k, 3, true, &plain_curve, &error));
    voi_problem_destroy(problem);
    /* On costs alone: an offset of 1e8 QALYs at 20000 each would drown the numbers themselves. */
    for (size_t i = 0; i < ROWS * 3; i++) {
        costs[i] += 1e8;
    }
    problem = problem_of(costs, effects, ROWS, 3);
    check_ok(vi_curve_compute(ctx, problem, k, 3, true, &shifted, &error));
    for (size_t j = 0; j < 3; j++) {
        check_close(shifted.evpi[j], plain_curve.evpi[j], 1e-9 * plain_curve.evpi[j]);
        check_close(shifted.se[j], plain_curve.se[j], 1e-9 * plain_curve.se[j]);
    }
    vi_curve_free(&plain_curve);
    vi_curve_free(&shifted);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void order_changes_nothing(void **state)
{
    (void)state;
    enum { COLS = 4 };
    static const double k[] = {0, 1000, 5000, 20000};
    static double turned_costs[ROWS * COLS], turned_effects[ROWS * COLS];
    voi_context *ctx = new_context(2);
    voi_error error = {VOI_OK, ""};
    vi_curve a, b;
    random_outcomes(8, ROWS, COLS, 1, 0, costs, effects);
    for (size_t i = 0; i < ROWS * COLS; i++) {
        turned_costs[i] = costs[ROWS * COLS - 1 - i];
        turned_effects[i] = effects[ROWS * COLS - 1 - i];
    }
    voi_problem *problem = problem_of(costs, effects, ROWS, COLS);
    voi_problem *turned = problem_of(turned_costs, turned_effects, ROWS, COLS);
    check_ok(vi_curve_compute(ctx, problem, k, 4, true, &a, &error));
    check_ok(vi_curve_compute(ctx, turned, k, 4, true, &b, &error));
    for (size_t j = 0; j < 4; j++) {
        check_close(a.evpi[j], b.evpi[j], 1e-11 * (1 + a.evpi[j]));
        check_close(a.se[j], b.se[j], 1e-9 * (1 + a.se[j]));
        for (size_t d = 0; d < COLS; d++) {
            check_close(a.probability[j * COLS + d], b.probability[j * COLS + COLS - 1 - d], 1e-12);
        }
    }
    vi_curve_free(&a);
    vi_curve_free(&b);
    voi_problem_destroy(problem);
    voi_problem_destroy(turned);
    voi_context_destroy(ctx);
}

/* Between two neighbouring kinks the curve is a straight line, and at a kink it is not. */
static void kinks_are_where_the_curve_bends(void **state)
{
    (void)state;
    enum { FEW = 40, COLS = 3 };
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    double *kinks = NULL;
    size_t count = 0;
    random_outcomes(9, FEW, COLS, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, FEW, COLS);
    static const double given[] = {100, 20000, 30000};
    check_ok(vi_curve_kinks(ctx, problem, given, 3, &kinks, &count, &error));
    assert_true(count > 10 && count <= 3 + (FEW + 1) * (COLS - 1));
    check_close(kinks[0], 100, 0);
    check_close(kinks[count - 1], 30000, 0);
    bool kept = false;
    for (size_t j = 0; j < count; j++) {
        kept = kept || kinks[j] == 20000;
    }
    assert_true(kept);
    for (size_t j = 0; j + 1 < count; j++) {
        double at[3] = {kinks[j], (kinks[j] + kinks[j + 1]) / 2, kinks[j + 1]};
        vi_curve curve;
        assert_true(kinks[j] < kinks[j + 1]);
        check_ok(vi_curve_compute(ctx, problem, at, 3, false, &curve, &error));
        check_close(curve.evpi[1], (curve.evpi[0] + curve.evpi[2]) / 2, 1e-8);
        vi_curve_free(&curve);
    }
    free(kinks);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_definition),
        cmocka_unit_test(rare_disagreement_is_as_exact),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(many_rows_and_many_k),
        cmocka_unit_test(a_common_offset_changes_nothing),
        cmocka_unit_test(order_changes_nothing),
        cmocka_unit_test(kinks_are_where_the_curve_bends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
