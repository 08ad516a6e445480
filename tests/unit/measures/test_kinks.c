/* The exact curve of small problems in whole numbers, against brute force in fractions: every k at
 * which a row's or the means' best line changes, no other, and the values there. */
#include "random_problem.h"

#include "measures/curve.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 16, MOST_COLS = 5, MOST_KINKS = 300 };

/* p / q with q > 0. */
typedef struct {
    int64_t p, q;
} fraction;

typedef struct {
    size_t rows, cols;
    int64_t cost[MOST_ROWS][MOST_COLS], effect[MOST_ROWS][MOST_COLS];
    int64_t total_cost[MOST_COLS], total_effect[MOST_COLS];
} whole_problem;

static int by_value(const void *left, const void *right)
{
    const fraction *a = left, *b = right;
    int64_t difference = a->p * b->q - b->p * a->q;
    return (difference > 0) - (difference < 0);
}

static double value(fraction k)
{
    return (double)k.p / (double)k.q;
}

/* Small numbers, so that lines tie, cross in one point and are parallel. */
static whole_problem draw(uint64_t seed, size_t rows, size_t cols)
{
    whole_problem w = {.rows = rows, .cols = cols};
    for (size_t i = 0; i < rows; i++) {
        for (size_t d = 0; d < cols; d++) {
            w.cost[i][d] = (int64_t)(30 * vi_uniform(seed, d, i));
            w.effect[i][d] = (int64_t)(8 * vi_uniform(seed, 100 + d, i));
            w.total_cost[d] += w.cost[i][d];
            w.total_effect[d] += w.effect[i][d];
        }
    }
    return w;
}

/* q times the net benefit. */
static int64_t net(int64_t cost, int64_t effect, fraction k)
{
    return k.p * effect - k.q * cost;
}

/* The best line at k: of equal ones that with the largest effect, then the first. */
static size_t best_line(const int64_t *cost, const int64_t *effect, size_t cols, fraction k)
{
    size_t best = 0;
    for (size_t d = 1; d < cols; d++) {
        int64_t lead = net(cost[d], effect[d], k) - net(cost[best], effect[best], k);
        best = lead > 0 || (lead == 0 && effect[d] > effect[best]) ? d : best;
    }
    return best;
}

/* Whether the highest line changes its slope at k. */
static bool bends(const int64_t *cost, const int64_t *effect, size_t cols, fraction k)
{
    size_t steepest = best_line(cost, effect, cols, k);
    bool flatter = false;
    for (size_t d = 0; d < cols; d++) {
        flatter =
            flatter || (effect[d] < effect[steepest] &&
                        net(cost[d], effect[d], k) == net(cost[steepest], effect[steepest], k));
    }
    return flatter;
}

static size_t add_bends(const int64_t *cost, const int64_t *effect, size_t cols, fraction low,
                        fraction high, fraction *out)
{
    size_t count = 0;
    for (size_t a = 0; a < cols; a++) {
        for (size_t b = 0; b < cols; b++) {
            const fraction k = {cost[b] - cost[a], effect[b] - effect[a]};
            if (k.q > 0 && by_value(&k, &low) > 0 && by_value(&k, &high) < 0 &&
                bends(cost, effect, cols, k)) {
                out[count++] = k;
            }
        }
    }
    return count;
}

/* All kinks inside the range and its ends, sorted, without repeats. */
static size_t plain_kinks(const whole_problem *w, fraction low, fraction high, fraction *out)
{
    size_t count = 2, kept = 0;
    out[0] = low;
    out[1] = high;
    for (size_t i = 0; i < w->rows; i++) {
        count += add_bends(w->cost[i], w->effect[i], w->cols, low, high, out + count);
    }
    count += add_bends(w->total_cost, w->total_effect, w->cols, low, high, out + count);
    assert_true(count <= MOST_KINKS);
    qsort(out, count, sizeof *out, by_value);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || by_value(&out[i], &out[kept - 1]) > 0) {
            out[kept++] = out[i];
        }
    }
    return kept;
}

