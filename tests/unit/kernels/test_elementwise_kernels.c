/* Functions of arrays: every backend against scalar, bit for bit, over all lengths to 65 and some
 * beyond, at every alignment, in place too, odd values included; nothing is written around. */
#include "check.h"

#include "core/philox.h"
#include "kernels/kernels.h"

#include <string.h>

enum { MOST = 1003, GUARD = 9 };

static const double sentinel = 12345.678;

static double numbers[MOST + GUARD];

static vi_array_fn function_of(const vi_kernels *kernels, size_t index)
{
    const vi_array_fn functions[] = {kernels->exp, kernels->log, kernels->expit,
                                     kernels->normal_quantile};
    return index < sizeof functions / sizeof *functions ? functions[index] : NULL;
}

/* Of all sizes and both signs, with what is odd in between. */
static void fill_numbers(void)
{
    static const double odd[] = {
        0,       -0.0,    INFINITY,    -INFINITY, NAN,    -NAN,    1,        -1,    5e-324,
        -5e-324, 1e-310,  709.7,       709.8,     -708.5, -745.13, -745.134, 1e308, -1e308,
        36.8,    0x1p-54, 1 - 0x1p-53, 1e-11,     1e-12,  0.075,   0.925};
    const size_t count = sizeof odd / sizeof *odd;
    for (size_t i = 0; i < MOST + GUARD; i++) {
        double u = vi_uniform(3, 0, i) - 0.3, spread = 1500 * vi_uniform(3, 1, i) - 750;
        numbers[i] = i % 5 == 2   ? odd[i / 5 % count]
                     : i % 2      ? spread
                     : i % 3 == 0 ? u + 0.3
                                  : ldexp(u, (int)(spread / 9));
    }
}

static void compare(vi_array_fn function, vi_array_fn reference, size_t offset, size_t n)
{
    static double expected[MOST], made[MOST + 2 * GUARD];
    double *out = made + GUARD - offset; /* any alignment of its own */
    reference(numbers + offset, expected, n);
    for (size_t in_place = 0; in_place < 2; in_place++) {
        for (size_t i = 0; i < MOST + 2 * GUARD; i++) {
            made[i] = sentinel;
        }
        if (in_place) {
            memcpy(out, numbers + offset, n * sizeof *out);
        }
        function(in_place ? out : numbers + offset, out, n);
        assert_memory_equal(out, expected, n * sizeof *out);
        for (const double *p = made; p < made + MOST + 2 * GUARD;
             p = p + 1 == out ? out + n : p + 1) {
            assert_true(*p == sentinel);
        }
    }
}

static void every_backend_equals_scalar(void **state)
{
    (void)state;
    fill_numbers();
    for (size_t b = 0; b < vi_kernels_count(); b++) {
        for (size_t f = 0; function_of(vi_kernels_scalar(), f); f++) {
            vi_array_fn reference = function_of(vi_kernels_scalar(), f);
            vi_array_fn function = function_of(vi_kernels_at(b), f);
            for (size_t n = 0; n <= 65; n++) {
                for (size_t offset = 0; offset < VI_LANES; offset++) {
                    compare(function, reference, offset, n);
                }
            }
            for (size_t n = 127; n <= MOST; n += 219) {
                compare(function, reference, n % VI_LANES, n);
            }
        }
    }
}

/* The same bits on every processor: all of those of an array, combined. */
static void bits_are_the_same_everywhere(void **state)
{
    (void)state;
    static const uint64_t known[] = {0xd360a84c28d356d8, 0x67e6182117dc4d1c, 0xb9257fc8b96ce6ff,
                                     0x90a1b51b20c412f0};
    static double made[MOST];
    fill_numbers();
    for (size_t f = 0; function_of(vi_kernels_scalar(), f); f++) {
        uint64_t all = 0;
        function_of(vi_kernels_scalar(), f)(numbers, made, MOST);
        for (size_t i = 0; i < MOST; i++) {
            uint64_t word;
            memcpy(&word, &made[i], sizeof word);
            all = (all << 1 | all >> 63) ^ word;
        }
        assert_int_equal(all, known[f]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_backend_equals_scalar),
        cmocka_unit_test(bits_are_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
