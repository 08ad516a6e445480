/* Pairing of strategies: by name in any order, by position with a warning where no name is shared,
 * and refused where only some are. */
#include "read_bytes.h"

#include "data/pairing.h"

#include <string.h>

enum { MOST = 4 };

typedef struct {
    size_t order[MOST];
    char *names[MOST];
    vi_findings findings;
    bool paired;
    voi_status status;
    voi_error error;
} result;

/* A list of names that ends with NULL; an empty list is a file without a header. */
static vi_frame frame_of(const char *source, const char *const *names, size_t cols)
{
    vi_frame frame = {.source = (char *)(uintptr_t)source, .cols = cols};
    frame.names = names ? (char **)(uintptr_t)names : NULL;
    return frame;
}

static result pair(const char *const *costs, size_t cost_count, const char *const *effects,
                   size_t effect_count)
{
    result r = {0};
    vi_frame c = frame_of("c.csv", costs, cost_count), e = frame_of("e.csv", effects, effect_count);
    r.status = vi_pair_columns(&c, &e, &r.findings, r.order, r.names, &r.paired, &r.error);
    return r;
}

static void free_result(result *r)
{
    for (size_t j = 0; j < MOST; j++) {
        vi_free(r->names[j]);
    }
    vi_findings_free(&r->findings);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__})

static void by_name(void **state)
{
    (void)state;
    result r = pair(NAMES("a", "b", "c"), 3, NAMES("a", "b", "c"), 3);
    assert_true(r.paired);
    assert_int_equal(r.findings.count, 0);
    free_result(&r);
    r = pair(NAMES("a", "b", "c"), 3, NAMES("c", "a", "b"), 3);
    assert_true(r.paired);
    assert_int_equal(r.order[0], 1);
    assert_int_equal(r.order[1], 2);
    assert_int_equal(r.order[2], 0);
    assert_string_equal(r.names[2], "c");
    assert_int_equal(r.findings.count, 1);
    assert_int_equal(r.findings.items[0].severity, VI_NOTE);
    free_result(&r);
}

static void check_position(const char *const *costs, const char *const *effects,
                           const char *expected)
{
    result r = pair(costs, 2, effects, 2);
    assert_true(r.paired);
    assert_int_equal(r.order[1], 1);
    assert_int_equal(r.findings.count, 1);
    assert_int_equal(r.findings.items[0].severity, VI_WARNING);
    assert_string_equal(r.names[1], expected);
    free_result(&r);
}

static void by_position(void **state)
{
    (void)state;
    check_position(NAMES("cost_A", "cost_B"), NAMES("qaly_A", "qaly_B"), "B");
    check_position(NAMES("costs1", "costs2"), NAMES("effects1", "effects2"), "s2");
    check_position(NAMES("cheap", "dear"), NAMES("bad", "good"), "dear");
    result r = pair(NAMES("cost_A", "cost_B"), 2, NAMES("qaly_A", "qaly_B"), 2);
    assert_string_equal(r.findings.items[0].message,
                        "shares no strategy name with c.csv; paired by position: cost_A with "
                        "qaly_A, cost_B with qaly_B");
    free_result(&r);
}

static void without_names(void **state)
{
    (void)state;
    result r = pair(NULL, 2, NULL, 2);
    assert_true(r.paired);
    assert_null(r.names[0]);
    free_result(&r);
    r = pair(NAMES("a", "b"), 2, NULL, 2);
    assert_true(r.paired);
    assert_string_equal(r.names[1], "b");
    free_result(&r);
}

static void check_refused(result r, const char *message)
{
    assert_int_equal(r.status, VOI_OK);
    assert_false(r.paired);
    assert_int_equal(r.findings.count, 1);
    assert_string_equal(r.findings.items[0].where, "e.csv");
    assert_string_equal(r.findings.items[0].message, message);
    free_result(&r);
}

static void what_does_not_pair(void **state)
{
    (void)state;
    check_refused(pair(NAMES("a", "b"), 2, NAMES("a", "x"), 2),
                  "strategies must have the same names as in c.csv; only there: \"b\"; only here: "
                  "\"x\"");
    check_refused(pair(NAMES("a", "b"), 2, NAMES("a", "b", "x"), 3),
                  "strategies must have the same names as in c.csv; only there: none; only here: "
                  "\"x\"");
    check_refused(pair(NAMES("a", "b"), 2, NAMES("x", "y", "z"), 3),
                  "has 3 strategies where c.csv has 2");
    check_refused(pair(NULL, 2, NAMES("x", "y", "z"), 3), "has 3 strategies where c.csv has 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_name),
        cmocka_unit_test(by_position),
        cmocka_unit_test(without_names),
        cmocka_unit_test(what_does_not_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