static voi_problem *problem_from(const whole_problem *w)
{
    double costs[MOST_ROWS * MOST_COLS], effects[MOST_ROWS * MOST_COLS];
    for (size_t d = 0; d < w->cols; d++) {
        for (size_t i = 0; i < w->rows; i++) {
            costs[d * w->rows + i] = (double)w->cost[i][d];
            effects[d * w->rows + i] = (double)w->effect[i][d];
        }
    }
    return problem_of(costs, effects, w->rows, w->cols);
}

/* EVPI, its standard error and the best strategy at k, by sums of whole numbers. */
static void check_point(const whole_problem *w, const vi_curve *curve, size_t j, fraction k)
{
    int64_t sum = 0, squares = 0, n = (int64_t)w->rows;
    size_t best = best_line(w->total_cost, w->total_effect, w->cols, k);
    for (size_t i = 0; i < w->rows; i++) {
        size_t top = best_line(w->cost[i], w->effect[i], w->cols, k);
        int64_t regret = net(w->cost[i][top], w->effect[i][top], k) -
                         net(w->cost[i][best], w->effect[i][best], k);
        sum += regret;
        squares += regret * regret;
    }
    double q = (double)k.q, spread = (double)(n * squares - sum * sum);
    assert_int_equal(curve->best[j], best);
    check_close(curve->evpi[j], (double)sum / (double)n / q, 1e-13);
    if (n > 1) {
        double se = sqrt(spread / (double)(n - 1)) / (double)n / q;
        check_close(curve->se[j], se, 1e-13 + (se < 1e-6 ? 1e-7 : 0));
    }
}

typedef struct {
    double *k;
    size_t count;
} found_kinks;

static found_kinks kinks_of(voi_context *ctx, const voi_problem *problem, fraction low,
                            fraction high)
{
    const double given[] = {value(low), value(high)};
    found_kinks found = {0};
    voi_error error = {0};
    check_ok(vi_curve_kinks(ctx, problem, given, 2, &found.k, &found.count, &error));
    return found;
}

/* 1, 2, 4, 8 or 16 rows: the means are exact, and so is all that follows. */
static void brute_force_finds_the_same(void **state)
{
    (void)state;
    static const fraction low[] = {{0, 1}, {1, 1}, {3, 2}}, high[] = {{40, 1}, {6, 1}, {7, 2}};
    voi_context *ctx = new_context(1);
    fraction expected[MOST_KINKS];
    size_t most = 0;
    for (uint64_t seed = 0; seed < 1500; seed++) {
        whole_problem w = draw(seed, (size_t)1 << seed % 5, 2 + seed / 5 % (MOST_COLS - 1));
        voi_problem *problem = problem_from(&w);
        found_kinks found = kinks_of(ctx, problem, low[seed % 3], high[seed % 3]);
        size_t count = plain_kinks(&w, low[seed % 3], high[seed % 3], expected);
        vi_curve curve;
        voi_error error = {0};
        assert_int_equal(found.count, count);
        check_ok(vi_curve_compute(ctx, problem, found.k, count, false, &curve, &error));
        for (size_t j = 0; j < count; j++) {
            check_close(found.k[j], value(expected[j]), 0);
            check_point(&w, &curve, j, expected[j]);
        }
        most = count > most ? count : most;
        vi_curve_free(&curve);
        free(found.k);
        voi_problem_destroy(problem);
    }
    assert_true(most > 15);
    voi_context_destroy(ctx);
}

static double distance(double k, const double *list, size_t count)
{
    double nearest = INFINITY;
    for (size_t j = 0; j < count; j++) {
        nearest = fmin(nearest, fabs(list[j] - k));
    }
    return nearest;
}

