/* The shortest decimal: reads back, none shorter does, and the nearest of its length. printf and
 * strtod are the oracle. */
#include "check.h"

#include "core/philox.h"
#include "core/shortest.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int digit_count(uint64_t digits)
{
    int count = 0;
    for (; digits > 0; digits /= 10) {
        count++;
    }
    return count;
}

static double read_decimal(uint64_t digits, int exponent)
{
    char text[60];
    snprintf(text, sizeof text, "%llue%d", (unsigned long long)digits, exponent);
    return strtod(text, NULL);
}

/* Compares with printf of so many digits: one less must not read back, this must. */
static void check_shortest(double value)
{
    char text[VI_SHORTEST_TEXT], printed[60];
    vi_digits decimal = vi_shortest(value);
    int count = digit_count(decimal.digits);
    assert_true(count >= 1 && count <= 17 && decimal.digits % 10 != 0);
    check_close(read_decimal(decimal.digits, decimal.exponent), value, 0);
    if (count > 1) {
        snprintf(printed, sizeof printed, "%.*e", count - 2, value);
        assert_true(strtod(printed, NULL) != value);
    }
    snprintf(printed, sizeof printed, "%.*e", count - 1, value);
    if (strtod(printed, NULL) == value) { /* then it is the nearest */
        uint64_t nearest = 0;
        for (const char *c = printed; *c != 'e'; c++) {
            nearest = *c == '.' ? nearest : 10 * nearest + (uint64_t)(*c - '0');
        }
        assert_true(nearest == decimal.digits);
    }
    size_t length = vi_shortest_write(-value, text);
    assert_int_equal(length, strlen(text));
    assert_true(length < VI_SHORTEST_TEXT);
    check_close(strtod(text, NULL), -value, 0);
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void random_bits_read_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        uint64_t high = (uint64_t)(vi_uniform(9, 0, i) * 4294967296.0);
        uint64_t bits = high << 32 | (uint64_t)(vi_uniform(9, 1, i) * 4294967296.0);
        double value = fabs(from_bits(bits));
        if (value > 0 && isfinite(value)) {
            check_shortest(value);
        }
    }
}

static void powers_and_their_neighbours_read_back(void **state)
{
    (void)state;
    for (int e = -1074; e <= 1023; e++) {
        double value = ldexp(1, e);
        check_shortest(value);
        check_shortest(nextafter(value, INFINITY));
        if (e > -1074) {
            check_shortest(nextafter(value, 0));
        }
    }
    for (int e = -307; e <= 308; e++) {
        char text[20];
        snprintf(text, sizeof text, "1e%d", e);
        double value = strtod(text, NULL);
        vi_digits decimal = vi_shortest(value);
        assert_true(decimal.digits == 1 && decimal.exponent == e);
        check_shortest(nextafter(value, INFINITY));
        check_shortest(nextafter(value, 0));
    }
    check_shortest(DBL_MAX);
    check_shortest(DBL_MIN);
    check_shortest(DBL_TRUE_MIN);
    check_shortest(1e-290);
    check_shortest(nextafter(1e-290, 0));
}

static void short_decimals_stay_short(void **state)
{
    (void)state;
    for (uint64_t i = 1; i < 100000; i++) {
        int places = (int)(i % 12);
        double scale = read_decimal(1, places), value = (double)i / scale;
        vi_digits decimal = vi_shortest(value);
        uint64_t digits = i;
        int exponent = -places;
        for (; digits % 10 == 0; digits /= 10) {
            exponent++;
        }
        assert_true(decimal.digits == digits && decimal.exponent == exponent);
    }
}

static void check_written(double value, const char *expected)
{
    char text[VI_SHORTEST_TEXT];
    vi_shortest_write(value, text);
    assert_string_equal(text, expected);
}

static void numbers_are_written_plainly(void **state)
{
    (void)state;
    check_written(0, "0");
    check_written(-0.0, "-0");
    check_written(1, "1");
    check_written(-20000, "-20000");
    check_written(0.1, "0.1");
    check_written(0.1 + 0.2, "0.30000000000000004");
    check_written(1234.5, "1234.5");
    check_written(0.00012, "0.00012");
    check_written(0.000012, "1.2e-05");
    check_written(1e16, "10000000000000000");
    check_written(123456789012345680.0, "1.2345678901234568e+17");
    check_written(1e17, "1e+17");
    check_written(1e100, "1e+100");
    check_written(5e-324, "5e-324");
    check_written(-1.7976931348623157e308, "-1.7976931348623157e+308");
    check_written(2.2250738585072014e-308, "2.2250738585072014e-308");
    check_written(9007199254740993.0, "9007199254740992");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bits_read_back),
        cmocka_unit_test(powers_and_their_neighbours_read_back),
        cmocka_unit_test(short_decimals_stay_short),
        cmocka_unit_test(numbers_are_written_plainly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
