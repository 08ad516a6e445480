/* The functions of one parameter by their definition, whatever its distribution. */
#include "check.h"

#include "core/philox.h"
#include "fit/margin.h"
#include "kernels/kernels.h"
#include "math/normal.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 3000, WANTED = 12 };

static double column[ROWS];

static void make(vi_margin *margin)
{
    voi_error error = {VOI_OK, ""};
    vi_cells *cells = vi_cells_create(ROWS);
    assert_non_null(cells);
    vi_cells_cut(cells, column);
    check_ok(vi_margin_create(vi_kernels_scalar(), cells, column, WANTED, margin, &error));
    vi_cells_destroy(cells);
}

/* Mean 0, variance 1, and no correlation but where the functions are splines of a finite basis. */
static void check_moments(const vi_margin *m, double correlation)
{
    for (size_t f = 0; f < m->functions; f++) {
        assert_true(f == 0 ? m->roughness[f] == 0 : m->roughness[f] > m->roughness[f - 1]);
        for (size_t e = 0; e <= f; e++) {
            double mean = 0, product = 0;
            for (size_t i = 0; i < ROWS; i++) {
                const double *at = vi_margin_at_row(m, i);
                mean += at[f] / ROWS;
                product += at[f] * at[e] / ROWS;
            }
            check_close(mean, 0, 1e-10);
            check_close(product, e == f, e == f ? 1e-10 : correlation);
        }
    }
}

static void any_distribution(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        vi_margin margin;
        for (size_t i = 0; i < ROWS; i++) {
            double z = vi_normal_quantile(vi_uniform(1, 0, i));
            column[i] = kind == 0 ? z : kind == 1 ? exp(2 * z) : 1e308 * (2 * vi_normal_cdf(z) - 1);
        }
        make(&margin);
        assert_int_equal(margin.functions, WANTED);
        check_close(margin.roughness[1], 1, 0);
        check_moments(&margin, 1e-8);
        vi_margin_free(&margin);
    }
}

static void few_values(void **state)
{
    (void)state;
    for (size_t values = 1; values <= 10; values++) {
        vi_margin margin;
        for (size_t i = 0; i < ROWS; i++) {
            column[i] = floor((double)values * vi_uniform(1, 1, i)) * 7;
        }
        make(&margin);
        assert_int_equal(margin.functions, values - 1);
        check_moments(&margin, 1e-10);
        vi_margin_free(&margin);
    }
}

/* A straight line is a straight line, in the sample and beyond it. */
static void the_first_is_the_line(void **state)
{
    double at[WANTED], further[WANTED];
    vi_margin margin;
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        column[i] = 5 + 3 * vi_normal_quantile(((double)i + 0.5) / ROWS);
    }
    make(&margin);
    vi_margin_at_value(&margin, 5, at);
    check_close(at[0], 0, 1e-6);
    vi_margin_at_value(&margin, 8, at);
    check_close(at[0], 1, 2e-3);
    vi_margin_at_value(&margin, 50, at);
    vi_margin_at_value(&margin, 95, further);
    check_close(further[0], 2 * at[0], 1e-6 * at[0]);
    for (size_t i = 0; i < ROWS; i += 97) {
        vi_margin_at_value(&margin, column[i], at);
        for (size_t f = 0; f < margin.functions; f++) {
            check_close(at[f], vi_margin_at_row(&margin, i)[f], 0.1);
        }
    }
    vi_margin_free(&margin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_distribution),
        cmocka_unit_test(few_values),
        cmocka_unit_test(the_first_is_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
