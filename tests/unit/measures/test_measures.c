/* What holds for every measure of the registry: threads do not show in the bits; a common term, the
 * order of rows and the order of strategies change nothing; a caller can cancel. */
#include "random_problem.h"

#include "measures/measures.h"

#include <string.h>

enum { ROWS = 5000, COLS = 3, PARS = 2 };

static double costs[ROWS * COLS], effects[ROWS * COLS], money[ROWS * COLS], params[ROWS * PARS];

/* On a grid so coarse that 1e8 can be added without rounding. */
static double round_off(double x)
{
    return floor(x * 1048576) / 1048576;
}

/* Costs, effects and net benefit that depend on the parameters. */
static void fill(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        double a = vi_uniform(3, 1, i), b = vi_uniform(3, 2, i);
        params[i] = a;
        params[ROWS + i] = b * b;
        for (size_t d = 0; d < COLS; d++) {
            double noise = vi_uniform(3, 10 + d, i), size = (double)d;
            double effect = 5 + 0.3 * size * (a + 0.5 * b * b - 0.3) - 0.04 * size * size;
            costs[d * ROWS + i] = round_off(1000 + size * (1500 + 900 * noise));
            effects[d * ROWS + i] = round_off(effect);
            money[d * ROWS + i] = 20000 * effects[d * ROWS + i] - costs[d * ROWS + i];
        }
    }
}

static const char *const names[COLS] = {"first", "second", "third"};
static const char *const reversed[COLS] = {"third", "second", "first"};

