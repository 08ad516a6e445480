/* B-splines: they add to one, reproduce polynomials, and are zero outside their four intervals; the
 * penalty spares straight lines alone, whatever the knots. */
#include "check.h"

#include "core/philox.h"
#include "fit/bspline.h"
#include "kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 4000 };

static double column[ROWS];

typedef double (*shape_fn)(double u);

static double even(double u)
{
    return u;
}

static double heavy(double u)
{
    return tan(3.14159 * (u - 0.5));
}

static double skewed(double u)
{
    return exp(3 * tan(1.5 * (2 * u - 1)));
}

static double counts(double u)
{
    return floor(-30 * log(1 - u));
}

static const shape_fn shapes[] = {even, heavy, skewed, counts};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static vi_cells *make_cells(size_t shape)
{
    vi_cells *cells = vi_cells_create(ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        column[i] = shapes[shape](vi_uniform(1, shape, i));
    }
    vi_cells_cut(cells, column);
    return cells;
}

static void knots_ascend(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        vi_cells *cells = make_cells(shape);
        for (size_t wanted = VI_ORDER; wanted <= VI_MOST_FUNCTIONS; wanted++) {
            vi_bspline basis;
            vi_bspline_create(cells, wanted, &basis);
            assert_true(basis.count >= VI_ORDER && basis.count <= wanted);
            assert_true(shape != 0 || basis.count == wanted);
            for (size_t i = VI_ORDER - 1; i < basis.count; i++) {
                assert_true(basis.knots[i] < basis.knots[i + 1]);
            }
            assert_true(basis.knots[0] == 0 && basis.knots[basis.count + VI_ORDER - 1] == 1);
        }
        vi_cells_destroy(cells);
    }
}

/* Rows below a place of the axis. */
static double rows_below(const vi_cells *cells, double place)
{
    double rows = 0;
    for (size_t j = 0; j < cells->count; j++) {
        rows += cells->x[j] < place ? cells->weight[j] : 0;
    }
    return rows;
}

static void outermost_knots_leave_a_few_rows(void **state)
{
    (void)state;
    vi_cells *cells = make_cells(1);
    vi_bspline basis;
    vi_bspline_create(cells, 30, &basis);
    check_close(rows_below(cells, basis.knots[VI_ORDER]), 8, 1);
    check_close(rows_below(cells, basis.knots[basis.count - 1]), ROWS - 8, 1);
    /* The knot in the middle of 26 is just above the median. */
    check_close(rows_below(cells, basis.knots[VI_ORDER + 13]), ROWS / 2.0, ROWS / 15.0);
    vi_cells_destroy(cells);
}

static void monotone_re_expression_moves_knots_along(void **state)
{
    (void)state;
    vi_bspline one, other;
    vi_cells *cells = make_cells(0);
    vi_bspline_create(cells, 30, &one);
    for (size_t i = 0; i < ROWS; i++) {
        column[i] = column[i] * column[i] * column[i];
    }
    double before[30];
    for (size_t i = 0; i < one.count; i++) {
        before[i] = rows_below(cells, one.knots[i]);
    }
    vi_cells_cut(cells, column);
    vi_bspline_create(cells, 30, &other);
    assert_int_equal(other.count, one.count);
    for (size_t i = 0; i < one.count; i++) {
        assert_true(rows_below(cells, other.knots[i]) == before[i]);
    }
    vi_cells_destroy(cells);
}

static double combine(const vi_bspline *basis, const double *coef, double x)
{
    double values[1][VI_ORDER], sum = 0;
    size_t first;
    vi_bspline_values(basis, vi_kernels_scalar(), &x, 1, &first, values);
    assert_true(first + VI_ORDER <= basis->count);
    for (size_t a = 0; a < VI_ORDER; a++) {
        sum += coef[first + a] * values[0][a];
    }
    return sum;
}

static void values_add_to_one_and_places_to_x(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        vi_cells *cells = make_cells(shape);
        vi_bspline basis;
        double ones[VI_MOST_FUNCTIONS], places[VI_MOST_FUNCTIONS];
        vi_bspline_create(cells, 40, &basis);
        for (size_t i = 0; i < basis.count; i++) {
            ones[i] = 1;
            places[i] = vi_bspline_place(&basis, i);
        }
        for (size_t j = 0; j < cells->count; j++) {
            check_close(combine(&basis, ones, cells->x[j]), 1, 1e-14);
            check_close(combine(&basis, places, cells->x[j]), cells->x[j], 1e-14);
        }
        vi_cells_destroy(cells);
    }
}

