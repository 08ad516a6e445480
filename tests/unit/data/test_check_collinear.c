/* Planted linear combinations come out by name, whatever the scales and the order of rows;
 * independent parameters give no alarm, however few the rows. */
#include "check_findings.h"

#include <stdio.h>

enum { MOST_ROWS = 3000, MOST_PARS = 100 };

static double params[MOST_ROWS * MOST_PARS];

static double normal(uint64_t stream, size_t i)
{
    double u = vi_uniform(21, 2 * stream, i), v = vi_uniform(21, 2 * stream + 1, i);
    return sqrt(-2 * log(1 - u)) * cos(6.283185307179586 * v);
}

static void fill(size_t rows, size_t pars)
{
    for (size_t j = 0; j < pars; j++) {
        for (size_t i = 0; i < rows; i++) {
            params[j * rows + i] = normal(j, i);
        }
    }
}

/* Parameter `to` (from 1) becomes the sum of `weights` times parameters, plus noise of the given
 * size. */
static void combine(size_t rows, size_t to, const double *weights, size_t count, double noise)
{
    double *x = params + (to - 1) * rows;
    for (size_t i = 0; i < rows; i++) {
        x[i] = 10 + noise * normal(1000 + to, i);
        for (size_t k = 0; k < count; k++) {
            x[i] += weights[k] * params[k * rows + i];
        }
    }
}

static void rescale(size_t rows, size_t par, double scale, double offset)
{
    for (size_t i = 0; i < rows; i++) {
        params[(par - 1) * rows + i] = offset + scale * params[(par - 1) * rows + i];
    }
}

static const double first_two[] = {1, -2}, second_and_fourth[] = {0, 1, 0, 1e-3};

static const finding planted[] = {
    {VI_WARNING, "parameter p3", "is a linear combination of p1 and p2"},
    {VI_WARNING, "parameter p6", "is a linear combination of p2 and p4"},
    {VI_WARNING, "parameter p7", "is a linear function of p5"},
};

static void plant(size_t rows)
{
    fill(rows, 8);
    combine(rows, 3, first_two, 2, 0);
    combine(rows, 6, second_and_fourth, 4, 0);
    memcpy(params + 6 * rows, params + 4 * rows, rows * sizeof *params);
}

static void finds_exact_combinations(void **state)
{
    static const size_t rows[] = {40, 500, MOST_ROWS};
    static const double scales[] = {1e-6, 1e12, 1, 1e5, -1e-3, 1e3, 20, 1e-12};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (int scaled = 0; scaled < 2; scaled++) {
            plant(rows[i]);
            for (size_t j = 0; j < 8; j++) {
                rescale(rows[i], j + 1, scaled ? scales[j] : 1, j == 6 ? 5 : 0);
            }
            expect_findings(vi_check_collinear, parameters_only(params, rows[i], 8), planted, 3);
        }
    }
}

static void the_order_of_rows_does_not_show(void **state)
{
    (void)state;
    plant(500);
    rescale(500, 7, 2, 5);
    for (size_t j = 0; j < 8; j++) {
        for (size_t i = 0; i < 250; i++) {
            double kept = params[j * 500 + i];
            params[j * 500 + i] = params[j * 500 + 499 - i];
            params[j * 500 + 499 - i] = kept;
        }
    }
    expect_findings(vi_check_collinear, parameters_only(params, 500, 8), planted, 3);
}

/* Shares that add up to 1, as those of a Dirichlet distribution. */
static void finds_shares(void **state)
{
    static const finding shares = {VI_WARNING, "parameter p4",
                                   "is a linear combination of p1, p2 and p3"};
    enum { ROWS = 200 };
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        double sum = 0;
        for (size_t j = 0; j < 4; j++) {
            params[j * ROWS + i] = 0.1 + vi_uniform(3, j, i);
            sum += params[j * ROWS + i];
        }
        for (size_t j = 0; j < 4; j++) {
            params[j * ROWS + i] /= sum;
        }
    }
    expect_findings(vi_check_collinear, parameters_only(params, ROWS, 4), &shares, 1);
}

