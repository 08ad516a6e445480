/* Drawn results: chances of every value sum to 1; times that nothing censors with a gamma sample
 * have the closed forms of that pair; more data tell more; contradictions are refused. */
#include "study_of.h"

#include "math/quantiles.h"
#include "studies/designs.h"
#include "studies/result_sample.h"

#include <stdlib.h>

enum { VALUES = 200 };
static const double shape = 4;

/* Quantiles of a gamma distribution of this shape and scale 1, or every value the same. */
static void fill_values(double *values, double *weights)
{
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = vi_gamma_quantile(shape, ((double)i + 0.5) / VALUES);
        weights[i] = 3;
    }
}

static vi_study open_study(const voi_study *asked)
{
    static const double theta[] = {1, 2};
    voi_problem *problem = problem_of_parameters(theta, 1, asked->parameter_count);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_study_create(problem, asked, &study, &error));
    voi_problem_destroy(problem);
    return study;
}

static const vi_kernels *kernels(void)
{
    const vi_kernels *k;
    const char *reason;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_kernels_select(NULL, &k, &reason, &error));
    return k;
}

/* The chance of result x, given value i. */
static double chance_of(const vi_result_grid *grid, size_t i, size_t x)
{
    size_t at = x - grid->first[i];
    return x < grid->first[i] || at >= grid->count[i] ? 0 : grid->chance[grid->offset[i] + at];
}

/* The mean over results of how far the mean of the value lies above c, where it does. */
static double mean_above(const vi_result_grid *grid, const double *values, double c)
{
    double above = 0;
    for (size_t x = 0; x < grid->results; x++) {
        double sum = 0;
        for (size_t i = 0; i < grid->values; i++) {
            sum += chance_of(grid, i, x) * (values[i] - c) / VALUES;
        }
        above += fmax(sum, 0);
    }
    return above;
}

static void check_chances(const vi_result_grid *grid)
{
    for (size_t i = 0; i < grid->values; i++) {
        double sum = 0;
        for (size_t x = 0; x < grid->results; x++) {
            double p = chance_of(grid, i, x);
            assert_true(p >= 0);
            sum += p;
        }
        check_close(sum, 1, 1e-10);
    }
}

/* n times to an event at rate v ~ Gamma(a, 1): given their total T the mean is (a + n) / (1 + T),
 * (a + n) times a number from Beta(a, n). */
static double closed_form(double n, double c)
{
    enum { POINTS = 4000 };
    double above = 0;
    for (int i = 0; i < POINTS; i++) {
        double part = vi_beta_quantile(shape, n, (i + 0.5) / POINTS);
        above += fmax((shape + n) * part - c, 0) / POINTS;
    }
    return above;
}

static double trigamma(double x)
{
    return 1 / x + 1 / (2 * x * x) + 1 / (6 * x * x * x);
}

/* Normal scores lie between the values and their logarithms, and so does what is told of them. */
static void check_told(const vi_result_grid *grid, double n)
{
    assert_true(grid->told > n / (n + shape + 1));
    assert_true(grid->told < 1 - trigamma(shape + n) / trigamma(shape));
}

static void holds_the_closed_form_of_times_that_nothing_censors(void **state)
{
    static const double sizes[] = {1, 3, 10, 40, 200}, c[] = {2, 4, 5, 8};
    static const voi_study_option follow_up = {"follow_up", 1e5};
    const voi_study asked = study_of("time_to_event", 1, &follow_up, 1);
    double values[VALUES], weights[VALUES];
    vi_study study = open_study(&asked);
    (void)state;
    fill_values(values, weights);
    assert_true(vi_result_sample_suits(&study));
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        double n = sizes[s];
        const vi_result_sampling sampling = {kernels(), &study, {{values, weights, VALUES}}, 512};
        vi_result_grid grid;
        voi_error error = {VOI_OK, ""};
        check_ok(vi_result_samples_create(&sampling, n, &grid, &error));
        assert_true(grid.values == VALUES && grid.results <= 512 && grid.shrunk == 1);
        check_chances(&grid);
        check_told(&grid, n);
        for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
            check_close(mean_above(&grid, values, c[i]), closed_form(n, c[i]), 0.01);
        }
        vi_result_grid_free(&grid);
    }
    vi_study_free(&study);
}

/* Two arms at once; a value of its own alone; so many patients that every value is told apart. */
static void parts_are_those_of_their_parameters(void **state)
{
    static const double one = 1.5, single = 1;
    static const voi_study_option options[] = {{"follow_up", 2}, {"accrual_time", 1}};
    const voi_study asked = study_of("time_to_event", 2, options, 2);
    double values[VALUES], weights[VALUES];
    vi_study study = open_study(&asked);
    const vi_result_sampling sampling = {
        kernels(), &study, {{&one, &single, 1}, {values, weights, VALUES}}, 100};
    vi_result_grid grid[2];
    voi_error error = {VOI_OK, ""};
    (void)state;
    fill_values(values, weights);
    check_ok(vi_result_samples_create(&sampling, 1e9, grid, &error));
    assert_true(grid[0].values == 1 && grid[1].values == VALUES);
    check_chances(&grid[0]);
    check_chances(&grid[1]);
    check_close(mean_above(&grid[1], values, 4), closed_form(1e4, 4), 0.01);
    vi_result_grid_free(&grid[0]);
    vi_result_grid_free(&grid[1]);
    vi_study_free(&study);
}

/* ---- Designs of one's own ---- */

static size_t two(const voi_setup *setup)
{
    return 2 * setup->parameters;
}

static size_t three(const voi_setup *setup)
{
    (void)setup;
    return 3;
}

static size_t none(const voi_setup *setup)
{
    (void)setup;
    return 0;
}

