/* Identities: how long each is one, and that none is two. */
#include "failing_alloc.h"

#include "check.h"

#include "core/identity.h"

static void the_last_hold_frees_it(void **state)
{
    (void)state;
    vi_identity *identity = vi_identity_create();
    assert_ptr_equal(vi_identity_hold(identity), identity);
    vi_identity_release(identity);
    assert_int_equal(atomic_load(&live_blocks), 1);
    vi_identity_release(identity);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

static void what_is_held_is_no_other(void **state)
{
    (void)state;
    vi_identity *held = vi_identity_create();
    for (size_t i = 0; i < 100; i++) {
        vi_identity *next = vi_identity_create();
        assert_ptr_not_equal(next, held);
        vi_identity_release(next);
    }
    vi_identity_release(held);
}

static void nobody_has_none(void **state)
{
    (void)state;
    atomic_store(&allocations_left, 0);
    assert_null(vi_identity_create());
    atomic_store(&allocations_left, -1);
    assert_null(vi_identity_hold(NULL));
    vi_identity_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_hold_frees_it),
        cmocka_unit_test(what_is_held_is_no_other),
        cmocka_unit_test(nobody_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
