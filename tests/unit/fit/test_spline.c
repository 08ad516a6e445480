/* Spline fits against dense least squares, and by what a smoother must obey: the hat matrix, the
 * functions of its space, responses one at a time, rows in any order, parameters of any kind. */
#include "dense.h"
#include "fits.h"

#include <string.h>

enum { ROWS = 240, MOST = VI_MOST_FUNCTIONS, LONG = 3000 };

static double x[LONG], y[LONG * 2], more[LONG];
static size_t cell_of[LONG];

static double signal(double u)
{
    return sin(6 * u) + u;
}

static void fill(size_t rows, double noise)
{
    for (size_t i = 0; i < rows; i++) {
        x[i] = vi_uniform(1, 0, i);
        y[i] = signal(x[i]) + noise * gauss(1, 1, i);
    }
}

/* ---- The smoother as matrices ---- */

/* Row i's B-splines, all of them. */
static void dense_row(const vi_basis *basis, size_t cell, double *row)
{
    memset(row, 0, MOST * sizeof *row);
    for (size_t a = 0; a < VI_ORDER; a++) {
        row[basis->first[cell] + a] = basis->value[cell][a];
    }
}

/* H(i, l) = b_iᵀ A b_l. */
static double hat(const fits *f, size_t i, size_t l)
{
    double left[MOST + VI_ORDER], right[MOST + VI_ORDER], sum = 0;
    size_t p = f->basis->functions;
    dense_row(f->basis, cell_of[i], left);
    dense_row(f->basis, cell_of[l], right);
    for (size_t a = 0; a < p; a++) {
        for (size_t b = 0; b < p; b++) {
            sum += left[a] * f->spline.inverse[a + p * b] * right[b];
        }
    }
    return sum;
}

static void fit_leverages_and_freedom_are_those_of_the_hat_matrix(void **state)
{
    (void)state;
    fill(ROWS, 0.3);
    fits f = fit_columns(x, y, ROWS, 1, 14);
    double trace = 0, squares = 0, residuals = 0;
    find_cells(f.cells, cell_of);
    for (size_t i = 0; i < ROWS; i++) {
        double fitted = 0;
        for (size_t l = 0; l < ROWS; l++) {
            double h = hat(&f, i, l);
            fitted += h * f.y[l];
            squares += h * h;
        }
        check_close(f.spline.fitted[cell_of[i]], fitted, 1e-10);
        check_close(f.spline.leverage[cell_of[i]], hat(&f, i, i), 1e-10);
        trace += hat(&f, i, i);
        residuals += (f.y[i] - fitted) * (f.y[i] - fitted);
    }
    check_close(f.spline.edf[0], trace, 1e-9);
    double freedom = ROWS - 2 * trace + squares;
    check_close(f.spline.covariance[0], residuals / freedom, 1e-9);
    free_fits(&f);
}

/* ---- Averaged penalised least squares ---- */

/* Coefficients of (G + λ κ S) β = Σ ω b y, and −2 log of the restricted likelihood of λ:
 * (N − 2) log(Σ ω y² − βᵀ Σ ω b y) + log |G + λ κ S| − (p − 2) log λ. */
static double dense_fit(const fits *f, const double *penalty, double lambda, double *coef)
{
    static double a[MOST * MOST];
    size_t p = f->basis->functions;
    double raw[MOST] = {0}, left = 0, row[MOST + VI_ORDER];
    memset(a, 0, sizeof a);
    for (size_t i = 0; i < f->responses.rows; i++) {
        double weight = f->basis->precision[cell_of[i]];
        dense_row(f->basis, cell_of[i], row);
        left += weight * f->y[i] * f->y[i];
        for (size_t b = 0; b < p; b++) {
            raw[b] += weight * row[b] * f->y[i];
            for (size_t c = 0; c < p; c++) {
                a[b + p * c] += weight * row[b] * row[c];
            }
        }
    }
    for (size_t i = 0; i < p * p; i++) {
        a[i] += lambda * penalty[i];
    }
    memcpy(coef, raw, p * sizeof *coef);
    double logs = dense_solve(a, p, coef, 1);
    for (size_t i = 0; i < p; i++) {
        left -= coef[i] * raw[i];
    }
    return ((double)f->responses.rows - 2) * log(left) + logs - (double)(p - 2) * log(lambda);
}

