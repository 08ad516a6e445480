/* Sums of two columns: every backend against scalar, bit for bit, and scalar against sums in lanes
 * written out; all lengths to 65 and odd ones, at every alignment. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

enum { MOST = 1003, GUARD = 3 };

static const double sentinel = 12345.678;

static double x[MOST + VI_LANES], y[MOST + VI_LANES];

static void fill(void)
{
    for (size_t i = 0; i < MOST + VI_LANES; i++) {
        x[i] = 1e6 + 300 * vi_uniform(8, 0, i);
        y[i] = 0.4 * vi_uniform(8, 1, i) - 3 * x[i];
    }
}

static double by_lanes(const double *a, const double *b, const double from[2], size_t n)
{
    double lane[VI_LANES] = {0};
    for (size_t i = 0; i < n; i++) {
        lane[i % VI_LANES] += (a[i] - from[0]) * (b[i] - from[1]);
    }
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static void compare(const vi_kernels *kernels, const double from[2], size_t offset, size_t n)
{
    double expected[VI_STATISTICS], sums[VI_STATISTICS + GUARD];
    for (size_t i = 0; i < VI_STATISTICS + GUARD; i++) {
        sums[i] = sentinel;
    }
    vi_kernels_scalar()->column_statistics(x + offset, y, from, n, expected);
    kernels->column_statistics(x + offset, y, from, n, sums);
    assert_memory_equal(sums, expected, sizeof expected);
    assert_true(sums[3] == by_lanes(x + offset, y, from, n));
    for (size_t i = 0; i < GUARD; i++) {
        assert_true(sums[VI_STATISTICS + i] == sentinel);
    }
}

static void every_backend_equals_scalar(void **state)
{
    (void)state;
    static const double from[][2] = {{0, 0}, {1e6, -3e6}};
    fill();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t offset = 0; offset < VI_LANES; offset++) {
            for (size_t n = 0; n <= 65; n++) {
                compare(vi_kernels_at(b), from[n % 2], offset, n);
            }
            compare(vi_kernels_at(b), from[0], offset, MOST);
            compare(vi_kernels_at(b), from[1], offset, MOST - offset);
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
