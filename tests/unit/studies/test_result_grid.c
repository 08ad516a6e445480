/* The results that stand for all: their chances sum to 1 and have the mean and the variance of
 * their family, at sizes from 0 to 10⁹ and at the edges of the values; small studies are exact. */
#include "check.h"

#include "math/normal.h"
#include "studies/results.h"
#include "voi.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
enum { MOST = 20000, VALUES = 500 };

static const double sizes[] = {0, 1, 2, 10, 100, 1e4, 1e6, 1e9};
static const double chances[] = {0, 1e-12, 1e-4, 0.03, 0.4, 0.5, 0.97, 1 - 1e-9, 1};
static const double rates[] = {1e-12, 1e-3, 0.2, 1, 1.7};
static const double means[] = {-3, 0, 1e-9, 2.5};

static const vi_grid_limits fine = {MOST, 2};

static vi_result_grid grid_of(const voi_result *result, const double *values, size_t count,
                              vi_grid_limits limits)
{
    double weights[VALUES];
    const vi_weighted_values of = {values, weights, count};
    vi_result_grid grid;
    voi_error error = {VOI_OK, ""};
    for (size_t c = 0; c < count; c++) {
        weights[c] = 3;
    }
    check_ok(vi_result_grid_create(result, &of, &limits, &grid, &error));
    assert_true(grid.told >= 0 && grid.told <= 1);
    return grid;
}

/* The mean and the variance of value c's results. */
static void moments(const vi_result_grid *grid, size_t c, double *mean, double *variance)
{
    const double *at = grid->at + grid->first[c], *chance = grid->chance + grid->offset[c];
    double sum = 0;
    *mean = *variance = 0;
    assert_true(grid->count[c] > 0 && grid->first[c] + grid->count[c] <= grid->results);
    for (size_t i = 0; i < grid->count[c]; i++) {
        assert_true(chance[i] >= 0 && chance[i] <= 1 + 1e-12);
        sum += chance[i];
        *mean += chance[i] * at[i];
    }
    for (size_t i = 0; i < grid->count[c]; i++) {
        *variance += chance[i] * (at[i] - *mean) * (at[i] - *mean);
    }
    check_close(sum, 1, 1e-11);
}

/* To 2e-4 standard deviations and 0.3 % of the variance, which are needed where the steps between
 * results grow. */
static void check_family(const voi_result *result, const double *values, size_t count)
{
    vi_result_grid grid = grid_of(result, values, count, fine);
    double n = result->size * grid.shrunk;
    assert_true(grid.results <= MOST && grid.values == count);
    assert_true(grid.shrunk > 0 && grid.shrunk <= 1);
    for (size_t c = 0; c < count; c++) {
        double mean, variance, v = values[c];
        moments(&grid, c, &mean, &variance);
        bool binomial = result->family == VOI_RESULT_BINOMIAL;
        bool normal = result->family == VOI_RESULT_NORMAL;
        double expected = normal ? v : n * v;
        double spread = binomial ? n * v * (1 - v) : normal ? result->sd * result->sd / n : n * v;
        if (result->size == 0) {
            assert_true(grid.results == 1 && mean == 0 && variance == 0);
            continue;
        }
        check_close(mean, expected, 2e-4 * sqrt(spread) + 1e-9);
        check_close(variance, spread, 0.003 * spread + 1e-9);
    }
    vi_result_grid_free(&grid);
}

static void chances_have_the_moments_of_their_family(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        check_family(&(voi_result){VOI_RESULT_BINOMIAL, sizes[s], 0}, chances, COUNT(chances));
        check_family(&(voi_result){VOI_RESULT_POISSON, sizes[s], 0}, rates, COUNT(rates));
        check_family(&(voi_result){VOI_RESULT_NORMAL, sizes[s], 3}, means, COUNT(means));
    }
}

