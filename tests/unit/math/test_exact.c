/* Exact sums: the same bits for any order and grouping, rounded once, and written in one way. */
#include "failing_alloc.h"

#include "check.h"
#include "core/philox.h"
#include "math/exact.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 400, PARTS = 7 };

/* Numbers of many sizes and both signs, whose sum cancels. */
static void fill_wild(uint64_t seed, double x[COUNT])
{
    for (size_t i = 0; i < COUNT; i++) {
        double u = vi_uniform(seed, 0, i), size = 600 * (vi_uniform(seed, 1, i) - 0.5);
        x[i] = ldexp(u - 0.5, (int)size);
        x[i] = i >= COUNT / 2 ? -x[i - COUNT / 2] * (i % 5 == 0 ? 1 + DBL_EPSILON : 1) : x[i];
    }
}

static vi_exact sum_of(const double *x, size_t count)
{
    vi_exact sums = vi_exact_empty(1);
    for (size_t i = 0; i < count; i++) {
        vi_exact_add_one(&sums, 0, x[i]);
    }
    return sums;
}

static void shuffle(uint64_t seed, double x[COUNT])
{
    for (size_t i = COUNT; i-- > 1;) {
        size_t j = (size_t)(vi_uniform(seed, 7, i) * (double)(i + 1));
        double kept = x[i];
        x[i] = x[j];
        x[j] = kept;
    }
}

static void check_same(const vi_exact *a, const vi_exact *b)
{
    double terms_a[VI_EXACT_TERMS], terms_b[VI_EXACT_TERMS];
    size_t count = vi_exact_terms(a, 0, terms_a);
    double value_a = vi_exact_value(a, 0), value_b = vi_exact_value(b, 0);
    assert_memory_equal(&value_a, &value_b, sizeof value_a);
    assert_int_equal(vi_exact_terms(b, 0, terms_b), count);
    assert_memory_equal(terms_a, terms_b, count * sizeof *terms_a);
    assert_true(count == 0 ? value_a == 0 : terms_a[0] == value_a);
}

static void order_and_grouping_change_no_bit(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 60; seed++) {
        double x[COUNT];
        fill_wild(seed, x);
        vi_exact whole = sum_of(x, COUNT), grouped = vi_exact_empty(1);
        shuffle(seed, x);
        for (size_t part = 0; part < PARTS; part++) {
            size_t first = part * COUNT / PARTS, end = (part + 1) * COUNT / PARTS;
            vi_exact sums = sum_of(x + first, end - first);
            vi_exact_merge(&grouped, &sums);
            vi_exact_free(&sums);
        }
        check_same(&whole, &grouped);
        vi_exact_free(&whole);
        vi_exact_free(&grouped);
    }
}

static void check_sum(const double *x, size_t count, double expected)
{
    vi_exact sums = sum_of(x, count);
    double value = vi_exact_value(&sums, 0);
    assert_memory_equal(&value, &expected, sizeof value);
    vi_exact_free(&sums);
}

static void is_rounded_once(void **state)
{
    (void)state;
    const double tiny = DBL_TRUE_MIN, half = DBL_EPSILON / 2;
    const double above[] = {1, half, tiny}, below[] = {1, half, -tiny}, even[] = {1, half};
    const double odd[] = {1 + DBL_EPSILON, half}, negative[] = {-1, -half, -tiny};
    const double cancels[] = {1e300, 1, tiny, -1e300, -1}, nothing[] = {3, -1, -2};
    const double wide[] = {DBL_MAX, 1, -DBL_MAX, tiny, 0x1p-53, 0x1p-106, 0x1p-159};
    check_sum(above, 3, 1 + DBL_EPSILON);
    check_sum(below, 3, 1);
    check_sum(even, 2, 1);
    check_sum(odd, 2, 1 + 2 * DBL_EPSILON);
    check_sum(negative, 3, -1 - DBL_EPSILON);
    check_sum(cancels, 5, tiny);
    check_sum(nothing, 3, 0);
    check_sum(wide, 7, 1 + DBL_EPSILON);
    check_sum(NULL, 0, 0);
}

/* Terms add up to the sum again, and each is what rounding leaves of those behind it. */
static void terms_come_back(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 30; seed++) {
        double x[COUNT], terms[VI_EXACT_TERMS];
        fill_wild(seed, x);
        vi_exact sums = sum_of(x, COUNT);
        size_t count = vi_exact_terms(&sums, 0, terms);
        vi_exact again = sum_of(terms, count);
        assert_true(count <= VI_EXACT_TERMS);
        check_same(&sums, &again);
        for (size_t i = 0; i < count; i++) {
            vi_exact_add_one(&sums, 0, -terms[i]);
        }
        check_close(vi_exact_value(&sums, 0), 0, 0);
        vi_exact_free(&sums);
        vi_exact_free(&again);
    }
}

