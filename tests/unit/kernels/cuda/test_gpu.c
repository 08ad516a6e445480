/* The kernels and the way of the values to them, on a GPU that is not there (tests/support/cuda):
 * sums against plain loops in long double, for every shape of threads, chunks and strides; values
 * that are kept, that are not, and that do not fit. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "opened_gpu.h"

static double value_at(const vi_gpu_values *x, size_t i, size_t d)
{
    const voi_matrix *m = x->matrix;
    return x->columns ? x->columns[d][i]
                      : m->data[(ptrdiff_t)i * m->row_stride + (ptrdiff_t)d * m->col_stride];
}

static void check_regrets(vi_gpu *gpu, const vi_gpu_values *x)
{
    voi_error error = {0};
    double *sums = calloc(2 * x->cols, sizeof *sums);
    long double *expected = calloc(2 * x->cols, sizeof *expected);
    check_ok(vi_gpu_regrets(ctx, gpu, x, sums, &error));
    for (size_t i = 0; i < x->rows; i++) {
        double best = value_at(x, i, 0);
        for (size_t d = 1; d < x->cols; d++) {
            best = fmax(best, value_at(x, i, d));
        }
        for (size_t d = 0; d < x->cols; d++) {
            double regret = best - value_at(x, i, d);
            expected[d] += regret;
            expected[x->cols + d] += (long double)(regret * regret);
        }
    }
    for (size_t d = 0; d < 2 * x->cols; d++) {
        check_sum(sums[d], expected[d], "regrets");
    }
    free(sums);
    free(expected);
}

/* One shape in every order of its values. */
static void check_orders(vi_gpu *gpu, size_t rows, size_t cols)
{
    ptrdiff_t n = (ptrdiff_t)rows, d = (ptrdiff_t)cols;
    const voi_matrix orders[] = {
        {numbers, rows, cols, d, 1},                /* rows */
        {numbers, rows, cols, d + 3, 1},            /* rows with something between */
        {numbers, rows, cols, 1, n},                /* columns */
        {numbers, rows, cols, 2, 2 * n + 1},        /* every other number of columns */
        {numbers, rows, cols, 2 * d + 1, 2},        /* and of rows */
        {numbers + (n - 1) * d, rows, cols, -d, 1}, /* from the last row on */
        {numbers + (d - 1), rows, cols, d, -1},     /* from the last column on */
        {numbers + n * d - 1, rows, cols, -1, -n},  /* columns from the end */
    };
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        const vi_gpu_values x = {.matrix = &orders[o], .rows = rows, .cols = cols};
        check_regrets(gpu, &x);
    }
}

static void regrets_of_every_number_of_strategies(void **state)
{
    (void)state;
    vi_gpu *gpu = open_gpu(0);
    for (size_t cols = 1; cols <= VI_NARROW_COLUMNS + 1; cols++) {
        check_orders(gpu, 300, cols);
    }
    close_gpu(gpu);
}

static void regrets_of_few_and_of_many_rows(void **state)
{
    (void)state;
    static const size_t rows[] = {1, 2, 127, 128, 129, 255, 256, 257, 1000, 2049};
    vi_gpu *gpu = open_gpu(1 << 14);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_orders(gpu, rows[i], 3);
    }
    check_orders(gpu, 3, 1000);
    check_orders(gpu, 130, 32);
    check_orders(gpu, 700, 33);
    check_orders(gpu, 300, 70);
    close_gpu(gpu);
}

static void columns_of(const double **list, size_t rows, size_t cols)
{
    for (size_t d = 0; d < cols; d++) {
        list[d] = numbers + d * (rows + 5);
    }
}

