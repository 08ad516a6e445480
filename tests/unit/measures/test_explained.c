/* From the sums of a fit to an estimate and its interval. */
#include "fits.h"

#include "measures/explained.h"

enum { ROWS = 400 };

/* Of five values the fit is the means, and the estimate that of an analysis of variance. */
static void means_of_few_values(void **state)
{
    static double x[ROWS], y[ROWS], work[VI_EXPLAINED_WORK];
    double sum[5] = {0}, between = 0, within = 0;
    vi_explained e;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = (double)(i % 5);
        y[i] = gauss(3, 0, i) + 0.3 * x[i];
    }
    fits f = fit_columns(x, y, ROWS, 1, 20);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    for (size_t i = 0; i < ROWS; i++) {
        sum[i % 5] += f.y[i];
    }
    for (size_t i = 0; i < ROWS; i++) {
        double mean = sum[i % 5] / (ROWS / 5);
        between += mean * mean / ROWS;
        within += (f.y[i] - mean) * (f.y[i] - mean) / (ROWS - 5);
    }
    vi_explained_by_spline(&f.noise, work, &e);
    check_close(e.plug_in, between, 1e-12);
    check_close(e.correction, -4 * within / ROWS, 0.15 * 4 * within / ROWS);
    check_close(e.second, 4 * within * within / ((double)ROWS * ROWS), 0.4 * e.second);
    check_close(e.passed, within * ROWS * between, 0.3 * e.passed);
    free_fits(&f);
}

/* A line of slope zero: the estimate is χ² less its mean, and so are its error and its ends. */
static void near_zero(void **state)
{
    const double n = 1000, s = 1e-3; /* the variance of the line's fitted values */
    vi_explained e = {.rows = n, .plug_in = 4 * s, .correction = -s, .second = s * s, .edf = 2};
    (void)state;
    e.passed = s * n * n * e.plug_in;
    vi_partial a = vi_explained_answer(&e, 1, 0.01);
    check_close(a.evppi, 3 * s * n / (n - 1), 1e-15);
    check_close(a.se, s * sqrt(4 * 4 + 2), 1e-15);
    check_close(a.high, a.evppi + s * (2 * 1.96 * 2 + 1.96 * 1.96), 1e-6);
    assert_true(a.low == 0);
    e.correction = -5 * s;
    a = vi_explained_answer(&e, 1, 0.01);
    assert_true(a.evppi == 0 && a.low == 0 && a.high > 0);
}

/* Never more than all. */
static void near_all(void **state)
{
    const vi_explained e = {.rows = 100, .plug_in = 1.1, .draw = 2, .passed = 1, .second = 1e-4};
    const vi_partial a = vi_explained_answer(&e, 1, 0.1);
    (void)state;
    assert_true(a.evppi == 1);
    check_close(a.high, 1.196, 1e-4);
    assert_true(a.low < 1 && a.low > 0);
}

/* What a search found in noise: as much too good on its own rows as bad on others. */
static void settled_between_seen_and_unseen(void **state)
{
    vi_explained e = {.rows = 1000, .plug_in = 0.02, .rest = 0.98};
    (void)state;
    vi_explained_settle(&e, 1, 1.02, 1);
    check_close(e.plug_in + e.correction, 0, 1e-15);
    check_close(e.doubt, 0.02, 1e-15);
    e.correction = 0;
    vi_explained_settle(&e, 1, 1.02, 0.25);
    check_close(e.plug_in + e.correction, 0.015, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_of_few_values),
        cmocka_unit_test(near_zero),
        cmocka_unit_test(near_all),
        cmocka_unit_test(settled_between_seen_and_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
