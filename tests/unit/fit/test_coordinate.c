/* The two scales of a parameter: their moments, what changes them and what does not. */
#include "random_problem.h"

#include "failing_alloc.h"

#include "fit/coordinate.h"

#include <string.h>

enum { MOST = 3000 };

static double x[MOST], turned[MOST];

static vi_coordinate coordinate_of(const double *column, size_t rows)
{
    vi_cells *cells = vi_cells_create(rows);
    vi_coordinate out = {0};
    voi_error error = {VOI_OK, ""};
    assert_non_null(cells);
    vi_cells_cut(cells, column);
    check_ok(vi_coordinate_create(cells, column, &out, &error));
    vi_cells_destroy(cells);
    return out;
}

/* Mean and variance over the rows. */
static void moments(const vi_coordinate *c, double at(const vi_coordinate *, double), size_t rows,
                    double *mean, double *variance)
{
    *mean = *variance = 0;
    for (size_t i = 0; i < rows; i++) {
        *mean += at(c, x[i]) / (double)rows;
    }
    for (size_t i = 0; i < rows; i++) {
        *variance += pow(at(c, x[i]) - *mean, 2) / (double)rows;
    }
}

static void fill(size_t rows, double scale, double offset)
{
    for (size_t i = 0; i < rows; i++) {
        double u = vi_uniform(4, 0, i);
        x[i] = offset + scale * u * u * u;
    }
}

static void both_are_standardised(void **state)
{
    const double scales[] = {1, 1e-300, 1e300, 1e6};
    (void)state;
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        for (size_t rows = 50; rows <= MOST; rows *= 60) {
            double mean, variance;
            fill(rows, scales[s], -scales[s] / 3);
            vi_coordinate c = coordinate_of(x, rows);
            moments(&c, vi_coordinate_line, rows, &mean, &variance);
            check_close(mean, 0, 1e-12);
            check_close(variance, 1, 1e-12);
            /* Cells hold a few rows each where there are many. */
            moments(&c, vi_coordinate_score, rows, &mean, &variance);
            check_close(mean, 0, rows <= 1024 ? 1e-12 : 1e-3);
            check_close(variance, 1, rows <= 1024 ? 1e-12 : 1e-3);
            vi_coordinate_free(&c);
        }
    }
}

static void scores_are_normal(void **state)
{
    size_t inside = 0;
    (void)state;
    fill(MOST, 7, 0);
    vi_coordinate c = coordinate_of(x, MOST);
    for (size_t i = 0; i < MOST; i++) {
        double score = vi_coordinate_score(&c, x[i]);
        inside += fabs(score) < 1;
        assert_true(i == 0 || (score > vi_coordinate_score(&c, x[i - 1])) == (x[i] > x[i - 1]));
    }
    check_close((double)inside / MOST, 0.6827, 0.003);
    vi_coordinate_free(&c);
}

static void scores_forget_the_scale(void **state)
{
    (void)state;
    for (size_t rows = 900; rows <= MOST; rows += MOST - 900) {
        fill(rows, 1, 0);
        vi_coordinate plain = coordinate_of(x, rows);
        for (size_t i = 0; i < rows; i++) {
            turned[i] = exp(5 * x[i]);
        }
        vi_coordinate other = coordinate_of(turned, rows);
        for (size_t i = 0; i < rows; i++) {
            check_close(vi_coordinate_score(&other, turned[i]), vi_coordinate_score(&plain, x[i]),
                        rows <= 1024 ? 0 : 2e-3);
        }
        vi_coordinate_free(&plain);
        vi_coordinate_free(&other);
    }
}

static void order_of_rows_changes_no_bit(void **state)
{
    (void)state;
    fill(MOST, 3, 1);
    for (size_t i = 0; i < MOST; i++) {
        turned[i] = x[(i * 77 + 5) % MOST];
    }
    vi_coordinate a = coordinate_of(x, MOST), b = coordinate_of(turned, MOST);
    assert_int_equal(a.cells, b.cells);
    assert_memory_equal(a.place, b.place, 2 * a.cells * sizeof *a.place);
    assert_true(a.centre == b.centre && a.spread == b.spread);
    vi_coordinate_free(&a);
    vi_coordinate_free(&b);
}

static void few_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < 100; i++) {
        x[i] = i % 4 == 0 ? 1 : 0;
    }
    vi_coordinate c = coordinate_of(x, 100);
    /* Shares of 3/4 and 1/4 with mean 0 and variance 1, on either scale. */
    check_close(vi_coordinate_line(&c, 1), sqrt(3), 1e-14);
    check_close(vi_coordinate_line(&c, 0), -1 / sqrt(3), 1e-14);
    check_close(vi_coordinate_score(&c, 1), sqrt(3), 1e-14);
    check_close(vi_coordinate_score(&c, 0), -1 / sqrt(3), 1e-14);
    /* Beyond the rows the line goes on, the score does not. */
    check_close(vi_coordinate_line(&c, 2), sqrt(3) + 4 / sqrt(3), 1e-14);
    check_close(vi_coordinate_score(&c, 2), sqrt(3), 1e-14);
    check_close(vi_coordinate_score(&c, -5), -1 / sqrt(3), 1e-14);
    check_close(vi_coordinate_score(&c, 0.5), 1 / sqrt(3), 1e-14);
    vi_coordinate_free(&c);
}

static void out_of_memory(void **state)
{
    (void)state;
    fill(100, 1, 0);
    vi_cells *cells = vi_cells_create(100);
    vi_coordinate out = {0};
    voi_error error = {VOI_OK, ""};
    vi_cells_cut(cells, x);
    long before = atomic_load(&live_blocks);
    atomic_store(&allocations_left, 0);
    assert_int_equal(vi_coordinate_create(cells, x, &out, &error), VOI_ERR_NOMEM);
    atomic_store(&allocations_left, -1);
    assert_int_equal(atomic_load(&live_blocks), before);
    vi_cells_destroy(cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_standardised),
        cmocka_unit_test(scores_are_normal),
        cmocka_unit_test(scores_forget_the_scale),
        cmocka_unit_test(order_of_rows_changes_no_bit),
        cmocka_unit_test(few_values),
        cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
