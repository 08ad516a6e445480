/* Words have a width, fit where they are made to fit,
 * and stay whole characters. */
#include "check.h"

#include "core/philox.h"
#include "core/utf8.h"
#include "render/words.h"

#include <string.h>

static void widths_add_up(void **state)
{
    (void)state;
    check_close(vi_text_width("", 12, false), 0, 0);
    check_close(vi_text_width("ab", 12, false),
                vi_text_width("a", 12, false) + vi_text_width("b", 12, false), 1e-12);
    check_close(vi_text_width("ab", 24, false), 2 * vi_text_width("ab", 12, false), 1e-12);
    assert_true(vi_text_width("wide", 12, true) > vi_text_width("wide", 12, false));
    assert_true(vi_text_width("WWW", 12, false) > 3 * vi_text_width("iii", 12, false));
    assert_true(vi_text_width("漢", 10, false) > vi_text_width("e", 10, false));
    check_close(vi_text_width("e\u0301", 10, false), vi_text_width("e", 10, false), 0);
    check_close(vi_text_width("a\u00a0b", 10, false), vi_text_width("a b", 10, false), 0);
}

static void check_short(const char *text, double most, const char *expected)
{
    char out[VI_LABEL];
    vi_shorten(text, 10, false, most, out, sizeof out);
    assert_string_equal(out, expected);
}

static void the_middle_is_left_out(void **state)
{
    (void)state;
    check_short("Usual care", 100, "Usual care");
    check_short("", 0, "");
    check_short("log odds ratio, arm 17", 90, "log odds…arm 17");
    check_short("abcdefghij", 30, "abc…j");
    check_short("漢字漢字漢字", 45, "漢字…字");
    check_short("abc", 1, "a…");
    check_short("two\nlines\tand\x1b[0m \xff!", 500, "two lines and [0m ?!");
}

static bool is_whole(const char *text)
{
    while (*text) {
        uint32_t point;
        text += vi_utf8_decode(text, &point);
        if (point == VI_UTF8_BROKEN) {
            return false;
        }
    }
    return true;
}

/* Random words of one- to four-byte characters, and of broken ones. */
static void random_text(uint64_t seed, char text[600])
{
    static const char *const pieces[] = {"a", "W", " ", "_", "é", "漢", "𝛽", "-", "il", "\xff\xc3"};
    size_t count = (size_t)(120 * vi_uniform(seed, 0, 0));
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(text, pieces[(size_t)(10 * vi_uniform(seed, 1, i))]);
    }
}

static void what_is_shortened_fits(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 3000; i++) {
        char text[600], out[VI_LABEL], small[24];
        double most = 30 + 400 * vi_uniform(i, 2, 0);
        random_text(i, text);
        vi_shorten(text, 13, i % 2, most, out, sizeof out);
        assert_true(vi_text_width(out, 13, i % 2) <= most);
        assert_true(is_whole(out));
        vi_shorten(text, 13, false, INFINITY, small, sizeof small);
        assert_true(strlen(small) < sizeof small && is_whole(small));
    }
}

static void what_is_wrapped_fits(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 3000; i++) {
        char text[600], lines[VI_LINES][VI_LABEL];
        double most = 40 + 200 * vi_uniform(i, 2, 0);
        random_text(i, text);
        size_t count = vi_wrap(text, 13, false, most, lines);
        assert_in_range(count, 1, VI_LINES);
        for (size_t j = 0; j < count; j++) {
            assert_true(vi_text_width(lines[j], 13, false) <= most && is_whole(lines[j]));
        }
    }
}

static void check_wrap(const char *text, double most, const char *first, const char *second)
{
    char lines[VI_LINES][VI_LABEL];
    size_t count = vi_wrap(text, 10, false, most, lines);
    assert_int_equal(count, second ? 2 : 1);
    assert_string_equal(lines[0], first);
    if (second) {
        assert_string_equal(lines[1], second);
    }
}

static void lines_break_between_words(void **state)
{
    (void)state;
    check_wrap("Usual care", 100, "Usual care", NULL);
    check_wrap("Usual care as provided in 2019", 110, "Usual care as", "provided in 2019");
    check_wrap("utility_after_discharge", 90, "utility_after_", "discharge");
    check_wrap("k = 0.165 more", 62, "k = 0.165", "more");
    check_wrap("Donaudampfschifffahrtsgesellschaft", 80, "Donauda…haft", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_add_up),
        cmocka_unit_test(the_middle_is_left_out),
        cmocka_unit_test(what_is_shortened_fits),
        cmocka_unit_test(what_is_wrapped_fits),
        cmocka_unit_test(lines_break_between_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
