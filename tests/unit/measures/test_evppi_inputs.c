/* EVPPI: what must make no difference, what must make none in the bits, and odd inputs. */
#include "evppi_of.h"

#include <float.h>

enum { ROWS = 4000, MOST = 20, PARS = 3 };

static double x[ROWS * PARS], costs[ROWS * MOST], effects[ROWS * MOST], nb[ROWS * MOST];

/* Costs and effects that share terms and depend on the parameters in different ways. */
static columns_of fill(size_t rows, size_t cols)
{
    for (size_t i = 0; i < rows; i++) {
        double a = vi_uniform(1, 1, i), b = random_normal(2, i), c = floor(5 * vi_uniform(1, 3, i));
        x[i] = a;
        x[rows + i] = b;
        x[2 * rows + i] = c;
        for (size_t d = 0; d < cols; d++) {
            double size = (double)d, turn = d % 2 ? 1 : -1;
            double noise = random_normal(10 + d, i), shared = random_normal(4, i);
            effects[d * rows + i] = 10 + shared + 0.3 * turn * (a - 0.5) + 0.05 * b * size;
            costs[d * rows + i] = 5000 * shared + 800 * size + 1000 * noise + 200 * c * turn;
        }
    }
    return (columns_of){.costs = costs,
                        .effects = effects,
                        .parameters = x,
                        .rows = rows,
                        .strategies = cols,
                        .count = PARS};
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Row i of one table and row j of another, all numbers. */
static void check_same_row(const voi_table *a, size_t i, const voi_table *b, size_t j)
{
    for (size_t c = 1; c < voi_table_columns(a); c++) {
        assert_true(same_bits(voi_table_number(a, i, c), voi_table_number(b, j, c)));
    }
}

static void check_rows_near(const voi_table *a, size_t i, const voi_table *b, size_t j,
                            double errors)
{
    double se = cell(a, i, "se");
    check_close(cell(b, j, "evppi"), cell(a, i, "evppi"), errors * (se + 0.1));
    check_close(cell(b, j, "se"), se, errors * (se + 0.1));
}

/* ---- The same bits ---- */

static void one_k_at_a_time_or_all_at_once(void **state)
{
    static const double k[] = {20000, 0, 3000, 50000, 8000, 12000};
    (void)state;
    const columns_of c = fill(ROWS, 4);
    voi_table *all = evppi_of(&c, k, 6);
    for (size_t i = 0; i < 6; i++) {
        voi_table *one = evppi_of(&c, &k[i], 1);
        for (size_t p = 0; p < PARS; p++) {
            check_same_row(all, p * 6 + i, one, p);
        }
        voi_table_destroy(one);
    }
    voi_table_destroy(all);
}

static voi_table *evppi_in(voi_context *ctx, const voi_problem *problem)
{
    static const double k[] = {20000, 3000};
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){k, 2};
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    return table;
}

static void threads_and_backends_do_not_show(void **state)
{
    static const char *const backends[] = {"scalar", "neon", "avx2", "avx512"};
    static const size_t threads[] = {1, 2, 3, 8};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *plain = new_context(1);
    voi_table *expected = evppi_in(plain, problem);
    for (size_t b = 0; b < sizeof backends / sizeof *backends; b++) {
        for (size_t t = 0; t < 4; t++) {
            const voi_context_options options = {.threads = threads[t], .backend = backends[b]};
            voi_context *ctx = NULL;
            if (voi_context_create(&options, &ctx, NULL) != VOI_OK) {
                continue; /* not on this machine */
            }
            voi_table *table = evppi_in(ctx, problem);
            for (size_t i = 0; i < voi_table_rows(table); i++) {
                check_same_row(expected, i, table, i);
            }
            voi_table_destroy(table);
            voi_context_destroy(ctx);
        }
    }
    voi_table_destroy(expected);
    voi_context_destroy(plain);
    voi_problem_destroy(problem);
}

