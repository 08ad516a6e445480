/* Every version gives the bits of the plain loop for every shape and stride, and touches nothing
 * outside. */
#include "check.h"

#include "core/philox.h"
#include "math/rank_update.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 37, SPACE = 2 * MOST * MOST, GUARD = 16 };

static double left[SPACE], right[SPACE], out[SPACE + 2 * GUARD], expected[SPACE + 2 * GUARD];

static void fill(void)
{
    for (size_t i = 0; i < SPACE; i++) {
        left[i] = vi_uniform(1, 0, i) - 0.5;
        right[i] = vi_uniform(1, 1, i) - 0.5;
    }
    for (size_t i = 0; i < SPACE + 2 * GUARD; i++) {
        out[i] = expected[i] = vi_uniform(1, 2, i);
    }
}

static void plain(double sign, size_t count, vi_vectors a, vi_vectors b, vi_block c)
{
    for (size_t i = 0; i < c.rows; i++) {
        for (size_t j = 0; j < c.cols; j++) {
            double sum = 0;
            for (size_t k = 0; k < count; k++) {
                sum = fma(a.data[k * a.next + i * a.step], b.data[k * b.next + j], sum);
            }
            c.data[i * c.next + j] += sign * sum;
        }
    }
}

static void check_shape(vi_rank_version version, size_t count, size_t rows, size_t cols,
                        bool turned)
{
    double sign = (rows + cols) % 2 ? 1 : -1;
    vi_vectors a = {left + 1, turned ? 1 : rows + 2, turned ? count + 3 : 1};
    vi_vectors b = {right + 1, cols + 1, 1};
    vi_block c = {out + GUARD, cols + 1, rows, cols}, d = {expected + GUARD, cols + 1, rows, cols};
    fill();
    version.run(sign, count, a, b, c);
    plain(sign, count, a, b, d);
    assert_memory_equal(out, expected, sizeof out);
}

static void check_shapes(vi_rank_version version)
{
    static const size_t counts[] = {0, 1, 2, 5, 33};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        for (size_t rows = 0; rows <= 9; rows++) {
            for (size_t cols = 0; cols <= MOST; cols++) {
                check_shape(version, counts[c], rows, cols, false);
                check_shape(version, counts[c], rows, cols, true);
            }
        }
    }
}

static void every_version_has_every_shape(void **state)
{
    (void)state;
    size_t versions = 0;
    for (; vi_rank_version_at(versions).name; versions++) {
        check_shapes(vi_rank_version_at(versions));
    }
    assert_true(versions >= 1);
    assert_string_equal(vi_rank_version_at(versions - 1).name, "plain");
    assert_null(vi_rank_version_at(SIZE_MAX).name);
}

static void the_first_version_is_the_update_itself(void **state)
{
    (void)state;
    const vi_block c = {out, MOST, 3, MOST}, d = {expected, MOST, 3, MOST};
    fill();
    vi_rank_update(1, MOST, (vi_vectors){left, MOST, 1}, (vi_vectors){right, MOST, 1}, c);
    vi_rank_version_at(0).run(1, MOST, (vi_vectors){left, MOST, 1}, (vi_vectors){right, MOST, 1},
                              d);
    assert_memory_equal(out, expected, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_has_every_shape),
        cmocka_unit_test(the_first_version_is_the_update_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
