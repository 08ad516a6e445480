/* Families of results: draws are quantiles of their distributions, and likelihoods those of the
 * draws; all results that matter have chances with the right sum, mean and variance. */
#include "check.h"

#include "studies/results.h"
#include "voi.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const double few_chances[] = {0, 1e-12, 1e-4, 0.03, 0.5, 0.8, 1 - 1e-9, 1};

static double log_binomial(double n, double p, double x)
{
    double chance = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1);
    chance += x > 0 ? x * log(p) : 0;
    return chance + (x < n ? (n - x) * log1p(-p) : 0);
}

static double log_poisson(double mean, double x)
{
    return (x > 0 ? x * log(mean) : 0) - mean - lgamma(x + 1);
}

/* ---- Draws ---- */

/* The x with P(X < x) < uniform <= P(X <= x), by sums from 0. */
static double quantile(voi_result_family family, double n, double value, double uniform)
{
    double below = 0, x = -1, end = family == VOI_RESULT_BINOMIAL ? n : 1e4;
    while (below < uniform && x < end) {
        x++;
        below += exp(family == VOI_RESULT_BINOMIAL ? log_binomial(n, value, x)
                                                   : log_poisson(n * value, x));
    }
    return x;
}

/* Small studies exactly; the uniform numbers are none of the steps. */
static void draws_of_few_are_quantiles(void **state)
{
    static const double sizes[] = {0, 1, 2, 10, 100, 300};
    (void)state;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t c = 0; c < COUNT(few_chances); c++) {
            const voi_result binomial = {VOI_RESULT_BINOMIAL, sizes[s], 0};
            const voi_result poisson = {VOI_RESULT_POISSON, sizes[s] / 4, 0};
            for (int i = 0; i < 37; i++) {
                double u = (i + 0.5) / 37.00317, p = few_chances[c];
                check_close(vi_result_draw(&binomial, p, u),
                            quantile(VOI_RESULT_BINOMIAL, sizes[s], p, u), 0);
                check_close(vi_result_draw(&poisson, p, u),
                            quantile(VOI_RESULT_POISSON, sizes[s] / 4, p, u), 0);
            }
        }
    }
}

/* Where the expansion takes over, its count is right but next to a step. */
static void draws_of_many_are_next_to_quantiles(void **state)
{
    int off = 0;
    (void)state;
    for (int i = 1; i < 1000; i++) {
        double u = i / 1000.0;
        const voi_result binomial = {VOI_RESULT_BINOMIAL, 700, 0};
        const voi_result poisson = {VOI_RESULT_POISSON, 300, 0};
        double b = vi_result_draw(&binomial, 0.2, u) - quantile(VOI_RESULT_BINOMIAL, 700, 0.2, u);
        double p = vi_result_draw(&poisson, 0.5, u) - quantile(VOI_RESULT_POISSON, 300, 0.5, u);
        assert_true(fabs(b) <= 1 && fabs(p) <= 1);
        off += (b != 0) + (p != 0);
    }
    assert_true(off < 40);
}

static void draws_stay_within_their_range(void **state)
{
    static const double sizes[] = {1e4, 1e6, 1e9};
    (void)state;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t c = 0; c < COUNT(few_chances); c++) {
            const voi_result binomial = {VOI_RESULT_BINOMIAL, sizes[s], 0};
            double mean = sizes[s] * few_chances[c], sd = sqrt(mean * (1 - few_chances[c]));
            for (int i = 1; i < 50; i++) {
                double x = vi_result_draw(&binomial, few_chances[c], i / 50.0);
                assert_true(x == floor(x) && x >= 0 && x <= sizes[s]);
                check_close(x, mean, 2.2 * sd + 1);
            }
        }
    }
    const voi_result normal = {VOI_RESULT_NORMAL, 25, 10}, none = {VOI_RESULT_NORMAL, 0, 10};
    check_close(vi_result_draw(&normal, 3, 0.975), 3 + 2 * 1.959963984540054, 1e-12);
    check_close(vi_result_draw(&none, 3, 0.975), 0, 0);
}

/* ---- Likelihoods ---- */

static void likelihoods_are_those_of_the_families(void **state)
{
    double eta[2], a[2];
    const voi_result binomial = {VOI_RESULT_BINOMIAL, 20, 0}, poisson = {VOI_RESULT_POISSON, 20, 0},
                     normal = {VOI_RESULT_NORMAL, 20, 3};
    (void)state;
    for (int x = 0; x <= 20; x++) {
        a[0] = vi_result_natural(&binomial, 0.2, &eta[0]);
        a[1] = vi_result_natural(&binomial, 0.6, &eta[1]);
        check_close(x * (eta[1] - eta[0]) - a[1] + a[0],
                    log_binomial(20, 0.6, x) - log_binomial(20, 0.2, x), 1e-11);
        a[0] = vi_result_natural(&poisson, 0.2, &eta[0]);
        a[1] = vi_result_natural(&poisson, 0.6, &eta[1]);
        check_close(x * (eta[1] - eta[0]) - a[1] + a[0], log_poisson(12, x) - log_poisson(4, x),
                    1e-11);
        a[0] = vi_result_natural(&normal, -1, &eta[0]);
        a[1] = vi_result_natural(&normal, 2, &eta[1]);
        double far = x + 1, near = x - 2;
        check_close(x * (eta[1] - eta[0]) - a[1] + a[0], (far * far - near * near) * 20 / 18,
                    1e-11);
    }
    assert_true(isfinite(vi_result_natural(&binomial, 0, eta)) && isfinite(eta[0]));
    assert_true(isfinite(vi_result_natural(&binomial, 1, eta)) && isfinite(eta[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_of_few_are_quantiles),
        cmocka_unit_test(draws_of_many_are_next_to_quantiles),
        cmocka_unit_test(draws_stay_within_their_range),
        cmocka_unit_test(likelihoods_are_those_of_the_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