static void near_combinations_tell_how_near(void **state)
{
    (void)state;
    fill(2000, 5);
    combine(2000, 4, first_two, 2, 0.01); /* 0.0001 of a variance of 5 */
    voi_problem *problem = parameters_only(params, 2000, 5);
    vi_findings findings = findings_of(vi_check_collinear, problem);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].where, "parameter p4");
    double percent = 0;
    assert_int_equal(sscanf(findings.items[0].message,
                            "is nearly a linear combination of p1 and p2, which explain all but "
                            "%lf %% of its variance",
                            &percent),
                     1);
    check_close(percent, 0.002, 0.0002);
    vi_findings_free(&findings);
    voi_problem_destroy(problem);
    combine(2000, 4, first_two, 2, 0.05); /* 2 % of its standard deviation are its own */
    expect_nothing(vi_check_collinear, parameters_only(params, 2000, 5));
}

static void independent_parameters_give_no_alarm(void **state)
{
    static const size_t shapes[][2] = {{12, 2},    {15, 5},    {60, 50},
                                       {110, 100}, {200, 100}, {1000, 40}};
    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        fill(shapes[s][0], shapes[s][1]);
        expect_nothing(vi_check_collinear, parameters_only(params, shapes[s][0], shapes[s][1]));
    }
}

/* Strong but honest relations: a correlation of 0.99, and functions that are not linear. */
static void related_parameters_give_no_alarm(void **state)
{
    static const double weight[] = {1};
    enum { ROWS = 1000 };
    (void)state;
    fill(ROWS, 4);
    combine(ROWS, 2, weight, 1, 0.14);
    for (size_t i = 0; i < ROWS; i++) {
        params[2 * ROWS + i] = exp(params[i]);
        params[3 * ROWS + i] = params[i] > 0;
    }
    expect_nothing(vi_check_collinear, parameters_only(params, ROWS, 4));
}

/* Constants and twins are findings of their own, and stand in nobody's way here. */
static void constants_and_twins_are_passed_over(void **state)
{
    static const finding expected = {VI_WARNING, "parameter p6",
                                     "is a linear combination of p1 and p2"};
    (void)state;
    fill(100, 6);
    rescale(100, 3, 0, 4);
    memcpy(params + 300, params, 100 * sizeof *params);
    rescale(100, 5, 0, 4);
    combine(100, 6, first_two, 2, 0);
    expect_findings(vi_check_collinear, parameters_only(params, 100, 6), &expected, 1);
    rescale(100, 1, 0, 1);
    rescale(100, 2, 0, 1);
    expect_nothing(vi_check_collinear, parameters_only(params, 100, 3));
}

static void says_where_it_does_not_look(void **state)
{
    static const finding few = {VI_NOTE, "parameters",
                                "linear combinations are not looked for: 9 rows are too few to "
                                "tell among 3 parameters"};
    static const finding many = {VI_NOTE, "parameters",
                                 "linear combinations are not looked for among more than 500"};
    (void)state;
    fill(600, 100);
    expect_findings(vi_check_collinear, parameters_only(params, 9, 3), &few, 1);
    expect_findings(vi_check_collinear, parameters_only(params, 2, 600), &many, 1);
    expect_nothing(vi_check_collinear, parameters_only(params, 9, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_exact_combinations),
        cmocka_unit_test(the_order_of_rows_does_not_show),
        cmocka_unit_test(finds_shares),
        cmocka_unit_test(near_combinations_tell_how_near),
        cmocka_unit_test(independent_parameters_give_no_alarm),
        cmocka_unit_test(related_parameters_give_no_alarm),
        cmocka_unit_test(constants_and_twins_are_passed_over),
        cmocka_unit_test(says_where_it_does_not_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
