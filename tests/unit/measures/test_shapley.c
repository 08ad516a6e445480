/* Shapley values against closed forms, and what must hold. */
#include "evppi_of.h"
#include "failing_alloc.h"
#include "stratified.h"

enum { ROWS = 6000, PARS = 14 };

static double x[PARS * ROWS], nb[2 * ROWS];

typedef double signal_fn(const double *theta);

static double linear(const double *t)
{
    return 0.4 + t[0] - 0.6 * t[1] + 0.3 * t[2];
}

static double product(const double *t)
{
    return t[0] * t[1];
}

static void draw(size_t rows, size_t parameters, signal_fn *signal, double noise)
{
    for (size_t i = 0; i < rows; i++) {
        double theta[PARS] = {0};
        for (size_t j = 0; j < parameters; j++) {
            theta[j] = x[j * rows + i] = random_normal(j, i);
        }
        nb[i] = 0;
        nb[rows + i] = signal(theta) + noise * random_normal(50, i);
    }
}

static voi_table *attribute(size_t rows, size_t parameters, const voi_shapley_options *options,
                            size_t threads)
{
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = rows, .strategies = 2, .count = parameters};
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(threads);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    check_ok(voi_shapley(ctx, problem, options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

/* All rows and the last sum to the EVPI of the sample. */
static void check_sum(const voi_table *table, size_t rows)
{
    double mean = 0, most = 0, sum = 0, shares = 0;
    for (size_t i = 0; i < rows; i++) {
        mean += nb[rows + i] / (double)rows;
        most += fmax(nb[rows + i], 0) / (double)rows;
    }
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        sum += cell(table, i, "shapley");
        shares += cell(table, i, "share");
        assert_true(cell(table, i, "se") >= 0);
    }
    check_close(sum, most - fmax(mean, 0), 1e-9);
    check_close(shares, 1, 1e-9);
    assert_string_equal(text_cell(table, voi_table_rows(table) - 1, "pars"), "(not explained)");
}

/* v of a set with bits, θ independent standard normal. */
static double value_of(unsigned set)
{
    static const double slope[3] = {1, -0.6, 0.3};
    double variance = 0;
    for (size_t j = 0; j < 3; j++) {
        variance += set >> j & 1 ? slope[j] * slope[j] : 0;
    }
    return set ? normal_gain(0.4, sqrt(variance)) - 0.4 : 0;
}

static double true_value(unsigned j)
{
    unsigned a = (j + 1) % 3, b = (j + 2) % 3, one = 1u << j;
    return value_of(one) / 3 + (value_of(one | 1u << a) - value_of(1u << a)) / 6 +
           (value_of(one | 1u << b) - value_of(1u << b)) / 6 +
           (value_of(7) - value_of(7 ^ one)) / 3;
}

static void linear_normal(void **state)
{
    (void)state;
    draw(ROWS, 4, linear, 1);
    voi_table *table = attribute(ROWS, 4, NULL, 2);
    assert_int_equal(voi_table_rows(table), 5);
    for (unsigned j = 0; j < 3; j++) {
        check_close(cell(table, j, "shapley"), true_value(j), 4.9 * cell(table, j, "se"));
        assert_true(cell(table, j, "se") < 0.05);
    }
    check_close(cell(table, 3, "shapley"), 0, 4.9 * cell(table, 3, "se") + 1e-6);
    check_sum(table, ROWS);
    voi_table_destroy(table);
}

static void a_product_is_shared_alike(void **state)
{
    (void)state;
    draw(ROWS, 2, product, 0);
    voi_table *table = attribute(ROWS, 2, NULL, 2);
    double half = 0.5 / 3.141592653589793;
    check_close(cell(table, 0, "shapley"), half, 4.9 * cell(table, 0, "se"));
    check_close(cell(table, 1, "shapley"), half, 4.9 * cell(table, 1, "se"));
    check_close(cell(table, 2, "shapley"), 0, 0.01);
    check_sum(table, ROWS);
    voi_table_destroy(table);
}

/* Fourteen players take random orders; the seed changes little. */
static void random_orders(void **state)
{
    voi_shapley_options options;
    (void)state;
    voi_shapley_options_default(&options);
    draw(ROWS, PARS, linear, 1);
    voi_table *first = attribute(ROWS, PARS, &options, 2);
    options.seed = 2;
    voi_table *second = attribute(ROWS, PARS, &options, 2);
    for (unsigned j = 0; j < 3; j++) {
        double se = cell(first, j, "se");
        check_close(cell(first, j, "shapley"), true_value(j), 4.9 * se);
        check_close(cell(first, j, "shapley"), cell(second, j, "shapley"), se);
    }
    check_sum(first, ROWS);
    voi_table_destroy(first);
    voi_table_destroy(second);
}

static void groups_as_players(void **state)
{
    static const char *const players[] = {"p3", "p2,p1"};
    const voi_shapley_options options = {.players = players, .player_count = 2};
    (void)state;
    draw(ROWS, 4, linear, 1);
    voi_table *table = attribute(ROWS, 4, &options, 1);
    double alone = value_of(4) / 2 + (value_of(7) - value_of(3)) / 2;
    check_close(cell(table, 0, "shapley"), alone, 4.9 * cell(table, 0, "se"));
    check_close(cell(table, 1, "shapley"), value_of(7) - alone, 4.9 * cell(table, 1, "se"));
    assert_string_equal(text_cell(table, 1, "pars"), "p2,p1");
    check_sum(table, ROWS);
    voi_table_destroy(table);
}

/* A duplicate shares alike with its twin where every set has its own regression, and is joined to
 * it among many. */
static void correlated_players(void **state)
{
    (void)state;
    draw(ROWS, 7, linear, 1);
    memcpy(x + 3 * ROWS, x, ROWS * sizeof *x);
    voi_table *table = attribute(ROWS, 4, NULL, 2);
    check_close(cell(table, 0, "shapley"), cell(table, 3, "shapley"), 1e-9);
    check_sum(table, ROWS);
    assert_int_equal(voi_table_rows(table), 5);
    voi_table_destroy(table);
    table = attribute(ROWS, 7, NULL, 2);
    assert_int_equal(voi_table_rows(table), 7);
    assert_string_equal(text_cell(table, 0, "pars"), "p1,p4");
    check_close(cell(table, 0, "shapley"), true_value(0), 4.9 * cell(table, 0, "se"));
    assert_true(has_warning(table, "p1 and p4 are correlated (1.00)"));
    check_sum(table, ROWS);
    voi_table_destroy(table);
}

static void nothing_to_attribute(void **state)
{
    (void)state;
    draw(ROWS, 2, linear, 0);
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 3;
        x[ROWS + i] = 4;
    }
    voi_table *table = attribute(ROWS, 2, NULL, 1);
    assert_true(cell(table, 0, "shapley") == 0 && cell(table, 1, "shapley") == 0);
    check_sum(table, ROWS);
    voi_table_destroy(table);
}

