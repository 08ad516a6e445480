/* Costs and effects find each other: by name, by position with a warning that shows the pairs, or
 * not at all. */
#include "check.h"

#include "core/alloc.h"
#include "data/pairing.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8, TEXT = 600 };

/* A frame whose names are the words of a text; "-" for `cols` columns without names. */
typedef struct {
    vi_frame frame;
    char *names[MOST];
    char text[100], source[20];
} named;

static void make_frame(named *n, const char *source, const char *names)
{
    *n = (named){0};
    snprintf(n->source, sizeof n->source, "%s", source);
    n->frame.source = n->source;
    if (names[0] == '-') {
        n->frame.cols = strlen(names);
        return;
    }
    snprintf(n->text, sizeof n->text, "%s", names);
    n->frame.names = n->names;
    for (char *word = strtok(n->text, " "); word; word = strtok(NULL, " ")) {
        n->names[n->frame.cols++] = word;
    }
}

typedef struct {
    size_t order[MOST];
    char *names[MOST];
    bool paired;
    voi_status status;
    voi_error error;
    vi_findings findings;
} outcome;

static outcome pair(const char *costs, const char *effects, bool strict)
{
    named c, e;
    outcome o = {.findings.strict = strict};
    make_frame(&c, "costs.csv", costs);
    make_frame(&e, "effects.csv", effects);
    o.status =
        vi_pair_columns(&c.frame, &e.frame, &o.findings, o.order, o.names, &o.paired, &o.error);
    return o;
}

static void forget(outcome *o)
{
    for (size_t j = 0; j < MOST; j++) {
        vi_free(o->names[j]);
    }
    vi_findings_free(&o->findings);
}

/* The pairs as one text: NAME=ORDER and so on, "?" for a column without a name. */
static void print_pairs(const outcome *o, size_t cols, char *text)
{
    text[0] = '\0';
    for (size_t j = 0; j < cols; j++) {
        size_t used = strlen(text);
        snprintf(text + used, TEXT - used, "%s%s=%zu", j ? " " : "",
                 o->names[j] ? o->names[j] : "?", o->order[j]);
    }
}

typedef struct {
    const char *costs, *effects, *expected;
} pair_case;

static void check_pairs(const pair_case *cases, size_t count, int severity, const char *message)
{
    for (size_t i = 0; i < count; i++) {
        char text[TEXT];
        outcome o = pair(cases[i].costs, cases[i].effects, true);
        size_t cols = (size_t)1;
        for (const char *p = cases[i].expected; *p; p++) {
            cols += *p == ' ';
        }
        assert_string_equal(o.error.message, "");
        assert_true(o.paired);
        print_pairs(&o, cols, text);
        assert_string_equal(text, cases[i].expected);
        assert_int_equal(o.findings.count, message ? 1 : 0);
        if (message) {
            assert_int_equal(o.findings.items[0].severity, severity);
            assert_string_equal(o.findings.items[0].where, "effects.csv");
            assert_non_null(strstr(o.findings.items[0].message, message));
        }
        forget(&o);
    }
}

static void by_name(void **state)
{
    (void)state;
    static const pair_case same[] = {
        {"A B C", "A B C", "A=0 B=1 C=2"},
        {"---", "---", "?=0 ?=1 ?=2"},
        {"---", "A B C", "A=0 B=1 C=2"},
        {"A B C", "---", "A=0 B=1 C=2"},
    };
    static const pair_case moved[] = {
        {"A B C", "C A B", "A=1 B=2 C=0"},
        {"new old", "old new", "new=1 old=0"},
    };
    check_pairs(same, sizeof same / sizeof *same, VI_NOTE, NULL);
    check_pairs(moved, sizeof moved / sizeof *moved, VI_NOTE,
                "strategies stand in another order than in costs.csv; paired by name");
}

static void by_position(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {"cost_A cost_B", "qaly_A qaly_B", "A=0 B=1"},
        {"costs1 costs2", "effects1 effects2", "s1=0 s2=1"},
        {"cost_new_drug cost_old_drug", "qaly_new_drug qaly_old_drug", "new_drug=0 old_drug=1"},
        {"c.treat.a c.treat.b", "e.treat.a e.treat.b", "a=0 b=1"},
        {"cost9 cost10 cost11", "qaly9 qaly10 qaly11", "s9=0 s10=1 s11=2"},
        {"cost_A cost_B", "qaly_B qaly_C", "cost_A=0 cost_B=1"},
        {"Drug Surgery", "drug_q surgery_q", "Drug=0 Surgery=1"},
        {"cost cost1", "qaly qaly1", "cost=0 cost1=1"},
    };
    check_pairs(cases, sizeof cases / sizeof *cases, VI_WARNING,
                "shares no strategy name with costs.csv; paired by position: ");
}

/* The names say which belongs to which, whatever the order. */
static void by_the_ends_of_names(void **state)
{
    (void)state;
    static const pair_case cases[] = {
        {"cost_A cost_B", "qaly_B qaly_A", "A=1 B=0"},
        {"costs1 costs2 costs3", "effects3 effects1 effects2", "s1=1 s2=2 s3=0"},
    };
    check_pairs(cases, sizeof cases / sizeof *cases, VI_WARNING,
                "shares no strategy name with costs.csv; paired by how the names end: ");
}

static void the_warning_shows_the_pairs(void **state)
{
    (void)state;
    outcome o = pair("costs1 costs2", "effects1 effects2", true);
    assert_string_equal(o.findings.items[0].message,
                        "shares no strategy name with costs.csv; paired by position: costs1 with "
                        "effects1, costs2 with effects2");
    forget(&o);
    o = pair("cost_A cost_B", "qaly_B qaly_A", true);
    assert_string_equal(o.findings.items[0].message,
                        "shares no strategy name with costs.csv; paired by how the names end: "
                        "cost_A with qaly_A, cost_B with qaly_B");
    forget(&o);
}

static void not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *costs, *effects, *message;
    } cases[] = {
        {"A B C", "A B X",
         "effects.csv: strategies must have the same names as in costs.csv; only there: \"C\"; "
         "only "
         "here: \"X\""},
        {"A B", "A B C",
         "effects.csv: strategies must have the same names as in costs.csv; only there: none; only "
         "here: \"C\""},
        {"A B C", "C A",
         "effects.csv: strategies must have the same names as in costs.csv; only there: \"B\"; "
         "only "
         "here: none"},
        {"a b", "A b",
         "effects.csv: strategies must have the same names as in costs.csv; only there: \"a\"; "
         "only "
         "here: \"A\""},
        {"A B", "X Y Z", "effects.csv: has 3 strategies where costs.csv has 2"},
        {"---", "--", "effects.csv: has 2 strategies where costs.csv has 3"},
        {"A B C", "--", "effects.csv: has 2 strategies where costs.csv has 3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        outcome o = pair(cases[i].costs, cases[i].effects, true);
        assert_int_equal(o.status, VOI_ERR_DATA);
        assert_string_equal(o.error.message, cases[i].message);
        assert_false(o.paired);
        forget(&o);
        o = pair(cases[i].costs, cases[i].effects, false);
        assert_int_equal(o.status, VOI_OK);
        assert_false(o.paired);
        assert_int_equal(vi_findings_errors(&o.findings), 1);
        forget(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_name),
        cmocka_unit_test(by_position),
        cmocka_unit_test(by_the_ends_of_names),
        cmocka_unit_test(the_warning_shows_the_pairs),
        cmocka_unit_test(not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
