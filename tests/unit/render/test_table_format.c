/* A table as text, CSV and JSON: aligned for people, exact for programs, valid whatever bytes a
 * name holds and whatever the locale. */
#define _GNU_SOURCE
#include "check.h"

#include "core/philox.h"
#include "core/table.h"
#include "core/utf8.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, VALUE, FLAG };

static voi_table *new_table(void)
{
    static const vi_column columns[] = {
        {"strategy", VOI_COLUMN_TEXT}, {"value", VOI_COLUMN_NUMBER}, {"best", VOI_COLUMN_FLAG}};
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(vi_table_create(columns, 3, &table, &error));
    return table;
}

static void add_row(voi_table *table, const char *name, double value)
{
    vi_table_add_row(table);
    if (name) {
        vi_table_set_text(table, NAME, name);
    }
    vi_table_set_number(table, VALUE, value);
    vi_table_set_flag(table, FLAG, value > 0);
}

static char *format_with(voi_table *table, const voi_table_format_options *options)
{
    voi_bytes bytes = {0};
    voi_error error = {0};
    check_ok(voi_table_format(table, options, &bytes, &error));
    assert_int_equal(strlen(bytes.data), bytes.size);
    char *text = strdup(bytes.data);
    voi_bytes_free(&bytes);
    return text;
}

static char *format_as(voi_table *table, voi_format format)
{
    voi_table_format_options options;
    voi_table_format_options_default(&options);
    options.format = format;
    return format_with(table, &options);
}

static void check_format(voi_table *table, voi_format format, const char *expected)
{
    char *text = format_as(table, format);
    assert_string_equal(text, expected);
    free(text);
    voi_table_destroy(table);
}

static voi_table *one_number(double value)
{
    voi_table *table = new_table();
    add_row(table, "a", value);
    return table;
}

static void text_is_aligned(void **state)
{
    (void)state;
    voi_table *table = new_table();
    add_row(table, "Télésoins", 12345.678);
    add_row(table, "漢字", -1);
    add_row(table, "e\u0301", 0);
    add_row(table, NULL, NAN);
    vi_table_set_flag(table, FLAG, true);
    check_format(table, VOI_FORMAT_TEXT,
                 "strategy    value  best\n"
                 "Télésoins  12,346  yes\n"
                 "漢字           -1\n"
                 "e\u0301               0\n"
                 "–               –  yes\n");
}