static void same_bits_over_threads(void **state)
{
    (void)state;
    for (size_t parameters = 4; parameters <= PARS; parameters += 10) {
        draw(1500, parameters, linear, 1);
        voi_table *first = attribute(1500, parameters, NULL, 1);
        for (size_t threads = 2; threads <= 8; threads += threads == 3 ? 5 : 1) {
            voi_table *other = attribute(1500, parameters, NULL, threads);
            for (size_t i = 0; i < voi_table_rows(first); i++) {
                assert_true(cell(first, i, "shapley") == cell(other, i, "shapley"));
                assert_true(cell(first, i, "se") == cell(other, i, "se"));
            }
            voi_table_destroy(other);
        }
        voi_table_destroy(first);
    }
}

static void check_refusal(const voi_shapley_options *options, const char *message)
{
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = 100, .strategies = 2, .count = 3};
    draw(100, 3, linear, 1);
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(1);
    voi_table *table = NULL;
    voi_error error = {VOI_OK, ""};
    assert_int_equal(voi_shapley(ctx, problem, options, &table, &error), VOI_ERR_ARGUMENT);
    assert_string_equal(error.message, message);
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void what_is_refused(void **state)
{
    static const char *const twice[] = {"p1", "p2,p1"}, *const unknown[] = {"p9"};
    (void)state;
    check_refusal(&(voi_shapley_options){.players = twice, .player_count = 2},
                  "parameter \"p1\" is in two groups");
    check_refusal(&(voi_shapley_options){.players = unknown, .player_count = 1},
                  "no parameter is named \"p9\"; did you mean \"p1\"?");
    check_refusal(&(voi_shapley_options){.method = "gp"},
                  "Shapley values are by the methods auto, anova and mars, not \"gp\"");
}

/* Every allocation up to the draws of fits, then some of these, which are all alike. */
static void allocations_fail(void **state)
{
    (void)state;
    for (size_t correlated = 0; correlated < 2; correlated++) {
        draw(120, 2, linear, 1);
        if (correlated) {
            memcpy(x + 120, x, 100 * sizeof *x);
        }
        const columns_of c = {
            .net_benefit = nb, .parameters = x, .rows = 120, .strategies = 2, .count = 2};
        voi_problem *problem = problem_with_parameters(&c);
        voi_context *ctx = new_context(1);
        voi_error error = {VOI_OK, ""};
        voi_status status = VOI_ERR_NOMEM;
        long before = atomic_load(&live_blocks), k = 0;
        for (; status != VOI_OK; k += k < 250 ? 1 : 41) {
            voi_table *table = (voi_table *)ctx;
            assert_true(k < 5000);
            atomic_store(&allocations_left, k);
            status = voi_shapley(ctx, problem, NULL, &table, &error);
            atomic_store(&allocations_left, -1);
            assert_true(status == VOI_OK || (status == VOI_ERR_NOMEM && !table));
            voi_table_destroy(status == VOI_OK ? table : NULL);
            assert_int_equal(atomic_load(&live_blocks), before);
        }
        assert_true(k > 30);
        voi_problem_destroy(problem);
        voi_context_destroy(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_normal),          cmocka_unit_test(a_product_is_shared_alike),
        cmocka_unit_test(random_orders),          cmocka_unit_test(groups_as_players),
        cmocka_unit_test(correlated_players),     cmocka_unit_test(nothing_to_attribute),
        cmocka_unit_test(same_bits_over_threads), cmocka_unit_test(what_is_refused),
        cmocka_unit_test(allocations_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