/* The regrets at each k of strategies that have effects and costs. */
static void check_curve(vi_gpu *gpu, const vi_gpu_values *x, const vi_gpu_curve *curve)
{
    voi_error error = {0};
    size_t strategies = x->cols / 2;
    double *sums = calloc(2 * curve->count, sizeof *sums);
    check_ok(vi_gpu_curve_sums(ctx, gpu, x, curve, sums, &error));
    for (size_t t = 0; t < curve->tile_count; t++) {
        size_t best = (size_t)curve->tiles[t].best, first = (size_t)curve->tiles[t].first;
        for (size_t j = first; j < first + (size_t)curve->tiles[t].count; j++) {
            long double sum = 0, squares = 0;
            for (size_t i = 0; i < x->rows; i++) {
                double regret = 0;
                for (size_t d = 0; d < strategies; d++) {
                    double effect = x->columns[d][i] - x->columns[best][i];
                    double cost = x->columns[strategies + d][i] - x->columns[strategies + best][i];
                    regret = fmax(regret, curve->k[j] * effect - cost);
                }
                sum += regret;
                squares += (long double)(regret * regret);
            }
            check_sum(sums[j], sum, "curve");
            check_sum(sums[curve->count + j], squares, "curve, squares");
        }
    }
    free(sums);
}

static void the_curve_over_k(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    static double k[COUNT];
    static const vi_curve_tile tiles[] = {
        {0, 1, 2, 0}, {1, 3, 0, 2}, {4, 40, 1, 6}, {44, 256, 2, 8}};
    const double *list[6];
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 0.01 * (double)j;
    }
    static const size_t rows[] = {1, 255, 1000, 3001};
    vi_gpu *gpu = open_gpu(1 << 15);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        columns_of(list, rows[i], 6);
        const vi_gpu_values x = {.columns = list, .rows = rows[i], .cols = 6};
        for (size_t t = 1; t <= sizeof tiles / sizeof *tiles; t++) {
            const vi_gpu_curve curve = {k, (size_t)(tiles[t - 1].first + tiles[t - 1].count), tiles,
                                        t};
            check_curve(gpu, &x, &curve);
        }
    }
    close_gpu(gpu);
}

/* So many that a thread of a block adds several times. */
static void the_curve_over_many_rows(void **state)
{
    (void)state;
    enum { ROWS = 70000, COUNT = 256 };
    static double k[COUNT];
    const double *list[4];
    for (size_t j = 0; j < COUNT; j++) {
        k[j] = 0.01 * (double)j;
    }
    for (size_t d = 0; d < 4; d++) {
        list[d] = numbers + 29999 * d;
    }
    const vi_curve_tile tile = {0, COUNT, 1, 8};
    const vi_gpu_values x = {.columns = list, .rows = ROWS, .cols = 4};
    const vi_gpu_curve curve = {k, COUNT, &tile, 1};
    vi_gpu *gpu = open_gpu(0);
    check_curve(gpu, &x, &curve);
    close_gpu(gpu);
}

static void more_than_a_grid_has_blocks_is_refused(void **state)
{
    (void)state;
    enum { TOO_MANY = 65536 };
    static const vi_curve_tile tiles[TOO_MANY];
    voi_error error = {0};
    const vi_gpu_values x = {.columns = NULL, .rows = 10, .cols = TOO_MANY};
    const vi_gpu_curve curve = {NULL, 1 << 25, tiles, TOO_MANY};
    const vi_gpu_moments moments = {NULL, TOO_MANY};
    vi_gpu *gpu = open_gpu(0);
    assert_int_equal(vi_gpu_curve_sums(ctx, gpu, &x, &curve, NULL, &error), VOI_ERR_LIMIT);
    assert_int_equal(vi_gpu_moment_sums(ctx, gpu, &x, &moments, NULL, &error), VOI_ERR_LIMIT);
    assert_string_equal(error.message, "327680 sums are too many for it");
    close_gpu(gpu);
}

