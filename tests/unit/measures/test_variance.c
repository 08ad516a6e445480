/* The reduction of variance by the public call: closed forms, independence of what does not matter,
 * what is refused, and every allocation failing once. */
#include "evppi_faults.h"
#include "outcome_sample.h"

#include "measures/measures.h"

#include <string.h>

enum { ROWS = 4000, FEW = 400, PARS = OUTCOME_PARAMETERS };

static double x[PARS * ROWS], y[3 * ROWS];

static voi_table *reduction(const voi_problem *problem, size_t threads,
                            const voi_evppi_options *options)
{
    voi_context *ctx = new_context(threads);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_evppi_variance(ctx, problem, options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

/* Asks about groups of one outcome, on two threads. */
static voi_table *ask(outcome_fn *of, double noise, const char *const *groups, size_t count)
{
    const voi_evppi_options options = {.parameters = groups, .parameter_count = count};
    draw_outcome(of, noise, ROWS, 5, x, y);
    voi_problem *problem = outcome_problem(x, PARS, y, 1, ROWS);
    voi_table *table = reduction(problem, 2, &options);
    voi_problem_destroy(problem);
    return table;
}

static void check_row(const voi_table *table, size_t row, double truth)
{
    double evppi = cell(table, row, "evppi"), se = cell(table, row, "se");
    check_close(evppi, truth, 5 * se);
    assert_true(cell(table, row, "ci_low") >= 0 && cell(table, row, "ci_low") <= evppi);
    assert_true(cell(table, row, "ci_high") >= evppi);
}

static void ishigami_is_taken_apart(void **state)
{
    static const char *const groups[] = {"p1", "p2", "p3", "p1,p3", "p1,p2"};
    static const double shares[] = {0.3139, 0.4424, 0, 0.5576, 0.7563};
    (void)state;
    voi_table *table = ask(ishigami, 0, groups, 5);
    for (size_t i = 0; i < 5; i++) {
        check_row(table, i, 13.8446 * shares[i]);
        check_close(cell(table, i, "share"), shares[i], 0.03);
        assert_string_equal(text_cell(table, i, "pars"), groups[i]);
        assert_string_equal(text_cell(table, i, "method"), i < 3 ? "spline" : "anova");
        assert_string_equal(text_cell(table, i, "outcome"), "y1");
    }
    voi_table_destroy(table);
}

static void correlated_lines_and_products(void **state)
{
    static const char *const groups[] = {"p1", "p2", "p1,p2", "p3", "p1,p2,p4"};
    static const double line[] = {2.56, 2.56, 3.2, 0, 3.2}, product[] = {0, 0, 1, 0, 1};
    (void)state;
    voi_table *table = ask(correlated_line, 1, groups, 5);
    for (size_t i = 0; i < 5; i++) {
        check_row(table, i, line[i]);
    }
    voi_table_destroy(table);
    table = ask(product_of_two, 2, groups, 5);
    for (size_t i = 0; i < 5; i++) {
        check_row(table, i, product[i]);
    }
    voi_table_destroy(table);
}

/* ---- What does not matter ---- */

static void check_same(const voi_table *a, size_t row, const voi_table *b, size_t other,
                       double scale)
{
    static const char *const numbers[] = {"evppi", "se", "ci_low", "ci_high"};
    assert_string_equal(text_cell(a, row, "pars"), text_cell(b, other, "pars"));
    assert_string_equal(text_cell(a, row, "method"), text_cell(b, other, "method"));
    for (size_t i = 0; i < 4; i++) {
        assert_true(scale * cell(a, row, numbers[i]) == cell(b, other, numbers[i]));
    }
    assert_true(cell(a, row, "share") == cell(b, other, "share"));
}

/* Three outcomes: a product, a line, and the product again in other units. */
static voi_problem *three_outcomes(size_t rows)
{
    draw_outcome(product_of_two, 1, rows, 6, x, y);
    draw_outcome(correlated_line, 3, rows, 6, x, y + rows);
    for (size_t i = 0; i < rows; i++) {
        y[2 * rows + i] = ldexp(y[i], -300);
    }
    return outcome_problem(x, PARS, y, 3, rows);
}

static const char *const mixed[] = {"p1", "p1,p2", "p2,p3", "p4", "p1,p2,p3", "p1,p2,p3,p4,p5"};

static void neither_threads_nor_other_outcomes(void **state)
{
    const voi_evppi_options options = {.parameters = mixed, .parameter_count = 6};
    (void)state;
    voi_problem *problem = three_outcomes(FEW), *alone = outcome_problem(x, PARS, y, 1, FEW);
    voi_table *table = reduction(problem, 1, &options), *one = reduction(alone, 2, &options);
    assert_int_equal(voi_table_rows(table), 18);
    for (size_t s = 0; s < 6; s++) {
        check_same(one, s, table, 3 * s, 1);
        check_same(one, s, table, 3 * s + 2, ldexp(1, -600));
        assert_string_equal(text_cell(table, 3 * s + 1, "outcome"), "y2");
    }
    for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
        voi_table *other = reduction(problem, threads, &options);
        for (size_t row = 0; row < 18; row++) {
            check_same(table, row, other, row, 1);
        }
        voi_table_destroy(other);
    }
    voi_table_destroy(table);
    voi_table_destroy(one);
    voi_problem_destroy(problem);
    voi_problem_destroy(alone);
}

/* ---- What is asked for ---- */

static void pairs_and_names(void **state)
{
    static const char *const some[] = {"p1", "p2", "p4"}, *const names[] = {"a", "b"};
    (void)state;
    voi_problem *problem = three_outcomes(FEW);
    voi_table *pairs = reduction(
        problem, 2, &(voi_evppi_options){.parameters = some, .parameter_count = 3, .pairs = true});
    assert_int_equal(voi_table_rows(pairs), 9);
    assert_string_equal(text_cell(pairs, 3, "pars"), "p1,p4");
    voi_table *named = reduction(
        problem, 2,
        &(voi_evppi_options){.parameters = some, .parameter_count = 2, .group_names = names});
    assert_string_equal(voi_table_column_name(named, 0), "group");
    assert_string_equal(text_cell(named, 3, "group"), "b");
    voi_table *all = reduction(problem, 2, NULL);
    assert_int_equal(voi_table_rows(all), 3 * PARS);
    voi_table *gp = reduction(
        problem, 2, &(voi_evppi_options){.parameters = some, .parameter_count = 1, .method = "gp"});
    assert_string_equal(text_cell(gp, 0, "method"), "gp");
    voi_table_destroy(pairs);
    voi_table_destroy(named);
    voi_table_destroy(all);
    voi_table_destroy(gp);
    voi_problem_destroy(problem);
}

static void constants_explain_nothing(void **state)
{
    static const char *const groups[] = {"p1", "p5", "p1,p5"};
    (void)state;
    draw_outcome(correlated_line, 1, FEW, 8, x, y);
    for (size_t i = 0; i < FEW; i++) {
        x[4 * FEW + i] = 7;
        y[FEW + i] = 3;
    }
    voi_problem *problem = outcome_problem(x, PARS, y, 2, FEW);
    voi_table *table =
        reduction(problem, 2, &(voi_evppi_options){.parameters = groups, .parameter_count = 3});
    static const char *const methods[] = {"spline",   "constant", "constant",
                                          "constant", "spline",   "constant"};
    for (size_t row = 0; row < 6; row++) {
        assert_string_equal(text_cell(table, row, "method"), methods[row]);
        assert_true((cell(table, row, "evppi") > 0) == (strcmp(methods[row], "constant") != 0));
        assert_true(isnan(cell(table, row, "share")) == (row % 2 == 1));
    }
    assert_int_equal(voi_table_warnings(table), 4);
    assert_string_equal(voi_table_warning(table, 0),
                        "only 400 rows: EVPPI estimates are rough below 1000");
    assert_string_equal(voi_table_warning(table, 1),
                        "outcome y2 is constant: there is no variance to reduce");
    assert_string_equal(voi_table_warning(table, 2), "parameter p5 is constant: its EVPPI is 0");
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* ---- What is refused ---- */

static void check_refused(const voi_problem *problem, const voi_evppi_options *options,
                          voi_status status, const char *message)
{
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(voi_evppi_variance(ctx, problem, options, &table, &error), status);
    assert_string_equal(error.message, message);
    assert_null(table);
    voi_context_destroy(ctx);
}

static void what_makes_no_sense(void **state)
{
    static const double k[] = {1000};
    static const char *const unknown[] = {"p9"};
    voi_evppi_options options = {.wtp = {k, 1}};
    (void)state;
    voi_problem *problem = three_outcomes(FEW), *decision = net_benefit_problem(y, FEW, 2);
    check_refused(decision, NULL, VOI_ERR_ARGUMENT,
                  "the reduction of variance is of outcomes without strategies; this problem has "
                  "strategies");
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "the reduction of variance is no money: leave out willingness to pay and the "
                  "population");
    options = (voi_evppi_options){.population = {.per_year = 10, .years = 2}};
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "the reduction of variance is no money: leave out willingness to pay and the "
                  "population");
    options = (voi_evppi_options){.bootstrap = 100};
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "a bootstrap is of decisions; the reduction of variance has none");
    options = (voi_evppi_options){.parameters = unknown, .parameter_count = 1};
    check_refused(problem, &options, VOI_ERR_ARGUMENT,
                  "no parameter is named \"p9\"; did you mean \"p1\"?");
    voi_problem_destroy(problem);
    voi_problem_destroy(decision);
    y[7] = 1.7e308;
    y[8] = -1.7e308;
    problem = outcome_problem(x, PARS, y, 1, FEW);
    check_refused(problem, NULL, VOI_ERR_NUMERIC, "EVPPI: a value of outcome y1 is too large");
    voi_problem_destroy(problem);
}

