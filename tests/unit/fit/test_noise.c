/* How uncertain fits are: the covariances against the dense sandwich, against what repeated samples
 * show, and by what they must obey. */
#include "fits.h"

#include <string.h>

enum { ROWS = 600, MOST = VI_MOST_FUNCTIONS, REPETITIONS = 400 };

static double x[ROWS], y[ROWS * 2];

/* The standard deviation of the noise at u. */
typedef double (*spread_fn)(double u);

static double even(double u)
{
    return 1 + 0 * u;
}

static double growing(double u)
{
    return 0.2 + 2 * u;
}

static void fill(uint64_t repetition, size_t count, spread_fn spread)
{
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = ((double)i + 0.5) / ROWS;
        for (size_t r = 0; r < count; r++) {
            double own = gauss(repetition, r, i), shared = gauss(repetition, 9, i);
            y[i * count + r] = x[i] * (double)r + spread(x[i]) * (0.8 * own + 0.6 * shared);
        }
    }
}

static fits make(uint64_t repetition, size_t count, spread_fn spread)
{
    fill(repetition, count, spread);
    return fit_columns(x, y, ROWS, count, 16);
}

static double dense_meat(const fits *f, size_t pair, size_t a, size_t b)
{
    double sum = 0, va[VI_ROOM], vb[VI_ROOM];
    memset(va, 0, sizeof va);
    memset(vb, 0, sizeof vb);
    va[a] = vb[b] = 1;
    for (size_t j = 0; j < f->cells->count; j++) {
        double precision = f->basis->precision[j];
        sum += f->cells->weight[j] * precision * precision *
               f->noise.local[pair * f->cells->count + j] * vi_basis_at(f->basis, va, j) *
               vi_basis_at(f->basis, vb, j);
    }
    return sum;
}

/* W_rq = A_r B A_q + T diag(prior) Tᵀ, whole. */
static void dense_w(const fits *f, size_t r, size_t q, double *w)
{
    static double meat[MOST * MOST], half[MOST * MOST];
    size_t p = f->basis->functions, pair = vi_pair(r, q);
    const double *left = f->spline.inverse + r * p * p, *right = f->spline.inverse + q * p * p;
    for (size_t i = 0; i < p * p; i++) {
        meat[i] = dense_meat(f, pair, i % p, i / p);
    }
    for (size_t i = 0; i < p * p; i++) {
        half[i] = 0;
        for (size_t k = 0; k < p; k++) {
            half[i] += meat[i % p + p * k] * right[k + p * (i / p)];
        }
    }
    for (size_t i = 0; i < p * p; i++) {
        w[i] = 0;
        for (size_t k = 0; k < p; k++) {
            const double *turn = f->basis->turn + p * k;
            w[i] += left[i % p + p * k] * half[k + p * (i / p)];
            w[i] += turn[i % p] * f->noise.prior[pair * p + k] * turn[i / p];
        }
    }
}

static void carrying_is_the_dense_sandwich(void **state)
{
    static double w[MOST * MOST];
    double raw[2 * VI_ROOM] = {0}, through[2 * VI_ROOM], covariance[2 * VI_ROOM], variance = 0;
    (void)state;
    fits f = make(1, 2, growing);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    size_t p = f.basis->functions;
    for (size_t i = 0; i < p; i++) {
        raw[i] = vi_uniform(2, 0, i);
        raw[VI_ROOM + i] = -vi_uniform(2, 1, i);
    }
    double carried = vi_noise_carry(&f.noise, raw, through, covariance);
    for (size_t r = 0; r < 2; r++) {
        double expected[MOST] = {0};
        for (size_t q = 0; q < 2; q++) {
            dense_w(&f, r, q, w);
            for (size_t i = 0; i < p * p; i++) {
                expected[i % p] += w[i] * raw[q * VI_ROOM + i / p];
            }
        }
        for (size_t i = 0; i < p; i++) {
            check_close(covariance[r * VI_ROOM + i], expected[i], 1e-11);
            variance += raw[r * VI_ROOM + i] * expected[i];
        }
    }
    check_close(carried, variance, 1e-10 * variance);
    free_fits(&f);
}

