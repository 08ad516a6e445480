/* How far a record reaches and what its fields are: quotes, doubled quotes, line feeds inside. */
#include "check.h"

#include "core/alloc.h"
#include "data/csv.h"

#include <stdio.h>
#include <string.h>

static void how_far_a_record_reaches(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long end; /* -1: not in the text */
        size_t fields, lines;
    } cases[] = {
        {"a,b\nc\n", 3, 2, 1},
        {"a,b", -1, 2, 1},
        {"", -1, 1, 1},
        {"\n", 0, 1, 1},
        {"\"a,b\",c\n", 7, 2, 1},
        {"\"a\nb\",c\n", 7, 2, 2},
        {"\"a\"\"\n,\"\"b\",c\n", 12, 2, 2},
        {"5\" pipe,b\nc\n", 9, 2, 1},
        {"a, \"b\nc\"\nd\n", 8, 2, 2},
        {"\"a\n\n", -1, 1, 3},
        {"\"\",\"\"\n", 5, 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        csv_extent extent = vi_csv_measure(text, text + strlen(text), ',');
        long end = extent.end ? (long)(extent.end - text) : -1;
        if (end != cases[i].end || extent.fields != cases[i].fields ||
            extent.lines != cases[i].lines) {
            print_error("%s: ends at %ld, %zu fields, %zu lines\n", text, end, extent.fields,
                        extent.lines);
            fail();
        }
    }
}

/* The fields of a record as one text: [a][b]. */
static void print_fields(const csv_record *record, char *text, size_t capacity)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t j = 0; j < record->count; j++) {
        used += (size_t)snprintf(text + used, capacity - used, "[%.*s]",
                                 (int)record->fields[j].length, record->fields[j].text);
    }
}

static void what_its_fields_are(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected; /* NULL: an error */
    } cases[] = {
        {"a,b", "[a][b]"},
        {"", "[]"},
        {",", "[][]"},
        {" a ,\tb c\r", "[a][b c]"},
        {"\"a,b\",\"\"", "[a,b][]"},
        {" \" a \" , b", "[ a ][b]"},
        {"\"x \"\"y\"\"\",\"\"\"\"", "[x \"y\"][\"]"},
        {"5\" pipe,b\"", "[5\" pipe][b\"]"},
        {"\"a", NULL},
        {"\"a\"b,c", NULL},
        {"a,\"b\"\"", NULL},
    };
    csv_record record = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fields[100];
        const char *text = cases[i].text;
        voi_error error = {0};
        voi_status status = vi_csv_split(text, text + strlen(text), ',', &record, &error);
        assert_int_equal(status, cases[i].expected ? VOI_OK : VOI_ERR_FORMAT);
        print_fields(&record, fields, sizeof fields);
        if (cases[i].expected) {
            assert_string_equal(fields, cases[i].expected);
        }
    }
    vi_csv_record_free(&record);
}

static void a_tab_is_no_blank_where_it_separates(void **state)
{
    (void)state;
    char fields[100];
    csv_record record = {0};
    voi_error error = {0};
    static const char text[] = "\t a\t\tb";
    check_ok(vi_csv_split(text, text + strlen(text), '\t', &record, &error));
    print_fields(&record, fields, sizeof fields);
    assert_string_equal(fields, "[][a][][b]");
    vi_csv_record_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_far_a_record_reaches),
        cmocka_unit_test(what_its_fields_are),
        cmocka_unit_test(a_tab_is_no_blank_where_it_separates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