static void text_shows_enough_digits(void **state)
{
    static const struct {
        double value;
        const char *shown;
    } cases[] = {{0, "0"},
                 {20000, "20,000"},
                 {368.6050962, "368.61"},
                 {0.4798107, "0.4798"},
                 {0.01234567, "0.01235"},
                 {0.0001234567, "0.0001235"},
                 {1.234567e-7, "1.2346e-07"},
                 {-1234567.8, "-1,234,568"},
                 {1.5e15, "1.5000e+15"},
                 {INFINITY, "inf"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_table *table = one_number(cases[i].value);
        char *text = format_as(table, VOI_FORMAT_TEXT);
        assert_non_null(strstr(strchr(text, '\n'), cases[i].shown));
        free(text);
        voi_table_destroy(table);
    }
}

static void names_do_not_break_lines(void **state)
{
    (void)state;
    voi_table *table = new_table();
    add_row(table, "two\nlines \x1b[31m", 1);
    add_row(table, "\xff", 2);
    char *text = format_as(table, VOI_FORMAT_TEXT);
    size_t lines = 0;
    for (const char *c = text; *c; c++) {
        lines += *c == '\n';
        assert_true(*c != '\x1b' && *c != '\xff');
    }
    assert_int_equal(lines, 3);
    free(text);
    voi_table_destroy(table);
}

static void csv_quotes_what_needs_it(void **state)
{
    (void)state;
    voi_table *table = new_table();
    add_row(table, "plain", 1);
    add_row(table, "a,b", 0.1);
    add_row(table, "say \"no\"", -1);
    add_row(table, "two\r\nlines", 2);
    add_row(table, " indented", 3);
    add_row(table, "", 4);
    add_row(table, NULL, NAN);
    check_format(table, VOI_FORMAT_CSV,
                 "strategy,value,best\n"
                 "plain,1,TRUE\n"
                 "\"a,b\",0.1,TRUE\n"
                 "\"say \"\"no\"\"\",-1,FALSE\n"
                 "\"two\r\nlines\",2,TRUE\n"
                 "\" indented\",3,TRUE\n"
                 ",4,TRUE\n"
                 ",,FALSE\n");
}

static void csv_reads_back_exactly(void **state)
{
    enum { ROWS = 3000 };
    double values[ROWS];
    (void)state;
    voi_table *table = new_table();
    for (uint64_t i = 0; i < ROWS; i++) {
        values[i] = ldexp(vi_uniform(4, 0, i) - 0.5, (int)(i % 1200) - 600);
        add_row(table, "x", values[i]);
    }
    char *text = format_as(table, VOI_FORMAT_CSV), *line = strchr(text, '\n');
    for (size_t i = 0; i < ROWS; i++) {
        check_close(strtod(line + 3, NULL), values[i], 0);
        line = strchr(line + 1, '\n');
    }
    assert_string_equal(line, "\n");
    free(text);
    voi_table_destroy(table);
}

/* Reads JSON by its grammar (RFC 8259) and fails where it is broken; *p moves behind the value. */
static void read_json(const char **p);

static void skip_blanks(const char **p)
{
    *p += strspn(*p, " \n\r\t");
}

static void read_json_string(const char **p)
{
    assert_int_equal(*(*p)++, '"');
    while (**p != '"') {
        uint32_t point;
        size_t length = vi_utf8_decode(*p, &point);
        assert_true(point >= 0x20 && !(point == VI_UTF8_BROKEN && length == 1));
        if (point == '\\') {
            assert_non_null(strchr("\"\\/bfnrtu", (*p)[1]));
            length = (*p)[1] == 'u' ? 6 : 2;
            assert_true(length == 2 || strspn(*p + 2, "0123456789abcdef") >= 4);
        }
        *p += length;
    }
    (*p)++;
}

static void read_json_members(const char **p, char end, bool named)
{
    (*p)++;
    skip_blanks(p);
    while (**p != end) {
        if (named) {
            read_json_string(p);
            assert_int_equal(*(*p)++, ':');
        }
        read_json(p);
        skip_blanks(p);
        if (**p == ',') {
            (*p)++;
            skip_blanks(p);
            assert_true(**p != end);
        } else {
            assert_int_equal(**p, end);
        }
    }
    (*p)++;
}

static void read_json(const char **p)
{
    static const char *const words[] = {"true", "false", "null"};
    skip_blanks(p);
    if (**p == '{' || **p == '[') {
        read_json_members(p, **p == '{' ? '}' : ']', **p == '{');
        return;
    }
    if (**p == '"') {
        read_json_string(p);
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(*p, words[i], strlen(words[i])) == 0) {
            *p += strlen(words[i]);
            return;
        }
    }
    size_t length = strspn(*p, "-+.eE0123456789");
    assert_true(length > 0 && (**p == '-' || (**p >= '0' && **p <= '9')));
    *p += length;
}

