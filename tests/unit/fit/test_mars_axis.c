/* Scales and knots of a parameter. */
#include "check.h"

#include "core/philox.h"
#include "fit/mars_axis.h"

#include <stdlib.h>

enum { ROWS = 5000 };

static vi_axis axis_of(const double *column, size_t rows)
{
    vi_axis axis = {0};
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(rows);
    vi_cells_cut(cells, column);
    check_ok(vi_axis_create(cells, column, &axis, &error));
    vi_cells_destroy(cells);
    return axis;
}

static void fill(double *column, double low, double span)
{
    for (size_t i = 0; i < ROWS; i++) {
        column[i] = low + span * vi_uniform(2, 0, i);
    }
}

static void is_standardised(void **state)
{
    static const double low[] = {0, -3, -1e300, 1e-300}, span[] = {1, 0.01, 1.5e300, 1e-300};
    double *column = calloc(ROWS, sizeof *column);
    (void)state;
    for (size_t c = 0; c < 4; c++) {
        double mean = 0, squares = 0;
        fill(column, low[c], span[c]);
        vi_axis axis = axis_of(column, ROWS);
        for (size_t i = 0; i < ROWS; i++) {
            mean += axis.at[i] / ROWS;
            squares += axis.at[i] * axis.at[i] / ROWS;
            check_close(vi_axis_at_value(&axis, column[i]), axis.at[i], 0);
            check_close(axis.z[axis.cell[i]], axis.at[i], 0.01);
        }
        check_close(mean, 0, 1e-11);
        check_close(squares, 1, 1e-4);
        vi_axis_free(&axis);
    }
    free(column);
}

/* Sixty-four, that part the rows evenly. */
static void knots_part_the_rows(void **state)
{
    double *column = calloc(ROWS, sizeof *column);
    (void)state;
    fill(column, 0, 1);
    vi_axis axis = axis_of(column, ROWS);
    assert_int_equal(axis.knots, VI_MOST_KNOTS);
    for (size_t k = 0; k < axis.knots; k++) {
        check_close(axis.rank[axis.knot[k]], 2 * (double)(k + 1) / (VI_MOST_KNOTS + 1) - 1, 0.005);
    }
    vi_axis_free(&axis);
    free(column);
}

static void few_values_bend_at_all_inner_ones(void **state)
{
    double *column = calloc(ROWS, sizeof *column);
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        column[i] = floor(5 * vi_uniform(2, 0, i));
    }
    vi_axis axis = axis_of(column, ROWS);
    assert_int_equal(axis.knots, 3);
    for (size_t k = 0; k < 3; k++) {
        check_close(axis.z[axis.knot[k]], vi_axis_at_value(&axis, (double)k + 1), 1e-12);
    }
    vi_axis_free(&axis);
    free(column);
}

static void two_values_do_not_bend(void **state)
{
    const double column[] = {1, 0, 1, 1, 0, 0, 1, 0};
    (void)state;
    vi_axis axis = axis_of(column, 8);
    assert_int_equal(axis.knots, 0);
    check_close(axis.at[0], 1, 1e-12);
    check_close(axis.at[1], -1, 1e-12);
    vi_axis_free(&axis);
}

static void outlives_the_search(void **state)
{
    const double column[] = {4, 3, 2, 1};
    (void)state;
    vi_axis axis = axis_of(column, 4);
    vi_axis_end_search(&axis);
    assert_null(axis.cell);
    assert_null(axis.z);
    assert_null(axis.rank);
    check_close(axis.at[3], vi_axis_at_value(&axis, 1), 0);
    vi_axis_free(&axis);
    assert_null(axis.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_standardised),
        cmocka_unit_test(knots_part_the_rows),
        cmocka_unit_test(few_values_bend_at_all_inner_ones),
        cmocka_unit_test(two_values_do_not_bend),
        cmocka_unit_test(outlives_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