static void parameters_do_not_meet(void **state)
{
    static const char *const asked[] = {"p3", "p1"};
    static const double k[] = {20000};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    voi_table *all = evppi_of(&c, k, 1), *some = NULL;
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(2);
    voi_error error = {0};
    const voi_evppi_options options = {.wtp = {k, 1}, .parameters = asked, .parameter_count = 2};
    check_ok(voi_evppi(ctx, problem, &options, &some, &error));
    assert_int_equal(voi_table_rows(some), 2);
    assert_string_equal(text_cell(some, 0, "pars"), "p3");
    check_same_row(all, 2, some, 0);
    check_same_row(all, 0, some, 1);
    voi_table_destroy(all);
    voi_table_destroy(some);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* ---- The same to rounding, or to a small part of the error ---- */

static void units_of_money_and_effect(void **state)
{
    static const double k[] = {20000}, scaled[] = {20000.0 * 1024 * 8};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    voi_table *before = evppi_of(&c, k, 1);
    for (size_t i = 0; i < ROWS * 3; i++) {
        costs[i] *= 1024;
        effects[i] /= 8;
    }
    voi_table *after = evppi_of(&c, scaled, 1);
    for (size_t p = 0; p < PARS; p++) {
        assert_true(cell(after, p, "evppi") == 1024 * cell(before, p, "evppi"));
        assert_true(cell(after, p, "se") == 1024 * cell(before, p, "se"));
        assert_true(cell(after, p, "ci_high") == 1024 * cell(before, p, "ci_high"));
    }
    voi_table_destroy(before);
    voi_table_destroy(after);
}

static void monotone_re_expression(void **state)
{
    static const double k[] = {20000, 2000};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    voi_table *before = evppi_of(&c, k, 2);
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = log(x[i] / (1 - x[i]));
        x[ROWS + i] = exp(2 * x[ROWS + i]);
        x[2 * ROWS + i] = -exp(x[2 * ROWS + i]);
    }
    voi_table *after = evppi_of(&c, k, 2);
    for (size_t i = 0; i < 4; i++) {
        double errors = cell(before, i, "se") + cell(after, i, "se");
        check_close(cell(after, i, "evppi"), cell(before, i, "evppi"), 0.25 * errors);
    }
    for (size_t i = 4; i < 6; i++) { /* few values: exactly */
        check_rows_near(before, i, after, i, 1e-8);
    }
    voi_table_destroy(before);
    voi_table_destroy(after);
}

static void costs_and_effects_or_net_benefit(void **state)
{
    static const double k[] = {20000};
    (void)state;
    columns_of c = fill(ROWS, 3);
    voi_table *two = evppi_of(&c, k, 1);
    for (size_t i = 0; i < ROWS * 3; i++) {
        nb[i] = k[0] * effects[i] - costs[i];
    }
    c.costs = c.effects = NULL;
    c.net_benefit = nb;
    voi_table *one = evppi_of(&c, NULL, 0);
    for (size_t p = 0; p < PARS; p++) {
        check_rows_near(two, p, one, p, 0.5);
    }
    voi_table_destroy(one);
    voi_table_destroy(two);
}

/* ---- Odd inputs ---- */

static void between_nothing_and_perfect_information(void **state)
{
    static const double k[] = {0, 1, 1000, 5000, 20000, 1e6, 1e12};
    (void)state;
    for (size_t cols = 2; cols <= MOST; cols += 6) {
        const columns_of c = fill(600, cols);
        voi_problem *problem = problem_with_parameters(&c);
        voi_context *ctx = new_context(2);
        voi_error error = {0};
        voi_table *evpi = NULL, *table = evppi_of(&c, k, 7);
        const voi_evpi_options options = {.wtp = {k, 7}};
        check_ok(voi_evpi(ctx, problem, &options, &evpi, &error));
        check_sane(table);
        for (size_t i = 0; i < voi_table_rows(table); i++) {
            assert_true(cell(table, i, "evppi") <= cell(evpi, i % 7, "evpi"));
        }
        voi_table_destroy(evpi);
        voi_table_destroy(table);
        voi_problem_destroy(problem);
        voi_context_destroy(ctx);
    }
}

