/* Residuals of one parameter's regression: of known noise, in parts of as many rows, the same for
 * costs and effects as for net benefit and for every number of threads. */
#include "random_problem.h"

#include "measures/pictures.h"

#include <string.h>

enum { ROWS = 4001, PARTS = 20 };

static double noise[ROWS], parameter[ROWS], benefit[3 * ROWS], scaled[3 * ROWS], nothing[3 * ROWS];

/* The last strategy is the best, the first the second best. */
static voi_problem *make_problem(bool net_benefit, size_t parameters)
{
    const double k = 500;
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < ROWS; i++) {
        parameter[i] = vi_uniform(3, 1, i);
        noise[i] = sqrt(12) * (vi_uniform(3, 2, i) - 0.5);
        benefit[ROWS + i] = -100;
        benefit[2 * ROWS + i] = 2 + 4 * parameter[i] + noise[i];
    }
    for (size_t i = 0; i < 3 * ROWS; i++) {
        scaled[i] = benefit[i] / k;
    }
    const voi_matrix none = {0}, nb = {benefit, ROWS, 3, 1, ROWS};
    const voi_matrix e = {scaled, ROWS, 3, 1, ROWS}, c = {nothing, ROWS, 3, 1, ROWS};
    const voi_matrix p = {parameter, ROWS, 1, 1, ROWS};
    const voi_problem_data data = {.costs = net_benefit ? none : c,
                                   .effects = net_benefit ? none : e,
                                   .net_benefit = net_benefit ? nb : none,
                                   .parameters = parameters > 0 ? p : none};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

static voi_table *table_of(const voi_problem *problem, double k, size_t threads)
{
    voi_context *ctx = new_context(threads);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(vi_residuals(ctx, problem, 0, k, &table, &error));
    voi_context_destroy(ctx);
    return table;
}

/* The mean noise of the rows whose parameter is between two values. */
static double mean_noise(double low, double high)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        bool inside = parameter[i] > low && parameter[i] <= high;
        sum += inside ? noise[i] : 0;
        count += inside;
    }
    return sum / count;
}

static void residuals_are_the_noise(void **state)
{
    (void)state;
    voi_problem *problem = make_problem(true, 1);
    voi_table *table = table_of(problem, NAN, 1);
    double rows = 0, sum = 0, products = 0, squares = 0;
    assert_int_equal(voi_table_rows(table), PARTS);
    assert_string_equal(text_cell(table, 0, "strategy"), "s3");
    assert_string_equal(text_cell(table, 0, "reference"), "s1");
    assert_string_equal(text_cell(table, 0, "parameter"), "p1");
    for (size_t i = 0; i < PARTS; i++) {
        double mean = cell(table, i, "residual"), count = cell(table, i, "count");
        double truth = mean_noise((double)i / PARTS, (double)(i + 1) / PARTS);
        assert_true(count == 200 || count == 201);
        check_close(cell(table, i, "value"), ((double)i + 0.5) / PARTS, 0.03);
        check_close(cell(table, i, "se"), 1 / sqrt(200), 0.01);
        rows += count;
        sum += count * mean;
        products += mean * truth;
        squares += truth * truth;
    }
    check_close(rows, ROWS, 0);
    check_close(sum / rows, 0, 1e-3);
    assert_true(products > 0.5 * squares && products < 1.1 * squares);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
}

static void costs_and_effects_are_net_benefit(void **state)
{
    (void)state;
    voi_problem *money = make_problem(true, 1), *problem = make_problem(false, 1);
    voi_table *a = table_of(money, NAN, 1), *b = table_of(problem, 500, 1);
    assert_true(isnan(cell(a, 0, "k")));
    check_close(cell(b, 0, "k"), 500, 0);
    for (size_t i = 0; i < PARTS; i++) {
        check_close(cell(a, i, "residual"), cell(b, i, "residual"), 1e-6);
        check_close(cell(a, i, "se"), cell(b, i, "se"), 1e-6);
    }
    voi_table_destroy(a);
    voi_table_destroy(b);
    voi_problem_destroy(money);
    voi_problem_destroy(problem);
}

static void any_number_of_threads_gives_the_same_bits(void **state)
{
    static const size_t threads[] = {2, 3, 8};
    (void)state;
    voi_problem *problem = make_problem(false, 1);
    voi_table *first = table_of(problem, 300, 1);
    for (size_t t = 0; t < 3; t++) {
        voi_table *table = table_of(problem, 300, threads[t]);
        for (size_t i = 0; i < PARTS; i++) {
            const double a[] = {cell(first, i, "residual"), cell(first, i, "se")};
            const double b[] = {cell(table, i, "residual"), cell(table, i, "se")};
            assert_memory_equal(a, b, sizeof a);
        }
        voi_table_destroy(table);
    }
    voi_table_destroy(first);
    voi_problem_destroy(problem);
}

static void a_constant_leaves_no_rows(void **state)
{
    (void)state;
    static double p[100], nb[200];
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    for (size_t i = 0; i < 100; i++) {
        p[i] = 3;
        nb[i] = vi_uniform(1, 1, i);
    }
    const voi_problem_data data = {.net_benefit = {nb, 100, 2, 1, 100},
                                   .parameters = {p, 100, 1, 1, 100}};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_table *table = table_of(problem, NAN, 1);
    assert_int_equal(voi_table_rows(table), 0);
    assert_non_null(strstr(voi_table_warning(table, 0), "p1 is constant"));
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    voi_context *ctx = new_context(1);
    voi_problem *problem = make_problem(true, 0);
    voi_table *table = (voi_table *)ctx;
    voi_error error = {0};
    assert_int_equal(vi_residuals(ctx, problem, 0, NAN, &table, &error), VOI_ERR_DATA);
    assert_null(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residuals_are_the_noise),
        cmocka_unit_test(costs_and_effects_are_net_benefit),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(a_constant_leaves_no_rows),
        cmocka_unit_test(wrong_requests_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
