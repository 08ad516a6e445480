/* CSV: what is read, in every dialect and whatever the block size, and the exact words about what
 * is wrong. */
#include "read_bytes.h"

#include "data/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static outcome read_text(const char *text, size_t size, size_t block, bool strict, const char *path)
{
    return read_bytes(vi_read_csv, text, size, block, strict, path);
}

static void what_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text, *expected;
    } cases[] = {
        {"a.csv", "a,b\n1,2\n3,4\n", "a,b|1,2|3,4"},
        {"a.csv", "a,b\n1,2\n3,4", "a,b|1,2|3,4"},
        {"a.csv", "a,b\r\n1,2\r\n3,4\r\n\r\n\n", "a,b|1,2|3,4"},
        {"a.csv",
         "\xef\xbb\xbf"
         "a,b\n-1e3,+.5\n",
         "a,b|-1000,0.5"},
        {"a.csv", "1,2\n3,4\n", "-,-|1,2|3,4"},
        {"a.csv", "\"a \"\"x\"\"\",\"b,c\"\n\"1\",2\n", "a \"x\",b,c|1,2"},
        {"a.csv", "\"two\nlines\",b\n1,2\n", "two\nlines,b|1,2"},
        {"a.csv", " a , b \n 1 ,\t2\n", "a,b|1,2"},
        {"a.csv", "a;b\n1,5;2,25\n", "a,b|1.5,2.25"},
        {"a.csv", "a;b\n1.5;2\n", "a,b|1.5,2"},
        {"a.csv", "a;b\n1;2\n", "a,b|1,2"},
        {"a.csv", "a\tb\n1\t2\n", "a,b|1,2"},
        {"a.tsv", "a\n1\n2\n", "a|1|2"},
        {"a.csv", "\"\",\"a\",\"b\"\n\"1\",5,6\n\"2\",7,8\n", "a,b|5,6|7,8"},
        {"a.csv", "a,b\nr1,5,6\nr2,7,8\n", "a,b|5,6|7,8"},
        {"a.csv", "a\n1\n", "a|1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size = strlen(cases[i].text);
        for (size_t block = 1; block <= size; block++) {
            char text[300] = "";
            outcome o = read_text(cases[i].text, size, block, true, cases[i].path);
            if (o.status != VOI_OK) {
                print_error("%s: %s\n", cases[i].text, o.error.message);
                fail();
            }
            print_frame(&o.frame, text, sizeof text);
            assert_string_equal(text, cases[i].expected);
            forget(&o);
        }
    }
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a,b\n1,2\n3,n/a\n", "c.csv:3:2: \"n/a\" is not a number (column b)"},
        {"a,b\n1,NA\n", "c.csv:2:2: \"NA\" is a missing value (column b)"},
        {"a,b\n1,\n", "c.csv:2:2: missing value (column b)"},
        {"a,b\n,2\n", "c.csv:2:1: missing value (column a)"},
        {"a,b\n1,-Inf\n", "c.csv:2:2: \"-Inf\" is not a finite number (column b)"},
        {"a,b\n1,1e999\n", "c.csv:2:2: \"1e999\" is not a number (column b)"},
        {"a,b\n1,2\n3\n", "c.csv:3: 1 field where the header has 2"},
        {"1,2\n3,4,5\n", "c.csv:2: 3 fields where the first line has 2"},
        {"1,2\n3,x\n", "c.csv:2:2: \"x\" is not a number"},
        {"a,b\n1,\"1,234.5\"\n",
         "c.csv:2:2: \"1,234.5\" is not a number; write numbers without thousands separators "
         "(column b)"},
        {"a;b\n1,5;2.5\n", "c.csv:2:2: \"2.5\" is not a number in this file's notation (column b)"},
        {"a,b\n1,2\n\n3,4\n", "c.csv:3: empty line"},
        {"\"two\nlines\",b\n1,2\n3,x\n", "c.csv:4:2: \"x\" is not a number (column b)"},
        {"a,a\n1,2\n", "c.csv:1:2: the name \"a\" stands twice"},
        {"a,,c\n1,2,3\n", "c.csv:1:2: a column has no name"},
        {"a,b\n1,\"2\n", "c.csv:2: field 2: a quote is not closed, or text follows it"},
        {"a,b\n", "has a header but no rows"},
        {"", "is empty"},
        {"\xff\xfe"
         "a\0",
         "is UTF-16 text; save it as UTF-8 (\"CSV UTF-8\")"},
        {"a,b\n1,2\n\x01\x02", "c.csv:3: 1 field where the header has 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = read_text(cases[i].text, strlen(cases[i].text), 1000, true, "c.csv");
        assert_int_not_equal(o.status, VOI_OK);
        assert_string_equal(o.error.message, cases[i].message);
        forget(&o);
    }
    outcome o = read_text("a\0b", 3, 10, true, "c.csv");
    assert_string_equal(o.error.message, "is not a text file (it contains zero bytes)");
    forget(&o);
}