/* The unpenalised part is the line through the data: the influence of row i on its value at x_j,
 * less the mean, is (x_j − x̄)(x_i − x̄) / Σ (x − x̄)². */
static void the_two_parts_make_the_whole(void **state)
{
    static double w[MOST * MOST];
    (void)state;
    fits f = make(3, 1, growing);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    const vi_cells *cells = f.cells;
    double mean = 0, squares = 0, slope = 0;
    for (size_t j = 0; j < cells->count; j++) {
        mean += cells->weight[j] * cells->x[j] / ROWS;
    }
    for (size_t j = 0; j < cells->count; j++) {
        double away = cells->x[j] - mean;
        squares += cells->weight[j] * away * away;
        slope += cells->weight[j] * away * away * f.noise.local[j];
    }
    dense_w(&f, 0, 0, w);
    for (size_t j = 0; j < cells->count; j += 50) {
        double away = cells->x[j] - mean;
        check_close(vi_basis_form(f.basis, f.noise.null, j),
                    slope * away * away / (squares * squares), 1e-9);
        assert_true(vi_basis_form(f.basis, f.noise.plus, j) >= 0);
    }
    /* With even noise the two parts are uncorrelated and leave out the mean alone. */
    free_fits(&f);
    f = make(4, 1, even);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    dense_w(&f, 0, 0, w);
    for (size_t j = 0; j < f.cells->count; j += 50) {
        double whole = 0, parts = vi_basis_form(f.basis, f.noise.plus, j) +
                                  vi_basis_form(f.basis, f.noise.null, j) + 1.0 / ROWS;
        for (size_t a = 0; a < VI_ORDER; a++) {
            for (size_t b = 0; b < VI_ORDER; b++) {
                whole += f.basis->value[j][a] * f.basis->value[j][b] *
                         w[f.basis->first[j] + a + f.basis->functions * (f.basis->first[j] + b)];
            }
        }
        check_close(parts, whole, 0.3 * whole);
    }
    free_fits(&f);
}

static void local_covariances_follow_the_noise(void **state)
{
    (void)state;
    static double mean[3][ROWS];
    memset(mean, 0, sizeof mean);
    for (uint64_t repetition = 0; repetition < 40; repetition++) {
        fits f = make(100 + repetition, 2, growing);
        vi_noise_make(&f.noise, &f.spline, &f.tally);
        for (size_t pair = 0; pair < 3; pair++) {
            for (size_t j = 0; j < ROWS; j++) {
                mean[pair][j] += f.noise.local[pair * ROWS + j] / 40;
            }
        }
        free_fits(&f);
    }
    for (size_t j = 60; j < ROWS - 60; j += 20) {
        /* Some 45 rows a B-spline, and ten of the overall variance, 1.77. */
        double variance = (45 * growing(x[j]) * growing(x[j]) + 10 * 1.77) / 55;
        check_close(mean[vi_pair(0, 0)][j], variance, 0.1 * variance + 0.1);
        check_close(mean[vi_pair(1, 1)][j], variance, 0.1 * variance + 0.1);
        check_close(mean[vi_pair(0, 1)][j], 0.36 * variance, 0.1 * variance + 0.1);
    }
}

/* A functional of the fit in repeated samples: its variance as foretold against what it is. */
static void check_foretold(spread_fn spread, size_t from, size_t to, double low, double high)
{
    double sum = 0, squares = 0, foretold = 0;
    for (uint64_t repetition = 0; repetition < REPETITIONS; repetition++) {
        fits f = make(1000 + repetition, 1, spread);
        double raw[VI_ROOM], through[VI_ROOM], covariance[VI_ROOM], value = 0, g[ROWS] = {0};
        vi_noise_make(&f.noise, &f.spline, &f.tally);
        for (size_t j = from; j < to; j++) {
            g[j] = 1;
            value += f.spline.fitted[j] + f.means[0] - x[j] * 0;
        }
        vi_basis_gather(f.basis, g, raw);
        foretold += vi_noise_carry(&f.noise, raw, through, covariance) / REPETITIONS;
        sum += value;
        squares += value * value;
        free_fits(&f);
    }
    double mean = sum / REPETITIONS, variance = squares / REPETITIONS - mean * mean;
    double ratio = sqrt(foretold / variance);
    if (!(ratio > low && ratio < high)) {
        print_error("rows %zu to %zu: foretold over actual SD is %g\n", from, to, ratio);
        fail();
    }
}

