/* What studies of several designs are worth, against closed forms, by the method that is chosen for
 * each. */
#include "evsi_of.h"

#include "math/normal.h"

enum { ROWS = 20000 };

static const char *const names[] = {"a", "b"};
static double nb[2 * ROWS], theta[2 * ROWS];

static voi_problem *problem_of_two(size_t parameters)
{
    return problem_with_parameters(&(columns_of){.net_benefit = nb,
                                                 .parameters = theta,
                                                 .rows = ROWS,
                                                 .strategies = 2,
                                                 .count = parameters,
                                                 .parameter_names = names});
}

static void check_value(const voi_problem *problem, const voi_study *study, double size,
                        double truth)
{
    voi_evsi_options options;
    voi_evsi_options_default(&options);
    options.study = *study;
    options.sizes = (voi_sizes){&size, 1};
    voi_table *table = evsi_table(problem, &options, 1);
    double se = cell(table, 0, "se");
    assert_true(se < 0.15 * truth);
    check_close(cell(table, 0, "evsi"), truth, 4.9 * se);
    voi_table_destroy(table);
}

/* Net benefits (0, 10 − 4 λ) of λ ~ Gamma(4, rate 2). */
static void a_rate_has_the_value_of_gamma_and_poisson(void **state)
{
    static const double sizes[] = {1, 5, 20};
    static const double truth[] = {.33622923334857413, .662483037542207, .8085829545282319};
    const voi_study study = {
        .design = voi_design_find("rate"), .parameters = names, .parameter_count = 1};
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        theta[i] = 0;
        for (uint64_t j = 0; j < 4; j++) {
            theta[i] -= log(vi_uniform(3, j, i)) / 2;
        }
        nb[ROWS + i] = 10 - 4 * theta[i];
    }
    voi_problem *problem = problem_of_two(1);
    for (size_t s = 0; s < 3; s++) {
        check_value(problem, &study, sizes[s], truth[s]);
    }
    voi_problem_destroy(problem);
}

/* The value of knowing a N(mean, sd²) increment from a study that leaves it N(., sd² − s²). */
static double value_of(double mean, double s)
{
    return mean * vi_normal_cdf(mean / s) + s * vi_normal_density(mean / s) - fmax(mean, 0);
}

/* Net benefits (0, a + b) of two independent normal numbers. */
static voi_problem *normal_sum(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        theta[i] = 0.2 + random_normal(1, i);
        theta[ROWS + i] = 0.5 * random_normal(2, i);
        nb[ROWS + i] = theta[i] + theta[ROWS + i];
    }
    return problem_of_two(2);
}

static void results_with_normal_errors(void **state)
{
    static const voi_study_option trial[] = {{"sd", 3}, {"allocation", 2}},
                                  hazard[] = {{"event_rate", 0.4}};
    voi_problem *problem = normal_sum();
    voi_study study = {.design = voi_design_find("trial_normal"),
                       .parameters = names,
                       .parameter_count = 1,
                       .options = trial,
                       .option_count = 2};
    (void)state;
    check_value(problem, &study, 10, value_of(0.2, sqrt(1 / (1 + 9 * (1.0 / 10 + 1.0 / 20)))));
    study.design = voi_design_find("hazard_ratio");
    study.options = hazard;
    study.option_count = 1;
    check_value(problem, &study, 10, value_of(0.2, sqrt(1 / (1 + 4 / 8.0))));
    voi_problem_destroy(problem);
}

/* The preposterior variance of a + b is 1'S (S + R / n)⁻¹ S 1, S = diag(1, 1/4). */
static void several_measurements_that_are_correlated(void **state)
{
    static const double r[] = {4, 1, 1, 2};
    const double n = 4, s[] = {1, 0.25};
    voi_problem *problem = normal_sum();
    const voi_study study = {.design = voi_design_find("normal_multi"),
                             .parameters = names,
                             .parameter_count = 2,
                             .covariance = {r, 2, 2, 2, 1}};
    (void)state;
    double a = s[0] + r[0] / n, b = r[1] / n, d = s[1] + r[3] / n;
    double variance = (s[0] * s[0] * d - 2 * s[0] * s[1] * b + s[1] * s[1] * a) / (a * d - b * b);
    check_value(problem, &study, n, value_of(0.2, sqrt(variance)));
    voi_problem_destroy(problem);
}

/* Two studies of the two parameters at once. */
static void a_combined_study_of_two_parameters(void **state)
{
    static const voi_study_option sd[] = {{"sd", 2}};
    voi_problem *problem = normal_sum();
    voi_study parts[2];
    for (size_t i = 0; i < 2; i++) {
        parts[i] = (voi_study){.design = voi_design_find("normal_known"),
                               .parameters = names + i,
                               .parameter_count = 1,
                               .options = sd,
                               .option_count = 1,
                               .multiple = i == 0 ? 1 : 4};
    }
    const voi_study study = {
        .design = voi_design_find("combined"), .parts = parts, .part_count = 2};
    (void)state;
    double variance = 1 / (1 + 4 / 8.0) + 0.0625 / (0.25 + 4 / 32.0);
    check_value(problem, &study, 8, value_of(0.2, sqrt(variance)));
    voi_problem_destroy(problem);
}

/* Two surveys of 5 about one prevalence are one of 10. */
static void a_combined_study_of_one_parameter(void **state)
{
    static const char *const p[] = {"p"};
    voi_problem *problem = beta_problem(10000, 10);
    const voi_study part = {
        .design = voi_design_find("binary"), .parameters = p, .parameter_count = 1};
    const voi_study parts[] = {part, part};
    const voi_study study = {
        .design = voi_design_find("combined"), .parts = parts, .part_count = 2};
    (void)state;
    check_value(problem, &study, 5, 2.0510835913312717);
    voi_problem_destroy(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_has_the_value_of_gamma_and_poisson),
        cmocka_unit_test(results_with_normal_errors),
        cmocka_unit_test(several_measurements_that_are_correlated),
        cmocka_unit_test(a_combined_study_of_two_parameters),
        cmocka_unit_test(a_combined_study_of_one_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
