/* A fit at one k: values are the sum of the fits of effects and costs; variances of differences are
 * those of the same problem given as net benefit, and their reach bounds them. */
#include "slices.h"

enum { ROWS = 900, COLS = 4 };

static double x[ROWS], costs[ROWS * COLS], effects[ROWS * COLS];

static void values_are_means_and_fits(void **state)
{
    const double k = 3;
    (void)state;
    dependent_outcomes(1, ROWS, COLS, 1, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 1);
    vi_slice *s = &f->slice;
    vi_slice_set(s, k);
    for (size_t d = 0; d < COLS; d++) {
        double mean = vi_increments_mean(&f->inc, d, k);
        assert_true(s->mean[d] == mean && mean <= s->mean[s->base]);
        for (size_t j = 0; j < s->cells; j++) {
            double expected = mean;
            for (size_t r = 0; r < f->spline.responses; r++) {
                double factor = vi_increments_factor(&f->inc, r, k);
                bool own = vi_increments_strategy(&f->inc, r) == d;
                expected += own ? factor * f->spline.fitted[r * s->cells + j] : 0;
            }
            check_close(s->value[d * s->cells + j], expected, 1e-12);
        }
    }
    free_fitted(f);
}

/* Σ c_r c_q (form of the band of r and q), c_r the factor of response r in a less b. */
static double dense_variance(const fitted *f, const double *bands, size_t a, size_t b, size_t j)
{
    double sum = 0;
    for (size_t r = 0; r < f->spline.responses; r++) {
        for (size_t q = 0; q < f->spline.responses; q++) {
            double c = vi_slice_factor(&f->slice, r, a, b) * vi_slice_factor(&f->slice, q, a, b);
            sum += c * vi_basis_form(f->basis, bands + vi_pair(r, q) * VI_BAND, j);
        }
    }
    return sum;
}

static void variances_of_every_difference(void **state)
{
    (void)state;
    dependent_outcomes(2, ROWS, COLS, 1, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 2);
    vi_slice_set(&f->slice, 2.5);
    for (size_t a = 0; a < COLS; a++) {
        for (size_t b = 0; b < COLS; b++) {
            for (size_t j = 0; a != b && j < f->slice.cells; j += 7) {
                vi_variances v = vi_slice_variances(&f->slice, vi_slice_pair(a, b), j);
                double plus = dense_variance(f, f->noise.plus, a, b, j);
                double null = dense_variance(f, f->noise.null, a, b, j);
                check_close(v.plus, plus, 1e-12 + 1e-9 * plus);
                check_close(v.null, null, 1e-12 + 1e-9 * null);
                assert_true(v.null >= 0 && v.plus > 0);
            }
        }
    }
    free_fitted(f);
}

static void far_gaps_are_safe(void **state)
{
    (void)state;
    dependent_outcomes(3, ROWS, COLS, 1, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
    vi_slice_set(&f->slice, 1);
    for (size_t j = 0; j < f->slice.cells; j++) {
        size_t pair = vi_slice_pair(1, 3);
        vi_variances v = vi_slice_variances(&f->slice, pair, j);
        double sd = sqrt(v.plus + v.null);
        assert_false(vi_slice_is_safe(&f->slice, pair, j, 8.99 * sd));
        assert_true(vi_slice_is_safe(&f->slice, pair, j, 1e6 * sd));
    }
    free_fitted(f);
}

static void factors_of_a_difference(void **state)
{
    (void)state;
    dependent_outcomes(4, ROWS, COLS, 1, x, costs, effects);
    fitted *f = fit_problem(costs, effects, x, ROWS, COLS, 0);
    vi_slice_set(&f->slice, 7);
    for (size_t r = 0; r < 6; r++) {
        size_t d = r % 3 + 1;
        double factor = (r < 3 ? 7 : -1) * f->inc.unit[r];
        assert_true(vi_slice_factor(&f->slice, r, d, 0) == factor);
        assert_true(vi_slice_factor(&f->slice, r, 0, d) == -factor);
        assert_true(vi_slice_factor(&f->slice, r, d % 3 + 1, 0) == 0);
    }
    free_fitted(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_means_and_fits),
        cmocka_unit_test(variances_of_every_difference),
        cmocka_unit_test(far_gaps_are_safe),
        cmocka_unit_test(factors_of_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