/* Counts up to 64 from either end are all there, each with its own chance. */
static void small_studies_are_exact(void **state)
{
    (void)state;
    for (double n = 1; n <= 100; n *= 10) {
        const voi_result result = {VOI_RESULT_BINOMIAL, n, 0};
        vi_result_grid grid = grid_of(&result, chances, COUNT(chances), fine);
        assert_int_equal(grid.results, (size_t)n + 1);
        for (size_t c = 2; c < 7; c++) {
            for (size_t i = 0; i < grid.count[c]; i++) {
                double x = grid.at[grid.first[c] + i], p = chances[c];
                double log_chance = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) + x * log(p) +
                                    (n - x) * log1p(-p);
                check_close(grid.chance[grid.offset[c] + i], exp(log_chance), 1e-12);
            }
        }
        vi_result_grid_free(&grid);
    }
}

/* Too many results for the room: a smaller study, whose share is told. */
static void large_studies_shrink_to_the_room(void **state)
{
    double dense[VALUES];
    static const voi_result results[] = {
        {VOI_RESULT_BINOMIAL, 1e9, 0}, {VOI_RESULT_POISSON, 1e9, 0}, {VOI_RESULT_NORMAL, 1e9, 3}};
    (void)state;
    for (size_t i = 0; i < VALUES; i++) {
        dense[i] = ((double)i + 0.5) / VALUES;
    }
    for (size_t i = 0; i < COUNT(results); i++) {
        vi_result_grid grid = grid_of(&results[i], dense, VALUES, (vi_grid_limits){1000, 2});
        assert_true(grid.results <= 1000 && grid.results > 500);
        assert_true(grid.shrunk < 1 && grid.shrunk > 0);
        vi_result_grid_free(&grid);
    }
}

/* Errors that no number tells beside the distances: the study of size 0 that stands for it kept
 * nothing of its size, and all is told. */
static void values_worlds_apart_are_known(void **state)
{
    double values[VALUES];
    const voi_result result = {VOI_RESULT_NORMAL, 100, 1};
    (void)state;
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = 1e25 * (double)i;
    }
    vi_result_grid grid = grid_of(&result, values, VALUES, (vi_grid_limits){4096, 8});
    assert_true(grid.results == 1 && grid.shrunk == 0 && grid.told == 1);
    vi_result_grid_free(&grid);
}

/* A heavy tail: values that stand alone take only the results near them, and coarse steps come
 * before a smaller study. */
static void a_far_tail_leaves_the_study_its_size(void **state)
{
    enum { COUNT_NEAR = 60 };
    static const voi_result_family families[] = {VOI_RESULT_POISSON, VOI_RESULT_NORMAL};
    double values[COUNT_NEAR + 3];
    (void)state;
    for (size_t i = 0; i < COUNT_NEAR; i++) {
        values[i] = (double)i;
    }
    for (size_t i = 0; i < 3; i++) {
        values[COUNT_NEAR + i] = pow(10, 4 + 2 * (double)i);
    }
    for (size_t f = 0; f < COUNT(families); f++) {
        const voi_result result = {families[f], 1, 1};
        vi_result_grid grid = grid_of(&result, values, COUNT(values), (vi_grid_limits){600, 8});
        assert_true(grid.shrunk == 1 && grid.results <= 600);
        for (size_t c = 0; c < COUNT(values); c++) {
            double mean, variance, v = values[c];
            moments(&grid, c, &mean, &variance);
            check_close(mean, v, 1e-3 * sqrt(v) + 1e-9);
            check_close(variance, f == 0 ? v : 1, 0.003 * fmax(v, 1));
        }
        vi_result_grid_free(&grid);
    }
}

/* One value alone cannot be learnt about: a single result. */
static void a_known_value_has_one_result(void **state)
{
    static const double same[] = {0.3, 0.3};
    const voi_result result = {VOI_RESULT_BINOMIAL, 50, 0};
    (void)state;
    vi_result_grid grid = grid_of(&result, same, 2, fine);
    assert_int_equal(grid.results, 1);
    check_close(grid.chance[grid.offset[1]], 1, 0);
    vi_result_grid_free(&grid);
}

