/* The limit on what a packed file may unpack to; opening is tested with streams. */
#include "check.h"

#include "data/input_file.h"

static void the_limit_begins_above_what_is_always_allowed(void **state)
{
    const uint64_t allowed = 16 << 20, million = 1000000;
    voi_error error = {0};
    (void)state;
    check_ok(vi_input_check_unpacked(1, 0, &error));
    check_ok(vi_input_check_unpacked(1, allowed, &error));
    assert_int_equal(vi_input_check_unpacked(1, allowed + 1, &error), VOI_ERR_LIMIT);
    check_ok(vi_input_check_unpacked(million, 200 * million, &error));
    assert_int_equal(vi_input_check_unpacked(million, 201 * million, &error), VOI_ERR_LIMIT);
    check_ok(vi_input_check_unpacked(UINT64_MAX / 100, UINT64_MAX, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_limit_begins_above_what_is_always_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
