/* Columns: their limits, how they grow, and what is said about names. */
#include "read_bytes.h"

#include "data/columns.h"

#include <string.h>

static void from_one_to_the_limit(void **state)
{
    voi_error error = {0};
    vi_frame frame = {0};
    (void)state;
    assert_int_equal(vi_columns_create(&frame, 0, false, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "has 0 columns; from 1 to 100000 can be read");
    assert_int_equal(vi_columns_create(&frame, VI_MAX_COLUMNS + 1, true, &error), VOI_ERR_LIMIT);
    assert_int_equal(frame.cols, 0);
    check_ok(vi_columns_create(&frame, 1, false, &error));
    assert_null(frame.names);
    vi_frame_free(&frame);
    check_ok(vi_columns_create(&frame, VI_MAX_COLUMNS, true, &error));
    assert_non_null(frame.names);
    vi_frame_free(&frame);
}

static void room_follows_the_rows(void **state)
{
    voi_error error = {0};
    vi_frame frame = {0};
    size_t room = 0, steps = 0;
    (void)state;
    check_ok(vi_columns_create(&frame, 3, false, &error));
    for (size_t row = 0; row < 10000; row++) {
        if (row == room) {
            check_ok(vi_columns_grow(&frame, &room, row + 1, SIZE_MAX, &error));
            assert_true(room > row && room <= 64 + row + row / 2);
            steps++;
        }
        frame.columns[2][row] = (double)row;
    }
    assert_in_range(steps, 5, 20);
    check_close(frame.columns[2][5000], 5000, 0);
    frame.rows = 10000;
    vi_columns_trim(&frame);
    check_close(frame.columns[2][9999], 9999, 0);
    vi_frame_free(&frame);
}

static void room_has_a_limit(void **state)
{
    voi_error error = {0};
    vi_frame frame = {0};
    size_t room = 0;
    (void)state;
    check_ok(vi_columns_create(&frame, 1, false, &error));
    check_ok(vi_columns_grow(&frame, &room, 1, 10, &error));
    assert_int_equal(room, 10);
    vi_frame_free(&frame);
    room = 0;
    check_ok(vi_columns_create(&frame, 5000, false, &error));
    check_ok(vi_columns_grow(&frame, &room, 1, SIZE_MAX, &error));
    assert_in_range(room, 1, 8); /* a wide file may have one row */
    assert_int_equal(vi_columns_grow(&frame, &room, SIZE_MAX / 8, SIZE_MAX, &error), VOI_ERR_NOMEM);
    assert_in_range(room, 1, 8);
    vi_frame_free(&frame);
}

static void names_are_there_and_differ(void **state)
{
    static const char *const names[] = {"a", "", "a", "b"};
    voi_error error = {0};
    vi_frame frame = {.source = vi_strdup("f")};
    vi_findings findings = {0};
    vi_reader r = {.findings = &findings, .frame = &frame};
    (void)state;
    check_ok(vi_columns_create(&frame, 4, true, &error));
    for (size_t j = 0; j < 4; j++) {
        frame.names[j] = vi_strdup(names[j]);
    }
    check_ok(vi_columns_check_names(&r, 7, 27, &error));
    r.cells = true;
    check_ok(vi_columns_check_names(&r, 7, 27, &error));
    assert_int_equal(findings.count, 4);
    assert_string_equal(findings.items[0].where, "f:7:28");
    assert_string_equal(findings.items[0].message, "a column has no name");
    assert_string_equal(findings.items[3].where, "f:AC7");
    assert_string_equal(findings.items[3].message, "the name \"a\" stands twice");
    vi_findings_free(&findings);
    vi_frame_free(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_one_to_the_limit),
        cmocka_unit_test(room_follows_the_rows),
        cmocka_unit_test(room_has_a_limit),
        cmocka_unit_test(names_are_there_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