/* Two values that only rounding tells apart, and a study with a finer error than that. */
static void steps_are_no_finer_than_numbers(void **state)
{
    const double values[] = {0.3, nextafter(0.3, 1)};
    const voi_result result = {VOI_RESULT_NORMAL, 1e9, 1e-12};
    vi_result_grid grid = grid_of(&result, values, 2, fine);
    (void)state;
    assert_true(grid.results >= 2 && grid.results < 100);
    for (size_t c = 0; c < 2; c++) {
        double mean, variance;
        moments(&grid, c, &mean, &variance);
        check_close(mean, values[c], 1e-15);
    }
    vi_result_grid_free(&grid);
}

/* ---- What results tell ---- */

static void fill_scores(double *score)
{
    for (size_t i = 0; i < VALUES; i++) {
        score[i] = vi_normal_quantile(((double)i + 0.5) / VALUES);
    }
}

static double told_of(const voi_result *result, const double *values, size_t count)
{
    vi_result_grid grid = grid_of(result, values, count, (vi_grid_limits){4096, 8});
    double told = grid.told;
    vi_result_grid_free(&grid);
    return told;
}

static void what_is_told_of_normal_values_has_a_closed_form(void **state)
{
    static const double lengths[] = {0.1, 1, 10, 100};
    double values[VALUES], last = 0;
    (void)state;
    fill_scores(values);
    for (size_t s = 0; s < COUNT(lengths); s++) {
        const voi_result result = {VOI_RESULT_NORMAL, lengths[s], 2};
        double told = told_of(&result, values, VALUES);
        check_close(told, lengths[s] / (lengths[s] + 4), 0.01);
        assert_true(told > last);
        last = told;
    }
    check_close(told_of(&(voi_result){VOI_RESULT_NORMAL, 1e9, 2}, values, VALUES), 1, 1e-6);
    check_close(told_of(&(voi_result){VOI_RESULT_NORMAL, 0, 2}, values, VALUES), 0, 1e-12);
}

/* exp of a normal value with SD 2: an error of 20 leaves its variance, of 2981, almost all told,
 * yet most values are below 1. */
static void few_large_values_do_not_stand_for_all(void **state)
{
    const voi_result result = {VOI_RESULT_NORMAL, 1, 20};
    double values[VALUES];
    (void)state;
    fill_scores(values);
    for (size_t i = 0; i < VALUES; i++) {
        values[i] = exp(2 * values[i]);
    }
    double told = told_of(&result, values, VALUES);
    assert_true(told > 0.05 && told < 0.5);
}

static void nothing_is_left_open_of_a_single_value(void **state)
{
    static const double one = 0.3;
    (void)state;
    check_close(told_of(&(voi_result){VOI_RESULT_BINOMIAL, 5, 0}, &one, 1), 1, 0);
}

/* A step that would be lost beside a count is the next number. */
static void counts_beyond_all_numbers_come_to_an_end(void **state)
{
    static const double values[] = {1, 1e20, 1e300};
    const voi_result result = {VOI_RESULT_POISSON, 10, 0};
    vi_result_grid grid = grid_of(&result, values, 3, (vi_grid_limits){4096, 8});
    (void)state;
    assert_true(grid.results <= 4096);
    for (size_t c = 0; c < 3; c++) {
        double mean, variance;
        moments(&grid, c, &mean, &variance);
        check_close(mean, 10 * values[c], 1e-3 * sqrt(10 * values[c]) + 1e-9 * values[c]);
    }
    vi_result_grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_have_the_moments_of_their_family),
        cmocka_unit_test(small_studies_are_exact),
        cmocka_unit_test(large_studies_shrink_to_the_room),
        cmocka_unit_test(values_worlds_apart_are_known),
        cmocka_unit_test(a_far_tail_leaves_the_study_its_size),
        cmocka_unit_test(a_known_value_has_one_result),
        cmocka_unit_test(steps_are_no_finer_than_numbers),
        cmocka_unit_test(counts_beyond_all_numbers_come_to_an_end),
        cmocka_unit_test(what_is_told_of_normal_values_has_a_closed_form),
        cmocka_unit_test(few_large_values_do_not_stand_for_all),
        cmocka_unit_test(nothing_is_left_open_of_a_single_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
