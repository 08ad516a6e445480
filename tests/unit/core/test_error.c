/* Status names, and messages that stay one line of whole characters. */
#include "check.h"

#include "core/error.h"

#include <string.h>

static void statuses_have_names_and_pinned_values(void **state)
{
    (void)state;
    assert_int_equal(VOI_OK, 0);
    assert_int_equal(VOI_ERR_ARGUMENT, 1);
    assert_int_equal(VOI_ERR_UNSUPPORTED, 9);
    assert_string_equal(voi_status_name(VOI_OK), "VOI_OK");
    assert_string_equal(voi_status_name(VOI_ERR_CANCELLED), "VOI_ERR_CANCELLED");
    assert_string_equal(voi_status_name((voi_status)10), "unknown status");
    assert_string_equal(voi_status_name((voi_status)-1), "unknown status");
}

static void a_failure_says_what_and_answers_its_status(void **state)
{
    (void)state;
    voi_error error = {0};
    assert_int_equal(vi_fail(&error, VOI_ERR_DATA, "%s:%d: %s", "a.csv", 7, "odd"), VOI_ERR_DATA);
    assert_int_equal(error.status, VOI_ERR_DATA);
    assert_string_equal(error.message, "a.csv:7: odd");
    assert_int_equal(vi_fail(NULL, VOI_ERR_IO, "nobody listens"), VOI_ERR_IO);
}

static void foreign_bytes_cannot_steer_a_terminal(void **state)
{
    (void)state;
    voi_error error = {0};
    voi_error_set(&error, VOI_ERR_IO, "%s: no such file", "a\x1B[2J\n\xC2\x9B\xFF.csv");
    assert_string_equal(error.message, "a [2J  ?.csv: no such file");
}

static void long_messages_are_cut_between_characters(void **state)
{
    (void)state;
    char name[3000];
    for (size_t shift = 0; shift < 2; shift++) {
        voi_error error = {0};
        memset(name, 'x', shift);
        for (size_t i = shift; i + 2 < sizeof name; i += 2) {
            memcpy(name + i, "é", 3);
        }
        voi_error_set(&error, VOI_ERR_IO, "%s: no such file", name);
        size_t length = strlen(error.message);
        assert_true(length >= sizeof error.message - 3 && length < sizeof error.message);
        assert_string_equal(error.message + length - 5, "é...");
    }
}

static voi_status stop_at(int step, int *reached)
{
    voi_status status = VOI_OK;
    for (int i = 0; i < 3; i++) {
        VI_TRY(i == step ? VOI_ERR_LIMIT : VOI_OK);
        *reached = i;
    }
cleanup:
    return status;
}

static void trying_leaves_at_the_first_failure(void **state)
{
    (void)state;
    int reached = -1;
    assert_int_equal(stop_at(1, &reached), VOI_ERR_LIMIT);
    assert_int_equal(reached, 0);
    assert_int_equal(stop_at(9, &reached), VOI_OK);
    assert_int_equal(reached, 2);
}

static void an_argument_in_a_file_is_told_with_its_place(void **state)
{
    voi_error error = {VOI_OK, ""};
    (void)state;
    voi_error_set(&error, VOI_ERR_ARGUMENT, "sd is 0");
    assert_int_equal(vi_error_at(&error, "s.yaml:3:1", VOI_ERR_ARGUMENT), VOI_ERR_FORMAT);
    assert_int_equal(error.status, VOI_ERR_FORMAT);
    assert_string_equal(error.message, "s.yaml:3:1: sd is 0");
    assert_int_equal(vi_error_at(&error, "s.yaml:3:1", VOI_ERR_FORMAT), VOI_ERR_FORMAT);
    assert_int_equal(vi_error_at(&error, "s.yaml:3:1", VOI_OK), VOI_OK);
    assert_int_equal(vi_error_at(&error, NULL, VOI_ERR_ARGUMENT), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, "s.yaml:3:1: sd is 0");
    assert_int_equal(vi_error_at(NULL, "s.yaml:3:1", VOI_ERR_ARGUMENT), VOI_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_have_names_and_pinned_values),
        cmocka_unit_test(a_failure_says_what_and_answers_its_status),
        cmocka_unit_test(foreign_bytes_cannot_steer_a_terminal),
        cmocka_unit_test(long_messages_are_cut_between_characters),
        cmocka_unit_test(trying_leaves_at_the_first_failure),
        cmocka_unit_test(an_argument_in_a_file_is_told_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