static void check_moments(vi_gpu *gpu, const vi_gpu_values *x, size_t strategies)
{
    voi_error error = {0};
    double near[8], sums[8 * VI_GPU_MOMENT_SUMS];
    for (size_t d = 0; d < x->cols; d++) {
        near[d] = 1e6 + (double)d;
    }
    const vi_gpu_moments moments = {near, strategies};
    check_ok(vi_gpu_moment_sums(ctx, gpu, x, &moments, sums, &error));
    for (size_t d = 0; d < strategies; d++) {
        size_t c = x->cols > strategies ? strategies + d : d;
        long double expected[VI_GPU_MOMENT_SUMS] = {0};
        for (size_t i = 0; i < x->rows; i++) {
            long double e = x->columns[d][i] - near[d], m = x->columns[c][i] - near[c];
            const long double terms[] = {e, m, e * e, e * m, m * m};
            for (size_t s = 0; s < VI_GPU_MOMENT_SUMS; s++) {
                expected[s] += terms[s];
            }
        }
        for (size_t s = 0; s < VI_GPU_MOMENT_SUMS; s++) {
            check_sum(sums[d * VI_GPU_MOMENT_SUMS + s], expected[s], "moments");
        }
    }
}

static void moments_of_columns(void **state)
{
    (void)state;
    const double *list[8];
    vi_gpu *gpu = open_gpu(1 << 15);
    for (size_t rows = 1; rows < 4000; rows = 3 * rows + 1) {
        columns_of(list, rows, 8);
        const vi_gpu_values both = {.columns = list, .rows = rows, .cols = 8};
        const vi_gpu_values costs = {.columns = list, .rows = rows, .cols = 3};
        check_moments(gpu, &both, 4);
        check_moments(gpu, &costs, 3);
    }
    close_gpu(gpu);
}

/* Bytes that a call sends to the device. */
static size_t sent_by_regrets(vi_gpu *gpu, const vi_gpu_values *x, double *sums)
{
    voi_error error = {0};
    size_t before = gpu_stand_in->sent;
    check_ok(vi_gpu_regrets(ctx, gpu, x, sums, &error));
    return gpu_stand_in->sent - before;
}

static void kept_values_are_not_sent_again_and_give_the_same_bits(void **state)
{
    (void)state;
    enum { ROWS = 5000, COLS = 4 };
    const double *list[COLS];
    double streamed[2 * COLS], kept[2 * COLS];
    voi_error error = {0};
    bool there = false;
    columns_of(list, ROWS, COLS);
    const vi_gpu_values x = {
        .columns = list, .rows = ROWS, .cols = COLS, .identity = first_problem};
    const size_t bytes = sizeof(double) * ROWS * COLS;
    vi_gpu *gpu = open_gpu(1 << 15);
    assert_int_equal(sent_by_regrets(gpu, &x, streamed), bytes);
    check_ok(vi_gpu_upload(ctx, gpu, &x, &there, &error));
    assert_true(there);
    assert_int_equal(gpu_stand_in->sent, 2 * bytes);
    check_ok(vi_gpu_upload(ctx, gpu, &x, &there, &error));
    assert_int_equal(gpu_stand_in->sent, 2 * bytes);
    for (size_t i = 0; i < 3; i++) {
        memset(kept, 0, sizeof kept);
        assert_int_equal(sent_by_regrets(gpu, &x, kept), 0);
        assert_memory_equal(kept, streamed, sizeof kept);
    }
    vi_gpu_values other = x;
    other.rows--;
    assert_int_equal(sent_by_regrets(gpu, &other, kept), bytes - sizeof(double) * COLS);
    other.identity = second_problem;
    check_ok(vi_gpu_upload(ctx, gpu, &other, &there, &error));
    assert_true(there);
    assert_int_equal(sent_by_regrets(gpu, &other, kept), 0);
    assert_int_equal(sent_by_regrets(gpu, &x, kept), bytes);
    close_gpu(gpu);
}

