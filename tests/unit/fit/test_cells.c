/* Cells: every row in one, equal values together, few rows in each towards the ends, at any scale.
 */
#include "check.h"

#include "core/philox.h"
#include "fit/cells.h"

#include <float.h>
#include <string.h>

enum { MOST = 200000 };

static double x[MOST];

static vi_cells *cut(size_t rows)
{
    vi_cells *cells = vi_cells_create(rows);
    assert_non_null(cells);
    vi_cells_cut(cells, x);
    return cells;
}

/* What holds for any column. */
static void check_cells(const vi_cells *cells)
{
    double rows = 0;
    static bool seen[MOST];
    memset(seen, 0, sizeof seen);
    assert_true(cells->count >= 1 && cells->count <= VI_MOST_CELLS);
    assert_true(cells->start[0] == 0 && cells->start[cells->count] == cells->rows);
    for (size_t j = 0; j < cells->count; j++) {
        assert_true(cells->start[j] < cells->start[j + 1]);
        assert_true(cells->weight[j] == (double)(cells->start[j + 1] - cells->start[j]));
        assert_true(cells->x[j] >= 0 && cells->x[j] <= 1);
        assert_true(j == 0 || cells->x[j] >= cells->x[j - 1]);
        rows += cells->weight[j];
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            size_t row = cells->sorted[i].row;
            assert_false(seen[row]);
            seen[row] = true;
            assert_true(i == 0 || x[row] >= x[cells->sorted[i - 1].row]);
            bool divides = i == cells->start[j] && i > 0;
            assert_false(divides && x[row] == x[cells->sorted[i - 1].row]);
        }
    }
    assert_true(rows == (double)cells->rows);
}

static void any_number_of_rows(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 50, 1000, 1024, 1025, 5000, MOST};
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (size_t i = 0; i < sizes[s]; i++) {
            x[i] = vi_uniform(1, s, i);
        }
        vi_cells *cells = cut(sizes[s]);
        check_cells(cells);
        assert_true(cells->count <= 2000);
        assert_true(sizes[s] > 1024 || cells->count == sizes[s]);
        vi_cells_destroy(cells);
    }
}

static void ends_have_cells_of_one_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        x[i] = vi_uniform(2, 0, i);
    }
    vi_cells *cells = cut(MOST);
    for (size_t j = 0; j < 40; j++) {
        assert_true(cells->weight[j] == 1 && cells->weight[cells->count - 1 - j] == 1);
    }
    assert_true(cells->weight[cells->count / 2] > 200);
    assert_true(cells->x[0] == 0 && cells->x[cells->count - 1] == 1);
    vi_cells_destroy(cells);
}

static void few_values_are_kept_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5000; i++) {
        x[i] = floor(900 * vi_uniform(3, 0, i));
    }
    vi_cells *cells = cut(5000);
    check_cells(cells);
    for (size_t j = 0; j < cells->count; j++) {
        size_t first = cells->sorted[cells->start[j]].row;
        size_t last = cells->sorted[cells->start[j + 1] - 1].row;
        assert_true(x[first] == x[last]);
        check_close(cells->x[j], x[first] / 899, 1e-15);
    }
    vi_cells_destroy(cells);
}

static void a_constant_is_one_cell(void **state)
{
    (void)state;
    for (size_t i = 0; i < 100; i++) {
        x[i] = i % 2 ? 0.0 : -0.0;
    }
    vi_cells *cells = cut(100);
    check_cells(cells);
    assert_int_equal(cells->count, 1);
    vi_cells_destroy(cells);
}

/* The cells of a·x must be those of x, for powers of two to the last bit. */
static void check_scale(double scale)
{
    static double places[2000];
    for (size_t i = 0; i < 2000; i++) {
        x[i] = floor(4096 * vi_uniform(4, 0, i)) - 2048;
    }
    vi_cells *cells = cut(2000);
    size_t count = cells->count;
    memcpy(places, cells->x, count * sizeof *places);
    for (size_t i = 0; i < 2000; i++) {
        x[i] *= scale;
    }
    vi_cells_cut(cells, x);
    check_cells(cells);
    assert_int_equal(cells->count, count);
    assert_memory_equal(cells->x, places, count * sizeof *places);
    vi_cells_destroy(cells);
}

static void scale_does_not_matter(void **state)
{
    (void)state;
    check_scale(0x1p-1060); /* below the smallest normal number */
    check_scale(0x1p-30);
    check_scale(0x1p1012); /* the span is beyond the largest double */
}

static void the_widest_span(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        double sign = vi_uniform(5, 0, i) < 0.5 ? -1 : 1;
        x[i] = sign * exp2(2098 * vi_uniform(5, 1, i) - 1074);
    }
    x[0] = DBL_MAX;
    x[1] = -DBL_MAX;
    vi_cells *cells = cut(3000);
    check_cells(cells);
    vi_cells_destroy(cells);
}

static void a_scale_that_few_rows_set_is_not_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < 1001; i++) {
        x[i] = (double)i;
    }
    x[1000] = 1e12;
    vi_cells *cells = cut(1001);
    check_cells(cells);
    check_close(cells->x[500], 0.5, 1e-12);
    check_close(cells->x[250] + cells->x[750], 1, 1e-12);
    assert_true(cells->x[250] > 0.35 && cells->x[0] == 0 && cells->x[1000] == 1);
    x[1000] = 1e6;
    vi_cells_cut(cells, x);
    check_close(cells->x[500], 5e-4, 1e-12);
    vi_cells_destroy(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_rows),
        cmocka_unit_test(ends_have_cells_of_one_row),
        cmocka_unit_test(few_values_are_kept_apart),
        cmocka_unit_test(a_constant_is_one_cell),
        cmocka_unit_test(scale_does_not_matter),
        cmocka_unit_test(the_widest_span),
        cmocka_unit_test(a_scale_that_few_rows_set_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
