/* Findings: what a strict and a lenient reading keep, in which order. */
#include "check.h"

#include "data/findings.h"

#include <stdio.h>
#include <string.h>

static void a_strict_reading_ends_at_the_first_error(void **state)
{
    (void)state;
    vi_findings findings = {.strict = true};
    voi_error error = {0};
    check_ok(vi_find(&findings, VI_WARNING, VOI_OK, "costs.csv", &error, "few rows: %d", 7));
    assert_int_equal(vi_find(&findings, VI_ERROR, VOI_ERR_DATA, "costs.csv:3:2", &error,
                             "\"%s\" is not a number", "x"),
                     VOI_ERR_DATA);
    assert_int_equal(error.status, VOI_ERR_DATA);
    assert_string_equal(error.message, "costs.csv:3:2: \"x\" is not a number");
    assert_int_equal(findings.count, 1);
    assert_int_equal(vi_findings_errors(&findings), 0);
    vi_findings_free(&findings);
}

static void a_lenient_reading_keeps_everything_in_order(void **state)
{
    (void)state;
    enum { COUNT = 50 };
    vi_findings findings = {0};
    voi_error error = {0};
    for (int i = 0; i < COUNT; i++) {
        char where[20];
        snprintf(where, sizeof where, "row %d", i);
        check_ok(vi_find(&findings, (vi_severity)(i % 3), i % 3 == 2 ? VOI_ERR_FORMAT : VOI_OK,
                         where, &error, "message %d", i));
    }
    assert_int_equal(findings.count, COUNT);
    assert_int_equal(vi_findings_errors(&findings), COUNT / 3);
    assert_string_equal(findings.items[0].where, "row 0");
    assert_string_equal(findings.items[COUNT - 1].where, "row 49");
    assert_string_equal(findings.items[COUNT - 1].message, "message 49");
    assert_int_equal(findings.items[2].severity, VI_ERROR);
    assert_int_equal(findings.items[2].status, VOI_ERR_FORMAT);
    assert_int_equal(error.status, VOI_OK);
    vi_findings_free(&findings);
    assert_null(findings.items);
    assert_int_equal(findings.count, 0);
}

static void texts_are_copied_and_limited(void **state)
{
    (void)state;
    vi_findings findings = {0};
    voi_error error = {0};
    char where[] = "here", longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    check_ok(vi_find(&findings, VI_NOTE, VOI_OK, where, &error, "%s", longer));
    where[0] = 't';
    assert_string_equal(findings.items[0].where, "here");
    assert_true(strlen(findings.items[0].message) > 700);
    vi_findings_free(&findings);
}

static void severities_have_names(void **state)
{
    (void)state;
    assert_string_equal(vi_severity_name(VI_NOTE), "note");
    assert_string_equal(vi_severity_name(VI_WARNING), "warning");
    assert_string_equal(vi_severity_name(VI_ERROR), "error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strict_reading_ends_at_the_first_error),
        cmocka_unit_test(a_lenient_reading_keeps_everything_in_order),
        cmocka_unit_test(texts_are_copied_and_limited),
        cmocka_unit_test(severities_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
