/* The basis of Demmler and Reinsch: data and penalty diagonal together, straight lines without a
 * penalty, for parameters of all kinds. */
#include "fits.h"

#include <string.h>

enum { ROWS = 2000, AREA = VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS };

static double x[ROWS], y[ROWS];

typedef double (*shape_fn)(double u);

static double normal(double u)
{
    return vi_normal_quantile(u);
}

static double skewed(double u)
{
    return exp(3 * vi_normal_quantile(u));
}

static double cauchy(double u)
{
    return 1 / tan(3.141592653589793 * u);
}

static double counts(double u)
{
    return floor(-12 * log(u));
}

static double wide(double u)
{
    return 1e308 * (2 * u - 1);
}

static double tiny(double u)
{
    return floor(1000 * u) * 5e-324;
}

/* Probabilities that are nearly all 0 or 1, to 1e-60. */
static double sure(double u)
{
    return 1 / (1 + exp(-60 * vi_normal_quantile(u)));
}

static const shape_fn shapes[] = {normal, skewed, cauchy, counts, wide, tiny, sure};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static fits make_shape(size_t shape)
{
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = shapes[shape](vi_uniform(1, shape, i));
        y[i] = vi_uniform(2, shape, i);
    }
    return make_fits(x, y, ROWS, 1, 24);
}

/* tᵀ m u for columns of T. */
static double form(const vi_basis *basis, const double *m, size_t k, size_t l)
{
    size_t p = basis->functions;
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        for (size_t j = 0; j < p; j++) {
            sum += basis->turn[i + p * k] * m[i + p * j] * basis->turn[j + p * l];
        }
    }
    return sum;
}

static void cross_products(const vi_basis *basis, double *g)
{
    size_t p = basis->functions;
    memset(g, 0, AREA * sizeof *g);
    for (size_t j = 0; j < basis->cells->count; j++) {
        for (size_t a = 0; a < VI_ORDER; a++) {
            for (size_t b = 0; b < VI_ORDER; b++) {
                g[basis->first[j] + a + p * (basis->first[j] + b)] +=
                    basis->cells->weight[j] * basis->value[j][a] * basis->value[j][b];
            }
        }
    }
}

static void data_and_penalty_are_diagonal(void **state)
{
    static double g[AREA], penalty[AREA];
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        fits f = make_shape(shape);
        const vi_basis *basis = f.basis;
        vi_bspline splines;
        vi_bspline_create(f.cells, 24, &splines);
        vi_bspline_penalty(&splines, penalty);
        assert_true(basis->functions == splines.count && basis->nulls == 2);
        cross_products(basis, g);
        double scale = basis->delta[5] / form(basis, penalty, 5, 5);
        for (size_t k = 0; k < basis->functions; k++) {
            assert_true(k < 3 || basis->gamma[k] <= basis->gamma[k - 1]);
            for (size_t l = 0; l < basis->functions; l++) {
                check_close(form(basis, g, k, l), k == l ? basis->gamma[k] : 0, 1e-9);
                check_close(scale * form(basis, penalty, k, l), k == l ? basis->delta[k] : 0, 1e-6);
            }
        }
        free_fits(&f);
    }
}

static void the_unpenalised_functions_are_the_straight_lines(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        fits f = make_shape(shape);
        double one[VI_ROOM], two[VI_ROOM], coef[VI_MOST_FUNCTIONS] = {1};
        vi_basis_turn_back(f.basis, coef, one);
        coef[0] = 0;
        coef[1] = 1;
        vi_basis_turn_back(f.basis, coef, two);
        /* Each of the two, against the line through its ends. */
        for (int which = 0; which < 2; which++) {
            const double *c = which ? two : one;
            size_t last = f.cells->count - 1;
            double low = vi_basis_at(f.basis, c, 0), high = vi_basis_at(f.basis, c, last);
            double size = fmax(fabs(low), fabs(high));
            for (size_t j = 0; j <= last; j++) {
                double line = low + (high - low) * f.cells->x[j];
                check_close(vi_basis_at(f.basis, c, j), line, 1e-7 * size);
            }
        }
        free_fits(&f);
    }
}

static void few_values_get_a_function_each(void **state)
{
    (void)state;
    for (size_t values = 2; values <= 10; values++) {
        for (size_t i = 0; i < ROWS; i++) {
            x[i] = floor((double)values * vi_uniform(3, values, i));
        }
        fits f = make_fits(x, y, ROWS, 1, 24);
        assert_true(f.basis->functions == values && f.basis->nulls == values);
        for (size_t k = 0; k < values; k++) {
            double coef[VI_MOST_FUNCTIONS] = {0}, out[VI_ROOM];
            coef[k] = 1;
            vi_basis_turn_back(f.basis, coef, out);
            for (size_t j = 0; j < values; j++) {
                double expected = j == k ? 1 / sqrt(f.cells->weight[k]) : 0;
                check_close(vi_basis_at(f.basis, out, j), expected, 1e-15);
            }
        }
        free_fits(&f);
    }
}

static void some_more_values_bound_the_functions(void **state)
{
    (void)state;
    for (size_t values = 11; values <= 40; values++) {
        for (size_t i = 0; i < ROWS; i++) {
            x[i] = floor((double)values * vi_uniform(4, values, i));
        }
        fits f = make_fits(x, y, ROWS, 1, 24);
        assert_true(f.basis->nulls == 2 && f.basis->functions >= VI_ORDER);
        assert_true(f.basis->functions < values);
        free_fits(&f);
    }
}

static void gathering_and_turning_are_transposed_to_evaluation(void **state)
{
    (void)state;
    fits f = make_shape(1);
    double coef[VI_MOST_FUNCTIONS], splines[VI_ROOM], raw[VI_ROOM], turned[VI_MOST_FUNCTIONS];
    static double g[VI_MOST_CELLS];
    double direct = 0, through = 0;
    for (size_t k = 0; k < f.basis->functions; k++) {
        coef[k] = vi_uniform(5, 0, k);
    }
    vi_basis_turn_back(f.basis, coef, splines);
    for (size_t j = 0; j < f.cells->count; j++) {
        g[j] = vi_uniform(5, 1, j);
        direct += g[j] * vi_basis_at(f.basis, splines, j);
    }
    vi_basis_gather(f.basis, g, raw);
    vi_basis_turn(f.basis, raw, turned);
    for (size_t k = 0; k < f.basis->functions; k++) {
        through += coef[k] * turned[k];
    }
    check_close(through, direct, 1e-10 * fabs(direct));
    free_fits(&f);
}

static void more_rows_get_more_functions(void **state)
{
    (void)state;
    assert_int_equal(vi_basis_functions(1000), 23);
    assert_int_equal(vi_basis_functions(10000), 40);
    assert_int_equal(vi_basis_functions(1000000000), VI_MOST_FUNCTIONS);
    assert_true(vi_basis_functions(1) >= VI_ORDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_and_penalty_are_diagonal),
        cmocka_unit_test(the_unpenalised_functions_are_the_straight_lines),
        cmocka_unit_test(few_values_get_a_function_each),
        cmocka_unit_test(some_more_values_bound_the_functions),
        cmocka_unit_test(gathering_and_turning_are_transposed_to_evaluation),
        cmocka_unit_test(more_rows_get_more_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
