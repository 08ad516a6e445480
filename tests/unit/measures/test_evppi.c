/* EVPPI against closed forms, on a published sample, and the table that it comes in. */
#include "evppi_of.h"
#include "stratified.h"

#include <stdio.h>

enum { ROWS = 20000, MOST = 3 };

static double x[ROWS * MOST], nb[ROWS * MOST], costs[ROWS * MOST], effects[ROWS * MOST];

/* E max(0, N(mean, sd²)) less what is known already. */
static double gain(double mean, double sd)
{
    return normal_gain(mean, sd) - fmax(mean, 0);
}

/* ---- Closed forms ---- */

static void the_vignette(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = 1 + random_normal(1, i);
        x[ROWS + i] = 2 * random_normal(2, i);
        nb[i] = 0;
        nb[ROWS + i] = x[i] - x[ROWS + i];
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 2};
    voi_table *table = evppi_of(&c, NULL, 0);
    check_sane(table);
    check_truth(table, 0, 0.0833154705876864, 4.5);
    check_truth(table, 1, 0.39559311480261217, 4.5);
    assert_true(cell(table, 0, "se") < 0.01 && cell(table, 1, "se") < 0.012);
    assert_true(isnan(cell(table, 0, "k")));
    voi_table_destroy(table);
}

/* INB = a + bᵀθ with correlated normal θ: the SD of E[INB given θ_j] is |Σ_j· b| / √Σ_jj. */
static void correlated_normal_parameters(void **state)
{
    static const double b[3] = {1, -0.5, 2}, a = 0.4;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        double u = random_normal(3, i), v = random_normal(4, i), w = random_normal(5, i);
        x[i] = u;
        x[ROWS + i] = 0.6 * u + 0.8 * v;
        x[2 * ROWS + i] = -0.5 * u + 0.3 * v + w;
        nb[ROWS + i] = a;
        for (size_t p = 0; p < 3; p++) {
            nb[ROWS + i] += b[p] * x[p * ROWS + i];
        }
        nb[i] = 0;
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 3};
    voi_table *table = evppi_of(&c, NULL, 0);
    static const double sigma[3][3] = {{1, 0.6, -0.5}, {0.6, 1, -0.06}, {-0.5, -0.06, 1.34}};
    for (size_t p = 0; p < 3; p++) {
        double shared = 0;
        for (size_t q = 0; q < 3; q++) {
            shared += sigma[p][q] * b[q];
        }
        check_truth(table, p, gain(a, fabs(shared) / sqrt(sigma[p][p])), 4.5);
    }
    voi_table_destroy(table);
}

/* NB = (0, 100 p − 35): knowing p, and knowing y successes of n, a parameter of n + 1 values. */
static void a_probability_and_counts_of_it(void **state)
{
    static const double truth[3] = {3.610245730050778, 1.5034965034965, 2.0510835913312717};
    static const size_t trials[2] = {5, 10};
    (void)state;
    stratify(beta37_cdf, 0, 1, x, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        nb[i] = 0;
        nb[ROWS + i] = 100 * x[i] - 35;
        for (size_t t = 0; t < 2; t++) {
            double *y = &x[(t + 1) * ROWS + i];
            *y = 0;
            for (size_t j = 0; j < trials[t]; j++) {
                *y += vi_uniform(6, 20 * t + j, i) < x[i];
            }
        }
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 3};
    voi_table *table = evppi_of(&c, NULL, 0);
    check_sane(table);
    check_close(cell(table, 0, "evppi"), truth[0], 2e-3);
    check_truth(table, 1, truth[1], 4.5);
    check_truth(table, 2, truth[2], 4.5);
    check_close(cell(table, 1, "edf"), 6, 1e-9);
    voi_table_destroy(table);
}

static void a_lognormal_parameter(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = exp(0.5 * random_normal(7, i));
        nb[i] = 0;
        nb[ROWS + i] = x[i] - 1 + 2 * random_normal(8, i);
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 1};
    voi_table *table = evppi_of(&c, NULL, 0);
    check_truth(table, 0, 0.150381165279602, 4.5);
    voi_table_destroy(table);
}

static void an_interaction_is_worth_nothing_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = random_normal(9, i);
        x[ROWS + i] = random_normal(10, i);
        nb[i] = 0;
        nb[ROWS + i] = x[i] * x[ROWS + i];
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = ROWS, .strategies = 2, .count = 2};
    voi_table *table = evppi_of(&c, NULL, 0);
    for (size_t p = 0; p < 2; p++) {
        assert_true(cell(table, p, "evppi") < 0.02 && cell(table, p, "ci_low") == 0);
    }
    voi_table_destroy(table);
}

/* Three strategies, costs and effects: NB = (0, θ, −θ − .2) at k = 2, θ standard normal. */
static void three_strategies(void **state)
{
    static const double k[] = {2};
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        double theta = x[i] = random_normal(11, i);
        for (size_t d = 0; d < 3; d++) {
            effects[d * ROWS + i] = 8 + random_normal(12 + d, i);
            costs[d * ROWS + i] = 2 * effects[d * ROWS + i];
        }
        effects[ROWS + i] += theta;
        costs[ROWS + i] += theta + random_normal(15, i);
        effects[2 * ROWS + i] -= theta;
        costs[2 * ROWS + i] += 0.2 - theta + random_normal(16, i);
    }
    const columns_of c = {.costs = costs,
                          .effects = effects,
                          .parameters = x,
                          .rows = ROWS,
                          .strategies = 3,
                          .count = 1};
    voi_table *table = evppi_of(&c, k, 1);
    /* E max(0, θ, −θ − .2): strategy 1 where θ > 0, strategy 2 where θ < −.2. */
    check_truth(table, 0, normal_density(0) + normal_gain(-0.2, 1), 4.5);
    voi_table_destroy(table);
}

