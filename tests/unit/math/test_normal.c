/* The normal distribution against values of 40-digit arithmetic, in both tails. */
#include "check.h"

#include "math/normal.h"

typedef struct {
    double z, value;
} known;

static void check_all(double (*function)(double), const known *list, size_t count, double relative)
{
    for (size_t i = 0; i < count; i++) {
        check_close(function(list[i].z), list[i].value, relative * fabs(list[i].value));
    }
}

static void cdf_in_both_tails(void **state)
{
    static const known list[] = {{-37, 5.7255712225245768e-300},
                                 {-10, 7.61985302416052607e-24},
                                 {-3, 0.00134989803163009453},
                                 {-1, 0.158655253931457051},
                                 {0, 0.5},
                                 {0.5, 0.691462461274013104},
                                 {2, 0.977249868051820793},
                                 {8, 0.999999999999999378}};
    (void)state;
    check_all(vi_normal_cdf, list, sizeof list / sizeof *list, 1e-12);
    assert_true(vi_normal_cdf(-INFINITY) == 0 && vi_normal_cdf(INFINITY) == 1);
}

static void unit_loss_on_both_sides_of_the_change_of_method(void **state)
{
    static const known list[] = {{-3, 3.00038215431704772},     {-0.5, 0.69779655740130603},
                                 {0, 0.398942280401432678},     {1, 0.0833154705876862984},
                                 {2, 0.00849070261682963755},   {3.9, 0.000011079729724122018},
                                 {4, 7.14525843240566676e-6},   {4.1, 4.565878835691243e-6},
                                 {6, 1.56356979597096643e-10},  {10, 7.47456025458932804e-25},
                                 {30, 1.63195673409140119e-199}};
    (void)state;
    check_all(vi_unit_loss, list, sizeof list / sizeof *list, 1e-10);
}

static void unit_loss_is_a_tail_integral(void **state)
{
    (void)state;
    for (double z = -6; z <= 6; z += 0.25) {
        check_close(vi_unit_loss(-z), vi_unit_loss(z) + z, 1e-14);
        double slope = (vi_unit_loss(z + 1e-5) - vi_unit_loss(z - 1e-5)) / 2e-5;
        check_close(slope, -vi_normal_cdf(-z), 1e-9);
    }
}

static void density_is_the_slope_of_the_cdf(void **state)
{
    (void)state;
    check_close(vi_normal_density(0), 0.398942280401432678, 1e-16);
    for (double z = -6; z <= 6; z += 0.25) {
        double slope = (vi_normal_cdf(z + 1e-5) - vi_normal_cdf(z - 1e-5)) / 2e-5;
        check_close(vi_normal_density(z), slope, 1e-10);
    }
}

static void quantiles(void **state)
{
    static const known list[] = {{1e-300, -37.0470962993611992}, {1e-20, -9.26234008979840757},
                                 {0.001, -3.09023230616781354},  {0.025, -1.95996398454005424},
                                 {0.3, -0.524400512708040784},   {0.5, 0},
                                 {0.9, 1.28155156554460047},     {0.975, 1.95996398454005424},
                                 {0.999999, 4.75342430882289895}};
    (void)state;
    check_all(vi_normal_quantile, list, sizeof list / sizeof *list, 2e-12);
    for (double p = 0.001; p < 0.5; p += 0.001) {
        check_close(vi_normal_cdf(vi_normal_quantile(p)), p, 1e-15);
        check_close(vi_normal_quantile(1 - p), -vi_normal_quantile(p), 1e-13);
    }
}

/* How far the quantile of p, in (0, ½), is from the right one, relative to it. */
static double error_of_quantile(double p)
{
    const long double root_half = 0.70710678118654752440084436210485L;
    const long double root_two_pi = 2.5066282746310005024157652848110L;
    long double z = vi_normal_quantile(p), below = 0.5L * erfcl(-z * root_half);
    return (double)fabsl((below - p) * root_two_pi * expl(z * z / 2) / z);
}

static void quantiles_to_the_last_digit(void **state)
{
    (void)state;
    for (int i = 1; i <= 4000; i++) {
        assert_true(error_of_quantile(i * 0x1p-13) < 1e-15);
        assert_true(error_of_quantile(exp(-0.17 * i)) < 1e-15);
    }
}

static void quantiles_outside(void **state)
{
    (void)state;
    assert_true(vi_normal_quantile(0) == -INFINITY && vi_normal_quantile(1) == INFINITY);
    assert_true(isnan(vi_normal_quantile(-0.1)) && isnan(vi_normal_quantile(1.1)));
    assert_true(isnan(vi_normal_quantile(NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cdf_in_both_tails),
        cmocka_unit_test(unit_loss_on_both_sides_of_the_change_of_method),
        cmocka_unit_test(unit_loss_is_a_tail_integral),
        cmocka_unit_test(density_is_the_slope_of_the_cdf),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(quantiles_to_the_last_digit),
        cmocka_unit_test(quantiles_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