static void the_fewest_rows(void **state)
{
    static const double k[] = {20000};
    (void)state;
    const columns_of c = fill(50, 3);
    voi_table *table = evppi_of(&c, k, 1);
    check_sane(table);
    assert_true(has_warning(table, "only 50 rows: EVPPI estimates are rough below 1000"));
    voi_table_destroy(table);
}

static void a_strategy_that_is_there_twice(void **state)
{
    static const double k[] = {20000};
    (void)state;
    const columns_of c = fill(ROWS, 3), fewer = {.costs = costs,
                                                 .effects = effects,
                                                 .parameters = x,
                                                 .rows = ROWS,
                                                 .strategies = 2,
                                                 .count = PARS};
    memcpy(costs + 2 * ROWS, costs, ROWS * sizeof *costs);
    memcpy(effects + 2 * ROWS, effects, ROWS * sizeof *effects);
    voi_table *thrice = evppi_of(&c, k, 1), *twice = evppi_of(&fewer, k, 1);
    check_sane(thrice);
    for (size_t p = 0; p < PARS; p++) {
        check_rows_near(twice, p, thrice, p, 0.3);
    }
    voi_table_destroy(thrice);
    voi_table_destroy(twice);
}

static void strategies_that_are_all_the_same(void **state)
{
    static const double k[] = {20000, 0};
    static const char *const zeros[] = {"evppi", "se", "ci_high", "policy_value"};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    for (size_t d = 1; d < 3; d++) {
        memcpy(costs + d * ROWS, costs, ROWS * sizeof *costs);
        memcpy(effects + d * ROWS, effects, ROWS * sizeof *effects);
    }
    voi_table *table = evppi_of(&c, k, 2);
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        for (size_t z = 0; z < 4; z++) {
            assert_true(cell(table, i, zeros[z]) == 0);
        }
    }
    voi_table_destroy(table);
}

static void effects_that_are_all_zero(void **state)
{
    static const double k[] = {20000, 0};
    (void)state;
    columns_of c = fill(ROWS, 3);
    memset(effects, 0, sizeof effects);
    voi_table *table = evppi_of(&c, k, 2);
    for (size_t i = 0; i < ROWS * 3; i++) {
        nb[i] = -costs[i];
    }
    c.costs = c.effects = NULL;
    c.net_benefit = nb;
    voi_table *plain = evppi_of(&c, NULL, 0);
    for (size_t p = 0; p < PARS; p++) {
        check_rows_near(plain, p, table, 2 * p, 1e-6);
        check_rows_near(plain, p, table, 2 * p + 1, 1e-6);
    }
    voi_table_destroy(plain);
    voi_table_destroy(table);
}

/* The increment is a function of the parameter alone, beyond all scales. */
static void values_without_noise_at_any_scale(void **state)
{
    static const double scales[] = {0x1p-1000, 1, 0x1p400};
    double before = 0;
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        for (size_t i = 0; i < ROWS; i++) {
            double u = ((double)i + 0.5) / ROWS;
            x[i] = scales[2 - s] * u;
            nb[i] = 0;
            nb[ROWS + i] = scales[s] * (u * u - 0.5);
        }
        const columns_of c = {
            .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 1};
        voi_table *table = evppi_of(&c, NULL, 0);
        double value = cell(table, 0, "evppi") / scales[s];
        /* ∫ (u² − ½)₊ over u > √½. */
        check_close(value, (1.0 - pow(0.5, 1.5)) / 3 - (1 - sqrt(0.5)) / 2, 1e-4);
        check_close(value, s > 0 ? before : value, 1e-9);
        before = value;
        voi_table_destroy(table);
    }
}

