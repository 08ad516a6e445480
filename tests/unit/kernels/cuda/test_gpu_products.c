/* Cross-products of splines on a GPU that is not there (tests/support/cuda): against sums in long
 * double, for every number of rows and columns around the sizes of its blocks. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "opened_gpu.h"

enum { MARGINS = 3, CELLS = 11, WIDTH = 5, TABLE = MARGINS * CELLS * WIDTH, MOST = 140 };

static double table[TABLE];
static vi_spline_factor factors[3 * MOST];

static int make_splines(void **state)
{
    for (size_t i = 0; i < TABLE; i++) {
        table[i] = vi_uniform(2, 0, i) - 0.4;
    }
    for (int i = 3; i < 3 * MOST; i++) { /* function 0 is the constant */
        int margin = (i / 3 + i) % MARGINS, function = i / 7 % WIDTH;
        factors[i] = i % 5 == 0
                         ? (vi_spline_factor){0, 0, 0}
                         : (vi_spline_factor){margin + 1, margin * CELLS * WIDTH + function, WIDTH};
    }
    return set_up(state);
}

static int cell_at(size_t row, size_t margin)
{
    return (int)(CELLS * vi_uniform(3, margin, row));
}

/* The root of the precision, cells, responses. */
static double number_at(size_t row, size_t column)
{
    return column == 0         ? 0.5 + vi_uniform(4, 0, row)
           : column <= MARGINS ? cell_at(row, column - 1)
                               : vi_uniform(5, column, row) - 0.5;
}

static void pack(const void *state, size_t first, size_t rows, size_t stride, double *to)
{
    size_t columns = *(const size_t *)state;
    for (size_t j = 0; j < columns; j++) {
        for (size_t i = 0; i < rows; i++) {
            to[j * stride + i] = number_at(first + i, j);
        }
    }
}

/* Function or response `column` at a row. */
static double regressor_at(const vi_gpu_splines *s, size_t row, size_t column)
{
    double root = number_at(row, 0), product = 1;
    if (column >= s->functions) {
        return root * number_at(row, 1 + MARGINS + column - s->functions);
    }
    for (size_t o = 0; o < 3; o++) {
        const vi_spline_factor *f = &s->factors[3 * column + o];
        int cell = f->step > 0 ? (int)number_at(row, (size_t)f->column) : 0;
        product *= f->step > 0 ? table[f->at + f->step * cell] : 1;
    }
    return product * root;
}

static void add_row(const vi_gpu_splines *s, size_t row, double *x, long double *sums)
{
    size_t n = s->functions + s->responses;
    for (size_t i = 0; i < n; i++) {
        x[i] = regressor_at(s, row, i);
        for (size_t j = 0; j <= i; j++) {
            sums[i * n + j] += (long double)x[i] * x[j];
        }
    }
}

/* Within the stated tolerance. */
static void check_products(vi_gpu *gpu, size_t rows, size_t functions, size_t responses)
{
    voi_error error = {0};
    size_t columns = 1 + MARGINS + responses, n = functions + responses;
    const vi_gpu_values values = {.pack = pack, .state = &columns, .rows = rows, .cols = columns};
    const vi_gpu_splines splines = {table, TABLE, factors, functions, responses};
    double *sums = calloc(n * n, sizeof *sums), *x = calloc(n, sizeof *x);
    long double *expected = calloc(n * n, sizeof *expected);
    check_ok(vi_gpu_spline_products(ctx, gpu, &values, &splines, sums, &error));
    for (size_t row = 0; row < rows; row++) {
        add_row(&splines, row, x, expected);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double scale = (double)(expected[i * n + i] * expected[j * n + j]);
            check_close(sums[i * n + j], (double)expected[i * n + j], 1e-12 * sqrt(scale));
        }
    }
    free(sums);
    free(x);
    free(expected);
}

static void of_every_number_of_rows(void **state)
{
    (void)state;
    vi_gpu *gpu = open_gpu(0);
    for (size_t rows = 1; rows <= 65; rows++) {
        check_products(gpu, rows, 9, 2);
    }
    close_gpu(gpu);
}

static void of_few_and_of_many_columns(void **state)
{
    (void)state;
    static const size_t functions[] = {1, 2, 61, 62, 63, 64, 65, 126, 127, 128, MOST};
    vi_gpu *gpu = open_gpu(0);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        check_products(gpu, 37, functions[i], 1 + i % 3);
    }
    close_gpu(gpu);
}

/* In chunks and at once; a block flushes its sums on the way. */
static void of_many_rows(void **state)
{
    (void)state;
    vi_gpu *gpu = open_gpu(1 << 15);
    check_products(gpu, 2999, 70, 2);
    close_gpu(gpu);
    gpu = open_gpu(0);
    check_products(gpu, 9001, 6, 1);
    close_gpu(gpu);
}

static void the_same_bits_each_time(void **state)
{
    (void)state;
    voi_error error = {0};
    size_t columns = 1 + MARGINS + 1;
    double sums[2][100];
    const vi_gpu_values values = {.pack = pack, .state = &columns, .rows = 2500, .cols = columns};
    const vi_gpu_splines splines = {table, TABLE, factors, 9, 1};
    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < 2; i++) {
        vi_gpu *gpu = open_gpu(1 << 14);
        check_ok(vi_gpu_spline_products(ctx, gpu, &values, &splines, sums[i], &error));
        close_gpu(gpu);
    }
    assert_memory_equal(sums[0], sums[1], sizeof sums[0]);
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(of_every_number_of_rows),
        GPU_TEST(of_few_and_of_many_columns),
        GPU_TEST(of_many_rows),
        GPU_TEST(the_same_bits_each_time),
    };
    return cmocka_run_group_tests(tests, make_splines, tear_down);
}
