/* A problem seen from outside. */
#include "random_problem.h"

#include "core/alloc.h"
#include "core/table.h"
#include "data/problem.h"

#include <string.h>

static const char *const strategies[] = {"new", "old"};
static const char *const parameters[] = {"p_died", "p_cured", "cost_new"};

/* Two strategies, three parameters; with a note and two warnings. */
static voi_problem *make_problem(bool net_benefit)
{
    static const double values[] = {1, 2, 3, 4, 5, 6};
    const voi_matrix outcome = {values, 2, 2, 2, 1}, none = {0};
    const voi_problem_data data = {.costs = net_benefit ? none : outcome,
                                   .effects = net_benefit ? none : outcome,
                                   .net_benefit = net_benefit ? outcome : none,
                                   .parameters = {values, 2, 3, 3, 1},
                                   .strategy_names = strategies,
                                   .parameter_names = parameters};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    vi_findings *findings = &problem->findings;
    check_ok(vi_find(findings, VI_WARNING, VOI_OK, "effects.csv", &error, "paired by position"));
    check_ok(vi_find(findings, VI_NOTE, VOI_OK, "costs.csv", &error, "row names"));
    check_ok(vi_find(findings, VI_WARNING, VOI_OK, "params.csv", &error, "odd"));
    return problem;
}

static void sizes_and_names(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(false);
    assert_int_equal(voi_problem_rows(problem), 2);
    assert_int_equal(voi_problem_strategies(problem), 2);
    assert_int_equal(voi_problem_parameters(problem), 3);
    assert_true(voi_problem_has_costs(problem));
    assert_string_equal(voi_problem_strategy_name(problem, 1), "old");
    assert_null(voi_problem_strategy_name(problem, 2));
    assert_string_equal(voi_problem_parameter_name(problem, 2), "cost_new");
    assert_null(voi_problem_parameter_name(problem, 3));
    assert_null(voi_problem_parameter_name(problem, (size_t)-1));
    voi_problem_destroy(problem);
    problem = make_problem(true);
    assert_false(voi_problem_has_costs(problem));
    voi_problem_destroy(problem);
    voi_problem_destroy(NULL);
}

static void warnings_without_the_notes(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(false);
    assert_int_equal(voi_problem_warnings(problem), 2);
    assert_string_equal(voi_problem_warning(problem, 0), "paired by position");
    assert_string_equal(voi_problem_warning(problem, 1), "odd");
    assert_null(voi_problem_warning(problem, 2));
    voi_problem_destroy(problem);
}

static void warnings_go_into_tables(void **state)
{
    (void)state;
    static const vi_column columns[] = {{"k", VOI_COLUMN_NUMBER}};
    voi_problem *problem = make_problem(false);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(vi_table_create(columns, 1, &table, &error));
    vi_problem_warn(problem, table);
    voi_problem_destroy(problem);
    assert_int_equal(voi_table_warnings(table), 2);
    assert_string_equal(voi_table_warning(table, 0), "effects.csv: paired by position");
    assert_string_equal(voi_table_warning(table, 1), "params.csv: odd");
    voi_table_destroy(table);
}

static void parameters_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name, *message;
        size_t index;
    } cases[] = {
        {"p_died", "", 0},
        {"cost_new", "", 2},
        {"p_dead", "no parameter is named \"p_dead\"; did you mean \"p_died\"?", 77},
        {"P_CURED", "no parameter is named \"P_CURED\"; did you mean \"p_cured\"?", 77},
        {"utility", "no parameter is named \"utility\"", 77},
        {"", "no parameter is named \"\"", 77},
    };
    voi_problem *problem = make_problem(false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t index = 77;
        voi_error error = {0};
        voi_status status = vi_problem_find_parameter(problem, cases[i].name, &index, &error);
        assert_int_equal(status, cases[i].message[0] ? VOI_ERR_ARGUMENT : VOI_OK);
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(index, cases[i].index);
    }
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_and_names),
        cmocka_unit_test(warnings_without_the_notes),
        cmocka_unit_test(warnings_go_into_tables),
        cmocka_unit_test(parameters_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