static void json_has_every_part(void **state)
{
    static const voi_setting settings[] = {{"wtp", "0:9:1"}, {"quote\"", "back\\slash"}};
    (void)state;
    voi_table *table = new_table();
    add_row(table, "A", 0.1);
    add_row(table, NULL, NAN);
    add_row(table, "B", INFINITY);
    vi_table_warn(table, "few rows: %d", 3);
    voi_table_format_options options;
    voi_table_format_options_default(&options);
    options.format = VOI_FORMAT_JSON;
    options.command = "evpi";
    options.settings = settings;
    options.setting_count = 2;
    char *text = format_with(table, &options), expected[600];
    snprintf(expected, sizeof expected,
             "{\"command\":\"evpi\",\"version\":\"%s\",\"results\":[\n"
             "{\"strategy\":\"A\",\"value\":0.10000000000000001,\"best\":true},\n"
             "{\"strategy\":null,\"value\":null,\"best\":false},\n"
             "{\"strategy\":\"B\",\"value\":null,\"best\":true}],\n"
             "\"warnings\":[\"few rows: 3\"],\"settings\":{\"wtp\":\"0:9:1\","
             "\"quote\\\"\":\"back\\\\slash\"}}\n",
             voi_version());
    assert_string_equal(text, expected);
    free(text);
    voi_table_destroy(table);
}

static void json_is_valid_for_any_bytes(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        voi_table *table = new_table();
        for (uint64_t row = 0; row < 5; row++) {
            char name[20];
            for (uint64_t i = 0; i < sizeof name - 1; i++) {
                name[i] = (char)(1 + (int)(255 * vi_uniform(seed, row, i)));
            }
            name[sizeof name - 1] = '\0';
            add_row(table, name, ldexp(vi_uniform(seed, 9, row) - 0.5, (int)(7 * seed) - 1000));
        }
        char *text = format_as(table, VOI_FORMAT_JSON);
        const char *p = text;
        read_json(&p);
        assert_string_equal(p, "\n");
        free(text);
        voi_table_destroy(table);
    }
}

static void an_empty_table_has_its_head(void **state)
{
    (void)state;
    check_format(new_table(), VOI_FORMAT_TEXT, "strategy  value  best\n");
    check_format(new_table(), VOI_FORMAT_CSV, "strategy,value,best\n");
    voi_table *table = new_table();
    char *text = format_as(table, VOI_FORMAT_JSON);
    const char *p = text;
    read_json(&p);
    assert_non_null(strstr(text, "\"results\":[]"));
    free(text);
    voi_table_destroy(table);
}

static void an_unknown_format_is_refused(void **state)
{
    (void)state;
    voi_table *table = new_table();
    voi_table_format_options options;
    voi_bytes bytes = {NULL, 5};
    voi_error error = {0};
    voi_table_format_options_default(&options);
    options.format = (voi_format)9;
    assert_int_equal(voi_table_format(table, &options, &bytes, &error), VOI_ERR_ARGUMENT);
    assert_int_equal(bytes.size, 5);
    check_ok(voi_table_format(table, NULL, &bytes, &error));
    assert_memory_equal(bytes.data, "strategy  ", 10);
    voi_bytes_free(&bytes);
    voi_table_destroy(table);
}

static void the_locale_changes_nothing(void **state)
{
    static const double values[] = {0.5, 1234.5, 1e-9, 2.5e20, 1.0 / 3};
    (void)state;
    for (int format = VOI_FORMAT_TEXT; format <= VOI_FORMAT_JSON; format++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            voi_table *table = one_number(values[i]);
            if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8")) {
                print_message("no locale with decimal commas is installed\n");
                voi_table_destroy(table);
                skip();
            }
            char *commas = format_as(table, (voi_format)format);
            setlocale(LC_NUMERIC, "C");
            char *points = format_as(table, (voi_format)format);
            assert_string_equal(commas, points);
            free(commas);
            free(points);
            voi_table_destroy(table);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_aligned),
        cmocka_unit_test(text_shows_enough_digits),
        cmocka_unit_test(names_do_not_break_lines),
        cmocka_unit_test(csv_quotes_what_needs_it),
        cmocka_unit_test(csv_reads_back_exactly),
        cmocka_unit_test(json_has_every_part),
        cmocka_unit_test(json_is_valid_for_any_bytes),
        cmocka_unit_test(an_empty_table_has_its_head),
        cmocka_unit_test(an_unknown_format_is_refused),
        cmocka_unit_test(the_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
