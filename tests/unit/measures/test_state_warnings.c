/* Warnings of states: sorted, each once, whatever the order of merging; tables tell of twenty. */
#include "random_problem.h"
#include "states.h"

#include "measures/state.h"

#include <stdlib.h>
#include <string.h>

/* A state with warnings as a reading finds them. */
static voi_state *state_with(const char *const *warnings, size_t count)
{
    static const double x[] = {1, 5, 2, 3};
    voi_context *ctx = new_context(1);
    voi_problem *problem = net_benefit_problem(x, 2, 2);
    voi_state *state = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < count; i++) {
        check_ok(vi_find(&problem->findings, VI_WARNING, VOI_OK, warnings[i], &error, "odd"));
    }
    check_ok(voi_state_of_problem(ctx, problem, NULL, &state, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return state;
}

static void check_same(const voi_state *a, const voi_state *b)
{
    voi_bytes of_a = bytes_of(a), of_b = bytes_of(b);
    assert_int_equal(of_a.size, of_b.size);
    assert_memory_equal(of_a.data, of_b.data, of_a.size);
    voi_bytes_free(&of_a);
    voi_bytes_free(&of_b);
}

static void they_are_a_set(void **state)
{
    (void)state;
    static const char *const first[] = {"c", "a", "c"}, *const second[] = {"d", "a", "b"};
    voi_state *a = state_with(first, 3), *b = state_with(second, 3);
    merge_into(a, state_with(second, 3));
    merge_into(b, state_with(first, 3));
    check_same(a, b);
    assert_int_equal(a->shape->findings.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(a->shape->findings.items[i].where[0], "abcd"[i]);
    }
    voi_state_destroy(a);
    voi_state_destroy(b);
}

/* A state that has not been merged tells them in the order of the reading, as in memory; its bytes
 * do not show it. */
static void their_order_is_no_part_of_a_state(void **state)
{
    (void)state;
    static const char *const first[] = {"c", "a"}, *const second[] = {"a", "c"};
    voi_state *a = state_with(first, 2), *b = state_with(second, 2);
    assert_string_equal(a->shape->findings.items[0].where, "c");
    check_same(a, b);
    voi_state_destroy(a);
    voi_state_destroy(b);
}

static voi_table *table_of(size_t count)
{
    char names[26][2];
    const char *warnings[26];
    for (size_t i = 0; i < count; i++) {
        names[i][0] = (char)('z' - i);
        names[i][1] = 0;
        warnings[i] = names[i];
    }
    voi_state *all = state_with(warnings, count / 2);
    voi_table *table = NULL;
    voi_error error = {0};
    merge_into(all, state_with(warnings + count / 2, count - count / 2));
    assert_int_equal(all->shape->findings.count, count);
    check_ok(voi_state_table(all, NULL, &table, &error));
    voi_state_destroy(all);
    return table;
}

static void tables_tell_of_twenty(void **state)
{
    (void)state;
    voi_table *twenty = table_of(20), *more = table_of(26);
    size_t others = voi_table_warnings(twenty) - 20;
    assert_string_equal(voi_table_warning(twenty, others), "g: odd");
    assert_string_equal(voi_table_warning(twenty, others + 19), "z: odd");
    assert_int_equal(voi_table_warnings(more), others + 21);
    assert_string_equal(voi_table_warning(more, others), "a: odd");
    assert_string_equal(voi_table_warning(more, others + 19), "t: odd");
    assert_string_equal(voi_table_warning(more, others + 20), "reading the parts: 6 more warnings");
    voi_table_destroy(twenty);
    voi_table_destroy(more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_a_set),
        cmocka_unit_test(their_order_is_no_part_of_a_state),
        cmocka_unit_test(tables_tell_of_twenty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
