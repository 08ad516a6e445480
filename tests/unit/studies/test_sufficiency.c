/* Statistics say all that the data say: for studies of a few people the ratio of likelihoods at two
 * points is the same from the statistics as from the data themselves; and where all data can be
 * listed, their likelihoods sum to 1. */
#include "study_of.h"

/* The ratio of likelihoods of rows 1 and 0 by the statistics. */
static double ratio_of(const vi_study *study, double n, const double *statistic)
{
    double eta[2][VOI_MOST_STATISTICS], answer[2], sum;
    const voi_setup setup = vi_study_setup(study, n);
    for (size_t i = 0; i < 2; i++) {
        answer[i] = vi_study_natural(study, &setup, i, eta[i]);
    }
    sum = answer[0] - answer[1];
    for (size_t s = 0; s < vi_study_statistics(study, &setup); s++) {
        sum += statistic[s] * (eta[1][s] - eta[0][s]);
    }
    return sum;
}

static vi_study open_study(const voi_study *asked, const double *theta, size_t rows)
{
    voi_problem *problem = problem_of_parameters(theta, rows, asked->parameter_count);
    vi_study study;
    voi_error error = {VOI_OK, ""};
    check_ok(vi_study_create(problem, asked, &study, &error));
    voi_problem_destroy(problem);
    return study;
}

static void measurements_of_unknown_spread(void **state)
{
    static const double theta[] = {1, 2, 3, 0.7}, x[] = {0.3, 2.2, -1, 4};
    const voi_study asked = study_of("normal", 2, NULL, 0);
    vi_study study = open_study(&asked, theta, 2);
    double statistic[2] = {0}, direct = 0;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        double a = (x[i] - theta[0]) / theta[1], b = (x[i] - theta[2]) / theta[3];
        direct += (a * a - b * b) / 2 + log(theta[1] / theta[3]);
        statistic[0] += x[i] / 4;
        statistic[1] += x[i] * x[i] / 4;
    }
    check_close(ratio_of(&study, 4, statistic), direct, 1e-12);
    vi_study_free(&study);
}

/* Patients with an event have its density, the others the chance of none so far. */
static void times_to_an_event(void **state)
{
    static const double rates[] = {0.2, 0.7}, time[] = {0.4, 1.1, 2, 2};
    static const bool event[] = {true, true, false, false};
    const double shape = 1.5;
    const voi_study_option options[] = {{"follow_up", 2}, {"shape", shape}};
    const voi_study asked = study_of("time_to_event", 1, options, 2);
    vi_study study = open_study(&asked, rates, 2);
    double statistic[2] = {0}, direct = 0;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (size_t r = 0; r < 2; r++) {
            double hazard = rates[r] * shape * pow(time[i], shape - 1);
            double density = exp(-rates[r] * pow(time[i], shape)) * (event[i] ? hazard : 1);
            direct += (r == 1 ? 1 : -1) * log(density);
        }
        statistic[0] += event[i];
        statistic[1] += pow(time[i], shape);
    }
    check_close(ratio_of(&study, 4, statistic), direct, 1e-12);
    vi_study_free(&study);
}

/* Two vectors with covariance (2, 1/2; 1/2, 1), by its inverse. */
static void vectors_of_known_covariance(void **state)
{
    static const double theta[] = {1, 2, 0, -1}, x[] = {0.3, 2.2, -1, 4}, r[] = {2, 0.5, 0.5, 1};
    voi_study asked = study_of("normal_multi", 2, NULL, 0);
    asked.covariance = (voi_matrix){r, 2, 2, 2, 1};
    vi_study study = open_study(&asked, theta, 2);
    double mean[2] = {(x[0] + x[2]) / 2, (x[1] + x[3]) / 2}, direct = 0;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        for (size_t row = 0; row < 2; row++) {
            double a = x[2 * i] - theta[2 * row], b = x[2 * i + 1] - theta[2 * row + 1];
            double form = (r[3] * a * a - 2 * r[1] * a * b + r[0] * b * b) / 1.75;
            direct += (row == 1 ? -1 : 1) * form / 2;
        }
    }
    check_close(ratio_of(&study, 2, mean), direct, 1e-12);
    vi_study_free(&study);
}

/* Estimate and events of a trial, as a normal density times a binomial chance. */
static void hazard_ratios_with_a_baseline(void **state)
{
    static const double theta[] = {0.1, 0.3, -0.6, 0.45};
    const double n = 30, r = 2, events = 25, estimate = -0.2, c = r / 9;
    const voi_study_option allocation = {"allocation", r};
    const voi_study asked = study_of("hazard_ratio", 2, &allocation, 1);
    vi_study study = open_study(&asked, theta, 2);
    const double statistic[] = {c * events * estimate, events};
    double direct = 0;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        double beta = theta[2 * i], p = theta[2 * i + 1];
        double chance = (p + r * (1 - pow(1 - p, exp(beta)))) / (1 + r);
        double likelihood = events * log(chance) + (3 * n - events) * log(1 - chance) -
                            c * events * (estimate - beta) * (estimate - beta) / 2;
        direct += (i == 1 ? 1 : -1) * likelihood;
    }
    check_close(ratio_of(&study, n, statistic), direct, 1e-11);
    vi_study_free(&study);
}

/* ---- Sums ---- */

/* exp(Σ t η − A) at row 0, times the number of orders in which the counts can come about. */
static double chance_of(const vi_study *study, double n, const double *count, size_t classes)
{
    double eta[VOI_MOST_STATISTICS], log_orders = lgamma(n + 1), left = n;
    const voi_setup setup = vi_study_setup(study, n);
    double sum = -vi_study_natural(study, &setup, 0, eta);
    for (size_t k = 0; k < classes; k++) {
        sum += count[k] * eta[k];
        log_orders -= lgamma(count[k] + 1);
        left -= count[k];
    }
    return exp(sum + log_orders - lgamma(left + 1));
}

static void chances_of_counts_in_classes_sum_to_one(void **state)
{
    static const double theta[] = {0.2, 0.5, 0.3}, sure[] = {0, 1, 0};
    const voi_study asked = study_of("multinomial", 3, NULL, 0);
    vi_study study = open_study(&asked, theta, 1), certain = open_study(&asked, sure, 1);
    double sum = 0;
    (void)state;
    for (double a = 0; a <= 6; a++) {
        for (double b = 0; a + b <= 6; b++) {
            sum += chance_of(&study, 6, (const double[]){a, b}, 2);
        }
    }
    check_close(sum, 1, 1e-12);
    check_close(chance_of(&certain, 6, (const double[]){0, 6}, 2), 1, 1e-12);
    check_close(chance_of(&certain, 6, (const double[]){1, 5}, 2), 0, 1e-200);
    vi_study_free(&study);
    vi_study_free(&certain);
}

static void chances_of_successes_sum_to_one(void **state)
{
    static const double p = 0.3;
    const voi_study asked = study_of("binary", 1, NULL, 0);
    vi_study study = open_study(&asked, &p, 1);
    double sum = 0;
    (void)state;
    for (double x = 0; x <= 9; x++) {
        sum += chance_of(&study, 9, &x, 1);
    }
    check_close(sum, 1, 1e-12);
    vi_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measurements_of_unknown_spread),
        cmocka_unit_test(times_to_an_event),
        cmocka_unit_test(vectors_of_known_covariance),
        cmocka_unit_test(hazard_ratios_with_a_baseline),
        cmocka_unit_test(chances_of_counts_in_classes_sum_to_one),
        cmocka_unit_test(chances_of_successes_sum_to_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