static void too_large_numbers_are_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * 100; i++) {
        nb[i] = i % 2 ? DBL_MAX : -DBL_MAX;
    }
    nb[0] = DBL_MAX;
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = 100, .strategies = 2, .count = 1};
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(voi_evppi(ctx, problem, NULL, &table, &error), VOI_ERR_NUMERIC);
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* ---- What is refused ---- */

static void check_refused(const columns_of *c, const voi_evppi_options *options, voi_status status,
                          const char *message)
{
    voi_problem *problem = problem_with_parameters(c);
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(voi_evppi(ctx, problem, options, &table, &error), status);
    assert_null(table);
    if (message) {
        assert_non_null(strstr(error.message, message));
    }
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void wrong_requests_are_refused(void **state)
{
    static const double k[] = {20000};
    static const char *const names[] = {"p_cure", "c_drug", "u_well"};
    static const char *const unknown[] = {"p_cur"}, *const twice[] = {"c_drug", "c_drug"};
    (void)state;
    columns_of c = fill(49, 2);
    voi_evppi_options options = {.wtp = {k, 1}};
    check_refused(&c, &options, VOI_ERR_DATA, "EVPPI needs at least 50 rows; this problem has 49");
    c = fill(200, 2);
    c.parameter_names = names;
    check_refused(&c, NULL, VOI_ERR_ARGUMENT, NULL); /* no k */
    options.parameters = unknown;
    options.parameter_count = 1;
    check_refused(&c, &options, VOI_ERR_ARGUMENT, "p_cure");
    options.parameters = twice;
    options.parameter_count = 2;
    check_refused(&c, &options, VOI_ERR_ARGUMENT, "\"c_drug\" is asked for twice");
    options = (voi_evppi_options){.wtp = {k, 1}, .population = {.per_year = -1, .years = 10}};
    check_refused(&c, &options, VOI_ERR_ARGUMENT, "population");
    c.parameters = NULL;
    c.parameter_names = NULL;
    options = (voi_evppi_options){.wtp = {k, 1}};
    check_refused(&c, &options, VOI_ERR_DATA, "EVPPI needs parameters; this problem has none");
}

static void a_population_adds_a_column(void **state)
{
    static const double k[] = {20000};
    (void)state;
    const columns_of c = fill(ROWS, 3);
    voi_problem *problem = problem_with_parameters(&c);
    voi_context *ctx = new_context(1);
    voi_error error = {0};
    voi_table *table = NULL, *plain = evppi_of(&c, k, 1);
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){k, 1};
    options.population.per_year = 1000;
    options.population.years = 10;
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    assert_true(voi_table_find(plain, "pop_evppi") == VOI_NO_COLUMN);
    for (size_t p = 0; p < PARS; p++) {
        double persons = 1000 * 8.4374831508939;
        check_close(cell(table, p, "pop_evppi"), persons * cell(plain, p, "evppi"), 1e-6);
    }
    voi_table_destroy(table);
    voi_table_destroy(plain);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_k_at_a_time_or_all_at_once),
        cmocka_unit_test(threads_and_backends_do_not_show),
        cmocka_unit_test(parameters_do_not_meet),
        cmocka_unit_test(units_of_money_and_effect),
        cmocka_unit_test(monotone_re_expression),
        cmocka_unit_test(costs_and_effects_or_net_benefit),
        cmocka_unit_test(between_nothing_and_perfect_information),
        cmocka_unit_test(the_fewest_rows),
        cmocka_unit_test(a_strategy_that_is_there_twice),
        cmocka_unit_test(strategies_that_are_all_the_same),
        cmocka_unit_test(effects_that_are_all_zero),
        cmocka_unit_test(values_without_noise_at_any_scale),
        cmocka_unit_test(too_large_numbers_are_an_error),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(a_population_adds_a_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