/* The penalty times κ, which makes the traces of data and penalty equal. */
static void scaled_penalty(const fits *f, double *penalty)
{
    vi_bspline splines;
    size_t p = f->basis->functions;
    double data = 0, own = 0;
    vi_bspline_create(f->cells, p, &splines);
    assert_int_equal(splines.count, p);
    vi_bspline_penalty(&splines, penalty);
    for (size_t j = 0; j < f->cells->count; j++) {
        for (size_t a = 0; a < VI_ORDER; a++) {
            data += f->basis->precision[j] * f->cells->weight[j] * f->basis->value[j][a] *
                    f->basis->value[j][a];
        }
    }
    for (size_t i = 0; i < p; i++) {
        own += penalty[i + p * i];
    }
    for (size_t i = 0; i < p * p; i++) {
        penalty[i] *= data / own;
    }
}

static void check_against_dense(const fits *f)
{
    static double penalty[MOST * MOST], coefs[400][MOST];
    double criteria[400], mean[VI_ROOM] = {0}, least = INFINITY, total = 0;
    find_cells(f->cells, cell_of);
    scaled_penalty(f, penalty);
    for (int i = 0; i < 400; i++) {
        double rho = -14 + 39.0 * i / 399;
        criteria[i] = dense_fit(f, penalty, exp(rho), coefs[i]) + rho / 2;
        least = fmin(least, criteria[i]);
    }
    for (int i = 0; i < 400; i++) {
        double weight = exp((least - criteria[i]) / 2);
        total += weight;
        for (size_t k = 0; k < f->basis->functions; k++) {
            mean[k] += weight * coefs[i][k];
        }
    }
    for (size_t j = 0; j < f->cells->count; j++) {
        check_close(f->spline.fitted[j], vi_basis_at(f->basis, mean, j) / total, 2e-3);
    }
}

static void a_fit_is_the_mean_of_penalised_least_squares(void **state)
{
    (void)state;
    fill(ROWS, 0.5);
    fits f = fit_columns(x, y, ROWS, 1, 14);
    check_against_dense(&f);
    free_fits(&f);
}

static void precisions_are_weights(void **state)
{
    double precision[ROWS];
    (void)state;
    fill(ROWS, 0.5);
    for (size_t i = 0; i < ROWS; i++) {
        precision[i] = 0.2 + 3 * vi_uniform(9, 0, i);
    }
    fits f = make_fits(x, y, ROWS, 1, 14);
    assert_true(vi_basis_make(f.basis, f.cells, precision, 14));
    vi_spline_fit(&f.spline, f.basis, &f.tally);
    check_against_dense(&f);
    double trace = 0;
    for (size_t i = 0; i < ROWS; i++) {
        trace += f.spline.leverage[i];
    }
    check_close(trace, f.spline.edf[0], 1e-9);
    free_fits(&f);
}

/* ---- What it reproduces ---- */

static void check_reproduced(double (*function)(double), double tolerance)
{
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = vi_uniform(2, 0, i);
        y[i] = function(x[i]);
    }
    fits f = fit_columns(x, y, ROWS, 1, 20);
    find_cells(f.cells, cell_of);
    for (size_t i = 0; i < ROWS; i++) {
        check_close(f.spline.fitted[cell_of[i]], f.y[i], tolerance);
    }
    free_fits(&f);
}

static double constant(double u)
{
    return 5 + 0 * u;
}

static double line(double u)
{
    return 7 * u - 2;
}

static double cubic(double u)
{
    return u * (u - 0.3) * (u - 0.9);
}

static void functions_of_its_space_are_reproduced(void **state)
{
    (void)state;
    check_reproduced(constant, 1e-13);
    check_reproduced(line, 1e-11);
    check_reproduced(cubic, 1e-5);
}

static void noise_without_a_signal_is_nearly_a_line(void **state)
{
    (void)state;
    double edf = 0;
    for (uint64_t repetition = 0; repetition < 20; repetition++) {
        for (size_t i = 0; i < ROWS; i++) {
            x[i] = vi_uniform(3, repetition, i);
            y[i] = gauss(4, repetition, i);
        }
        fits f = fit_columns(x, y, ROWS, 1, 20);
        edf += f.spline.edf[0] / 20;
        assert_true(f.spline.edf[0] >= 2);
        free_fits(&f);
    }
    assert_true(edf < 4);
}

/* ---- What must make no difference ---- */

