/* Problems from matrices: every wrong argument has its message, any layout is read in place, and
 * what is not finite is named. */
#include "random_problem.h"

#include "data/problem.h"

#include <string.h>

enum { ROWS = 3, COLS = 2 };

static const double costs[] = {10, 20, 11, 21, 12, 22}; /* row-major */
static const double effects[] = {1, 2, 1.1, 2.1, 1.2, 2.2};
static const double params[] = {0.5, 0.25, 0.125};

static voi_matrix row_major(const double *data, size_t rows, size_t cols)
{
    return (voi_matrix){data, rows, cols, (ptrdiff_t)cols, 1};
}

static voi_problem_data sound_data(void)
{
    return (voi_problem_data){.costs = row_major(costs, ROWS, COLS),
                              .effects = row_major(effects, ROWS, COLS),
                              .parameters = row_major(params, ROWS, 1)};
}

static voi_problem *create(const voi_problem_data *data)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static void check_refused(const voi_problem_data *data, voi_status status, const char *message)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = (voi_problem *)ctx;
    voi_error error = {0};
    assert_int_equal(voi_problem_create(ctx, data, &problem, &error), status);
    assert_int_equal(error.status, status);
    assert_string_equal(error.message, message);
    assert_null(problem);
    problem = (voi_problem *)ctx;
    assert_int_equal(voi_problem_create(ctx, data, &problem, NULL), status);
    assert_null(problem);
    voi_context_destroy(ctx);
}

static void what_is_given_is_copied(void **state)
{
    (void)state;
    voi_problem_data data = sound_data();
    voi_problem *problem = create(&data);
    assert_int_equal(problem->rows, ROWS);
    assert_int_equal(problem->strategies, COLS);
    assert_int_equal(problem->parameters, 1);
    assert_null(problem->net_benefit);
    assert_int_equal(problem->source_count, 0);
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < COLS; j++) {
            check_close(problem->costs[j][i], costs[i * COLS + j], 0);
            check_close(problem->effects[j][i], effects[i * COLS + j], 0);
        }
        check_close(problem->params[0][i], params[i], 0);
    }
    voi_problem_destroy(problem);
}

static void net_benefit_alone(void **state)
{
    (void)state;
    voi_problem_data data = {.net_benefit = row_major(costs, ROWS, COLS)};
    voi_problem *problem = create(&data);
    assert_null(problem->costs);
    assert_null(problem->effects);
    assert_null(problem->params);
    check_close(problem->net_benefit[1][2], 22, 0);
    voi_problem_destroy(problem);
}

/* The same 3 × 2 numbers laid out in memory in every way. */
static void any_strides(void **state)
{
    (void)state;
    static const double columns[] = {10, 11, 12, 20, 21, 22};
    static const double backwards[] = {22, 12, 21, 11, 20, 10};
    static const double spaced[] = {10, 0, 20, 0, 0, 11, 0, 21, 0, 0, 12, 0, 22, 0, 0};
    static const double mirrored[] = {20, 21, 22, 10, 11, 12};
    const voi_matrix layouts[] = {
        {costs, ROWS, COLS, 2, 1},           {columns, ROWS, COLS, 1, 3},
        {backwards + 5, ROWS, COLS, -2, -1}, {spaced, ROWS, COLS, 5, 2},
        {mirrored + 3, ROWS, COLS, 1, -3},
    };
    for (size_t k = 0; k < sizeof layouts / sizeof *layouts; k++) {
        voi_problem_data data = {.net_benefit = layouts[k]};
        voi_problem *problem = create(&data);
        for (size_t i = 0; i < ROWS; i++) {
            for (size_t j = 0; j < COLS; j++) {
                check_close(problem->net_benefit[j][i], costs[i * COLS + j], 0);
            }
        }
        voi_problem_destroy(problem);
    }
}

/* A row that is repeated without being stored: stride 0. */
static void a_stride_of_nothing(void **state)
{
    (void)state;
    static const double row[] = {3, 4};
    voi_problem_data data = {.net_benefit = {row, 1000, 2, 0, 1}};
    voi_problem *problem = create(&data);
    check_close(problem->net_benefit[0][999], 3, 0);
    check_close(problem->net_benefit[1][999], 4, 0);
    voi_problem_destroy(problem);
}

static void names_are_given_or_numbered(void **state)
{
    (void)state;
    const char *strategies[] = {"new", "old"}, *parameters[] = {"p_died"};
    voi_problem_data data = sound_data();
    voi_problem *problem = create(&data);
    assert_string_equal(problem->strategy_names[1], "s2");
    assert_string_equal(problem->parameter_names[0], "p1");
    voi_problem_destroy(problem);
    data.strategy_names = strategies;
    data.parameter_names = parameters;
    problem = create(&data);
    strategies[0] = "changed";
    assert_string_equal(problem->strategy_names[0], "new");
    assert_string_equal(problem->parameter_names[0], "p_died");
    voi_problem_destroy(problem);
}

static void what_does_not_go_together(void **state)
{
    (void)state;
    static const char either[] =
        "a problem has costs and effects, or net benefit: give one of the two";
    voi_problem_data data = {.costs = row_major(costs, ROWS, COLS)};
    check_refused(&data, VOI_ERR_ARGUMENT, either);
    data = (voi_problem_data){.effects = row_major(costs, ROWS, COLS)};
    check_refused(&data, VOI_ERR_ARGUMENT, either);
    data = (voi_problem_data){.parameters = row_major(params, ROWS, 1)};
    check_refused(&data, VOI_ERR_ARGUMENT, either);
    data = sound_data();
    data.net_benefit = data.costs;
    check_refused(&data, VOI_ERR_ARGUMENT, either);
    data = (voi_problem_data){.costs = row_major(costs, ROWS, COLS),
                              .net_benefit = row_major(costs, ROWS, COLS)};
    check_refused(&data, VOI_ERR_ARGUMENT, either);
}

