/* Numbers as people write them. */
#include "check.h"

#include "render/amount.h"

#include <locale.h>

#define CHECK(call, expected)                                                                      \
    do {                                                                                           \
        vi_buffer out = {0};                                                                       \
        call;                                                                                      \
        assert_string_equal(out.data ? out.data : "", expected);                                   \
        vi_buffer_free(&out);                                                                      \
    } while (0)

static void plain_amounts(void **state)
{
    (void)state;
    CHECK(vi_amount(&out, "", 0), "0");
    CHECK(vi_amount(&out, "£", 368.6050962), "£369");
    CHECK(vi_amount(&out, "£", 36.6), "£36.60");
    CHECK(vi_amount(&out, "£", -1234567.8), "−£1,234,568");
    CHECK(vi_amount(&out, "", 0.479811), "0.480");
    CHECK(vi_amount(&out, "", 0.0123456), "0.0123");
    CHECK(vi_amount(&out, "", 2.05e-11), "2.05e-11");
    CHECK(vi_amount(&out, "", 1.5e20), "1.50e+20");
    CHECK(vi_amount(&out, "£", NAN), "–");
    CHECK(vi_amount(&out, "£", INFINITY), "∞");
    CHECK(vi_amount(&out, "£", -INFINITY), "−∞");
}

static void amounts_in_words(void **state)
{
    (void)state;
    CHECK(vi_amount_words(&out, "£", 181e6), "£181\u00a0million");
    CHECK(vi_amount_words(&out, "£", 42.46e6), "£42.5\u00a0million");
    CHECK(vi_amount_words(&out, "", 1.234e9), "1.23\u00a0billion");
    CHECK(vi_amount_words(&out, "", -7.5e12), "−7.50\u00a0trillion");
    CHECK(vi_amount_words(&out, "£", 253124), "£253,124");
    CHECK(vi_amount_words(&out, "", NAN), "–");
}

static void significant_digits(void **state)
{
    (void)state;
    CHECK(vi_amount_digits(&out, "£", 368.6050962, 6), "£368.605");
    CHECK(vi_amount_digits(&out, "£", 20000, 10), "£20,000");
    CHECK(vi_amount_digits(&out, "", 0.5, 10), "0.5");
    CHECK(vi_amount_digits(&out, "", 100, 2), "100");
    CHECK(vi_amount_digits(&out, "", 0, 6), "0");
    CHECK(vi_amount_digits(&out, "", -1234567.891, 6), "−1,234,568");
    CHECK(vi_amount_digits(&out, "", 999999.5, 3), "1,000,000");
}

static void fixed_decimals(void **state)
{
    (void)state;
    CHECK(vi_amount_fixed(&out, "", 8.15544, 3), "8.155");
    CHECK(vi_amount_fixed(&out, "", -12345.678, 1), "−12,345.7");
    CHECK(vi_amount_fixed(&out, "", 0, 2), "0.00");
    CHECK(vi_amount_fixed(&out, "", 3e15, 2), "3.00e+15");
}

static void percentages(void **state)
{
    (void)state;
    CHECK(vi_amount_percent(&out, 0.4132), "41\u00a0%");
    CHECK(vi_amount_percent(&out, 0.0412), "4.1\u00a0%");
    CHECK(vi_amount_percent(&out, 0.9532), "95.3\u00a0%");
    CHECK(vi_amount_percent(&out, 0.0001), "<0.1\u00a0%");
    CHECK(vi_amount_percent(&out, 0.9999), ">99.9\u00a0%");
    CHECK(vi_amount_percent(&out, 0), "0\u00a0%");
    CHECK(vi_amount_percent(&out, 1), "100\u00a0%");
    CHECK(vi_amount_percent(&out, NAN), "–");
}

static void currencies(void **state)
{
    (void)state;
    CHECK(vi_amount_currency(&out, "£"), "£");
    CHECK(vi_amount_currency(&out, "EUR"), "EUR\u00a0");
    CHECK(vi_amount_currency(&out, ""), "");
    CHECK(vi_amount_currency(&out, NULL), "");
    CHECK(vi_amount_count(&out, 1234567), "1,234,567");
    CHECK(vi_amount_count(&out, 12), "12");
}

/* A host program may have set a locale with decimal commas; where none is installed, this checks
 * nothing new. */
static void decimal_commas_do_not_matter(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8")) {
        skip();
    }
    CHECK(vi_amount(&out, "", 12.345), "12.35");
    CHECK(vi_amount_digits(&out, "", 0.50, 3), "0.5");
    CHECK(vi_amount(&out, "", 1.5e-9), "1.50e-9");
    setlocale(LC_NUMERIC, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_amounts),
        cmocka_unit_test(amounts_in_words),
        cmocka_unit_test(significant_digits),
        cmocka_unit_test(fixed_decimals),
        cmocka_unit_test(percentages),
        cmocka_unit_test(currencies),
        cmocka_unit_test(decimal_commas_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