/* The SD of 400 repetitions is known to 3.5 %; five times that on either side, and above it what
 * not knowing the smoothness costs. */
static void variances_are_those_of_repeated_samples(void **state)
{
    (void)state;
    check_foretold(even, 0, 150, 0.82, 1.35);
    check_foretold(even, 300, 500, 0.82, 1.35);
    check_foretold(growing, 0, 150, 0.82, 1.7);
    check_foretold(growing, 450, 600, 0.82, 1.35);
}

static void a_variance_is_never_negative(void **state)
{
    (void)state;
    double raw[2 * VI_ROOM] = {0}, through[2 * VI_ROOM], covariance[2 * VI_ROOM];
    fits f = make(7, 2, growing);
    for (size_t i = 0; i < ROWS; i++) { /* two responses that are one */
        y[2 * i + 1] = -y[2 * i];
    }
    free_fits(&f);
    f = fit_columns(x, y, ROWS, 2, 16);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    for (size_t i = 0; i < f.basis->functions; i++) {
        raw[i] = raw[VI_ROOM + i] = vi_uniform(8, 0, i);
    }
    double none = vi_noise_carry(&f.noise, raw, through, covariance);
    memset(raw + VI_ROOM, 0, VI_ROOM * sizeof *raw);
    double one = vi_noise_carry(&f.noise, raw, through, covariance);
    assert_true(one > 0);
    check_close(none, 0, 1e-9 * one);
    free_fits(&f);
}

static void a_response_without_noise_has_none(void **state)
{
    (void)state;
    double raw[VI_ROOM] = {0}, through[VI_ROOM], covariance[VI_ROOM];
    fits f = make(9, 1, even);
    for (size_t i = 0; i < ROWS; i++) {
        y[i] = 3 * x[i];
    }
    free_fits(&f);
    f = fit_columns(x, y, ROWS, 1, 16);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    for (size_t i = 0; i < f.basis->functions; i++) {
        raw[i] = 1;
    }
    check_close(vi_noise_carry(&f.noise, raw, through, covariance), 0, 1e-12);
    free_fits(&f);
}

static void few_values_have_the_variances_of_their_means(void **state)
{
    (void)state;
    static const double rows_of[3] = {10, 90, 500};
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = i < 10 ? 0 : i < 100 ? 1 : 2;
        y[i] = gauss(10, 0, i);
    }
    fits f = fit_columns(x, y, ROWS, 1, 16);
    vi_noise_make(&f.noise, &f.spline, &f.tally);
    double mean = 0;
    for (size_t j = 0; j < 3; j++) {
        mean += rows_of[j] * f.noise.local[j] / ROWS / ROWS;
    }
    for (size_t j = 0; j < 3; j++) {
        double own = f.noise.local[j] / rows_of[j];
        check_close(vi_basis_form(f.basis, f.noise.null, j),
                    own - 2 * f.noise.local[j] / ROWS + mean, 1e-12);
        assert_true(vi_basis_form(f.basis, f.noise.plus, j) == 0);
    }
    free_fits(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(carrying_is_the_dense_sandwich),
        cmocka_unit_test(the_two_parts_make_the_whole),
        cmocka_unit_test(local_covariances_follow_the_noise),
        cmocka_unit_test(variances_are_those_of_repeated_samples),
        cmocka_unit_test(a_variance_is_never_negative),
        cmocka_unit_test(a_response_without_noise_has_none),
        cmocka_unit_test(few_values_have_the_variances_of_their_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
