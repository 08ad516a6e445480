/* Net benefits, and who has the largest, on a GPU that is not there (tests/support/cuda). */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "opened_gpu.h"

enum { MOST_ROWS = 5000, MOST_STRATEGIES = VI_MOST_COUNTED };

static double made[MOST_STRATEGIES][MOST_ROWS + 1];

/* Effects, then costs. */
static vi_gpu_values columns_of(const double **list, size_t rows, size_t strategies)
{
    for (size_t d = 0; d < 2 * strategies; d++) {
        list[d] = numbers + d * (rows + 3);
    }
    return (vi_gpu_values){.columns = list, .rows = rows, .cols = 2 * strategies};
}

static void check_net_benefits(vi_gpu *gpu, const vi_gpu_values *x, const vi_gpu_pricing *pricing)
{
    voi_error error = {0};
    double *out[MOST_STRATEGIES] = {NULL};
    size_t strategies = x->cols / 2, r = pricing->reference;
    for (size_t d = 0; d < strategies; d++) {
        out[d] = made[d];
        made[d][x->rows] = -7;
    }
    check_ok(vi_gpu_net_benefits(ctx, gpu, x, pricing, out, &error));
    for (size_t d = 0; d < strategies; d++) {
        const double *effects = x->columns[d], *costs = x->columns[strategies + d];
        for (size_t i = 0; i < x->rows; i++) {
            double effect = effects[i] - x->columns[r][i];
            double expected = pricing->k * effect - (costs[i] - x->columns[strategies + r][i]);
            assert_memory_equal(&made[d][i], &expected, sizeof expected);
        }
        assert_true(made[d][x->rows] == -7);
    }
}

static void net_benefits_have_the_bits_of_the_cpu(void **state)
{
    (void)state;
    const double *list[2 * MOST_STRATEGIES];
    vi_gpu *gpu = open_gpu(1 << 15);
    for (size_t rows = 1; rows <= 65; rows++) {
        const vi_gpu_values x = columns_of(list, rows, 1 + rows % 5);
        check_net_benefits(gpu, &x, &(vi_gpu_pricing){12345.678, rows % (x.cols / 2)});
    }
    const vi_gpu_values many = columns_of(list, MOST_ROWS, 3);
    check_net_benefits(gpu, &many, &(vi_gpu_pricing){0.1, 2});
    close_gpu(gpu);
}

static double net_benefit(const vi_gpu_values *x, size_t row, size_t d, double k)
{
    size_t strategies = x->cols / 2;
    return k * (x->columns[d][row] - x->columns[0][row]) -
           (x->columns[strategies + d][row] - x->columns[strategies][row]);
}

/* Values without ties; a tile of one k, one of three. */
static void check_wins(vi_gpu *gpu, const vi_gpu_values *x)
{
    static const double k[] = {0, 0.3, 1, 1e6}, shares[MOST_STRATEGIES] = {60, 30};
    static const vi_curve_tile tiles[] = {{0, 1, 0, 0}, {1, 3, 0, 2}};
    const vi_gpu_curve curve = {k, 4, tiles, 2};
    voi_error error = {0};
    size_t strategies = x->cols / 2;
    double wins[4 * MOST_STRATEGIES], expected[4 * MOST_STRATEGIES] = {0};
    check_ok(vi_gpu_wins(ctx, gpu, x, &curve, shares, wins, &error));
    for (size_t i = 0; i < x->rows; i++) {
        for (size_t j = 0; j < 4; j++) {
            size_t best = 0;
            for (size_t d = 1; d < strategies; d++) {
                best = net_benefit(x, i, d, k[j]) > net_benefit(x, i, best, k[j]) ? d : best;
            }
            expected[j * strategies + best] += shares[0];
        }
    }
    assert_memory_equal(wins, expected, 4 * strategies * sizeof *wins);
}

static void wins_are_counted(void **state)
{
    (void)state;
    const double *list[2 * MOST_STRATEGIES];
    vi_gpu *gpu = open_gpu(1 << 16);
    for (size_t rows = 1; rows <= 65; rows++) {
        const vi_gpu_values x = columns_of(list, rows, 1 + rows % MOST_STRATEGIES);
        check_wins(gpu, &x);
    }
    const vi_gpu_values many = columns_of(list, MOST_ROWS, 5);
    check_wins(gpu, &many);
    close_gpu(gpu);
}

/* All at 1; two of four are equal, and best from k = 2 on, where they have overtaken the others. */
static void ties_are_shared_and_fall_to_the_steeper_line(void **state)
{
    (void)state;
    static const double one[] = {1}, two[] = {2}, four[] = {4}, k[] = {1, 2, 3};
    static const double shares[] = {12, 6, 4, 3};
    static const double *const list[] = {one, two, two, one, one, four, four, four};
    static const vi_curve_tile tile = {0, 3, 0, 2};
    static const vi_gpu_curve curve = {k, 3, &tile, 1};
    static const double expected[] = {12, 0, 0, 0, 12, 0, 0, 0, 0, 6, 6, 0};
    const vi_gpu_values x = {.columns = list, .rows = 1, .cols = 8};
    double wins[12];
    voi_error error = {0};
    vi_gpu *gpu = open_gpu(0);
    check_ok(vi_gpu_wins(ctx, gpu, &x, &curve, shares, wins, &error));
    assert_memory_equal(wins, expected, sizeof wins);
    close_gpu(gpu);
}

static void too_many_strategies_are_refused(void **state)
{
    (void)state;
    const vi_gpu_values x = {.rows = 5, .cols = 2 * MOST_STRATEGIES + 2};
    voi_error error = {0};
    vi_gpu *gpu = open_gpu(0);
    assert_int_equal(vi_gpu_wins(ctx, gpu, &x, NULL, NULL, NULL, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "17 strategies are too many for it");
    close_gpu(gpu);
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(net_benefits_have_the_bits_of_the_cpu),
        GPU_TEST(wins_are_counted),
        GPU_TEST(ties_are_shared_and_fall_to_the_steeper_line),
        GPU_TEST(too_many_strategies_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
