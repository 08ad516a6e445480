/* Short numbers against the C library, bit for bit: every place of the point, every length, signs;
 * what is left to vi_decimal; and that no byte behind the promised ones is read. */
#include "check.h"

#include "core/philox.h"
#include "data/decimal_short.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READABLE = 17, RANDOM_CASES = 200000 };

/* The number that `text` starts with, in a block that ends with the last byte that may be read. */
static const char *read_short(const char *text, char point, double *value, size_t *length)
{
    char *block = calloc(strlen(text) + READABLE, 1);
    assert_non_null(block);
    memcpy(block, text, strlen(text));
    const char *end = vi_decimal_short(block, point, value);
    *length = end ? (size_t)(end - block) : 0;
    free(block);
    return end;
}

static void compare(const char *text)
{
#ifdef __SSE2__
    char *end = NULL;
    double value = NAN, expected = strtod(text, &end);
    size_t length = 0;
    const char *stop = read_short(text, '.', &value, &length);
    if (!stop || memcmp(&value, &expected, sizeof value) != 0 || length != (size_t)(end - text)) {
        print_error("\"%s\": %.17g over %zu bytes, expected %.17g\n", text, value, length,
                    expected);
        fail();
    }
#else
    (void)text;
#endif
}

/* `count` digits with the point before digit `place`; without a point when place > count. */
static void write_number(char *out, uint64_t digits, int count, int place, bool minus)
{
    char plain[20];
    snprintf(plain, sizeof plain, "%0*llu", count, (unsigned long long)digits);
    if (place > count) {
        sprintf(out, "%s%s", minus ? "-" : "", plain);
    } else {
        sprintf(out, "%s%.*s.%s", minus ? "-" : "", place, plain, plain + place);
    }
}

static void every_shape_agrees(void **state)
{
    (void)state;
    static const char *const ends[] = {"", ",", ";", "\n", "\r\n", ",12345678,", ".5", "x", "-1"};
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    for (uint64_t i = 0; i < RANDOM_CASES; i++) {
        int count = 1 + (int)(i % 8), place = (int)(i / 8 % 11);
        bool minus = i / 88 % 2 == 1 && count < 8;
        uint64_t digits = (uint64_t)(vi_uniform(5, 0, i) * (double)tens[count]);
        char text[60];
        place = place > count ? count + 1 : place;
        write_number(text, digits, count, place, minus);
        bool pointed = place <= count;
        const char *end = ends[i % (sizeof ends / sizeof *ends)];
        strcat(text, !pointed && end[0] == '.' ? "" : end);
        compare(text);
    }
}

static void signed_zeros_and_edges(void **state)
{
    (void)state;
    static const char *const cases[] = {"0",         "-0",        "-0.0",     "0.0000000",
                                        "99999999",  "-9999999",  "9999999.", ".00000001",
                                        "12345678,", "1.2345678", "-.5",      "-5."};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        compare(cases[i]);
    }
}

static void what_is_left_to_the_other_way(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",           "-",   ".",    "-.",  ",",   "+5",  "x",  " 1", "123456789", "-12345678",
        "1.23456789", "1e5", "1E-5", "nan", "--1", "-e5", "/1", ":1", "\2601",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 7;
        size_t length;
        assert_null(read_short(cases[i], '.', &value, &length));
        assert_true(value == 7);
    }
}

static void a_decimal_comma(void **state)
{
    (void)state;
#ifdef __SSE2__
    double value = 0;
    size_t length = 0;
    assert_non_null(read_short("-12,5;7", ',', &value, &length));
    check_close(value, -12.5, 0);
    assert_int_equal(length, 5);
    assert_non_null(read_short("12.5;7", ',', &value, &length));
    check_close(value, 12, 0);
    assert_int_equal(length, 2);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_agrees),
        cmocka_unit_test(signed_zeros_and_edges),
        cmocka_unit_test(what_is_left_to_the_other_way),
        cmocka_unit_test(a_decimal_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