static voi_problem *make(bool with_costs, const char *const *strategies)
{
    const voi_matrix none = {0}, c = {costs, ROWS, COLS, 1, ROWS};
    const voi_matrix e = {effects, ROWS, COLS, 1, ROWS}, x = {money, ROWS, COLS, 1, ROWS};
    const voi_problem_data data = {.costs = with_costs ? c : none,
                                   .effects = with_costs ? e : none,
                                   .net_benefit = with_costs ? none : x,
                                   .parameters = {params, ROWS, PARS, 1, ROWS},
                                   .strategy_names = strategies};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_table *run(const vi_measure *measure, const voi_problem *problem, size_t threads)
{
    static const double k[] = {20000, 0, 12000, 50000};
    const voi_wtp wtp = {k, voi_problem_has_costs(problem) ? 4 : 0};
    voi_context *ctx = new_context(threads);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(measure->run(ctx, problem, &wtp, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void check_same_bits(const voi_table *a, const voi_table *b)
{
    assert_int_equal(voi_table_rows(a), voi_table_rows(b));
    for (size_t i = 0; i < voi_table_rows(a); i++) {
        for (size_t c = 0; c < voi_table_columns(a); c++) {
            assert_true(same_number(voi_table_number(a, i, c), voi_table_number(b, i, c)));
            assert_true(same_text(voi_table_text(a, i, c), voi_table_text(b, i, c)));
        }
    }
}

static void threads_do_not_show(void **state)
{
    (void)state;
    fill();
    for (int with_costs = 0; with_costs < 2; with_costs++) {
        voi_problem *problem = make(with_costs, names);
        for (size_t m = 0; m < vi_measure_count; m++) {
            if (vi_measures[m].needs_costs && !with_costs) {
                continue;
            }
            voi_table *one = run(&vi_measures[m], problem, 1);
            for (size_t threads = 2; threads <= 8; threads += threads < 3 ? 1 : 5) {
                voi_table *more = run(&vi_measures[m], problem, threads);
                check_same_bits(one, more);
                voi_table_destroy(more);
            }
            voi_table_destroy(one);
        }
        voi_problem_destroy(problem);
    }
}

/* What a change of the data may do to a table. */
typedef struct {
    bool shifted; /* absolute columns move */
    double tolerance;
    const char *drawn; /* see vi_measure */
} change_kind;

/* The row of b with the k and the texts of row i of a; the name of the strategy or parameter says
 * which it is. */
static size_t matching_row(const voi_table *a, size_t i, const voi_table *b)
{
    size_t key = voi_table_find(a, "strategy"), k = voi_table_find(a, "k");
    key = key == VOI_NO_COLUMN ? voi_table_find(a, "pars") : key;
    for (size_t j = 0; j < voi_table_rows(b); j++) {
        if (same_text(voi_table_text(a, i, key), voi_table_text(b, j, key)) &&
            same_number(voi_table_number(a, i, k), voi_table_number(b, j, k))) {
            return j;
        }
    }
    fail();
    return 0;
}

/* Draws of 24 fits leave a standard error uncertain by a seventh. */
static double tolerance_of(const char *column, const char *drawn, double tolerance)
{
    return drawn && strcmp(column, drawn) == 0 ? 0.7 : tolerance;
}

static void check_near(const voi_table *a, const voi_table *b, const change_kind *kind)
{
    static const char *const absolute[] = {"cost", "effect", "nb", "nb_se"};
    assert_int_equal(voi_table_rows(a), voi_table_rows(b));
    for (size_t i = 0; i < voi_table_rows(a); i++) {
        size_t j = matching_row(a, i, b);
        for (size_t c = 0; c < voi_table_columns(a); c++) {
            bool moves = false;
            for (size_t n = 0; kind->shifted && n < 4; n++) {
                moves = moves || strcmp(voi_table_column_name(a, c), absolute[n]) == 0;
            }
            double x = voi_table_number(a, i, c), y = voi_table_number(b, j, c);
            if (!moves && !same_number(x, y)) {
                double t = tolerance_of(voi_table_column_name(a, c), kind->drawn, kind->tolerance);
                check_close(y, x, t * fabs(x) + t);
            }
            assert_true(same_text(voi_table_text(a, i, c), voi_table_text(b, j, c)));
        }
    }
}

/* Runs every measure before and after a change of the data. */
static void compare_after(void (*change)(void), const char *const *new_names, bool shifted,
                          double tolerance)
{
    for (int with_costs = 0; with_costs < 2; with_costs++) {
        fill();
        voi_problem *before = make(with_costs, names);
        change();
        voi_problem *after = make(with_costs, new_names);
        for (size_t m = 0; m < vi_measure_count; m++) {
            if (!vi_measures[m].needs_costs || with_costs) {
                voi_table *a = run(&vi_measures[m], before, 2);
                voi_table *b = run(&vi_measures[m], after, 2);
                check_near(a, b, &(change_kind){shifted, tolerance, vi_measures[m].drawn});
                voi_table_destroy(a);
                voi_table_destroy(b);
            }
        }
        voi_problem_destroy(before);
        voi_problem_destroy(after);
    }
}

/* Differs from row to row, so that it would show in any spread. */
static void add_common_term(void)
{
    for (size_t i = 0; i < ROWS * COLS; i++) {
        double term = 1e6 + floor(1e5 * vi_uniform(3, 99, i % ROWS));
        costs[i] += term;
        money[i] += term;
    }
}

static void a_common_term_changes_nothing(void **state)
{
    (void)state;
    compare_after(add_common_term, names, true, 1e-7);
}

static void add_offset(void)
{
    for (size_t i = 0; i < ROWS * COLS; i++) {
        costs[i] += 1e8;
        effects[i] += 1e8;
        money[i] += 1e8;
    }
}

static void an_offset_changes_nothing(void **state)
{
    (void)state;
    compare_after(add_offset, names, true, 1e-9);
}

static void turn_rows(double *x, size_t cols)
{
    for (size_t d = 0; d < cols; d++) {
        for (size_t i = 0; i < ROWS / 2; i++) {
            double kept = x[d * ROWS + i];
            x[d * ROWS + i] = x[d * ROWS + ROWS - 1 - i];
            x[d * ROWS + ROWS - 1 - i] = kept;
        }
    }
}

static void turn_all_rows(void)
{
    turn_rows(costs, COLS);
    turn_rows(effects, COLS);
    turn_rows(money, COLS);
    turn_rows(params, PARS);
}

static void the_order_of_rows_changes_nothing(void **state)
{
    (void)state;
    compare_after(turn_all_rows, names, false, 1e-7);
}

static void turn_strategies(void)
{
    double *const all[] = {costs, effects, money};
    for (size_t m = 0; m < 3; m++) {
        for (size_t i = 0; i < ROWS; i++) {
            double kept = all[m][i];
            all[m][i] = all[m][(COLS - 1) * ROWS + i];
            all[m][(COLS - 1) * ROWS + i] = kept;
        }
    }
}

static void the_order_of_strategies_changes_nothing(void **state)
{
    (void)state;
    compare_after(turn_strategies, reversed, false, 1e-7);
}

static int cancel_at_once(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)phase;
    (void)fraction;
    return 1;
}

static void a_caller_can_cancel(void **state)
{
    static const double k[] = {20000};
    const voi_wtp wtp = {k, 1};
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error error = {0};
    (void)state;
    fill();
    voi_problem *problem = make(true, names);
    voi_context_options_default(&options);
    options.progress = cancel_at_once;
    check_ok(voi_context_create(&options, &ctx, &error));
    for (size_t m = 0; m < vi_measure_count; m++) {
        voi_table *table = (voi_table *)ctx;
        assert_int_equal(vi_measures[m].run(ctx, problem, &wtp, &table, &error), VOI_ERR_CANCELLED);
        assert_null(table);
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void names_and_purposes_are_there(void **state)
{
    (void)state;
    for (size_t m = 0; m < vi_measure_count; m++) {
        assert_true(strlen(vi_measures[m].name) > 2 && strlen(vi_measures[m].purpose) > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(a_common_term_changes_nothing),
        cmocka_unit_test(an_offset_changes_nothing),
        cmocka_unit_test(the_order_of_rows_changes_nothing),
        cmocka_unit_test(the_order_of_strategies_changes_nothing),
        cmocka_unit_test(a_caller_can_cancel),
        cmocka_unit_test(names_and_purposes_are_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