static void responses_do_not_meet(void **state)
{
    (void)state;
    fill(ROWS, 0.3);
    for (size_t i = 0; i < ROWS; i++) {
        more[2 * i] = y[i];
        more[2 * i + 1] = x[i] * x[i] + gauss(5, 0, i);
    }
    fits both = fit_columns(x, more, ROWS, 2, 20);
    for (size_t r = 0; r < 2; r++) {
        for (size_t i = 0; i < ROWS; i++) {
            y[i] = more[2 * i + r];
        }
        fits one = fit_columns(x, y, ROWS, 1, 20);
        size_t cells = one.cells->count;
        assert_true(one.spline.edf[0] == both.spline.edf[r]);
        assert_memory_equal(one.spline.fitted, both.spline.fitted + r * cells,
                            cells * sizeof *one.spline.fitted);
        assert_memory_equal(one.spline.leverage, both.spline.leverage + r * cells,
                            cells * sizeof *one.spline.leverage);
        assert_true(one.spline.covariance[0] == both.spline.covariance[vi_pair(r, r)]);
        free_fits(&one);
    }
    free_fits(&both);
}

static void the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    fill(LONG, 0.3);
    fits before = fit_columns(x, y, LONG, 1, 30);
    for (size_t i = 0; i < LONG / 2; i++) {
        size_t j = LONG - 1 - i;
        double kept = x[i];
        x[i] = x[j];
        x[j] = kept;
        kept = y[i];
        y[i] = y[j];
        y[j] = kept;
    }
    fits after = fit_columns(x, y, LONG, 1, 30);
    for (size_t j = 0; j < before.cells->count; j++) {
        check_close(after.spline.fitted[j], before.spline.fitted[j], 1e-10);
    }
    free_fits(&before);
    free_fits(&after);
}

static void few_values_give_means(void **state)
{
    double sum[3] = {0}, count[3] = {0};
    (void)state;
    for (size_t i = 0; i < LONG; i++) {
        x[i] = 10 * floor(3 * vi_uniform(6, 0, i));
        y[i] = x[i] * x[i] + gauss(6, 1, i);
    }
    fits f = fit_columns(x, y, LONG, 1, 30);
    for (size_t i = 0; i < LONG; i++) {
        size_t value = (size_t)(x[i] / 10);
        sum[value] += f.y[i];
        count[value]++;
    }
    for (size_t j = 0; j < 3; j++) {
        check_close(f.spline.fitted[j], sum[j] / count[j], 1e-12);
        check_close(f.spline.leverage[j], 1 / count[j], 1e-15);
    }
    check_close(f.spline.edf[0], 3, 1e-12);
    free_fits(&f);
}

/* ---- Parameters of all kinds ---- */

typedef double (*shape_fn)(double u);

static double skewed(double u)
{
    return exp(3 * vi_normal_quantile(u));
}

static double cauchy(double u)
{
    return 1 / tan(3.141592653589793 * (1 - u));
}

static double widest(double u)
{
    double sign = u < 0.5 ? -1 : 1;
    return sign * exp2(2 * 2098 * fabs(u - 0.5) - 1074);
}

static double subnormal(double u)
{
    return floor(4000 * u) * 5e-324;
}

static double rounded(double u)
{
    return floor(25 * u);
}

/* The fit finds a function of the rank; a good smoother of noise .3 errs by .02. */
static void any_monotone_re_expression_is_fitted(void **state)
{
    static const shape_fn shapes[] = {skewed, cauchy, subnormal, rounded, widest};
    (void)state;
    for (size_t s = 0; s < 5; s++) {
        for (size_t i = 0; i < LONG; i++) {
            double u = vi_uniform(7, s, i);
            x[i] = shapes[s](u);
            more[i] = signal(u);
            y[i] = more[i] + 0.3 * gauss(8, s, i);
        }
        fits f = fit_columns(x, y, LONG, 1, 30);
        double error = 0;
        find_cells(f.cells, cell_of);
        for (size_t i = 0; i < LONG; i++) {
            double miss = f.spline.fitted[cell_of[i]] + f.means[0] - more[i];
            error += miss * miss / LONG;
        }
        assert_true(sqrt(error) < 0.06);
        free_fits(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fit_leverages_and_freedom_are_those_of_the_hat_matrix),
        cmocka_unit_test(a_fit_is_the_mean_of_penalised_least_squares),
        cmocka_unit_test(precisions_are_weights),
        cmocka_unit_test(functions_of_its_space_are_reproduced),
        cmocka_unit_test(noise_without_a_signal_is_nearly_a_line),
        cmocka_unit_test(responses_do_not_meet),
        cmocka_unit_test(the_order_of_rows_does_not_matter),
        cmocka_unit_test(few_values_give_means),
        cmocka_unit_test(any_monotone_re_expression_is_fitted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
