/* Lines that quote foreign bytes: one line, nothing that steers a terminal, whole characters. */
#include "check.h"

#include "core/line.h"

#include <string.h>

static void check_clean(const char *text, const char *expected)
{
    char line[100];
    assert_true(strlen(text) < sizeof line);
    strcpy(line, text);
    vi_line_clean(line);
    assert_string_equal(line, expected);
}

static void controls_become_blanks(void **state)
{
    (void)state;
    check_clean("a\nb\r\tc\x7F", "a b  c ");
    check_clean("\x1B[31mred\x1B[0m", " [31mred [0m");
    check_clean("\xC2\x9B" /* the same in one character */ "31m", " 31m");
    check_clean("one\xE2\x80\xA8two\xE2\x80\xA9three", "one two three");
    check_clean("cost\xE2\x80\xAE"
                "vsc.tsoc\xE2\x81\xA9",
                "cost vsc.tsoc ");
    check_clean("", "");
}

static void text_of_any_alphabet_stays(void **state)
{
    (void)state;
    check_clean("Ibuprofène £ 治療 \xF0\x9F\x92\x8A", "Ibuprofène £ 治療 \xF0\x9F\x92\x8A");
    check_clean("\xEF\xBF\xBD", "\xEF\xBF\xBD");
}

static void other_bytes_become_question_marks(void **state)
{
    (void)state;
    check_clean("Caf\xE9", "Caf?");
    check_clean("\x9B"
                "31m",
                "?31m");
    check_clean("\xE2\x82", "??");
    check_clean("\xC0\x9B[", "??[");
}

static void long_lines_end_in_points(void **state)
{
    (void)state;
    char line[10];
    vi_line_print(line, sizeof line, "%s", "123456789");
    assert_string_equal(line, "123456789");
    vi_line_print(line, sizeof line, "%s", "1234567890");
    assert_string_equal(line, "123456...");
    vi_line_print(line, sizeof line, "%s", "12345éxyz");
    assert_string_equal(line, "12345...");
    vi_line_print(line, sizeof line, "%s", "1234éxyzx");
    assert_string_equal(line, "1234é...");
    vi_line_print(line, sizeof line, "%s", "123\xF0\x9F\x92\x8Axyz");
    assert_string_equal(line, "123...");
    vi_line_print(line, sizeof line, "%s", "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80");
    assert_string_equal(line, "...");
}

/* Any bytes at any capacity: a whole line of characters that a terminal shows. */
static void any_bytes_give_a_line(void **state)
{
    (void)state;
    uint64_t random = 42;
    for (int round = 0; round < 20000; round++) {
        char bytes[64], line[48];
        for (size_t i = 0; i + 1 < sizeof bytes; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bytes[i] = (char)(random >> 56 ? random >> 56 : 1);
        }
        bytes[random >> 58] = '\0';
        size_t capacity = 4 + (size_t)round % (sizeof line - 4);
        vi_line_print(line, capacity, "%s", bytes);
        assert_true(strlen(line) < capacity);
        for (const char *c = line; *c; c++) {
            assert_true((unsigned char)*c >= 0x20 && *c != 0x7F);
        }
        char again[sizeof line];
        strcpy(again, line);
        vi_line_clean(again);
        assert_string_equal(again, line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_become_blanks),
        cmocka_unit_test(text_of_any_alphabet_stays),
        cmocka_unit_test(other_bytes_become_question_marks),
        cmocka_unit_test(long_lines_end_in_points),
        cmocka_unit_test(any_bytes_give_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