/* Many places at once are the same as one after another, on knots and between them. */
static void many_places_at_once(void **state)
{
    (void)state;
    static double x[VI_MOST_CELLS + 2 * VI_MOST_FUNCTIONS], values[sizeof x / sizeof *x][VI_ORDER];
    static size_t first[sizeof x / sizeof *x];
    for (size_t shape = 0; shape < SHAPES; shape++) {
        vi_cells *cells = make_cells(shape);
        vi_bspline basis;
        size_t count = 0, knot = VI_ORDER - 1;
        vi_bspline_create(cells, 40, &basis);
        for (size_t j = 0; j < cells->count; j++) {
            for (; knot < basis.count && basis.knots[knot] <= cells->x[j]; knot++) {
                x[count++] = basis.knots[knot];
            }
            x[count++] = cells->x[j];
        }
        x[count++] = 1;
        vi_bspline_values(&basis, vi_kernels_scalar(), x, count, first, values);
        for (size_t j = 0; j < count; j++) {
            double alone[1][VI_ORDER];
            size_t place;
            vi_bspline_values(&basis, vi_kernels_scalar(), x + j, 1, &place, alone);
            assert_int_equal(first[j], place);
            assert_memory_equal(values[j], alone[0], sizeof alone);
        }
        vi_cells_destroy(cells);
    }
}

/* The coefficients of x³ are the products of three neighbouring knots (the blossom). */
static void cubes_are_reproduced(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        vi_cells *cells = make_cells(shape);
        vi_bspline basis;
        double coef[VI_MOST_FUNCTIONS];
        vi_bspline_create(cells, 40, &basis);
        for (size_t i = 0; i < basis.count; i++) {
            coef[i] = basis.knots[i + 1] * basis.knots[i + 2] * basis.knots[i + 3];
        }
        for (double x = 0; x <= 1; x += 1.0 / 512) {
            check_close(combine(&basis, coef, x), x * x * x, 1e-14);
        }
        vi_cells_destroy(cells);
    }
}

static void functions_are_smooth_and_positive(void **state)
{
    (void)state;
    vi_cells *cells = make_cells(1);
    vi_bspline basis;
    double values[1][VI_ORDER], unit[VI_MOST_FUNCTIONS] = {0};
    size_t first;
    vi_bspline_create(cells, 20, &basis);
    for (double x = 0; x <= 1; x += 1.0 / 4096) {
        vi_bspline_values(&basis, vi_kernels_scalar(), &x, 1, &first, values);
        for (size_t a = 0; a < VI_ORDER; a++) {
            assert_true(values[0][a] >= 0 && values[0][a] <= 1);
        }
    }
    unit[7] = 1;
    for (size_t i = VI_ORDER; i < basis.count; i++) {
        double knot = basis.knots[i], gap = 1e-9 * (basis.knots[i + 1] - basis.knots[i - 1]);
        check_close(combine(&basis, unit, knot - gap), combine(&basis, unit, knot), 1e-7);
    }
    vi_cells_destroy(cells);
}

/* The penalty of a function, and the size of its terms, by which rounding is to be judged. */
static double cost_of(const double *penalty, size_t n, const double *coef, double *size)
{
    double sum = 0;
    *size = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double term = coef[i] * penalty[i + n * j] * coef[j];
            sum += term;
            *size += fabs(term);
        }
    }
    return sum;
}

static void straight_lines_cost_nothing(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < SHAPES; shape++) {
        vi_cells *cells = make_cells(shape);
        vi_bspline basis;
        double coef[VI_MOST_FUNCTIONS];
        static double penalty[VI_MOST_FUNCTIONS * VI_MOST_FUNCTIONS];
        vi_bspline_create(cells, 24, &basis);
        vi_bspline_penalty(&basis, penalty);
        for (size_t i = 0; i < basis.count; i++) {
            coef[i] = 3 - 2 * vi_bspline_place(&basis, i);
        }
        double size, straight = cost_of(penalty, basis.count, coef, &size);
        check_close(straight, 0, 1e-14 * size);
        coef[basis.count / 2] += 1e-3;
        assert_true(cost_of(penalty, basis.count, coef, &size) > 1e-7);
        vi_cells_destroy(cells);
    }
}

static void equal_knots_give_second_differences(void **state)
{
    vi_bspline basis = {.count = 12};
    double penalty[144];
    (void)state;
    for (size_t i = 0; i < 12 + VI_ORDER; i++) {
        basis.knots[i] = (double)i;
    }
    vi_bspline_penalty(&basis, penalty);
    static const double row[5] = {1, -4, 6, -4, 1};
    for (size_t c = 0; c < 5; c++) {
        check_close(penalty[5 + 12 * (3 + c)], row[c], 1e-14);
    }
    check_close(penalty[0], 1, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knots_ascend),
        cmocka_unit_test(outermost_knots_leave_a_few_rows),
        cmocka_unit_test(monotone_re_expression_moves_knots_along),
        cmocka_unit_test(values_add_to_one_and_places_to_x),
        cmocka_unit_test(many_places_at_once),
        cmocka_unit_test(cubes_are_reproduced),
        cmocka_unit_test(functions_are_smooth_and_positive),
        cmocka_unit_test(straight_lines_cost_nothing),
        cmocka_unit_test(equal_knots_give_second_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
