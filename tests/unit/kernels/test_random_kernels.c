/* Every backend draws the numbers that vi_uniform gives one by one: all lengths to 65 and odd ones,
 * from even and odd places on, also where the counter carries; nothing is written around. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

enum { MOST = 1003, GUARD = 9 };

static const double sentinel = -7;

static void compare(const vi_kernels *kernels, uint64_t first, size_t offset, size_t n)
{
    const uint64_t seed = 0xFEDCBA9876543210, stream = 0x0123456789ABCDEF;
    static double made[MOST + 2 * GUARD];
    double *out = made + GUARD - offset;
    for (size_t i = 0; i < MOST + 2 * GUARD; i++) {
        made[i] = sentinel;
    }
    kernels->uniforms(seed, stream, first, out, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i] == vi_uniform(seed, stream, first + i));
        out[i] = sentinel;
    }
    for (size_t i = 0; i < MOST + 2 * GUARD; i++) {
        assert_true(made[i] == sentinel);
    }
}

static void numbers_are_those_of_the_stream(void **state)
{
    (void)state;
    static const uint64_t places[] = {0, 1, 1000003, 0x1FFFFFFF0, 0x1FFFFFFEB, 0xFFFFFFFFFFFFFC00};
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
            for (size_t n = 0; n <= 65; n++) {
                compare(vi_kernels_at(b), places[p], n % VI_LANES, n);
            }
            for (size_t n = 127; n <= MOST; n += 219) {
                compare(vi_kernels_at(b), places[p], n % VI_LANES, n);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_the_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
