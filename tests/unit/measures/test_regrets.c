/* Expected losses and their variances of all strategies against long double; a matrix and its
 * columns give the same bits. */
#include "random_problem.h"

#include "measures/regrets.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 5000, MOST_COLS = 12 };

static double x[MOST_ROWS * MOST_COLS]; /* by column */

static void fill(size_t rows, size_t cols, double offset)
{
    for (size_t i = 0; i < rows * cols; i++) {
        double u = vi_uniform(41, 1, i);
        x[i] = offset + (u < 0.2 ? floor(10 * u) : 50 * u);
    }
}

static void check_losses(size_t rows, size_t cols, const double *mean, const double *variance)
{
    for (size_t d = 0; d < cols; d++) {
        long double sum = 0, squares = 0, n = (long double)rows;
        for (size_t i = 0; i < rows; i++) {
            long double best = -INFINITY;
            for (size_t e = 0; e < cols; e++) {
                best = fmaxl(best, x[e * rows + i]);
            }
            sum += best - x[d * rows + i];
        }
        for (size_t i = 0; i < rows; i++) {
            long double best = -INFINITY;
            for (size_t e = 0; e < cols; e++) {
                best = fmaxl(best, x[e * rows + i]);
            }
            long double r = best - x[d * rows + i] - sum / n;
            squares += r * r;
        }
        double spread = rows > 1 ? (double)(squares / (n - 1)) : 0;
        check_close(mean[d], (double)(sum / n), 1e-14 * (double)(sum / n));
        check_close(variance[d], spread, 1e-13 * (spread + mean[d] * mean[d]));
    }
}

static void compare(voi_context *ctx, size_t rows, size_t cols, double offset)
{
    double *columns[MOST_COLS];
    double mean[MOST_COLS], variance[MOST_COLS], same_mean[MOST_COLS], same_variance[MOST_COLS];
    const voi_matrix matrix = {x, rows, cols, 1, (ptrdiff_t)rows};
    voi_error error = {0};
    fill(rows, cols, offset);
    for (size_t d = 0; d < cols; d++) {
        columns[d] = x + d * rows;
    }
    const voi_problem problem = {.rows = rows, .strategies = cols, .net_benefit = columns};
    check_ok(vi_regrets_of_problem(ctx, &problem, mean, variance, &error));
    check_ok(vi_regrets_of_matrix(ctx, &matrix, same_mean, same_variance, &error));
    check_losses(rows, cols, mean, variance);
    assert_memory_equal(mean, same_mean, cols * sizeof *mean);
    assert_memory_equal(variance, same_variance, cols * sizeof *variance);
}

static void equal_the_definition(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 2, 7, 8, 9, 63, 64, 65, 1000, MOST_ROWS};
    voi_context *ctx = new_context(2);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        for (size_t cols = 1; cols <= MOST_COLS; cols += 1 + cols / 3) {
            compare(ctx, rows[r], cols, 0);
            compare(ctx, rows[r], cols, -1e8);
        }
    }
    voi_context_destroy(ctx);
}

static void the_first_of_equals_is_the_smallest(void **state)
{
    (void)state;
    static const double mean[] = {3, 1, 2, 1};
    assert_int_equal(vi_smallest(mean, 4), 1);
    assert_int_equal(vi_smallest(mean, 1), 0);
    assert_int_equal(vi_smallest(mean + 2, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_the_definition),
        cmocka_unit_test(the_first_of_equals_is_the_smallest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
