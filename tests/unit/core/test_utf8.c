/* Decoding: every character there is, and every way to be none. */
#include "check.h"

#include "core/utf8.h"

#include <stdbool.h>

/* An encoder after the table of RFC 3629. */
static size_t encode(uint32_t point, char *text)
{
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1;) {
        text[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    text[0] = (char)(leads[length] | point);
    text[length] = '\0';
    return length;
}

static void every_character_is_decoded(void **state)
{
    (void)state;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        char text[5];
        uint32_t found = 0;
        size_t length = encode(point, text);
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        size_t used = vi_utf8_decode(text, &found);
        if (used != (surrogate ? 1 : length) || found != (surrogate ? VI_UTF8_BROKEN : point)) {
            fail_msg("U+%04X became U+%04X, %zu bytes", point, found, used);
        }
    }
}

static void broken_bytes_are_passed_one_by_one(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "\x80",             /* a byte that continues nothing */
        "\xC3",             /* the end comes early */
        "\xE2\x82",         /* the same */
        "\xC3(",            /* the second byte does not continue */
        "\xC0\xAF",         /* "/" in two bytes */
        "\xE0\x80\xAF",     /* in three */
        "\xF0\x80\x80\xAF", /* in four */
        "\xC2",             /* half of a control character */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF4\x90\x80\x80", /* beyond the last character */
        "\xF8\x88\x80\x80", /* five bytes are due */
        "\xFF",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        uint32_t point = 0;
        assert_int_equal(vi_utf8_decode(broken[i], &point), 1);
        assert_int_equal(point, VI_UTF8_BROKEN);
    }
}

static void characters_have_columns(void **state)
{
    (void)state;
    assert_int_equal(vi_utf8_columns('a'), 1);
    assert_int_equal(vi_utf8_columns(0xE9), 1);    /* é */
    assert_int_equal(vi_utf8_columns(0x301), 0);   /* an accent on what stands before */
    assert_int_equal(vi_utf8_columns(0x6F22), 2);  /* 漢 */
    assert_int_equal(vi_utf8_columns(0xD55C), 2);  /* 한 */
    assert_int_equal(vi_utf8_columns(0x1F600), 2); /* a face */
    assert_int_equal(vi_utf8_columns(0x2026), 1);  /* … */
    assert_int_equal(vi_utf8_columns(0x10FFFF), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_decoded),
        cmocka_unit_test(characters_have_columns),
        cmocka_unit_test(broken_bytes_are_passed_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
