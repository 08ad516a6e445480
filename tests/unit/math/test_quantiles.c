/* Quantiles of the gamma and beta distributions, against SciPy's. */
#include "check.h"

#include "math/quantiles.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void gamma_quantiles_are_exact_for_small_shapes(void **state)
{
    static const double cases[][3] = {
        {0.01, 0.98, 0.08123121419942188},   {0.1, 0.3, 3.586086018410967e-06},
        {0.5, 1e-06, 7.853981633978593e-13}, {0.5, 0.999, 5.413783085331366},
        {1, 0.5, 0.6931471805599455},        {5, 1e-06, 0.1690630016214772},
        {30, 0.98, 42.28997464021902},       {499, 0.02, 454.20228831554}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double *c = cases[i];
        check_close(vi_gamma_quantile(c[0], c[1]), c[2], 1e-11 * c[2]);
    }
}

static void gamma_quantiles_are_near_for_large_shapes(void **state)
{
    static const double cases[][3] = {{501, 1e-06, 401.7060826207929},
                                      {1000, 0.999, 1100.578098293314},
                                      {100000.0, 0.02, 99351.62069930334}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double *c = cases[i];
        check_close(vi_gamma_quantile(c[0], c[1]), c[2], 2e-4 * sqrt(c[0]));
    }
}

static double beta_sd(double a, double b)
{
    return sqrt(a * b / (a + b + 1)) / (a + b);
}

static void beta_quantiles_are_exact_for_small_shapes(void **state)
{
    static const double cases[][4] = {{0.01, 9000, 0.98, 9.026146165963305e-06},
                                      {0.3, 0.3, 0.02, 1.548786206143788e-05},
                                      {1, 1, 0.3, 0.3},
                                      {1, 150, 0.999999, 0.08798916064391542},
                                      {2, 10, 0.7, 0.2076761174311421},
                                      {150, 2, 1e-06, 0.8950367207315982},
                                      {150, 1000, 0.5, 0.1302205208246966},
                                      {10, 0.01, 0.001, 0.8533500395145267}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double *c = cases[i];
        check_close(vi_beta_quantile(c[0], c[1], c[2]), c[3], 1e-9 * beta_sd(c[0], c[1]));
    }
}

static void beta_quantiles_are_near_for_large_shapes(void **state)
{
    static const double cases[][4] = {{210, 1000, 1e-06, 0.1258382616104093},
                                      {20000.0, 150, 0.999999, 0.9950904820830779},
                                      {150, 20000.0, 0.999999, 0.01068114069507421},
                                      {1, 1000000.0, 0.5, 6.931469403334938e-07},
                                      {1000000.0, 9000, 0.3, 0.9910314288568057}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const double *c = cases[i];
        check_close(vi_beta_quantile(c[0], c[1], c[2]), c[3], 2e-3 * beta_sd(c[0], c[1]));
    }
}

static void quantiles_rise_with_the_chance(void **state)
{
    static const double shapes[] = {0.02, 0.5, 3, 199, 201, 600, 20000};
    (void)state;
    for (size_t a = 0; a < COUNT(shapes); a++) {
        for (size_t b = 0; b < COUNT(shapes); b++) {
            double last = 0, last_gamma = 0;
            for (int i = 1; i < 100; i++) {
                double x = vi_beta_quantile(shapes[a], shapes[b], i / 100.0);
                double g = vi_gamma_quantile(shapes[a], i / 100.0);
                assert_true(x >= last - 1e-12 && x <= 1 && g >= last_gamma * (1 - 1e-12));
                last = x;
                last_gamma = g;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gamma_quantiles_are_exact_for_small_shapes),
        cmocka_unit_test(gamma_quantiles_are_near_for_large_shapes),
        cmocka_unit_test(beta_quantiles_are_exact_for_small_shapes),
        cmocka_unit_test(beta_quantiles_are_near_for_large_shapes),
        cmocka_unit_test(quantiles_rise_with_the_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