/* Other numbers of rows: means are rounded, and a kink of theirs may fall beside that of a row. */
static void rounded_means_move_nothing_far(void **state)
{
    (void)state;
    static const fraction low = {0, 1}, high = {40, 1};
    voi_context *ctx = new_context(1);
    for (uint64_t seed = 0; seed < 500; seed++) {
        fraction expected[MOST_KINKS];
        double plain[MOST_KINKS];
        whole_problem w = draw(7000 + seed, 3 + 2 * (seed % 3), 2 + seed % (MOST_COLS - 1));
        voi_problem *problem = problem_from(&w);
        found_kinks found = kinks_of(ctx, problem, low, high);
        size_t count = plain_kinks(&w, low, high, expected);
        for (size_t j = 0; j < count; j++) {
            plain[j] = value(expected[j]);
            check_close(distance(plain[j], found.k, found.count), 0, 1e-13);
        }
        for (size_t j = 0; j < found.count; j++) {
            check_close(distance(found.k[j], plain, count), 0, 1e-13);
        }
        free(found.k);
        voi_problem_destroy(problem);
    }
    voi_context_destroy(ctx);
}

/* What was asked for stays, also where it is a kink or no change lies between. */
static void the_values_asked_for_stay(void **state)
{
    (void)state;
    static const double costs[] = {0, 0, 10, 20}, effects[] = {0, 0, 1, 1};
    static const double given[] = {0, 5, 10, 12, 30}, all[] = {0, 5, 10, 12, 15, 20, 30};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(costs, effects, 2, 2);
    voi_error error = {0};
    double *kinks = NULL;
    size_t count = 0;
    check_ok(vi_curve_kinks(ctx, problem, given, 5, &kinks, &count, &error));
    assert_int_equal(count, 7);
    assert_memory_equal(kinks, all, sizeof all);
    free(kinks);
    check_ok(vi_curve_kinks(ctx, problem, given + 2, 1, &kinks, &count, &error));
    assert_int_equal(count, 1);
    check_close(kinks[0], 10, 0);
    free(kinks);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Rows in several chunks, by any number of threads. */
static void threads_change_no_kink(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    static double costs[2 * ROWS], effects[2 * ROWS];
    static const double given[] = {100, 30000};
    found_kinks first = {0};
    random_outcomes(4, ROWS, 2, 0, 0, costs, effects);
    voi_problem *problem = problem_of(costs, effects, ROWS, 2);
    for (size_t threads = 1; threads <= 8; threads *= 2) {
        voi_context *ctx = new_context(threads);
        found_kinks now = kinks_of(ctx, problem, (fraction){100, 1}, (fraction){30000, 1});
        assert_true(now.count > 1000 && now.k[0] == given[0] && now.k[now.count - 1] == given[1]);
        if (threads > 1) {
            assert_int_equal(now.count, first.count);
            assert_memory_equal(now.k, first.k, now.count * sizeof *now.k);
            free(now.k);
        } else {
            first = now;
        }
        voi_context_destroy(ctx);
    }
    free(first.k);
    voi_problem_destroy(problem);
}

/* Lines that cross at 100 in all rows but for rounding make one kink, and a k asked for keeps its
 * very value. */
static void rounding_makes_no_second_kink(void **state)
{
    static const double effects[6] = {0, 0, 0, 0.1, 0.3 - 0.1, 0.7 - 0.4};
    static const double costs[6] = {0, 0, 0, 10, 20, 30};
    static const double asked[3] = {0, 100, 200}, ends[2] = {0, 200};
    voi_problem *problem = problem_of(costs, effects, 3, 2);
    voi_context *ctx = new_context(1);
    voi_error error = {VOI_OK, ""};
    double *k = NULL;
    size_t count;
    (void)state;
    check_ok(vi_curve_kinks(ctx, problem, ends, 2, &k, &count, &error));
    assert_int_equal(count, 3);
    check_close(k[1], 100, 1e-10);
    free(k);
    check_ok(vi_curve_kinks(ctx, problem, asked, 3, &k, &count, &error));
    assert_int_equal(count, 3);
    assert_true(k[1] == 100);
    free(k);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounding_makes_no_second_kink),
        cmocka_unit_test(brute_force_finds_the_same),
        cmocka_unit_test(rounded_means_move_nothing_far),
        cmocka_unit_test(the_values_asked_for_stay),
        cmocka_unit_test(threads_change_no_kink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
