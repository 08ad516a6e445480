/* Names among many: the first of equal ones, absent ones, and a hundred thousand of them. */
#include "check.h"

#include "data/name_index.h"

#include <stdio.h>
#include <stdlib.h>

static void finds_the_first_of_equal_names(void **state)
{
    char *names[] = {"b", "a", "", "b", "a"};
    voi_error error = {0};
    vi_name_index index = {0};
    (void)state;
    check_ok(vi_name_index_create(names, 5, &index, &error));
    assert_int_equal(vi_name_index_find(&index, "b"), 0);
    assert_int_equal(vi_name_index_find(&index, "a"), 1);
    assert_int_equal(vi_name_index_find(&index, ""), 2);
    assert_int_equal(vi_name_index_find(&index, "c"), 5);
    assert_int_equal(vi_name_index_find(&index, "A"), 5);
    vi_name_index_free(&index);
    check_ok(vi_name_index_create(names, 0, &index, &error));
    assert_int_equal(vi_name_index_find(&index, "b"), 0);
    vi_name_index_free(&index);
}

static void many_names(void **state)
{
    enum { COUNT = 100000, LONGEST = 12 };
    char *text = malloc((size_t)COUNT * LONGEST), **names = malloc(COUNT * sizeof *names);
    voi_error error = {0};
    vi_name_index index = {0};
    (void)state;
    assert_true(text && names);
    for (size_t i = 0; i < COUNT; i++) {
        names[i] = text + i * LONGEST;
        snprintf(names[i], LONGEST, "n%zu", i / 2);
    }
    check_ok(vi_name_index_create(names, COUNT, &index, &error));
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(vi_name_index_find(&index, names[i]), i - i % 2);
    }
    vi_name_index_free(&index);
    free(names);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_of_equal_names),
        cmocka_unit_test(many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
