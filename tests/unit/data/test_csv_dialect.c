/* What separates fields and decimals: files that could be taken for another country's must be read
 * right or refused, never wrong. */
#include "read_bytes.h"

#include "core/philox.h"
#include "data/csv.h"

#include <stdlib.h>
#include <string.h>

static void the_delimiter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char expected;
    } cases[] = {
        {"a,b\n1,2\n", ','},
        {"a;b\n1;2\n", ';'},
        {"a\tb\n1\t2\n", '\t'},
        {"a;b\n1,5;2,5\n", ';'},
        {"a\tb\n1,5\t2,5\n", '\t'},
        {"cost;A,cost;B\n1,2\n", ','},
        {"\"a;x\",b\n1,2\n", ','},
        {"\"a\n;x\",b\n1,2\n", ','},
        {"5\" pipe;x,b\n1,2\n", ','},
        {"a;b,c\n1;2\n", ';'},
        {"a,b;c,d\n1,5;2,5\n", ';'},
        {"a;b\n\"1\";2;3\n", ';'},
        {"a,b\nrow 1,2,3\n", ','},
        {"a;b", ';'},
        {"a;b\n\n1;2\n", ';'},
        {"a\n1\n", ','},
        {"", ','},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        if (vi_csv_guess_delimiter(text, text + strlen(text)) != cases[i].expected) {
            print_error("%s\n", text);
            fail();
        }
    }
}

static void the_point(void **state)
{
    (void)state;
    static const struct {
        char delimiter;
        const char *text;
        char expected; /* 0: not found, '!': refused */
    } cases[] = {
        {';', "a;b\n1;2\n", 0},
        {';', "a;b\n1,5;2\n", ','},
        {';', "a;b\n1;2.5\n", '.'},
        {';', "a1.5x;b,2\n1;2,25\n", ','},
        {';', "1,5;2.5\n", ','},
        {';', "\"1,5\";2\n", ','},
        {';', "1e3;2,5E-3\r\n", ','},
        {';', "8,123;7,456\n", ','},
        {';', "8.123;7.456\n", '!'},
        {';', "8.123;7.45\n", '.'},
        {';', "8.123;0.456\n", '.'},
        {';', "8.123;1234.567\n", '.'},
        {';', "12.345;0,5\n", ','},
        {';', "1.234.567;12\n", 0}, /* no number in either notation: refused as a cell */
        {'\t', "8,123\t7,456\n", '!'},
        {'\t', "8,123\t7.456\n", '!'},
        {'\t', "-8.123\t7.5\n", '.'},
        {'\t', "1,5\t7\n", ','},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        csv_dialect dialect = {.delimiter = cases[i].delimiter};
        const char *text = cases[i].text;
        voi_error error = {0};
        voi_status status = vi_csv_find_point(&dialect, text, text + strlen(text), &error);
        char found = status != VOI_OK ? '!' : dialect.point_found ? dialect.point : '\0';
        if (found != cases[i].expected) {
            print_error("%s: '%c'\n", text, found);
            fail();
        }
    }
}

static void doubtful_decimals_are_shown(void **state)
{
    (void)state;
    static const char text[] = "a;b\n12;345\n8.123;7.456\n";
    outcome o = read_bytes(vi_read_csv, text, strlen(text), 1000, true, "c.csv");
    assert_int_equal(o.status, VOI_ERR_FORMAT);
    assert_string_equal(o.error.message,
                        "numbers such as \"8.123\" may have decimals or thousands; write them "
                        "without thousands separators, or save the file with commas between "
                        "fields");
    forget(&o);
}

/* `rows` records of whole numbers, and a last one. */
static outcome read_late(const char *last, size_t rows)
{
    char *text = malloc(rows * 4 + strlen(last) + 1), *p = text;
    assert_non_null(text);
    for (size_t i = 0; i < rows; i++) {
        memcpy(p, "1;2\n", 4);
        p += 4;
    }
    strcpy(p, last);
    size_t size = (size_t)(p - text) + strlen(last);
    outcome o = read_bytes(vi_read_csv, text, size, 300000, true, "c.csv");
    free(text);
    return o;
}

/* Decimals show megabytes later than the first block, where they cannot have been looked for. */
static void decimals_that_come_late(void **state)
{
    (void)state;
    enum { ROWS = 700000 };
    outcome o = read_late("1,5;2\n0,25;7\n", ROWS);
    assert_string_equal(o.error.message, "");
    assert_int_equal(o.frame.rows, ROWS + 2);
    check_close(o.frame.columns[0][ROWS], 1.5, 0);
    check_close(o.frame.columns[0][ROWS + 1], 0.25, 0);
    check_close(o.frame.columns[1][ROWS + 1], 7, 0);
    check_close(o.frame.columns[1][0], 2, 0);
    forget(&o);
    o = read_late("1.5;2\n", ROWS);
    assert_string_equal(o.error.message, "");
    check_close(o.frame.columns[0][ROWS], 1.5, 0);
    forget(&o);
    o = read_late("1.5;2,5\n", ROWS);
    assert_string_equal(o.error.message,
                        "c.csv:700001:2: \"2,5\" is not a number in this file's notation");
    forget(&o);
    o = read_late("12.345;2\n", ROWS);
    assert_int_equal(o.status, VOI_ERR_FORMAT);
    forget(&o);
}

static void what_is_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *message;
    } cases[] = {
        {"PK\x03\x04\x14\0", 6,
         "is a ZIP archive, not text; the name of an Excel workbook ends in .xlsx"},
        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8,
         "is an Excel workbook of the old kind; save it as .xlsx or CSV"},
        {"%PDF-1.4\n", 9, "is a PDF document, not text"},
        {"\xff\xfe"
         "a\0",
         4, "is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")"},
        {"\x7f"
         "ELF\x02\x01\x01\0",
         8, "is not a text file (it contains zero bytes)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = read_bytes(vi_read_csv, cases[i].bytes, cases[i].size, 1, true, "c.csv");
        assert_int_equal(o.status, VOI_ERR_FORMAT);
        assert_string_equal(o.error.message, cases[i].message);
        forget(&o);
    }
}

/* Random bytes are refused, zero bytes in them or not, in one line. */
static void junk(void **state)
{
    (void)state;
    enum { SIZE = 3000, FILES = 300 };
    for (uint64_t file = 0; file < FILES; file++) {
        char bytes[SIZE];
        uint64_t least = file % 2;
        for (uint64_t i = 0; i < SIZE; i++) {
            bytes[i] = (char)(least + (uint64_t)(vi_uniform(1, file, i) * (double)(256 - least)));
        }
        outcome o = read_bytes(vi_read_csv, bytes, SIZE, SIZE, true, "c.csv");
        assert_int_not_equal(o.status, VOI_OK);
        assert_true(strlen(o.error.message) > 10);
        for (const char *c = o.error.message; *c; c++) {
            assert_true((unsigned char)*c >= 0x20);
        }
        forget(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delimiter),
        cmocka_unit_test(the_point),
        cmocka_unit_test(doubtful_decimals_are_shown),
        cmocka_unit_test(decimals_that_come_late),
        cmocka_unit_test(what_is_no_text),
        cmocka_unit_test(junk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
