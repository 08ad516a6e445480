/* Fields as numbers, and what users are told of those that are none. */
#include "check.h"

#include "data/csv.h"

#include <stdio.h>
#include <string.h>

static csv_field field_of(const char *text)
{
    return (csv_field){text, strlen(text), false};
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char point;
        double expected; /* NaN: no number */
    } cases[] = {
        {"1", '.', 1},        {"-1.5e3", '.', -1500}, {"1,5", ',', 1.5},   {"1,5", '.', NAN},
        {"1.5", ',', NAN},    {"", '.', NAN},         {"1 ", '.', NAN},    {"0x10", '.', NAN},
        {"1e400", '.', NAN},  {"nan", '.', NAN},      {"1.5.2", '.', NAN}, {"12abc", '.', NAN},
        {"1e-400", '.', 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN;
        csv_field field = field_of(cases[i].text);
        bool is_one = vi_csv_number(&field, cases[i].point, &value);
        if (is_one == isnan(cases[i].expected) || (is_one && value != cases[i].expected)) {
            print_error("%s: %g\n", cases[i].text, value);
            fail();
        }
    }
}

static void a_field_ends_inside_a_text(void **state)
{
    (void)state;
    double value = 0;
    csv_field field = {"12345", 2, false};
    assert_true(vi_csv_number(&field, '.', &value));
    check_close(value, 12, 0);
}

static void very_long_numbers(void **state)
{
    (void)state;
    enum { LENGTH = 1101 };
    char text[LENGTH];
    double value = 0;
    memset(text, '0', sizeof text);
    text[1] = '.';
    text[LENGTH - 2] = '5';
    csv_field field = {text, LENGTH - 1, false};
    assert_true(vi_csv_number(&field, '.', &value));
    field.length = LENGTH;
    assert_false(vi_csv_number(&field, '.', &value));
}

static void thousands(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool expected;
    } cases[] = {
        {"1,234", true},
        {"12.345", true},
        {"-123.456.789", true},
        {"1.234,5", true},
        {"1,234.56", true},
        {"1'234.50", true},
        {"1 234", true},
        {"1 234 567,8", true},
        {"1\302\240234", true},
        {"1\240234", true},
        {"1\342\200\257234,5", true},
        {"1\342\200\231234", true},
        {"1234", false},
        {"0.123", false},
        {"1.23", false},
        {"1.2345", false},
        {"1234.567", false},
        {"1.234 567", false},
        {"1,234,56", false},
        {"1.234.5", false},
        {".123", false},
        {"", false},
        {"-", false},
        {"1.234x", false},
        {"1.234,", true},
        {"x1.234", false},
        {"1,23", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csv_field field = field_of(cases[i].text);
        if (vi_csv_has_thousands(&field) != cases[i].expected) {
            print_error("%s\n", cases[i].text);
            fail();
        }
    }
}

static void complaints(void **state)
{
    (void)state;
    static const char thousands_message[] =
        "is not a number; write numbers without thousands separators";
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"n/a", "is not a number"},         {"na", "is a missing value"},
        {"#N/A", "is a missing value"},     {".", "is a missing value"},
        {"+inf", "is not a finite number"}, {"1,5", "is not a number in this file's notation"},
        {"1 234,5", thousands_message},     {"1.234.567", thousands_message},
        {"1'234", thousands_message},       {"12.345", thousands_message},
        {"1e999", "is not a number"},       {"45%", "is not a number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200], expected[200];
        csv_field field = field_of(cases[i].text);
        vi_csv_complain(&field, text, sizeof text);
        snprintf(expected, sizeof expected, "\"%s\" %s", cases[i].text, cases[i].what);
        assert_string_equal(text, expected);
    }
    char text[200];
    csv_field empty = field_of(""), lengthy = field_of("a text of more than forty characters, cut");
    vi_csv_complain(&empty, text, sizeof text);
    assert_string_equal(text, "missing value");
    vi_csv_complain(&lengthy, text, sizeof text);
    assert_string_equal(text, "\"a text of more than forty characters, cu...\" is not a number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),           cmocka_unit_test(a_field_ends_inside_a_text),
        cmocka_unit_test(very_long_numbers), cmocka_unit_test(thousands),
        cmocka_unit_test(complaints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