static void a_lenient_read_lists_and_counts(void **state)
{
    (void)state;
    char text[1000] = "a,b\n";
    for (int i = 0; i < 30; i++) {
        strcat(text, "x,1\n");
    }
    outcome o = read_text(text, strlen(text), 7, false, "c.csv");
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.findings.count, 20);
    assert_string_equal(o.findings.items[19].where, "c.csv:21:1");
    assert_int_equal(o.frame.rows, 30);
    assert_true(isnan(o.frame.columns[0][29]));
    check_close(o.frame.columns[1][29], 1, 0);
    forget(&o);
}

static void many_columns_and_rows(void **state)
{
    (void)state;
    enum { COLS = 3000, ROWS = 40 };
    char *text = malloc(COLS * (ROWS + 1) * 12);
    size_t used = 0;
    assert_non_null(text);
    for (int j = 0; j < COLS; j++) {
        used += (size_t)sprintf(text + used, "%sn%d", j ? "," : "", j);
    }
    text[used++] = '\n';
    for (int i = 1; i <= ROWS; i++) {
        for (int j = 0; j < COLS; j++) {
            used += (size_t)sprintf(text + used, "%s%d", j ? "," : "", i * j);
        }
        text[used++] = '\n';
    }
    outcome o = read_text(text, used, 1000, true, "c.csv");
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.frame.cols, COLS);
    assert_int_equal(o.frame.rows, ROWS);
    check_close(o.frame.columns[2999][39], 2999.0 * 40, 0);
    forget(&o);
    free(text);
}

/* As many columns as can be read: looking at every pair of names would take half a minute. */
static void the_widest_file(void **state)
{
    (void)state;
    enum { COLS = VI_MAX_COLUMNS };
    char *text = malloc(COLS * 10);
    size_t used = 0;
    assert_non_null(text);
    for (int j = 0; j < COLS; j++) {
        used += (size_t)sprintf(text + used, "%sn%d", j ? "," : "", j);
    }
    text[used++] = '\n';
    for (int j = 0; j < COLS; j++) {
        used += (size_t)sprintf(text + used, "%s%d", j ? "," : "", j % 10);
    }
    outcome o = read_text(text, used, 1000, true, "c.csv");
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.frame.cols, COLS);
    assert_string_equal(o.frame.names[COLS - 1], "n99999");
    check_close(o.frame.columns[COLS - 1][0], 9, 0);
    forget(&o);
    free(text);
}

static void too_wide_a_file(void **state)
{
    (void)state;
    static char text[2 * VI_MAX_COLUMNS];
    memset(text, ',', sizeof text);
    text[sizeof text - 1] = '\n';
    outcome o = read_text(text, sizeof text, sizeof text, true, "c.csv");
    assert_int_equal(o.status, VOI_ERR_LIMIT);
    assert_string_equal(o.error.message, "has more than 100000 columns");
    forget(&o);
}

/* A line without an end is given up early; so is a quote that is never closed. */
static void endless_lines(void **state)
{
    (void)state;
    static const struct {
        const char *start, *message;
    } cases[] = {
        {"1", "line 1 is longer than 64 MB, or a quote is not closed"},
        {"a,b\n1", "line 2 is longer than 64 MB, or a quote is not closed"},
        {"a,b\n1,2\n3,4\n5,\"6\n", "line 4 is longer than 64 MB, or a quote is not closed"},
    };
    enum { SIZE = 70 << 20 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memset(text, '1', SIZE);
        memcpy(text, cases[i].start, strlen(cases[i].start));
        outcome o = read_bytes(vi_read_csv, text, SIZE, SIZE, true, "c.csv");
        assert_int_equal(o.status, VOI_ERR_LIMIT);
        assert_string_equal(o.error.message, cases[i].message);
        forget(&o);
    }
    free(text);
}

/* Records longer than the first block, whose names and kind need the second record whole. */
static void records_longer_than_a_block(void **state)
{
    (void)state;
    enum { COLS = 60000, DIGITS = 20 };
    char *text = malloc(4 * COLS * (DIGITS + 1)), *p = text;
    assert_non_null(text);
    for (int j = 0; j < COLS; j++) {
        p += sprintf(p, "%*d%c", DIGITS, j, j + 1 < COLS ? ';' : '\n');
    }
    text[DIGITS - 1] = 'x';
    for (int i = 0; i < 2; i++) {
        p += sprintf(p, "row %d", i);
        for (int j = 0; j < COLS; j++) {
            p += sprintf(p, ";%d.%0*d", j, DIGITS - 6, i);
        }
        *p++ = '\n';
    }
    outcome o = read_bytes(vi_read_csv, text, (size_t)(p - text), 100000, true, "c.csv");
    assert_string_equal(o.error.message, "");
    assert_int_equal(o.status, VOI_OK);
    assert_int_equal(o.frame.cols, COLS);
    assert_int_equal(o.frame.rows, 2);
    assert_string_equal(o.frame.names[0], "x");
    check_close(o.frame.columns[COLS - 1][1], COLS - 1, 1e-9);
    forget(&o);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(a_lenient_read_lists_and_counts),
        cmocka_unit_test(many_columns_and_rows),
        cmocka_unit_test(the_widest_file),
        cmocka_unit_test(too_wide_a_file),
        cmocka_unit_test(endless_lines),
        cmocka_unit_test(records_longer_than_a_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