static void what_does_not_fit_passes_through(void **state)
{
    (void)state;
    enum { ROWS = 20000, COLS = 5 };
    const double *list[COLS];
    voi_error error = {0};
    bool there = true;
    columns_of(list, ROWS, COLS);
    const vi_gpu_values x = {
        .columns = list, .rows = ROWS, .cols = COLS, .identity = first_problem};
    gpu_stand_in->memory = 1 << 18;
    vi_gpu *gpu = open_gpu(1 << 15);
    check_ok(vi_gpu_upload(ctx, gpu, &x, &there, &error));
    assert_false(there);
    assert_int_equal(gpu_stand_in->sent, 0);
    check_regrets(gpu, &x);
    close_gpu(gpu);
}

static void facts_live_with_what_is_kept(void **state)
{
    (void)state;
    const double *list[2];
    voi_error error = {0};
    bool there = false;
    columns_of(list, 100, 2);
    const vi_gpu_values x = {.columns = list, .rows = 100, .cols = 2, .identity = first_problem};
    vi_gpu_values other = x;
    other.identity = second_problem;
    vi_gpu *gpu = open_gpu(0);
    assert_null(vi_gpu_facts(gpu, &x));
    check_ok(vi_gpu_upload(ctx, gpu, &x, &there, &error));
    assert_null(vi_gpu_facts(gpu, &x));
    vi_gpu_keep_facts(gpu, vi_calloc(3, sizeof(double)));
    assert_non_null(vi_gpu_facts(gpu, &x));
    assert_null(vi_gpu_facts(gpu, &other));
    check_ok(vi_gpu_upload(ctx, gpu, &other, &there, &error));
    assert_null(vi_gpu_facts(gpu, &other));
    close_gpu(gpu);
}

static void values_that_are_not_finite_show(void **state)
{
    (void)state;
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    double x[600], sums[4];
    vi_gpu *gpu = open_gpu(0);
    voi_error error = {0};
    for (size_t o = 0; o < 3; o++) {
        for (size_t order = 0; order < 2; order++) {
            memcpy(x, numbers, sizeof x);
            x[301] = odd[o];
            const voi_matrix m = {x, 300, 2, order ? 2 : 1, order ? 1 : 300};
            const vi_gpu_values values = {.matrix = &m, .rows = 300, .cols = 2};
            check_ok(vi_gpu_regrets(ctx, gpu, &values, sums, &error));
            assert_false(isfinite(sums[0]) && isfinite(sums[1]) && isfinite(sums[2]) &&
                         isfinite(sums[3]));
        }
    }
    close_gpu(gpu);
}

/* Kernels come from the compiler once, then from the folder, and from memory in between. */
static void a_second_session_compiles_nothing(void **state)
{
    (void)state;
    const double *list[2];
    columns_of(list, 100, 2);
    const vi_gpu_values x = {.columns = list, .rows = 100, .cols = 2};
    char own[] = "/tmp/voi-kernels-XXXXXX";
    char shared[sizeof kernel_folder];
    assert_non_null(mkdtemp(own));
    memcpy(shared, kernel_folder, sizeof shared);
    memcpy(kernel_folder, own, sizeof own);
    for (size_t session = 0; session < 2; session++) {
        vi_gpu *gpu = open_gpu(0);
        check_regrets(gpu, &x);
        check_regrets(gpu, &x);
        close_gpu(gpu);
        assert_int_equal(compiler_stand_in->compiled, 1);
    }
    memcpy(kernel_folder, shared, sizeof shared);
    remove_folder(own);
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(regrets_of_every_number_of_strategies),
        GPU_TEST(regrets_of_few_and_of_many_rows),
        GPU_TEST(the_curve_over_k),
        GPU_TEST(the_curve_over_many_rows),
        GPU_TEST(more_than_a_grid_has_blocks_is_refused),
        GPU_TEST(moments_of_columns),
        GPU_TEST(kept_values_are_not_sent_again_and_give_the_same_bits),
        GPU_TEST(what_does_not_fit_passes_through),
        GPU_TEST(facts_live_with_what_is_kept),
        GPU_TEST(values_that_are_not_finite_show),
        GPU_TEST(a_second_session_compiles_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
