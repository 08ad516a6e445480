/* The points chosen and their factor, against the kernel computed plainly. */
#include "random_problem.h"

#include "failing_alloc.h"

#include "fit/gp_points.h"
#include "math/linalg.h"

#include <string.h>

enum { COUNT = 150, DIMS = 2 };

static double place[COUNT * DIMS], root[COUNT];
static const double lengths[DIMS] = {0.5, 2};

static vi_gp_candidates candidates(void)
{
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < DIMS; j++) {
            place[i * DIMS + j] = 4 * vi_uniform(6, j, i) - 2;
        }
        root[i] = 1;
    }
    return (vi_gp_candidates){COUNT, DIMS, place, root, lengths};
}

static double kernel(size_t a, size_t b)
{
    double sum = 0;
    for (size_t j = 0; j < DIMS; j++) {
        double apart = (place[a * DIMS + j] - place[b * DIMS + j]) / lengths[j];
        sum += apart * apart;
    }
    return exp(-sum / 2);
}

static vi_gp_points choose(const vi_gp_candidates *from, size_t most, double enough)
{
    vi_gp_points out = {0};
    voi_error error = {VOI_OK, ""};
    check_ok(vi_gp_points_choose(from, most, enough, &out, &error));
    return out;
}

static void factor_is_of_the_kernel(void **state)
{
    (void)state;
    const vi_gp_candidates from = candidates();
    vi_gp_points points = choose(&from, 40, 0);
    size_t m = points.count;
    assert_int_equal(m, 40);
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < m; i++) {
            double sum = 0;
            for (size_t k = 0; k <= (i < j ? i : j); k++) {
                sum += points.factor[k * m + i] * points.factor[k * m + j];
            }
            check_close(sum, kernel(points.chosen[i], points.chosen[j]), 1e-13);
            assert_true(i == j || points.chosen[i] != points.chosen[j]);
            assert_true(i >= j || points.factor[j * m + i] == 0);
        }
    }
    vi_gp_points_free(&points);
}

/* What is left is the mean over the candidates of 1 − kᵀ (L Lᵀ)⁻¹ k. */
static double mean_left(const vi_gp_points *points)
{
    double sum = 0, weight = 0, k[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        double left = 1;
        for (size_t j = 0; j < points->count; j++) {
            k[j] = kernel(i, points->chosen[j]);
        }
        vi_solve_lower(points->factor, k, points->count, 1);
        for (size_t j = 0; j < points->count; j++) {
            left -= k[j] * k[j];
        }
        sum += root[i] * root[i] * left;
        weight += root[i] * root[i];
    }
    return sum / weight;
}

static void stops_when_enough_is_explained(void **state)
{
    (void)state;
    const vi_gp_candidates from = candidates();
    size_t before = 0;
    for (int digits = 1; digits <= 5; digits++) {
        double enough = pow(10, -digits);
        vi_gp_points points = choose(&from, COUNT, enough), fewer;
        check_close(points.left, mean_left(&points), 1e-9);
        assert_true(points.left <= enough);
        assert_true(points.count > before);
        before = points.count;
        fewer = choose(&from, points.count - 1, enough);
        assert_true(fewer.left > enough);
        assert_memory_equal(fewer.chosen, points.chosen, fewer.count * sizeof *fewer.chosen);
        vi_gp_points_free(&points);
        vi_gp_points_free(&fewer);
    }
}

/* Far points are all chosen in the end, each once; points of no weight and twins never. */
static void draws_by_weight_and_what_is_left(void **state)
{
    (void)state;
    vi_gp_candidates from = candidates();
    bool seen[COUNT] = {false};
    for (size_t i = 0; i < COUNT; i++) {
        place[i * DIMS] = 20 * (double)(i - i % 2);
        place[i * DIMS + 1] = 0;
        root[i] = i < 20 ? 0 : 1;
    }
    vi_gp_points points = choose(&from, COUNT, 0);
    assert_int_equal(points.count, (COUNT - 20) / 2);
    for (size_t k = 0; k < points.count; k++) {
        assert_in_range(points.chosen[k], 20, COUNT - 1);
        assert_false(seen[points.chosen[k] / 2]);
        seen[points.chosen[k] / 2] = true;
    }
    check_close(points.left, 0, 1e-15);
    vi_gp_points_free(&points);
    /* Of two groups far apart the one with 99 % of the weight is drawn first almost surely. */
    size_t heavy = 0;
    for (size_t i = 0; i < COUNT; i++) {
        root[i] = i == 7 ? 100 : 1;
        place[i * DIMS] = 20 * (double)i;
    }
    points = choose(&from, 1, 0);
    heavy = points.chosen[0];
    assert_int_equal(heavy, 7);
    vi_gp_points_free(&points);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    const vi_gp_candidates from = candidates();
    for (long k = 0; k < 3; k++) {
        vi_gp_points out = {0};
        voi_error error = {VOI_OK, ""};
        atomic_store(&allocations_left, k);
        assert_int_equal(vi_gp_points_choose(&from, 10, 0, &out, &error), VOI_ERR_NOMEM);
        atomic_store(&allocations_left, -1);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factor_is_of_the_kernel),
        cmocka_unit_test(stops_when_enough_is_explained),
        cmocka_unit_test(draws_by_weight_and_what_is_left),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
