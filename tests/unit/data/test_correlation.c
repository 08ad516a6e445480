/* Correlations against two plain loops in long double, over shapes around the tile and the chunk,
 * and over scales and offsets that would hurt a careless sum. */
#include "random_problem.h"

#include "data/correlation.h"

#include <string.h>

enum { MOST_ROWS = 9000, MOST_COLS = 7 };

static double numbers[MOST_ROWS * MOST_COLS];
static double *columns[MOST_COLS];

/* Columns that share a common part, with the given scale and offset. */
static void fill(size_t rows, double scale, double offset)
{
    for (size_t j = 0; j < MOST_COLS; j++) {
        columns[j] = numbers + j * rows;
        for (size_t i = 0; i < rows; i++) {
            double shared = vi_uniform(9, 0, i), own = vi_uniform(9, 1 + j, i);
            columns[j][i] = offset + scale * (shared + (double)j * own);
        }
    }
}

static double plain(const double *x, const double *y, size_t rows)
{
    long double mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
    for (size_t i = 0; i < rows; i++) {
        mx += (long double)x[i] / (long double)rows;
        my += (long double)y[i] / (long double)rows;
    }
    for (size_t i = 0; i < rows; i++) {
        xx += (x[i] - mx) * (x[i] - mx);
        xy += (x[i] - mx) * (y[i] - my);
        yy += (y[i] - my) * (y[i] - my);
    }
    return (double)(xy / (sqrtl(xx) * sqrtl(yy)));
}

static void correlate(size_t threads, size_t rows, size_t cols, double *out)
{
    voi_context *ctx = new_context(threads);
    voi_error error = {0};
    check_ok(vi_correlation(ctx, columns, rows, cols, out, &error));
    voi_context_destroy(ctx);
}

static void check_matrix(size_t rows, size_t cols, double tolerance)
{
    double r[MOST_COLS * MOST_COLS];
    correlate(2, rows, cols, r);
    for (size_t a = 0; a < cols; a++) {
        assert_true(r[a * cols + a] == 1);
        for (size_t b = 0; b < a; b++) {
            check_close(r[a * cols + b], plain(columns[a], columns[b], rows), tolerance);
            assert_true(r[a * cols + b] == r[b * cols + a]);
        }
    }
}

static void agrees_with_plain_sums(void **state)
{
    static const size_t rows[] = {2, 3, 7, 255, 256, 257, 1000, 4096, 4097, 8192, 9000};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t cols = 1; cols <= MOST_COLS; cols++) {
            fill(rows[i], 1, 0);
            check_matrix(rows[i], cols, 1e-13);
        }
    }
}

static void scale_and_offset_do_not_hurt(void **state)
{
    static const double scales[] = {1e-300, 1e-6, 1e12, 1e150, 1e307};
    (void)state;
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        fill(700, scales[i], 0);
        check_matrix(700, MOST_COLS, 1e-13);
    }
    fill(700, 1, 1e9); /* the columns themselves keep seven digits of their spread */
    check_matrix(700, MOST_COLS, 1e-13);
    columns[0][0] = 1e3; /* a first value that is far from all others */
    check_matrix(700, MOST_COLS, 1e-13);
    fill(700, 1e307, -7e307);
    for (size_t i = 0; i < 700; i++) {
        columns[0][i] = i % 2 ? 1.7e308 : -1.7e308;
    }
    double r[4];
    correlate(1, 700, 2, r);
    assert_true(fabs(r[1]) < 0.2);
    for (size_t i = 0; i < 700; i++) {
        columns[0][i] = i % 2 ? 5e-324 : 0; /* nothing is left of half of it */
    }
    correlate(1, 700, 2, r);
    assert_true(r[1] == 0);
}

static void threads_do_not_show(void **state)
{
    double one[MOST_COLS * MOST_COLS], more[MOST_COLS * MOST_COLS];
    (void)state;
    fill(MOST_ROWS, 1, 5);
    correlate(1, MOST_ROWS, MOST_COLS, one);
    for (size_t threads = 2; threads < 9; threads += 3) {
        correlate(threads, MOST_ROWS, MOST_COLS, more);
        assert_memory_equal(one, more, sizeof one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_plain_sums),
        cmocka_unit_test(scale_and_offset_do_not_hurt),
        cmocka_unit_test(threads_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
