/* The EVPI as a table: known answers, its columns, the order of its rows, population scaling, the
 * exact curve, and what is refused. */
#include "random_problem.h"
#include "stratified.h"

#include <stdio.h>
#include <string.h>

static voi_table *evpi_of(const voi_problem *problem, const voi_evpi_options *options)
{
    voi_context *ctx = new_context(2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_evpi(ctx, problem, options, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

static double evpi_of_net_benefit(const double *x, size_t rows, size_t cols)
{
    voi_problem *problem = net_benefit_problem(x, rows, cols);
    voi_table *table = evpi_of(problem, NULL);
    assert_int_equal(voi_table_rows(table), 1);
    assert_int_equal(voi_table_columns(table), 3);
    assert_true(isnan(cell(table, 0, "k")));
    double evpi = cell(table, 0, "evpi");
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    return evpi;
}

static void small_exact_cases(void **state)
{
    (void)state;
    /* By column. */
    static const double a[] = {10, 2, 1, 8}, b[] = {0, 8, 10, 0}, c[] = {-5, -1, -1, -5};
    static const double d[] = {8, 1, 2, 0, 2, 9, 1, 2, 1, 2, 10, 1, 0, 0, 0, 11};
    check_close(evpi_of_net_benefit(a, 2, 2), 3, 0);
    check_close(evpi_of_net_benefit(b, 2, 2), 4, 0);
    check_close(evpi_of_net_benefit(c, 2, 2), 2, 0);
    check_close(evpi_of_net_benefit(d, 4, 4), 6, 0);
}

enum { STRATA = 20000 };

static double lognormal_cdf(double x)
{
    return x > 0 ? normal_cdf(2 * log(x)) : 0;
}

/* NB = (0, slope·X + intercept) with X stratified. */
static double evpi_of_line(double (*cdf)(double), double low, double high, double slope,
                           double intercept)
{
    static double x[2 * STRATA];
    memset(x, 0, STRATA * sizeof *x);
    stratify(cdf, low, high, x + STRATA, STRATA);
    for (size_t i = STRATA; i < 2 * STRATA; i++) {
        x[i] = slope * x[i] + intercept;
    }
    return evpi_of_net_benefit(x, STRATA, 2);
}

static void closed_forms_of_one_increment(void **state)
{
    (void)state;
    /* p1 − p2 of the vignette is N(1, 5). */
    check_close(evpi_of_line(normal_cdf, -9, 9, sqrt(5), 1), 0.4798107063483925, 2e-5);
    check_close(evpi_of_line(normal_cdf, -9, 9, sqrt(2), 0), 0.5641895835477563, 2e-5);
    check_close(evpi_of_line(beta37_cdf, 0, 1, 100, -35), 3.610245730050778, 5e-5);
    check_close(evpi_of_line(gamma42_cdf, 0, 40, -4, 10), 0.8736871275480818, 1e-4);
    check_close(evpi_of_line(lognormal_cdf, 0, 100, 1, -1), 0.150381165279602, 2e-5);
}

/* Korobov's lattice: the i-th point has the coordinates i, i·FACTOR, i·FACTOR², ... mod POINTS. */
enum { MOST_NORMALS = 10, POINTS = 65521, FACTOR = 40853 };

typedef void (*model)(const double *z, double *net_benefit);

/* EVPI of strategies whose net benefits come from independent standard normals. */
static double evpi_of_normals(size_t strategies, model of)
{
    static double quantiles[POINTS], x[MOST_NORMALS * POINTS];
    double z[MOST_NORMALS], nb[MOST_NORMALS];
    if (quantiles[0] == 0) {
        stratify(normal_cdf, -9, 9, quantiles, POINTS);
    }
    for (size_t i = 0; i < POINTS; i++) {
        size_t place = i;
        for (size_t j = 0; j < MOST_NORMALS; j++) {
            z[j] = quantiles[place];
            place = place * FACTOR % POINTS;
        }
        of(z, nb);
        for (size_t d = 0; d < strategies; d++) {
            x[d * POINTS + i] = nb[d];
        }
    }
    return evpi_of_net_benefit(x, POINTS, strategies);
}

static void independent(const double *z, double *nb)
{
    memcpy(nb, z, MOST_NORMALS * sizeof *nb);
}

/* Four strategies with pairwise correlation 0.36. */
static void equicorrelated(const double *z, double *nb)
{
    for (size_t d = 0; d < 4; d++) {
        nb[d] = 0.6 * z[4] + 0.8 * z[d];
    }
}

/* N(1, 2²) and N(0.5, 1.5²), correlation 0.3, against nothing. */
static void two_against_nothing(const double *z, double *nb)
{
    nb[0] = 0;
    nb[1] = 1 + 2 * z[0];
    nb[2] = 0.5 + 1.5 * (0.3 * z[0] + sqrt(1 - 0.09) * z[1]);
}

static void pure_interaction(const double *z, double *nb)
{
    nb[0] = 0;
    nb[1] = z[0] * z[1];
}

static void sum_of_two(const double *z, double *nb)
{
    nb[0] = 0;
    nb[1] = z[0] + z[1];
}

/* Three correlated parameters, θ = m + L z, and an increment linear in them. */
static const double cholesky[3][3] = {{2, 0, 0}, {-0.5, 1, 0}, {0.8, 0.4, 0.5}};
static const double centre[3] = {1, -0.3, 0.7}, slope[3] = {0.6, -1, 1.2};

static void linear(const double *z, double *nb)
{
    nb[0] = 0;
    nb[1] = 0.25;
    for (size_t i = 0; i < 3; i++) {
        double theta = centre[i];
        for (size_t j = 0; j <= i; j++) {
            theta += cholesky[i][j] * z[j];
        }
        nb[1] += slope[i] * theta;
    }
}

static double linear_truth(void)
{
    double mean = 0.25, variance = 0;
    for (size_t i = 0; i < 3; i++) {
        mean += slope[i] * centre[i];
        for (size_t j = 0; j < 3; j++) {
            double covariance = 0;
            for (size_t l = 0; l < 3; l++) {
                covariance += cholesky[i][l] * cholesky[j][l];
            }
            variance += slope[i] * covariance * slope[j];
        }
    }
    return normal_gain(mean, sqrt(variance)) - fmax(mean, 0);
}

static void closed_forms_of_several_normals(void **state)
{
    (void)state;
    check_close(evpi_of_normals(2, independent), 0.5641895835477563, 2e-4);
    check_close(evpi_of_normals(3, independent), 0.8462843753216345, 2e-4);
    check_close(evpi_of_normals(4, independent), 1.0293753730039643, 2e-4);
    check_close(evpi_of_normals(5, independent), 1.1629644736405198, 2e-4);
    check_close(evpi_of_normals(10, independent), 1.5387527308351732, 4e-4);
    check_close(evpi_of_normals(4, equicorrelated), 0.8 * 1.0293753730039643, 2e-4);
    check_close(evpi_of_normals(3, two_against_nothing), 0.73467533954977, 2e-4);
    check_close(evpi_of_normals(2, pure_interaction), 0.3183098861837907, 2e-4);
    check_close(evpi_of_normals(2, sum_of_two), 0.5641895835477563, 2e-4);
    check_close(evpi_of_normals(2, linear), linear_truth(), 2e-4);
}

/* e ~ N(0.1, 0.4²) and c ~ N(3000, 2000²), independent: kΔe − Δc is normal at every k. */
static void closed_form_along_k(void **state)
{
    (void)state;
    enum { SIDE = 200, CELLS = SIDE * SIDE };
    static double z[SIDE], costs[2 * CELLS], effects[2 * CELLS];
    stratify(normal_cdf, -9, 9, z, SIDE);
    for (size_t i = 0; i < CELLS; i++) {
        costs[CELLS + i] = 3000 + 2000 * z[i % SIDE];
        effects[CELLS + i] = 0.1 + 0.4 * z[i / SIDE];
    }
    voi_problem *problem = problem_of(costs, effects, CELLS, 2);
    voi_evpi_options options;
    voi_error error = {0};
    voi_evpi_options_default(&options);
    check_ok(voi_wtp_parse("0:60000:500", &options.wtp, NULL, &error));
    voi_table *table = evpi_of(problem, &options);
    assert_int_equal(voi_table_rows(table), 121);
    for (size_t j = 0; j < 121; j++) {
        double k = cell(table, j, "k"), mean = 0.1 * k - 3000, sd = hypot(0.4 * k, 2000);
        double truth = normal_gain(mean, sd) - fmax(mean, 0);
        check_close(k, 500 * (double)j, 0);
        check_close(cell(table, j, "evpi"), truth, 2e-3 * sd);
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_wtp_free(&options.wtp);
}

/* A population scales; without one there is no column for it. */
static void a_population_adds_a_column(void **state)
{
    (void)state;
    static const double x[] = {10, 2, 1, 8};
    voi_problem *problem = net_benefit_problem(x, 2, 2);
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.population.per_year = 1000;
    options.population.years = 10;
    voi_table *table = evpi_of(problem, &options);
    assert_int_equal(voi_table_columns(table), 4);
    check_close(cell(table, 0, "pop_evpi"), 3 * 8437.4831508939, 1e-8);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static voi_problem *random_problem(size_t rows, size_t cols)
{
    static double costs[4000 * 4], effects[4000 * 4];
    assert_true(rows <= 4000 && cols <= 4);
    random_outcomes(3, rows, cols, 0, 0, costs, effects);
    return problem_of(costs, effects, rows, cols);
}

static void rows_come_in_the_order_asked_for(void **state)
{
    (void)state;
    static const double k[] = {30000, 0, 20000, 30000, 10};
    voi_problem *problem = random_problem(1000, 3);
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, 5};
    voi_table *all = evpi_of(problem, &options);
    assert_int_equal(voi_table_rows(all), 4);
    assert_int_equal(voi_table_find(all, "optimal"), VOI_NO_COLUMN);
    for (size_t j = 0; j < 4; j++) {
        size_t from = j < 3 ? j : 4;
        options.wtp = (voi_wtp){&k[from], 1};
        voi_table *one = evpi_of(problem, &options);
        check_close(cell(all, j, "k"), k[from], 0);
        check_close(cell(all, j, "evpi"), cell(one, 0, "evpi"), 1e-12 * cell(one, 0, "evpi"));
        check_close(cell(all, j, "se"), cell(one, 0, "se"), 1e-12 * cell(one, 0, "se"));
        voi_table_destroy(one);
    }
    voi_table_destroy(all);
    voi_problem_destroy(problem);
}

/* Between neighbours the exact curve is a straight line that a grid cannot leave; `optimal` is the
 * strategy of the highest mean from this k on. */
static void the_exact_curve_runs_through_every_grid(void **state)
{
    (void)state;
    static const double range[] = {30000, 1000};
    voi_context *ctx = new_context(2);
    voi_problem *problem = random_problem(300, 4);
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){range, 2};
    options.exact = true;
    voi_table *exact = evpi_of(problem, &options);
    size_t rows = voi_table_rows(exact);
    assert_true(rows > 100 && rows <= 2 + 301 * 3);
    check_close(cell(exact, 0, "k"), 1000, 0);
    check_close(cell(exact, rows - 1, "k"), 30000, 0);
    options.exact = false;
    for (size_t j = 0; j + 1 < rows; j++) {
        double k = (cell(exact, j, "k") + cell(exact, j + 1, "k")) / 2;
        double straight = (cell(exact, j, "evpi") + cell(exact, j + 1, "evpi")) / 2;
        voi_table *summary = NULL;
        voi_error error = {0};
        options.wtp = (voi_wtp){&k, 1};
        voi_table *middle = evpi_of(problem, &options);
        assert_true(cell(exact, j, "k") < cell(exact, j + 1, "k"));
        check_close(cell(middle, 0, "evpi"), straight, 1e-10 * straight);
        check_ok(voi_summary(ctx, problem, &(voi_summary_options){options.wtp}, &summary, &error));
        for (size_t d = 0; d < 4; d++) {
            bool optimal =
                strcmp(text_cell(summary, d, "strategy"), text_cell(exact, j, "optimal")) == 0;
            check_close(cell(summary, d, "optimal"), optimal ? 1 : 0, 0);
        }
        voi_table_destroy(summary);
        voi_table_destroy(middle);
    }
    voi_table_destroy(exact);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void refuse(const voi_problem *problem, const voi_evpi_options *options, const char *words)
{
    voi_context *ctx = new_context(1);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(voi_evpi(ctx, problem, options, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    if (!strstr(error.message, words)) {
        print_error("%s\n", error.message);
        fail();
    }
    voi_context_destroy(ctx);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    static const double x[] = {10, 2, 1, 8}, k[] = {1, -1, NAN};
    voi_problem *money = net_benefit_problem(x, 2, 2), *both = random_problem(10, 2);
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    refuse(both, NULL, "need willingness to pay");
    options.wtp = (voi_wtp){k, 1};
    refuse(money, &options, "already in money");
    options.wtp = (voi_wtp){k, 2};
    refuse(both, &options, "value 2 (-1)");
    options.wtp = (voi_wtp){k + 2, 1};
    refuse(both, &options, "value 1 (nan)");
    options.wtp = (voi_wtp){0};
    options.exact = true;
    refuse(money, &options, "needs costs and effects");
    options.exact = false;
    options.population.per_year = 5;
    refuse(money, &options, "years for which the decision is relevant are missing");
    options.population.per_year = -5;
    refuse(money, &options, "-5 persons a year");
    voi_problem_destroy(money);
    voi_problem_destroy(both);
}

static void differences_that_overflow_are_an_error(void **state)
{
    (void)state;
    static const double costs[] = {1e308, -1e308, -1e308, 1e308}, effects[] = {0, 0, 1, 1};
    static const double k[] = {0, 1};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(costs, effects, 2, 2);
    voi_evpi_options options;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, 2};
    assert_int_equal(voi_evpi(ctx, problem, &options, &table, &error), VOI_ERR_NUMERIC);
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* One row: nothing is uncertain, and how uncertain that is cannot be told. */
static void one_row_has_no_error(void **state)
{
    (void)state;
    static const double costs[] = {100, 300}, effects[] = {1, 2}, k[] = {0, 200, 1e6};
    voi_problem *problem = problem_of(costs, effects, 1, 2);
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, 3};
    voi_table *table = evpi_of(problem, &options);
    for (size_t j = 0; j < 3; j++) {
        check_close(cell(table, j, "evpi"), 0, 0);
        assert_true(isnan(cell(table, j, "se")));
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    static const double x[] = {1, 2};
    problem = net_benefit_problem(x, 1, 2);
    table = evpi_of(problem, NULL);
    check_close(cell(table, 0, "evpi"), 0, 0);
    assert_true(isnan(cell(table, 0, "se")));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

/* A published sample that lies beside the repository where it is at hand. */
static void the_chemotherapy_sample(void **state)
{
    (void)state;
    char costs[1200], effects[1200], nb[1200];
    const char *end = strstr(__FILE__, "tests/unit");
    snprintf(costs, sizeof costs, "%.*s../shared/data/chemo/chemo_costs.csv", (int)(end - __FILE__),
             __FILE__);
    snprintf(effects, sizeof effects, "%.*s../shared/data/chemo/chemo_effects.csv",
             (int)(end - __FILE__), __FILE__);
    snprintf(nb, sizeof nb, "%.*s../shared/data/chemo/chemo_nb.csv", (int)(end - __FILE__),
             __FILE__);
    FILE *file = fopen(costs, "rb");
    if (!file) {
        print_message("%s is not at hand\n", costs);
        skip();
    }
    fclose(file);
    static const double k[] = {20000};
    const voi_problem_files outcomes = {.costs = costs, .effects = effects};
    const voi_problem_files money = {.net_benefit = nb};
    voi_context *ctx = new_context(2);
    voi_problem *problem = NULL;
    voi_error error = {0};
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = (voi_wtp){k, 1};
    check_ok(voi_problem_read(ctx, &outcomes, &problem, &error));
    voi_table *table = evpi_of(problem, &options);
    check_close(cell(table, 0, "evpi"), 368.6050962, 5e-8);
    check_close(cell(table, 0, "se"), 5.3, 0.1);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    check_ok(voi_problem_read(ctx, &money, &problem, &error));
    table = evpi_of(problem, NULL);
    check_close(cell(table, 0, "evpi"), 368.6050962, 5e-8);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void defaults_overwrite_every_word(void **state)
{
    (void)state;
    voi_evpi_options options;
    memset(&options, 0xEF, sizeof options);
    voi_evpi_options_default(&options);
    assert_null(options.wtp.values);
    assert_int_equal(options.wtp.count, 0);
    assert_false(options.exact);
    check_close(options.population.per_year, 0, 0);
    check_close(options.population.discount, 0.035, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_exact_cases),
        cmocka_unit_test(closed_forms_of_one_increment),
        cmocka_unit_test(closed_forms_of_several_normals),
        cmocka_unit_test(closed_form_along_k),
        cmocka_unit_test(a_population_adds_a_column),
        cmocka_unit_test(rows_come_in_the_order_asked_for),
        cmocka_unit_test(the_exact_curve_runs_through_every_grid),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(differences_that_overflow_are_an_error),
        cmocka_unit_test(one_row_has_no_error),
        cmocka_unit_test(the_chemotherapy_sample),
        cmocka_unit_test(defaults_overwrite_every_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