static void many_sums_side_by_side(void **state)
{
    (void)state;
    enum { SUMS = 33 };
    vi_exact sums = vi_exact_empty(SUMS);
    double values[SUMS], alone[SUMS];
    for (size_t round = 0; round < 100; round++) {
        for (size_t i = 0; i < SUMS; i++) {
            values[i] = ldexp(vi_uniform(2, i, round) - 0.4, (int)(i * round % 90));
        }
        vi_exact_add(&sums, 3, values, SUMS - 3);
    }
    for (size_t i = 0; i < SUMS; i++) {
        vi_exact one = vi_exact_empty(1);
        for (size_t round = 0; i >= 3 && round < 100; round++) {
            vi_exact_add_one(&one, 0,
                             ldexp(vi_uniform(2, i - 3, round) - 0.4, (int)((i - 3) * round % 90)));
        }
        alone[i] = vi_exact_value(&one, 0);
        values[i] = vi_exact_value(&sums, i);
        vi_exact_free(&one);
    }
    assert_memory_equal(values, alone, sizeof values);
    vi_exact_free(&sums);
}

static void whole_numbers(void **state)
{
    (void)state;
    static const int64_t big = (INT64_C(1) << 62) - 1;
    const int64_t values[] = {big, -big, 1, -1, 0};
    double terms[VI_EXACT_TERMS];
    vi_exact sums = vi_exact_empty(5);
    for (int i = 0; i < 4; i++) {
        vi_exact_add_integers(&sums, 0, values, 5);
    }
    check_close(vi_exact_value(&sums, 0), 0x1p64, 0);
    assert_int_equal(vi_exact_terms(&sums, 0, terms), 2);
    check_close(terms[1], -4, 0);
    check_close(vi_exact_value(&sums, 1), -0x1p64, 0);
    check_close(vi_exact_value(&sums, 3), -4, 0);
    check_close(vi_exact_value(&sums, 4), 0, 0);
    vi_exact_free(&sums);
}

/* Each pair of layers leaves one bit, two above that of the pair before, as a partial sum of its
 * own: more of them than there are terms. */
static void parts_may_be_a_few_bits_apart(void **state)
{
    (void)state;
    enum { PAIRS = 300 };
    double terms[VI_EXACT_TERMS], others[VI_EXACT_TERMS];
    vi_exact dense = vi_exact_empty(1), plain = vi_exact_empty(1);
    dense.layers = vi_calloc((size_t)2 * PAIRS, sizeof *dense.layers);
    assert_non_null(dense.layers);
    for (int i = 0; i < PAIRS; i++) {
        double bit = ldexp(1, 2 * i - 300), high = ldexp(bit, 52);
        for (int j = 0; j < 2; j++) {
            double *layer = vi_malloc(1, sizeof *layer);
            assert_non_null(layer);
            *layer = j == 0 ? high + bit : -high;
            dense.layers[dense.layer_count++] = layer;
        }
        vi_exact_add_one(&plain, 0, bit);
    }
    check_same(&dense, &plain);
    size_t count = vi_exact_terms(&dense, 0, terms);
    assert_int_equal(vi_exact_terms(&plain, 0, others), count);
    assert_true(count > 2 * PAIRS / 54 && count <= 2 * PAIRS / 53 + 1);
    vi_exact_free(&dense);
    vi_exact_free(&plain);
}

static void what_is_not_finite_stays(void **state)
{
    (void)state;
    const double infinite[] = {1, 0x1p-60, INFINITY, 3}, no_number[] = {1, INFINITY, -INFINITY, 2};
    const double too_large[] = {DBL_MAX, 1, DBL_MAX};
    double terms[VI_EXACT_TERMS];
    check_sum(infinite, 4, INFINITY);
    check_sum(infinite + 2, 1, INFINITY);
    check_sum(too_large, 3, INFINITY);
    vi_exact sums = sum_of(no_number, 4);
    assert_true(isnan(vi_exact_value(&sums, 0)));
    assert_int_equal(vi_exact_terms(&sums, 0, terms), 1);
    assert_true(isnan(terms[0]));
    vi_exact_free(&sums);
}

static void lack_of_memory_latches(void **state)
{
    (void)state;
    for (long k = 0; k < 6; k++) {
        vi_exact from = vi_exact_empty(2), to = vi_exact_empty(2);
        atomic_store(&allocations_left, k);
        vi_exact_add_one(&from, 0, 1);
        vi_exact_add_one(&from, 0, 0x1p-60);
        vi_exact_merge(&to, &from);
        atomic_store(&allocations_left, -1);
        assert_true(to.failed);
        vi_exact_free(&from);
        vi_exact_free(&to);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_grouping_change_no_bit),
        cmocka_unit_test(is_rounded_once),
        cmocka_unit_test(terms_come_back),
        cmocka_unit_test(many_sums_side_by_side),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(parts_may_be_a_few_bits_apart),
        cmocka_unit_test(what_is_not_finite_stays),
        cmocka_unit_test(lack_of_memory_latches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
