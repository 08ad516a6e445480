/* Margins of many parameters are those of each, and a group built on them is the same. */
#include "failing_alloc.h"
#include "random_problem.h"

#include "fit/anova.h"
#include "fit/margins.h"
#include "kernels/kernels.h"
#include "math/normal.h"

#include <string.h>

enum { ROWS = 700, PARS = 4, FUNCTIONS = 8 };

static double columns[PARS][ROWS], y[ROWS];

static void fill(void)
{
    double mean = 0;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < PARS; j++) {
            columns[j][i] = vi_normal_quantile(vi_uniform(31, j, i));
        }
        columns[3][i] = 5;
        y[i] = columns[0][i] * columns[2][i] + vi_uniform(31, 9, i);
        mean += y[i] / ROWS;
    }
    for (size_t i = 0; i < ROWS; i++) {
        y[i] -= mean;
    }
}

static const double *const some[PARS] = {columns[0], NULL, columns[2], columns[3]};
static const vi_margins_wanted wanted = {some, PARS, ROWS, FUNCTIONS};

static void each_is_its_own(void **state)
{
    (void)state;
    fill();
    for (size_t threads = 1; threads <= 3; threads++) {
        vi_margin margins[PARS], alone;
        voi_error error = {0};
        voi_context *ctx = new_context(threads);
        vi_cells *cells = vi_cells_create(ROWS);
        check_ok(vi_margins_create(ctx, &wanted, margins, &error));
        vi_cells_cut(cells, columns[2]);
        check_ok(
            vi_margin_create(vi_kernels_scalar(), cells, columns[2], FUNCTIONS, &alone, &error));
        assert_int_equal(margins[2].functions, FUNCTIONS);
        assert_memory_equal(margins[2].cell, alone.cell, ROWS * sizeof *alone.cell);
        assert_memory_equal(margins[2].table, alone.table,
                            alone.cells * FUNCTIONS * sizeof *alone.table);
        assert_null(margins[1].half);
        assert_int_equal(margins[3].functions, 0);
        vi_margin_free(&alone);
        for (size_t j = 0; j < PARS; j++) {
            vi_margin_free(&margins[j]);
        }
        vi_cells_destroy(cells);
        voi_context_destroy(ctx);
    }
}

static void a_group_takes_them_over(void **state)
{
    (void)state;
    fill();
    const double *const pair[] = {columns[0], columns[3], columns[2]};
    const vi_anova_size size = {FUNCTIONS, 4, 0};
    const vi_responses responses = {ROWS, 1, y, NULL};
    double x[2][64];
    voi_context *ctx = new_context(2);
    vi_margin margins[PARS];
    voi_error error = {0};
    check_ok(vi_margins_create(ctx, &wanted, margins, &error));
    const vi_margin *const made[] = {&margins[0], &margins[3], &margins[2]};
    const vi_group groups[] = {{pair, 3, ROWS, NULL}, {pair, 3, ROWS, made}};
    size_t functions = 0;
    for (size_t g = 0; g < 2; g++) {
        vi_regressors basis = {0};
        check_ok(vi_anova_create(ctx, &groups[g], &responses, &size, &basis, &error));
        assert_in_range(basis.functions, 3, 64);
        basis.class->at_rows(basis.state, 123, 1, x[g]);
        functions = basis.functions;
        vi_regressors_free(&basis);
    }
    assert_memory_equal(x[0], x[1], functions * sizeof **x);
    for (size_t j = 0; j < PARS; j++) {
        vi_margin_free(&margins[j]);
    }
    voi_context_destroy(ctx);
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    fill();
    voi_context *ctx = new_context(1);
    voi_status status = VOI_ERR_NOMEM;
    long before = atomic_load(&live_blocks), k = 0;
    for (; status != VOI_OK; k++) {
        vi_margin *margins = vi_calloc(PARS, sizeof *margins);
        voi_error error = {0};
        assert_true(k < 100);
        atomic_store(&allocations_left, k);
        status = vi_margins_create(ctx, &wanted, margins, &error);
        atomic_store(&allocations_left, -1);
        vi_margins_free(margins, PARS);
        assert_true(status == VOI_OK || status == VOI_ERR_NOMEM);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
    assert_true(k > 5);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_its_own),
        cmocka_unit_test(a_group_takes_them_over),
        cmocka_unit_test(every_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
