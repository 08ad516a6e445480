/* Bells against the C library's exponential, for every shape; nothing outside is touched. */
#include "check.h"

#include "core/philox.h"
#include "math/gaussians.h"

#include <float.h>
#include <string.h>

enum { POINTS = 5, MOST = 41, DIMS = 6, GAP = 3, GUARD = 8 };

static double squared_distance(const double *point, vi_centres centres, size_t k)
{
    double sum = 0;
    for (size_t d = 0; d < centres.dims; d++) {
        double apart = point[d] - centres.data[d * centres.count + k];
        sum = fma(apart, apart, sum);
    }
    return sum;
}

static void every_shape(void **state)
{
    static double place[POINTS * DIMS], data[MOST * DIMS], out[POINTS * (MOST + GAP) + GUARD];
    (void)state;
    for (size_t i = 0; i < POINTS * DIMS; i++) {
        place[i] = 4 * vi_uniform(1, 0, i) - 2;
    }
    for (size_t i = 0; i < MOST * DIMS; i++) {
        data[i] = 4 * vi_uniform(1, 1, i) - 2;
    }
    for (size_t dims = 1; dims <= DIMS; dims++) {
        for (size_t count = 0; count <= MOST; count++) {
            vi_centres centres = {data, dims, count};
            for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
                out[i] = -7;
            }
            vi_gaussians(place, POINTS, centres, out, count + GAP);
            for (size_t i = 0; i < POINTS; i++) {
                for (size_t k = 0; k < count; k++) {
                    double expected = exp(-squared_distance(place + i * dims, centres, k) / 2);
                    check_close(out[i * (count + GAP) + k] / expected, 1, 2 * DBL_EPSILON);
                }
                for (size_t k = count; k < count + GAP; k++) {
                    assert_true(out[i * (count + GAP) + k] == -7);
                }
            }
        }
    }
}

/* A bell far away is 0, never a subnormal number or none; a bell here is 1. */
static void from_here_to_infinity(void **state)
{
    const double zero[1] = {0};
    const vi_centres centre = {zero, 1, 1};
    const double far[] = {38, 1e3, 1e155, 1e300, INFINITY};
    double out, before = 1;
    (void)state;
    vi_gaussians(zero, 1, centre, &out, 1);
    assert_true(out == 1);
    for (int i = 1; i < 3700; i++) {
        double at = 0.01 * i;
        vi_gaussians(&at, 1, centre, &out, 1);
        check_close(out / exp(-at * at / 2), 1, 2 * DBL_EPSILON);
        assert_true(out <= before && out > DBL_MIN);
        before = out;
    }
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        vi_gaussians(&far[i], 1, centre, &out, 1);
        assert_true(out == 0);
    }
}

/* The value hangs on the distance alone, not on its place in a register. */
static void same_bits_at_every_place(void **state)
{
    double data[MOST], out[MOST], alone;
    (void)state;
    for (size_t k = 0; k < MOST; k++) {
        data[k] = 9 * vi_uniform(2, 0, k);
    }
    for (size_t i = 0; i < 200; i++) {
        double at = 9 * vi_uniform(2, 1, i);
        vi_gaussians(&at, 1, (vi_centres){data, 1, MOST}, out, MOST);
        for (size_t k = 0; k < MOST; k++) {
            vi_gaussians(&at, 1, (vi_centres){data + k, 1, 1}, &alone, 1);
            assert_memory_equal(&alone, &out[k], sizeof alone);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape),
        cmocka_unit_test(from_here_to_infinity),
        cmocka_unit_test(same_bits_at_every_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
