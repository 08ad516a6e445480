/* The allocation hook: products that would wrap around are refused, zero counts are blocks. */
#include "check.h"

#include "core/alloc.h"

#include <string.h>

static void products_that_overflow_are_refused(void **state)
{
    (void)state;
    static const size_t huge[][2] = {
        {SIZE_MAX, 2}, {2, SIZE_MAX}, {SIZE_MAX / 8 + 2, 8}, {(size_t)1 << 63, 2}, {SIZE_MAX, 1}};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        assert_null(vi_malloc(huge[i][0], huge[i][1]));
        assert_null(vi_calloc(huge[i][0], huge[i][1]));
    }
}

static void a_refused_resize_leaves_the_block(void **state)
{
    (void)state;
    char *block = vi_malloc(4, 1);
    assert_non_null(block);
    strcpy(block, "abc");
    assert_null(vi_realloc(block, SIZE_MAX / 2, 4));
    assert_string_equal(block, "abc");
    char *larger = vi_realloc(block, 4000, 1);
    assert_non_null(larger);
    assert_string_equal(larger, "abc");
    vi_free(larger);
}

static void zero_counts_are_blocks(void **state)
{
    (void)state;
    void *blocks[] = {vi_malloc(0, 8), vi_malloc(8, 0), vi_calloc(0, 0), vi_realloc(NULL, 0, 8)};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        assert_non_null(blocks[i]);
        vi_free(blocks[i]);
    }
    vi_free(NULL);
}

static void calloc_clears(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    for (int round = 0; round < 3; round++) {
        unsigned char *block = vi_calloc(COUNT, 1);
        assert_non_null(block);
        for (size_t i = 0; i < COUNT; i++) {
            assert_int_equal(block[i], 0);
        }
        memset(block, 0xDE, COUNT);
        vi_free(block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_that_overflow_are_refused),
        cmocka_unit_test(a_refused_resize_leaves_the_block),
        cmocka_unit_test(zero_counts_are_blocks),
        cmocka_unit_test(calloc_clears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
