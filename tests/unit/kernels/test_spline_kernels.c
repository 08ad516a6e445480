/* Cubic B-splines between two knots: every backend against the recursion written out for one place,
 * bit for bit; all lengths to 65 and odd ones, at every alignment, knots that meet; nothing is
 * written behind. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

enum { MOST = 517, GUARD = 5 };

static const double sentinel = 12345.678;

static const double knots[][VI_CUBIC_KNOTS] = {
    {0, 0, 0, 0.25, 0.375, 0.9}, {0.1, 0.15, 0.3, 0.31, 0.7, 0.8}, {0.5, 0.5, 0.6, 1, 1, 1}};

static double x[MOST + VI_LANES];

static void fill(const double t[VI_CUBIC_KNOTS])
{
    for (size_t i = 0; i < MOST + VI_LANES; i++) {
        x[i] = t[2] + (t[3] - t[2]) * vi_uniform(9, 0, i);
    }
    x[0] = t[2];
    x[VI_LANES] = t[3];
}

static void at_one_place(const double t[VI_CUBIC_KNOTS], double place, double v[VI_CUBIC])
{
    v[0] = 1;
    for (int degree = 1; degree < VI_CUBIC; degree++) {
        double carried = 0;
        for (int r = 0; r < degree; r++) {
            double right = t[3 + r], left = t[3 + r - degree], part = v[r] / (right - left);
            v[r] = carried + (right - place) * part;
            carried = (place - left) * part;
        }
        v[degree] = carried;
    }
}

static void compare(const vi_kernels *kernels, const double t[VI_CUBIC_KNOTS], size_t offset,
                    size_t n)
{
    static double values[MOST + GUARD][VI_CUBIC];
    double expected[VI_CUBIC];
    for (size_t i = 0; i < (MOST + GUARD) * VI_CUBIC; i++) {
        values[i / VI_CUBIC][i % VI_CUBIC] = sentinel;
    }
    kernels->cubic_splines(t, x + offset, n, values);
    for (size_t i = 0; i < n; i++) {
        at_one_place(t, x[offset + i], expected);
        assert_memory_equal(values[i], expected, sizeof expected);
    }
    for (size_t i = n * VI_CUBIC; i < (n + GUARD) * VI_CUBIC; i++) {
        assert_true(values[i / VI_CUBIC][i % VI_CUBIC] == sentinel);
    }
}

static void every_backend_follows_the_recursion(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof knots / sizeof *knots; k++) {
        fill(knots[k]);
        for (size_t b = 0; b < vi_kernels_count(); b++) {
            for (size_t offset = 0; offset < VI_LANES; offset++) {
                for (size_t n = 0; n <= 65; n++) {
                    compare(vi_kernels_at(b), knots[k], offset, n);
                }
                compare(vi_kernels_at(b), knots[k], offset, MOST);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_follows_the_recursion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
