/* Lists of willingness to pay: what people type, what they mistype, and limits. */
#include "check.h"

#include "voi.h"

#include <string.h>

static voi_wtp parse(const char *text, double *headline)
{
    voi_wtp wtp = {0};
    voi_error error = {0};
    check_ok(voi_wtp_parse(text, &wtp, headline, &error));
    return wtp;
}

static void check_list(const char *text, const double *expected, size_t count, double headline)
{
    double found = NAN;
    voi_wtp wtp = parse(text, &found);
    assert_int_equal(wtp.count, count);
    for (size_t i = 0; i < count; i++) {
        check_close(wtp.values[i], expected[i], 0);
    }
    check_close(found, headline, 0);
    voi_wtp_free(&wtp);
    assert_null(wtp.values);
    assert_int_equal(wtp.count, 0);
}

static void lists_ranges_and_mixes(void **state)
{
    (void)state;
    check_list("20000", (const double[]){20000}, 1, 20000);
    check_list("0", (const double[]){0}, 1, 0);
    check_list("20000,30000", (const double[]){20000, 30000}, 2, 20000);
    check_list(" 20000 ,\t3e4", (const double[]){20000, 30000}, 2, 20000);
    check_list("0:40:10", (const double[]){0, 10, 20, 30, 40}, 5, 20);
    check_list("0:30:10,5", (const double[]){0, 10, 20, 30, 5}, 5, 10);
    check_list("5,0:20:10", (const double[]){5, 0, 10, 20}, 4, 5);
    check_list("0:25:10", (const double[]){0, 10, 20}, 3, 10);
    check_list("7:7:1", (const double[]){7}, 1, 7);
    check_list("+.5,0.25,1.", (const double[]){0.5, 0.25, 1}, 3, 0.5);
    check_list("5,5", (const double[]){5, 5}, 2, 5);
}

static void ranges_do_not_drift(void **state)
{
    (void)state;
    voi_wtp wtp = parse("0:1:0.1", NULL);
    assert_int_equal(wtp.count, 11);
    check_close(wtp.values[3], 3 * 0.1, 0);
    check_close(wtp.values[10], 1, 0);
    voi_wtp_free(&wtp);
    wtp = parse("0:0.3:0.1", NULL);
    assert_int_equal(wtp.count, 4);
    check_close(wtp.values[3], 0.3, 0);
    voi_wtp_free(&wtp);
    wtp = parse("0:999999:1", NULL);
    assert_int_equal(wtp.count, 1000000);
    check_close(wtp.values[999999], 999999, 0);
    voi_wtp_free(&wtp);
    double headline = NAN;
    wtp = parse("0:50000:100", &headline);
    check_close(headline, 25000, 0);
    voi_wtp_free(&wtp);
}

static void refuse(const char *text, voi_status expected, const char *words)
{
    voi_wtp wtp = {(const double *)text, 9};
    voi_error error = {0};
    double headline = -1;
    assert_int_equal(voi_wtp_parse(text, &wtp, &headline, &error), expected);
    if (!strstr(error.message, words)) {
        print_error("%s: %s\n", text, error.message);
        fail();
    }
    assert_null(wtp.values);
    assert_int_equal(wtp.count, 0);
    check_close(headline, -1, 0);
}

static void mistakes_are_explained(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"20k", "\"20k\" is not a number (willingness to pay is a list such as 20000,30000 or a "
                "range 0:50000:100)"},
        {"", "a number is missing"},
        {"  ", "a number is missing"},
        {",", "a number is missing"},
        {"20000,", "a number is missing"},
        {",20000", "a number is missing"},
        {"1,,2", "a number is missing"},
        {"1;2", "\"1;2\" is not a number"},
        {"1 2", "\"1 2\" is not a number"},
        {"nan", "\"nan\" is not a number"},
        {"inf", "\"inf\" is not a number"},
        {"0x10", "\"0x10\" is not a number"},
        {"1e", "\"1e\" is not a number"},
        {"--1", "\"--1\" is not a number"},
        {"1e999", "\"1e999\" is too large a number"},
        {"-1", "\"-1\" is negative"},
        {"20,000", "\"000\" starts with a zero: write 20000, not 20,000"},
        {"0:10", "\"0:10\" is not a range from:to:step"},
        {"0:10:", "a number is missing"},
        {"0:10:1:", "\"0:10:1:\" is not a range from:to:step"},
        {"0:10:1:2", "\"0:10:1:2\" is not a range from:to:step"},
        {":10:1", "a number is missing"},
        {"10:0:1", "\"10:0:1\" is a range that decreases"},
        {"0:10:0", "\"0:10:0\" is a range without a step"},
        {"0:10:-1", "\"-1\" is negative"},
        {"-5:10:1", "\"-5\" is negative"},
        {"\x01\n\xff", "is not a number"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refuse(wrong[i][0], VOI_ERR_ARGUMENT, wrong[i][1]);
    }
    refuse(NULL, VOI_ERR_ARGUMENT, "no willingness to pay");
}

static void a_very_long_number_is_cut_in_the_message(void **state)
{
    (void)state;
    char text[5000];
    memset(text, '1', sizeof text);
    text[sizeof text - 1] = '\0';
    refuse(text, VOI_ERR_ARGUMENT, "is not a number");
}

static void too_many_values_are_refused(void **state)
{
    (void)state;
    refuse("0:1000000:1", VOI_ERR_LIMIT, "more than 1000000 values");
    refuse("0:1e300:1e-300", VOI_ERR_LIMIT, "more than 1000000 values");
    refuse("0:600000:1,0:600000:1", VOI_ERR_LIMIT, "more than 1000000 values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_ranges_and_mixes),
        cmocka_unit_test(ranges_do_not_drift),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(a_very_long_number_is_cut_in_the_message),
        cmocka_unit_test(too_many_values_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
