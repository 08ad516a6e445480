/* Names in a sentence: one, two, many, and more than fit. */
#include "check.h"

#include "data/name_list.h"

#include <string.h>

static char a[] = "a", b[] = "b", c[] = "c", d[] = "d";
static char long_name[] = "0123456789012345678901234567890123456789012345678901234567890123456789";
static char *names[] = {a, b, c, d};

static void joins_names(void **state)
{
    static const size_t which[] = {3, 1};
    char text[200];
    (void)state;
    vi_name_list(names, NULL, 0, text, sizeof text);
    assert_string_equal(text, "");
    vi_name_list(names, NULL, 1, text, sizeof text);
    assert_string_equal(text, "a");
    vi_name_list(names, NULL, 2, text, sizeof text);
    assert_string_equal(text, "a and b");
    vi_name_list(names, NULL, 4, text, sizeof text);
    assert_string_equal(text, "a, b, c and d");
    vi_name_list(names, which, 2, text, sizeof text);
    assert_string_equal(text, "d and b");
}

static void counts_what_does_not_fit(void **state)
{
    char *many[1000], text[300];
    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        many[i] = i < 3 ? long_name : a;
    }
    memset(text, 'x', sizeof text);
    vi_name_list(many, NULL, 1000, text, 200);
    assert_int_equal(text[200], 'x');
    assert_int_equal(strlen(text), 60 + strlen(", ") + 60 + strlen(" and 998 more"));
    assert_non_null(strstr(text, "56789 and 998 more"));
    vi_name_list(many + 3, NULL, 997, text, sizeof text);
    assert_true(strlen(text) < sizeof text);
    assert_non_null(strstr(text, "a, a and 930 more"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_names),
        cmocka_unit_test(counts_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
