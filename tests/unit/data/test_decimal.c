/* Decimal reading against the C library, bit for bit: random digits, random doubles printed with 1
 * to 20 digits and as people's programs print them, half-way cases, the ends of the range; and what
 * is no number. Where the way for short numbers answers, it must answer the same. */
#include "check.h"

#include "core/philox.h"
#include "data/decimal.h"
#include "data/decimal_short.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANDOM_CASES = 300000 };

static void compare(const char *text)
{
    char padded[2000] = {0};
    char *end = NULL;
    double value = NAN;
    assert_true(strlen(text) + 17 < sizeof padded);
    memcpy(padded, text, strlen(text));
    double expected = strtod(padded, &end);
    const char *stop = vi_decimal(padded, '.', &value);
    if (!stop || memcmp(&value, &expected, sizeof value) != 0 || stop != end) {
        print_error("\"%s\": %.17g, expected %.17g\n", text, value, expected);
        fail();
    }
    double brief = NAN;
    stop = vi_decimal_short(padded, '.', &brief);
    if (stop && (memcmp(&brief, &expected, sizeof brief) != 0 || stop != end)) {
        print_error("\"%s\": %.17g the short way, expected %.17g\n", text, brief, expected);
        fail();
    }
}

static uint64_t random_bits(uint64_t i)
{
    return (uint64_t)(vi_uniform(3, 1, 2 * i) * 0x1p32) << 32 |
           (uint64_t)(vi_uniform(3, 1, 2 * i + 1) * 0x1p32);
}

static void random_doubles_read_back(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t bits = random_bits(i);
        double x;
        char text[80];
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x)) {
            snprintf(text, sizeof text, "%.*e", (int)(i % 22), x);
            compare(text);
        }
    }
}

/* Costs, effects and probabilities as spreadsheets and statistics programs write them. */
static void usual_formats_agree(void **state)
{
    (void)state;
    static const double scales[] = {1, 100, 20000, 1e7, 1e-4};
    static const int digits[] = {6, 15, 17}, places[] = {0, 2, 3, 10};
    for (uint64_t i = 0; i < RANDOM_CASES; i++) {
        char text[80];
        double x = (vi_uniform(4, 0, i) - 0.3) * scales[i % 5];
        switch (i / 5 % 3) {
        case 0:
            snprintf(text, sizeof text, "%.*g", digits[i / 15 % 3], x);
            break;
        case 1:
            snprintf(text, sizeof text, "%.*f", places[i / 15 % 4], x);
            break;
        default:
            snprintf(text, sizeof text, "%.*E", digits[i / 15 % 3] - 1, x);
            break;
        }
        compare(text);
    }
}

static void random_digits_agree(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < RANDOM_CASES; i++) {
        char text[80];
        uint64_t a = random_bits(i), b = random_bits(i + RANDOM_CASES);
        int exponent = (int)(b % 60) - 30;
        switch (i % 4) {
        case 0:
            snprintf(text, sizeof text, "%" PRIu64 ".%" PRIu64, a % 100000, b);
            break;
        case 1:
            snprintf(text, sizeof text, "-%" PRIu64 "%" PRIu64 "e%d", a, b, exponent);
            break;
        case 2:
            snprintf(text, sizeof text, "0.000%" PRIu64, a);
            break;
        default:
            snprintf(text, sizeof text, "+%" PRIu64 "E%+d", a >> (b % 60), exponent);
            break;
        }
        compare(text);
    }
}

/* Half way between a double and its neighbour, and one digit to either side. */
static void half_way_cases_agree(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        double x = ldexp(1 + vi_uniform(9, 9, i), (int)(i % 160) - 80);
        char text[1200];
        long double middle = ((long double)x + (long double)nextafter(x, INFINITY)) / 2;
        int length = snprintf(text, sizeof text, "%.200Lf", middle);
        compare(text);
        text[length - 1] = '1';
        compare(text);
    }
}

static void hard_cases_agree(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "0",
        "-0",
        "0.0",
        "-0e5",
        ".5",
        "5.",
        "1e22",
        "1e23",
        "9007199254740993",
        "1e-22",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "5e-324",
        "1e-400",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "-1e400",
        "1e99999999999",
        "1e-99999999999",
        "123456789012345678901234567890",
        "0.1e1",
        "00000000000000000000001",
        "0.000000000000000000000000000000000000000000001",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "6.02214076e23",
        "8.5e",
        "8e+",
        "1.5e3x",
        "7."
        "410984687618698162648531893023320585475897039214871466383785237510132609053131277979497545"
        "4"
        "245398856969484704316857659638998506553390969459816219401617281718945106978546710679176872"
        "575"
        "177347315553307795408549809608457500958111373034747658096871009590975442271004757307809711"
        "118"
        "93446418767e-324",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compare(cases[i]);
    }
}

static void decimal_comma(void **state)
{
    (void)state;
    double value = 0;
    static const char text[] = "-12,5;7\0\0\0\0\0\0\0\0";
    assert_ptr_equal(vi_decimal(text, ',', &value), text + 5);
    check_close(value, -12.5, 0);
    static const char longer[] = "0,12345678901234567890123456789;\0\0\0\0\0\0\0\0";
    assert_non_null(vi_decimal(longer, ',', &value));
    check_close(value, 0.12345678901234567890123456789, 0);
}

static void what_is_no_number(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "-", ".", "+.", "e5", "nan", "inf", "x1", " 1", "-e1"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char padded[32] = {0};
        double value = 7;
        memcpy(padded, cases[i], strlen(cases[i]));
        assert_null(vi_decimal(padded, '.', &value));
        assert_true(value == 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_doubles_read_back), cmocka_unit_test(usual_formats_agree),
        cmocka_unit_test(random_digits_agree),      cmocka_unit_test(half_way_cases_agree),
        cmocka_unit_test(hard_cases_agree),         cmocka_unit_test(decimal_comma),
        cmocka_unit_test(what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
