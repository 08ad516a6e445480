/* Products of a basis: every backend against scalar, bit for bit, over all counts of functions to
 * 65 and odd widths, up to eight rows, unaligned; nothing is written behind. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

enum { MOST_FUNCTIONS = 161, MOST_WIDTH = 45, GUARD = 9 };

static const double sentinel = 12345.678;

static double values[VI_LANES * MOST_WIDTH + 1];
static vi_factors factors[MOST_FUNCTIONS];

static void fill(size_t width)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        values[i] = vi_uniform(6, 0, i) - 0.5;
    }
    for (size_t f = 0; f < MOST_FUNCTIONS; f++) {
        for (size_t o = 0; o < 3; o++) {
            factors[f].place[o] = (uint32_t)(vi_uniform(6, 1 + o, f) * (double)width);
        }
    }
}

static void compare(const vi_kernels *kernels, size_t width, size_t rows, size_t count)
{
    enum { ROOM = VI_LANES * MOST_FUNCTIONS + GUARD };
    static double expected[ROOM], x[ROOM], scratch[VI_LANES * MOST_WIDTH + GUARD];
    const vi_rows from = {values + count % 2, rows, width};
    for (size_t i = 0; i < ROOM; i++) {
        expected[i] = x[i] = sentinel;
    }
    for (size_t i = 0; i < GUARD; i++) {
        scratch[VI_LANES * width + i] = sentinel;
    }
    vi_kernels_scalar()->basis_products(&from, factors, count, NULL, expected);
    kernels->basis_products(&from, factors, count, scratch, x);
    for (size_t i = 0; i < ROOM; i++) {
        assert_true(x[i] == expected[i]);
        assert_true(i < rows * count || x[i] == sentinel);
    }
    for (size_t i = 0; i < GUARD; i++) {
        assert_true(scratch[VI_LANES * width + i] == sentinel);
    }
}

static void every_backend_equals_scalar(void **state)
{
    (void)state;
    static const size_t widths[] = {1, 2, 7, 8, 9, 16, 23, MOST_WIDTH};
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        fill(widths[w]);
        for (size_t b = 0; b < vi_kernels_count(); b++) {
            for (size_t count = 0; count <= 65; count++) {
                compare(vi_kernels_at(b), widths[w], 1 + count % VI_LANES, count);
                compare(vi_kernels_at(b), widths[w], VI_LANES, count);
            }
            compare(vi_kernels_at(b), widths[w], VI_LANES, MOST_FUNCTIONS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_equals_scalar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