static void measures_of_strategies_refuse_outcomes(void **state)
{
    static const char message[] = "this needs strategies, with costs and effects or net benefit; "
                                  "the problem has outcomes without strategies";
    voi_error error = {VOI_OK, ""};
    voi_bytes bytes = {0};
    (void)state;
    voi_problem *problem = three_outcomes(FEW);
    voi_context *ctx = new_context(1);
    for (size_t m = 0; m < vi_measure_count; m++) {
        voi_table *table = (voi_table *)ctx;
        assert_int_equal(vi_measures[m].run(ctx, problem, &(voi_wtp){0}, &table, &error),
                         VOI_ERR_ARGUMENT);
        assert_string_equal(error.message, message);
        assert_null(table);
    }
    for (size_t i = 0; i < voi_plot_count(); i++) {
        assert_int_equal(voi_plot(ctx, problem, voi_plot_name(i), NULL, &bytes, &error),
                         VOI_ERR_ARGUMENT);
        assert_string_equal(error.message, message);
    }
    assert_int_equal(voi_report(ctx, problem, NULL, &bytes, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
    voi_context_destroy(ctx);
    voi_problem_destroy(problem);
}

/* ---- Faults ---- */

static void every_allocation_fails_once(void **state)
{
    static const char *const groups[] = {"p1", "p1,p2", "p2,p3,p4"};
    const voi_evppi_options options = {.parameters = groups, .parameter_count = 3};
    (void)state;
    draw_outcome(product_of_two, 1, 200, 6, x, y);
    voi_problem *problem = outcome_problem(x, PARS, y, 1, 200);
    assert_true(fail_allocations(voi_evppi_variance, 2, problem, &options) > 60);
    voi_problem_destroy(problem);
    assert_int_equal(atomic_load(&live_blocks), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ishigami_is_taken_apart),
        cmocka_unit_test(correlated_lines_and_products),
        cmocka_unit_test(neither_threads_nor_other_outcomes),
        cmocka_unit_test(pairs_and_names),
        cmocka_unit_test(constants_explain_nothing),
        cmocka_unit_test(what_makes_no_sense),
        cmocka_unit_test(measures_of_strategies_refuse_outcomes),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