static void outcomes_without_strategies(void **state)
{
    (void)state;
    const char *names[] = {"life years", "cost"};
    voi_problem_data data = {.outcomes = row_major(costs, ROWS, COLS),
                             .parameters = row_major(params, ROWS, 1)};
    voi_problem *problem = create(&data);
    assert_int_equal(voi_problem_strategies(problem), 0);
    assert_int_equal(voi_problem_outcomes(problem), COLS);
    assert_int_equal(voi_problem_rows(problem), ROWS);
    assert_string_equal(voi_problem_outcome_name(problem, 1), "y2");
    assert_null(voi_problem_outcome_name(problem, COLS));
    assert_true(problem->outcomes[1][2] == costs[2 * COLS + 1]);
    voi_problem_destroy(problem);
    data.outcome_names = names;
    problem = create(&data);
    assert_string_equal(voi_problem_outcome_name(problem, 0), "life years");
    voi_problem_destroy(problem);
    names[1] = names[0];
    check_refused(&data, VOI_ERR_ARGUMENT, "outcomes: the name \"life years\" stands twice");
    data.effects = data.outcomes;
    check_refused(&data, VOI_ERR_ARGUMENT,
                  "outcomes have no strategies: leave out costs, effects and net benefit");
    data = (voi_problem_data){.outcomes = row_major(costs, 0, 1)};
    check_refused(&data, VOI_ERR_ARGUMENT,
                  "outcomes: 0 rows and 1 columns; at least 1 and 1 are needed");
    data = (voi_problem_data){.outcomes = row_major(costs, 2, 1),
                              .parameters = row_major(params, ROWS, 1)};
    check_refused(&data, VOI_ERR_DATA, "parameters: 3 rows and 1 columns where 2 and 1 are due");
}

static void shapes_that_do_not_fit(void **state)
{
    (void)state;
    voi_problem_data data = {.net_benefit = row_major(costs, 0, 2)};
    check_refused(&data, VOI_ERR_ARGUMENT,
                  "outcomes: 0 rows and 2 strategies; at least 1 and 2 are needed");
    data = (voi_problem_data){.net_benefit = row_major(costs, 6, 1)};
    check_refused(&data, VOI_ERR_ARGUMENT,
                  "outcomes: 6 rows and 1 strategies; at least 1 and 2 are needed");
    data = sound_data();
    data.effects.rows = 2;
    check_refused(&data, VOI_ERR_DATA, "effects: 2 rows and 2 columns where 3 and 2 are due");
    data = sound_data();
    data.effects.cols = 1;
    check_refused(&data, VOI_ERR_DATA, "effects: 3 rows and 1 columns where 3 and 2 are due");
    data = sound_data();
    data.parameters.rows = 2;
    check_refused(&data, VOI_ERR_DATA, "parameters: 2 rows and 1 columns where 3 and 1 are due");
}

static void names_that_stand_twice(void **state)
{
    (void)state;
    static const char *const twice[] = {"a", "a"};
    voi_problem_data data = sound_data();
    data.strategy_names = twice;
    check_refused(&data, VOI_ERR_ARGUMENT, "strategies: the name \"a\" stands twice");
    data = sound_data();
    data.parameters = data.effects;
    data.parameter_names = twice;
    check_refused(&data, VOI_ERR_ARGUMENT, "parameters: the name \"a\" stands twice");
}

static void what_is_not_finite_is_named(void **state)
{
    (void)state;
    double bad[ROWS * COLS];
    memcpy(bad, costs, sizeof bad);
    voi_problem_data data = sound_data();
    data.costs.data = bad;
    bad[2 * COLS + 1] = NAN;
    check_refused(&data, VOI_ERR_DATA, "costs: row 3, column 2: nan is not a finite number");
    bad[2 * COLS + 1] = -INFINITY;
    check_refused(&data, VOI_ERR_DATA, "costs: row 3, column 2: -inf is not a finite number");
    data = sound_data();
    data.effects.data = bad;
    check_refused(&data, VOI_ERR_DATA, "effects: row 3, column 2: -inf is not a finite number");
    data = (voi_problem_data){.net_benefit = row_major(bad, ROWS, COLS)};
    check_refused(&data, VOI_ERR_DATA, "net benefit: row 3, column 2: -inf is not a finite number");
    data = sound_data();
    data.parameters = row_major(bad, ROWS, COLS);
    check_refused(&data, VOI_ERR_DATA, "parameters: row 3, column 2: -inf is not a finite number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_is_copied),
        cmocka_unit_test(net_benefit_alone),
        cmocka_unit_test(any_strides),
        cmocka_unit_test(a_stride_of_nothing),
        cmocka_unit_test(names_are_given_or_numbered),
        cmocka_unit_test(what_does_not_go_together),
        cmocka_unit_test(outcomes_without_strategies),
        cmocka_unit_test(shapes_that_do_not_fit),
        cmocka_unit_test(names_that_stand_twice),
        cmocka_unit_test(what_is_not_finite_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