static size_t many(const voi_setup *setup)
{
    (void)setup;
    return 1000;
}

/* Others than for a study of size 1. */
static size_t sometimes_three(const voi_setup *setup)
{
    return setup->n > 1 ? 3 : 4;
}

static size_t sometimes_many(const voi_setup *setup)
{
    return setup->n > 1 ? 1000 : 4;
}

static size_t a_mean(const voi_setup *setup, voi_result *results)
{
    results[0] = (voi_result){VOI_RESULT_NORMAL, setup->n, 1};
    return 1;
}

static void draw_anything(const voi_setup *setup, const double *theta, const double *uniform,
                          double *statistic)
{
    for (size_t j = 0; j < 2 * setup->parameters; j++) {
        statistic[j] = theta[j / 2] + uniform[j];
    }
}

static double never(const voi_setup *setup, const double *theta, double *eta)
{
    for (size_t j = 0; j < 2 * setup->parameters; j++) {
        eta[j] = -1e6 * theta[j / 2] * theta[j / 2];
    }
    return 0;
}

static double no_number(const voi_setup *setup, const double *theta, double *eta)
{
    never(setup, theta, eta);
    return NAN;
}

static const voi_design_parameter parameters[] = {{"x", VOI_DOMAIN_REAL}, {"y", VOI_DOMAIN_REAL}};

static voi_design own_design(void)
{
    return (voi_design){.name = "own",
                        .purpose = "anything",
                        .unit = "participants",
                        .parameters = parameters,
                        .parameter_count = 2,
                        .fewest = 1,
                        .most = 3,
                        .statistics = two,
                        .uniforms = two,
                        .draw = draw_anything,
                        .natural = never,
                        .by_parameter = true};
}

/* Data that by their likelihood cannot come from the value they were drawn for. */
static void refuses_draws_that_contradict_the_likelihood(void **state)
{
    static const char *const names[] = {"p1"};
    double (*const naturals[])(const voi_setup *, const double *, double *) = {never, no_number};
    double values[VALUES], weights[VALUES];
    (void)state;
    fill_values(values, weights);
    for (size_t i = 0; i < 2; i++) {
        voi_design design = own_design();
        design.natural = naturals[i];
        const voi_study asked = {.design = &design, .parameters = names, .parameter_count = 1};
        vi_study study = open_study(&asked);
        const vi_result_sampling sampling = {kernels(), &study, {{values, weights, VALUES}}, 64};
        vi_result_grid grid;
        voi_error error = {VOI_OK, ""};
        assert_int_equal(vi_result_samples_create(&sampling, 30, &grid, &error), VOI_ERR_NUMERIC);
        assert_non_null(strstr(error.message, "study own: data drawn for n = 30 where parameter 1 "
                                              "is "));
        vi_study_free(&study);
    }
}

static void suits_designs_that_keep_their_parts_apart(void **state)
{
    (void)state;
    voi_design all = own_design(), unlikely = own_design(), odd = own_design(),
               drawn = own_design(), joint = own_design(), listed = own_design(),
               silent = own_design(), large = own_design();
    unlikely.natural = NULL;
    odd.statistics = three;
    drawn.uniforms = three;
    joint.by_parameter = false;
    listed.results = a_mean;
    listed.values = vi_values_are_parameters;
    silent.statistics = none;
    large.uniforms = many;
    const voi_design *const designs[] = {&all,   &unlikely, &odd,    &drawn,
                                         &joint, &listed,   &silent, &large};
    for (size_t i = 0; i < sizeof designs / sizeof *designs; i++) {
        const voi_study asked = {
            .design = designs[i], .parameters = parameter_names(), .parameter_count = 2};
        vi_study study = open_study(&asked);
        assert_int_equal(vi_result_sample_suits(&study), i == 0);
        study.parameters = 0;
        assert_false(vi_result_sample_suits(&study));
        vi_study_free(&study);
    }
}

/* A design that is right at size 1 and wrong at others. */
static void refuses_other_numbers_at_other_sizes(void **state)
{
    static const struct {
        size_t (*statistics)(const voi_setup *), (*uniforms)(const voi_setup *);
        voi_status status;
        const char *message;
    } cases[] = {
        {sometimes_three, two, VOI_ERR_ARGUMENT, "statistics and random numbers are not as many"},
        {two, sometimes_three, VOI_ERR_ARGUMENT, "statistics and random numbers are not as many"},
        {sometimes_many, two, VOI_ERR_LIMIT, "study own: 1000 statistics; from 1 to 64 are"},
        {two, sometimes_many, VOI_ERR_LIMIT, "study own: 1000 random numbers a row; at most 256"}};
    double values[VALUES], weights[VALUES];
    (void)state;
    fill_values(values, weights);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        voi_design design = own_design();
        design.statistics = cases[i].statistics;
        design.uniforms = cases[i].uniforms;
        const voi_study asked = {
            .design = &design, .parameters = parameter_names(), .parameter_count = 2};
        vi_study study = open_study(&asked);
        const vi_weighted_values all = {values, weights, VALUES};
        const vi_result_sampling sampling = {kernels(), &study, {all, all}, 64};
        vi_result_grid grid[2];
        voi_error error = {VOI_OK, ""};
        assert_true(vi_result_sample_suits(&study));
        assert_int_equal(vi_result_samples_create(&sampling, 30, grid, &error), cases[i].status);
        assert_non_null(strstr(error.message, cases[i].message));
        vi_study_free(&study);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_the_closed_form_of_times_that_nothing_censors),
        cmocka_unit_test(parts_are_those_of_their_parameters),
        cmocka_unit_test(refuses_draws_that_contradict_the_likelihood),
        cmocka_unit_test(suits_designs_that_keep_their_parts_apart),
        cmocka_unit_test(refuses_other_numbers_at_other_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
