/* The smoother is its parts, one after the other. */
#include "fits.h"

#include "fit/precision.h"
#include "fit/smoother.h"

#include <string.h>

enum { ROWS = 700, RESPONSES = 2 };

static void the_parts_in_order(void **state)
{
    static double x[ROWS], y[ROWS * RESPONSES];
    vi_smoother s;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        x[i] = gauss(4, 0, i);
        y[2 * i] = sin(x[i]) + gauss(4, 1, i);
        y[2 * i + 1] = exp(x[i] / 2) * gauss(4, 2, i);
    }
    fits f = make_fits(x, y, ROWS, RESPONSES, 10);
    assert_true(vi_smoother_create(vi_kernels_scalar(), ROWS, RESPONSES, &s));
    /* A second use leaves no trace of the first. */
    vi_cells_cut(s.cells, y);
    assert_true(vi_smoother_fit(&s, &f.responses));
    vi_cells_cut(s.cells, x);
    assert_true(vi_smoother_fit(&s, &f.responses));
    vi_precision_make(f.cells, &f.tally, RESPONSES, s.precision, s.work);
    assert_true(vi_basis_make(f.basis, f.cells, s.precision, vi_basis_functions(ROWS)));
    vi_spline_fit(&f.spline, f.basis, &f.tally);
    assert_memory_equal(f.spline.fitted, s.spline.fitted,
                        RESPONSES * f.cells->count * sizeof *s.spline.fitted);
    assert_ptr_equal(s.noise.spline, &s.spline);
    vi_smoother_free(&s);
    free_fits(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_parts_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
