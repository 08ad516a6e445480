/* The tables behind pictures: no point is lost, a lone point stands where it is, densities are
 * those of known distributions, and odd samples do no harm. */
#include "random_problem.h"

#include "core/philox.h"
#include "measures/pictures.h"

#include <string.h>

enum { ROWS = 20000 };

static double costs[ROWS * 3], effects[ROWS * 3];

/* Two standard normal numbers by Box and Muller. */
static double normal(uint64_t stream, uint64_t i)
{
    double u = vi_uniform(7, 2 * stream, i), v = vi_uniform(7, 2 * stream + 1, i);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

/* Strategy 1 is the cheapest; the others are normal increments on it. */
static voi_problem *three_clouds(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        double shared = 100 * normal(9, i);
        costs[i] = shared + 500 + 50 * normal(1, i);
        effects[i] = shared + 1 + 0.2 * normal(2, i);
        costs[ROWS + i] = shared;
        effects[ROWS + i] = shared;
        costs[2 * ROWS + i] = shared + 900 + 80 * normal(3, i);
        effects[2 * ROWS + i] = shared + 2 + 0.3 * normal(3, i);
    }
    return problem_of(costs, effects, ROWS, 3);
}

static void the_plane_keeps_every_point(void **state)
{
    (void)state;
    voi_context *ctx = new_context(2);
    voi_problem *problem = three_clouds();
    voi_table *cells = NULL, *shapes = NULL;
    voi_error error = {0};
    check_ok(vi_plane(ctx, problem, &cells, &shapes, &error));
    assert_int_equal(voi_table_rows(shapes), 2);
    for (size_t s = 0; s < 2; s++) {
        const char *name = text_cell(shapes, s, "strategy");
        double points = 0, effect = 0, cost = 0;
        for (size_t i = 0; i < voi_table_rows(cells); i++) {
            if (strcmp(text_cell(cells, i, "strategy"), name) == 0) {
                points += cell(cells, i, "count");
                effect += cell(cells, i, "count") * cell(cells, i, "effect");
                cost += cell(cells, i, "count") * cell(cells, i, "cost");
            }
        }
        assert_string_equal(text_cell(shapes, s, "reference"), "s2");
        check_close(points, ROWS, 0);
        check_close(cell(shapes, s, "points"), ROWS, 0);
        check_close(effect / ROWS, cell(shapes, s, "effect"), 1e-10);
        check_close(cost / ROWS, cell(shapes, s, "cost"), 1e-8);
    }
    assert_true(voi_table_rows(cells) < 2 * 6400);
    check_close(cell(shapes, 1, "covariance"), 0.3 * 80, 1.2);
    check_close(cell(shapes, 1, "var_cost"), 6400, 400);
    check_close(cell(shapes, 1, "var_effect"), 0.09, 0.006);
    check_close(cell(shapes, 0, "covariance"), 0, 0.5);
    voi_table_destroy(cells);
    voi_table_destroy(shapes);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void a_lone_point_stands_where_it_is(void **state)
{
    (void)state;
    static const double c[] = {1, 2, 3, 1e9, 0, 0, 0, 0}, e[] = {4, 5, 6, -1e6, 0, 0, 0, 0};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(c, e, 4, 2);
    voi_table *cells = NULL, *shapes = NULL;
    voi_error error = {0};
    check_ok(vi_plane(ctx, problem, &cells, &shapes, &error));
    assert_int_equal(voi_table_rows(cells), 4);
    check_close(cell(cells, 0, "cost"), 1e9, 0);
    check_close(cell(cells, 0, "effect"), -1e6, 0);
    check_close(cell(cells, 3, "cost"), 3, 0);
    check_close(cell(cells, 3, "effect"), 6, 0);
    voi_table_destroy(cells);
    voi_table_destroy(shapes);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Few points have small cells, many have large ones; either way a cell's mean lies within it. */
static void cells_are_even(void **state)
{
    (void)state;
    voi_context *ctx = new_context(2);
    voi_problem *many = three_clouds(), *few = problem_of(costs, effects, 2000, 3);
    for (int i = 0; i < 2; i++) {
        voi_table *cells = NULL, *shapes = NULL;
        voi_error error = {0};
        check_ok(vi_plane(ctx, i ? many : few, &cells, &shapes, &error));
        double side = cell(shapes, 0, "cells"), first = cell(shapes, 0, "first_effect");
        double size = cell(shapes, 0, "cell_effect"), last = -1;
        check_close(side, i ? 150 : 400, 0);
        for (size_t row = 0; strcmp(text_cell(cells, row, "strategy"), "s1") == 0; row++) {
            double place = floor((cell(cells, row, "effect") - first) / size);
            place = fmin(fmax(place, 0), side - 1);
            assert_true(place >= last);
            last = place;
        }
        assert_true(last > 0.6 * side && last < side);
        voi_table_destroy(cells);
        voi_table_destroy(shapes);
    }
    voi_problem_destroy(few);
    voi_problem_destroy(many);
    voi_context_destroy(ctx);
}

static void a_constant_increment_is_one_cell(void **state)
{
    (void)state;
    static const double c[] = {1, 2, 3, 6, 7, 8}, e[] = {1, 2, 3, 1.5, 2.5, 3.5};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(c, e, 3, 2);
    voi_table *cells = NULL, *shapes = NULL, *density = NULL;
    voi_error error = {0};
    check_ok(vi_plane(ctx, problem, &cells, &shapes, &error));
    assert_int_equal(voi_table_rows(cells), 1);
    check_close(cell(cells, 0, "count"), 3, 0);
    check_close(cell(shapes, 0, "var_cost"), 0, 0);
    check_close(cell(shapes, 0, "cell_cost"), 0, 0);
    check_ok(vi_density(ctx, problem, 10, &density, &error));
    assert_int_equal(voi_table_rows(density), 0);
    assert_non_null(strstr(voi_table_warning(density, 0), "increment of s2 over s1"));
    voi_table_destroy(density);
    voi_table_destroy(cells);
    voi_table_destroy(shapes);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

/* Largest distance from a density, and the area under the curve. */
static double compare(const voi_table *table, size_t first, double (*truth)(double), double *area)
{
    double worst = 0;
    *area = 0;
    for (size_t i = first; i < first + 257; i++) {
        double x = cell(table, i, "inb"), y = cell(table, i, "density");
        assert_true(y >= 0);
        worst = fmax(worst, fabs(y - truth(x)));
        if (i > first) {
            *area += (x - cell(table, i - 1, "inb")) * (y + cell(table, i - 1, "density")) / 2;
        }
    }
    return worst;
}

/* 2000·e − c for strategy 1: mean 1500, variance (2000·0.2)² + 50². */
static double first_truth(double x)
{
    double variance = 400 * 400 + 50 * 50, u = x - 1500;
    return exp(-u * u / (2 * variance)) / sqrt(6.283185307179586 * variance);
}

static void a_normal_increment_has_a_normal_density(void **state)
{
    (void)state;
    voi_context *ctx = new_context(2);
    voi_problem *problem = three_clouds();
    voi_table *table = NULL;
    voi_error error = {0};
    double area;
    check_ok(vi_density(ctx, problem, 2000, &table, &error));
    assert_int_equal(voi_table_rows(table), 2 * 257);
    assert_string_equal(text_cell(table, 0, "strategy"), "s1");
    assert_string_equal(text_cell(table, 257, "strategy"), "s3");
    check_close(cell(table, 0, "k"), 2000, 0);
    check_close(compare(table, 0, first_truth, &area) / first_truth(1500), 0, 0.05);
    check_close(area, 0.998, 0.0015);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static double cauchy(double x)
{
    return 1 / (3.141592653589793 * (1 + x * x));
}

/* Its extremes lie at some ±10^4, where an ordinary bandwidth would smooth everything flat. */
static void heavy_tails_do_not_flatten_the_middle(void **state)
{
    (void)state;
    static double x[2 * ROWS];
    voi_context *ctx = new_context(1);
    for (size_t i = 0; i < ROWS; i++) {
        x[2 * i] = tan(3.141592653589793 * (vi_uniform(3, 1, i) - 0.5));
        x[2 * i + 1] = 1;
    }
    const voi_problem_data data = {.net_benefit = {x, ROWS, 2, 2, 1}};
    voi_problem *problem = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    double area;
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    check_ok(vi_density(ctx, problem, NAN, &table, &error));
    assert_true(isnan(cell(table, 0, "k")));
    double tallest = 0;
    compare(table, 0, cauchy, &area);
    for (size_t i = 0; i < 257; i++) {
        tallest = fmax(tallest, cell(table, i, "density"));
    }
    /* Quartiles at ±1: the values shown are within ±17. */
    check_close(area, 2 * atan(17) / 3.141592653589793, 0.005);
    check_close(tallest, cauchy(0), 0.03);
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void two_rows_have_a_density(void **state)
{
    (void)state;
    static const double c[] = {0, 0, 1, 2}, e[] = {0, 0, 0, 0};
    voi_context *ctx = new_context(1);
    voi_problem *problem = problem_of(c, e, 2, 2);
    voi_table *table = NULL;
    voi_error error = {0};
    check_ok(vi_density(ctx, problem, 0, &table, &error));
    assert_int_equal(voi_table_rows(table), 257);
    for (size_t i = 0; i < 257; i++) {
        assert_true(isfinite(cell(table, i, "density")));
    }
    voi_table_destroy(table);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
}

static void wrong_requests_are_refused(void **state)
{
    (void)state;
    static const double x[] = {0, 1, 2, 3};
    const voi_problem_data data = {.net_benefit = {x, 2, 2, 2, 1}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL, *costly = problem_of(x, x, 2, 2);
    voi_table *cells = (voi_table *)ctx, *shapes = cells, *table = cells;
    voi_error error = {0};
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    assert_int_equal(vi_plane(ctx, problem, &cells, &shapes, &error), VOI_ERR_ARGUMENT);
    assert_null(cells);
    assert_null(shapes);
    assert_int_equal(vi_density(ctx, costly, NAN, &table, &error), VOI_ERR_ARGUMENT);
    assert_null(table);
    assert_int_equal(vi_density(ctx, costly, -1, &table, &error), VOI_ERR_ARGUMENT);
    voi_problem_destroy(problem);
    voi_problem_destroy(costly);
    voi_context_destroy(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plane_keeps_every_point),
        cmocka_unit_test(a_lone_point_stands_where_it_is),
        cmocka_unit_test(cells_are_even),
        cmocka_unit_test(a_constant_increment_is_one_cell),
        cmocka_unit_test(a_normal_increment_has_a_normal_density),
        cmocka_unit_test(heavy_tails_do_not_flatten_the_middle),
        cmocka_unit_test(two_rows_have_a_density),
        cmocka_unit_test(wrong_requests_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