/* ---- Parameters of few values are exact ---- */

static void two_values_are_two_means(void **state)
{
    double sum[2] = {0}, squares[2] = {0}, count[2] = {0};
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        size_t value = vi_uniform(17, 0, i) < 0.3;
        double y = (value ? 2.0 : -1) + random_normal(18, i) * (value ? 3 : 1);
        x[i] = (double)value;
        nb[i] = 5;
        nb[3000 + i] = 5 + y;
        sum[value] += y;
        squares[value] += y * y;
        count[value]++;
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = 3000, .strategies = 2, .count = 1};
    voi_table *table = evppi_of(&c, NULL, 0);
    double share = count[1] / 3000, high = sum[1] / count[1], low = sum[0] / count[0];
    assert_true(share * high + (1 - share) * low < 0 && high > 0 && low < 0);
    check_close(cell(table, 0, "evppi"), share * high, 1e-9);
    check_close(cell(table, 0, "policy_value"), share * high, 1e-9);
    /* The draw of the value, and the noise of the mean that is chosen by. */
    double variance = (squares[1] - sum[1] * high) / count[1];
    double se = sqrt((share * (1 - share) * high * high + share * variance) / 3000);
    check_close(cell(table, 0, "se"), se, 0.01 * se);
    assert_string_equal(text_cell(table, 0, "method"), "spline");
    voi_table_destroy(table);
}

static void a_constant_is_worth_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2000; i++) {
        x[i] = i % 2 ? 0.0 : -0.0;
        nb[i] = 0;
        nb[2000 + i] = random_normal(19, i);
    }
    const columns_of c = {
        .net_benefit = nb, .parameters = x, .rows = 2000, .strategies = 2, .count = 1};
    voi_table *table = evppi_of(&c, NULL, 0);
    static const char *const zeros[] = {"evppi", "se", "ci_low", "ci_high", "policy_value"};
    for (size_t i = 0; i < 5; i++) {
        assert_true(cell(table, 0, zeros[i]) == 0);
    }
    assert_true(isnan(cell(table, 0, "edf")));
    assert_string_equal(text_cell(table, 0, "method"), "constant");
    assert_true(has_warning(table, "parameter p1 is constant: its EVPPI is 0"));
    voi_table_destroy(table);
}

/* ---- The published sample, beside the repository where it is at hand ---- */

static voi_table *chemotherapy(void)
{
    static const double k[] = {20000};
    char paths[3][1200];
    static const char *const files[3] = {"costs", "effects", "pars"};
    const char *end = strstr(__FILE__, "tests/unit");
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%.*s../shared/data/chemo/chemo_%s.csv",
                 (int)(end - __FILE__), __FILE__, files[i]);
    }
    FILE *file = fopen(paths[2], "rb");
    if (!file) {
        print_message("%s is not at hand\n", paths[2]);
        return NULL;
    }
    fclose(file);
    const voi_problem_files sources = {
        .costs = paths[0], .effects = paths[1], .parameters = paths[2]};
    voi_context *ctx = new_context(2);
    voi_problem *problem = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = (voi_wtp){k, 1};
    check_ok(voi_problem_read(ctx, &sources, &problem, &error));
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return table;
}

typedef struct {
    const char *name;
    double truth;
} known;

static void the_chemotherapy_sample(void **state)
{
    static const known truths[] = {{"p_side_effects_t2", 260.269},
                                   {"logor_side_effects", 328.340},
                                   {"u_home_care", 103.245},
                                   {"p_died", 48.152}};
    size_t found = 0;
    (void)state;
    voi_table *table = chemotherapy();
    if (!table) {
        skip();
    }
    check_sane(table);
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        assert_string_equal(text_cell(table, i, "method"), "spline");
        for (size_t t = 0; t < 4; t++) {
            if (strcmp(text_cell(table, i, "pars"), truths[t].name) == 0) {
                check_truth(table, i, truths[t].truth, 2.5);
                found++;
            }
        }
        if (strcmp(text_cell(table, i, "pars"), "p_side_effects_t2") == 0) {
            check_close(cell(table, i, "evppi"), 262.1109, 0.5);
            check_close(cell(table, i, "se"), 5.6, 0.5);
        }
    }
    assert_int_equal(found, 4);
    assert_int_equal(voi_table_warnings(table), 0);
    voi_table_destroy(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vignette),
        cmocka_unit_test(correlated_normal_parameters),
        cmocka_unit_test(a_probability_and_counts_of_it),
        cmocka_unit_test(a_lognormal_parameter),
        cmocka_unit_test(an_interaction_is_worth_nothing_alone),
        cmocka_unit_test(three_strategies),
        cmocka_unit_test(two_values_are_two_means),
        cmocka_unit_test(a_constant_is_worth_nothing),
        cmocka_unit_test(the_chemotherapy_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
