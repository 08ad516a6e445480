/* "Did you mean": slips of the fingers find their word, other words find none. */
#include "check.h"

#include "voi.h"

#include <string.h>

static const char *const names[] = {"--wtp",    "--costs", "--effects", "--exact",
                                    "--params", "--pars",  "evpi",      "evppi"};

static void check_nearest(const char *text, const char *expected)
{
    const char *found = voi_nearest(text, names, sizeof names / sizeof *names);
    if (!expected) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, expected);
}

static void slips_find_their_word(void **state)
{
    (void)state;
    check_nearest("--wtp", "--wtp");
    check_nearest("--wpt", "--wtp");    /* neighbours swapped */
    check_nearest("--cost", "--costs"); /* a letter is missing */
    check_nearest("--effectss", "--effects");
    check_nearest("--WTP", "--wtp");
    check_nearest("-wtp", "--wtp");
    check_nearest("--parms", "--params");
    check_nearest("evpy", "evpi");
    check_nearest("EVPPI", "evppi");
}

static void other_words_find_none(void **state)
{
    (void)state;
    check_nearest("", NULL);
    check_nearest("x", NULL);
    check_nearest("--bootstrap", NULL);
    check_nearest("frobnicate", NULL);
    assert_null(voi_nearest("evpi", names, 0));
}

static void the_first_of_equals_wins(void **state)
{
    (void)state;
    static const char *const twins[] = {"beta1", "beta2", "beta3"};
    assert_string_equal(voi_nearest("beta", twins, 3), "beta1");
}

static void long_names_are_passed_over(void **state)
{
    (void)state;
    char longest[61], too_long[62];
    memset(longest, 'a', sizeof longest - 1);
    memset(too_long, 'a', sizeof too_long - 1);
    longest[sizeof longest - 1] = too_long[sizeof too_long - 1] = '\0';
    const char *const candidates[] = {too_long, longest};
    assert_ptr_equal(voi_nearest(longest, candidates, 2), longest);
    assert_null(voi_nearest(too_long, candidates, 2));
    assert_null(voi_nearest(longest, candidates, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_find_their_word),
        cmocka_unit_test(other_words_find_none),
        cmocka_unit_test(the_first_of_equals_wins),
        cmocka_unit_test(long_names_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
