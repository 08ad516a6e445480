#define _DEFAULT_SOURCE
/* Files of groups: what is read, what is refused and where, and that nothing leaks. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "data/group_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static voi_problem *new_problem(voi_context *ctx)
{
    static const char *const names[] = {"c_a", "c_b", "u_a", "1"};
    static double nb[6] = {0, 0, 0, 1, 2, 3}, x[12];
    const voi_problem_data data = {
        .net_benefit = {nb, 3, 2, 1, 3}, .parameters = {x, 3, 4, 1, 3}, .parameter_names = names};
    voi_problem *problem = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    return problem;
}

static voi_status parse(const char *text, voi_groups **out, voi_error *error)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    voi_status status = vi_groups_parse(problem, "g.yaml", text, strlen(text), out, error);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return status;
}

static const char good[] = "# ours\ncosts: [c_b, \"c_a\"]\neffects:\n  - u_a\n  - 1\n";

static void check_good(const voi_groups *groups)
{
    assert_int_equal(voi_groups_count(groups), 2);
    assert_string_equal(voi_groups_names(groups)[0], "costs");
    assert_string_equal(voi_groups_names(groups)[1], "effects");
    assert_string_equal(voi_groups_parameters(groups)[0], "c_b,c_a");
    assert_string_equal(voi_groups_parameters(groups)[1], "u_a,1");
}

static void lists_of_both_styles(void **state)
{
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    check_ok(parse(good, &groups, &error));
    check_good(groups);
    voi_groups_destroy(groups);
    voi_groups_destroy(NULL);
}

static void what_is_refused(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "g.yaml:1:1: there are no groups in it"},
        {"{}", "g.yaml:2:1: there are no groups in it"},
        {"- c_a\n",
         "g.yaml:1:1: groups are written as names with lists, such as costs: [c_a, c_b]"},
        {"a: c_a\n", "g.yaml:1:4: a list of parameters belongs here, such as [c_a, c_b]"},
        {"a: {c_a: 1}\n", "g.yaml:1:4: a list of parameters belongs here, such as [c_a, c_b]"},
        {"a: [[c_a]]\n", "g.yaml:1:5: the name of a parameter belongs here"},
        {"a: []\n", "g.yaml:1:5: this group is empty"},
        {"a:\n  - c_a\n  -\n", "g.yaml:3:4: the name of a parameter is missing"},
        {"a: [\"c\\0\"]\n", "g.yaml:1:5: the name of a parameter is missing"},
        {"\"\": [c_a]\n", "g.yaml:1:1: the name of a group is missing"},
        {"[x]: [c_a]\n", "g.yaml:1:1: the name of a group belongs here"},
        {"a: [c_a]\nb: [u_a]\na: [c_b]\n", "g.yaml:3:1: a group before has this name"},
        {"a: [c_a, c_b, c_a]\n", "g.yaml:1:15: this parameter is in the group already"},
        {"a: &x [c_a]\nb: *x\n",
         "g.yaml:2:4: a list of parameters belongs here, such as [c_a, c_b]"},
        {"a: [c_a]\n---\nb: [c_b]\n", "g.yaml:2:1: a second document begins here"},
        {"a: [c_a\n", "g.yaml:2:1: no YAML: did not find expected ',' or ']'"},
        {"a:\n\t- c_a\n", "g.yaml:2:1: a tab; YAML is indented by spaces"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_groups *groups = NULL;
        voi_error error = {VOI_OK, ""};
        assert_int_equal(parse(cases[i].text, &groups, &error), VOI_ERR_FORMAT);
        assert_string_equal(error.message, cases[i].message);
        assert_null(groups);
    }
}

static void unknown_parameters(void **state)
{
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    assert_int_equal(parse("a:\n  - c_a\n  - u_b\n", &groups, &error), VOI_ERR_FORMAT);
    assert_string_equal(error.message,
                        "g.yaml:3:5: no parameter is named \"u_b\"; did you mean \"c_b\"?");
}

static void too_many_groups(void **state)
{
    static char text[1001 * 16];
    size_t used = 0;
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    for (int g = 0; g < 1001; g++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "g%d: [c_a]\n", g);
    }
    assert_int_equal(parse(text, &groups, &error), VOI_ERR_FORMAT);
    assert_string_equal(error.message, "g.yaml:1001:1: there are more than 1000 groups");
}

static void files(void **state)
{
    char path[] = "/tmp/voi-groups-XXXXXX";
    int file = mkstemp(path);
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    (void)state;
    assert_int_equal(write(file, good, sizeof good - 1), sizeof good - 1);
    check_ok(voi_groups_read(problem, path, &groups, &error));
    check_good(groups);
    voi_groups_destroy(groups);
    assert_int_equal(ftruncate(file, (1 << 20) + 1), 0);
    assert_int_equal(voi_groups_read(problem, path, &groups, &error), VOI_ERR_LIMIT);
    assert_null(groups);
    close(file);
    unlink(path);
    assert_int_equal(voi_groups_read(problem, "/no/where.yaml", &groups, &error), VOI_ERR_IO);
    assert_string_equal(error.message, "/no/where.yaml: no such file");
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void every_allocation_fails_once(void **state)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = new_problem(ctx);
    voi_status status = VOI_ERR_NOMEM;
    long before = atomic_load(&live_blocks), k = 0;
    (void)state;
    for (; status != VOI_OK; k++) {
        voi_groups *groups = (voi_groups *)ctx;
        voi_error error = {VOI_OK, ""};
        assert_true(k < 100);
        atomic_store(&allocations_left, k);
        status = vi_groups_parse(problem, "g.yaml", good, sizeof good - 1, &groups, &error);
        atomic_store(&allocations_left, -1);
        assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !groups));
        voi_groups_destroy(status == VOI_OK ? groups : NULL);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    assert_true(k > 5);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_both_styles),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(unknown_parameters),
        cmocka_unit_test(too_many_groups),
        cmocka_unit_test(files),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
