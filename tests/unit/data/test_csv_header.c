/* What the first two records tell: names or numbers, and names of rows. */
#include "check.h"

#include "core/alloc.h"
#include "data/csv.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    vi_frame frame;
    vi_findings findings;
    csv_dialect dialect;
    bool header;
    voi_status status;
    voi_error error;
} outcome;

static csv_span span_of(const char *text)
{
    return (csv_span){text, text + strlen(text)};
}

static outcome take(const char *first, const char *second)
{
    outcome o = {.findings.strict = true, .dialect = {.delimiter = ',', .point = '.'}};
    vi_reader r = {.frame = &o.frame, .findings = &o.findings};
    char source[] = "c.csv";
    o.frame.source = source;
    o.status = vi_csv_header(&r, &o.dialect, span_of(first), span_of(second), &o.header, &o.error);
    o.frame.source = NULL;
    return o;
}

static void forget(outcome *o)
{
    vi_frame_free(&o->frame);
    vi_findings_free(&o->findings);
}

static void what_the_first_record_is(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second, *names; /* "": numbers */
        size_t cols;
        bool row_names;
    } cases[] = {
        {"a,b", "1,2", "a b", 2, false},
        {"1,2", "3,4", "", 2, false},
        {"1,b", "3,4", "1 b", 2, false},
        {"a,b", "", "a b", 2, false},
        {"a,b", "r1,1,2", "a b", 2, true},
        {",a,b", "r1,1,2", "a b", 2, true},
        {"\"\",\"a b\"", "\"1\",2", "a b", 1, true},
        {"a,b", "1", "a b", 2, false},
        {"a,b", "1,2,3,4", "a b", 2, false},
        {"a,b", "\"1,2", "a b", 2, false},
        {"a", "\"1\",5", "a", 1, true},
        {"a", "r1,5", "a", 1, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = take(cases[i].first, cases[i].second);
        char names[100] = "";
        assert_string_equal(o.error.message, "");
        for (size_t j = 0; o.frame.names && j < o.frame.cols; j++) {
            size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, "%s%s", j ? " " : "", o.frame.names[j]);
        }
        assert_string_equal(names, cases[i].names);
        assert_int_equal(o.header, cases[i].names[0] != '\0');
        assert_int_equal(o.frame.cols, cases[i].cols);
        assert_int_equal(o.dialect.row_names, cases[i].row_names);
        assert_int_equal(o.findings.count, cases[i].row_names);
        forget(&o);
    }
}

static void one_number_or_two(void **state)
{
    (void)state;
    outcome o = take("p", "0,5\r");
    assert_int_equal(o.status, VOI_ERR_FORMAT);
    assert_string_equal(o.error.message,
                        "line 2: 0,5 may be one number or two; write decimals with a point, or "
                        "give each column a name");
    forget(&o);
}

static void names_that_are_wrong(void **state)
{
    (void)state;
    outcome o = take("a,b,a", "r,1,2,3");
    assert_int_equal(o.status, VOI_ERR_DATA);
    assert_string_equal(o.error.message, "c.csv:1:3: the name \"a\" stands twice");
    forget(&o);
    o = take("a,\"b", "1,2");
    assert_int_equal(o.status, VOI_ERR_FORMAT);
    assert_string_equal(o.error.message,
                        "line 1: field 2: a quote is not closed, or text follows it");
    forget(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_first_record_is),
        cmocka_unit_test(one_number_or_two),
        cmocka_unit_test(names_that_are_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
