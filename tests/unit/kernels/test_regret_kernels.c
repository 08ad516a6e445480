/* Every backend against scalar, bit for bit: all lengths to 65, all widths to 20 and some beyond,
 * unaligned starts, gaps between rows, backward rows; nothing is written behind the lanes. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_ROWS = 200,
    MAX_COLS = 70,
    GUARD = 16,
    ODD_ROWS = 77 /* a tile, a vector and leftover rows */
};

static double numbers[(MAX_ROWS + 2) * (MAX_COLS + 3) + 1];

static void fill_numbers(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double u = vi_uniform(11, 0, i);
        /* Coarse values now and then, so that maxima tie. */
        numbers[i] = u < 0.3 ? floor(10 * u) : 1e3 * u - 400;
    }
}

static double *new_state(size_t cols)
{
    size_t size = VI_REGRET_STATE(cols) + GUARD;
    double *state = malloc(size * sizeof *state);
    assert_non_null(state);
    memset(state, 0, 16 * cols * sizeof *state);
    for (size_t i = VI_REGRET_STATE(cols); i < size; i++) {
        state[i] = 12345.678;
    }
    return state;
}

static void compare(const double *state, const double *expected, size_t cols)
{
    assert_memory_equal(state, expected, 16 * cols * sizeof *state);
    for (size_t i = 0; i < GUARD; i++) {
        assert_true(state[VI_REGRET_STATE(cols) + i] == 12345.678);
    }
}

static void compare_rows(const vi_kernels *kernels, const double *x, size_t rows, size_t cols,
                         ptrdiff_t stride)
{
    double *expected = new_state(cols), *state = new_state(cols);
    vi_kernels_scalar()->regrets_by_row(x, rows, cols, stride, expected);
    kernels->regrets_by_row(x, rows, cols, stride, state);
    compare(state, expected, cols);
    free(expected);
    free(state);
}

static void compare_columns(const vi_kernels *kernels, size_t first, size_t rows, size_t cols)
{
    const double *columns[MAX_COLS];
    for (size_t d = 0; d < cols; d++) {
        columns[d] = numbers + 1 + d * (MAX_ROWS + 1); /* odd strides: every alignment */
    }
    double *expected = new_state(cols), *state = new_state(cols);
    vi_kernels_scalar()->regrets_by_column(columns, first, rows, cols, expected);
    kernels->regrets_by_column(columns, first, rows, cols, state);
    compare(state, expected, cols);
    free(expected);
    free(state);
}

static void every_backend_equals_scalar(void **state)
{
    (void)state;
    static const size_t widths[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                                    14, 15, 16, 17, 18, 19, 20, 24, 25, 31, 33, 64, 70};
    fill_numbers();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        const vi_kernels *kernels = vi_kernels_at(b);
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            size_t cols = widths[w];
            for (size_t rows = 0; rows <= 65; rows++) {
                compare_rows(kernels, numbers, rows, cols, (ptrdiff_t)cols);
                compare_rows(kernels, numbers + 1, rows, cols, (ptrdiff_t)cols + 3);
                compare_columns(kernels, rows % 3, rows, cols);
            }
            const double *last = numbers + (MAX_ROWS - 1) * cols;
            for (size_t rows = 1; rows <= MAX_ROWS; rows += 1 + rows / 3) {
                compare_rows(kernels, last, rows, cols, -(ptrdiff_t)cols);
            }
            compare_rows(kernels, numbers + 2, 65, cols, 0);
            compare_columns(kernels, 0, MAX_ROWS - 1, cols);
        }
    }
}

static void compare_pairs(const vi_kernels *kernels, const double *x, size_t rows, size_t cols,
                          ptrdiff_t stride)
{
    enum { MOST = VI_LANES * VI_PAIRED_COLUMNS * (VI_PAIRED_COLUMNS - 1) / 2 };
    static double expected[MOST + GUARD], lanes[MOST + GUARD];
    size_t used = VI_LANES * cols * (cols - 1) / 2;
    for (size_t i = 0; i < used + GUARD; i++) {
        expected[i] = lanes[i] = 12345.678;
    }
    vi_kernels_scalar()->pairs_by_row(x, rows, cols, stride, expected);
    kernels->pairs_by_row(x, rows, cols, stride, lanes);
    assert_memory_equal(lanes, expected, (used + GUARD) * sizeof *lanes);
    assert_true(lanes[used] == 12345.678);
}

static void pairs_equal_those_of_scalar(void **state)
{
    (void)state;
    fill_numbers();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t cols = 2; cols <= VI_PAIRED_COLUMNS; cols++) {
            for (size_t rows = 0; rows <= 65; rows++) {
                compare_pairs(vi_kernels_at(b), numbers, rows, cols, (ptrdiff_t)cols);
                compare_pairs(vi_kernels_at(b), numbers + 1, rows, cols, (ptrdiff_t)cols + 3);
            }
        }
    }
}

static void lanes_go_on_over_calls(void **state)
{
    (void)state;
    fill_numbers();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        const vi_kernels *kernels = vi_kernels_at(b);
        for (size_t cols = 2; cols < 20; cols++) {
            double *whole = new_state(cols), *parts = new_state(cols);
            kernels->regrets_by_row(numbers, 101, cols, (ptrdiff_t)cols, whole);
            kernels->regrets_by_row(numbers, 24, cols, (ptrdiff_t)cols, parts);
            kernels->regrets_by_row(numbers + 24 * cols, 77, cols, (ptrdiff_t)cols, parts);
            compare(parts, whole, cols);
            free(whole);
            free(parts);
        }
    }
}

static bool all_finite(const double *lanes, size_t cols)
{
    bool finite = true;
    for (size_t i = 0; i < 16 * cols; i++) {
        finite = finite && isfinite(lanes[i]);
    }
    return finite;
}

/* One odd value in a block of rows shows in the lanes, by rows and by columns. */
static void check_odd_value(const vi_kernels *kernels, size_t cols, size_t place, double odd)
{
    static double x[ODD_ROWS * MAX_COLS], turned[ODD_ROWS * MAX_COLS];
    const double *columns[MAX_COLS];
    memcpy(x, numbers, ODD_ROWS * cols * sizeof *x);
    x[place] = odd;
    for (size_t d = 0; d < cols; d++) {
        columns[d] = turned + d * ODD_ROWS;
        for (size_t i = 0; i < ODD_ROWS; i++) {
            turned[d * ODD_ROWS + i] = x[i * cols + d];
        }
    }
    double *by_row = new_state(cols), *by_column = new_state(cols);
    kernels->regrets_by_row(x, ODD_ROWS, cols, (ptrdiff_t)cols, by_row);
    kernels->regrets_by_column(columns, 0, ODD_ROWS, cols, by_column);
    assert_false(all_finite(by_row, cols));
    assert_false(all_finite(by_column, cols));
    free(by_row);
    free(by_column);
}

static void what_is_not_finite_shows(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    static const size_t widths[] = {1, 2, 3, 7, 8, 9, 11, 25};
    fill_numbers();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            for (size_t place = 0; place < 3 * ODD_ROWS * widths[w]; place++) {
                check_odd_value(vi_kernels_at(b), widths[w], place / 3, odd[place % 3]);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_equals_scalar),
        cmocka_unit_test(pairs_equal_those_of_scalar),
        cmocka_unit_test(lanes_go_on_over_calls),
        cmocka_unit_test(what_is_not_finite_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
