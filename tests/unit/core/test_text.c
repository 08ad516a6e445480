/* Copies of text, whole and in part, and without memory. */
#include "failing_alloc.h"

#include "check.h"

#include "core/alloc.h"

static void copies_stand_on_their_own(void **state)
{
    (void)state;
    char text[] = "Usual care";
    char *whole = vi_strdup(text), *part = vi_strndup(text, 5), *none = vi_strndup(text, 0);
    text[0] = 'u';
    assert_string_equal(whole, "Usual care");
    assert_string_equal(part, "Usual");
    assert_string_equal(none, "");
    vi_free(whole);
    vi_free(part);
    vi_free(none);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void without_memory_there_is_no_copy(void **state)
{
    (void)state;
    atomic_store(&allocations_left, 0);
    assert_null(vi_strdup("text"));
    atomic_store(&allocations_left, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_stand_on_their_own),
        cmocka_unit_test(without_memory_there_is_no_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
