/* EVPI of a matrix: small exact cases, published values, every layout, backend and thread count
 * with the same bits, offsets, and errors that leave the outputs alone. */
#include "check.h"
#include "twister.h"

#include "core/philox.h"
#include "kernels/kernels.h"
#include "voi.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static voi_context *context_with(size_t threads, const char *backend)
{
    voi_context_options options;
    voi_context_options_default(&options);
    options.threads = threads;
    options.backend = backend;
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(&options, &ctx, &error));
    return ctx;
}

static double evpi_of(const double *data, size_t rows, size_t cols, double *se)
{
    voi_context *ctx = context_with(1, NULL);
    const voi_matrix matrix = {data, rows, cols, (ptrdiff_t)cols, 1};
    voi_error error = {0};
    double evpi = NAN;
    check_ok(voi_evpi_matrix(ctx, &matrix, &evpi, se, &error));
    voi_context_destroy(ctx);
    return evpi;
}

static void small_cases_are_exact(void **state)
{
    (void)state;
    static const double a[] = {10, 1, 2, 8}, b[] = {0, 10, 8, 0}, c[] = {-5, -1, -1, -5};
    static const double d[] = {8, 2, 1, 0, 1, 9, 2, 0, 2, 1, 10, 0, 0, 2, 1, 11};
    double se = NAN;
    check_close(evpi_of(a, 2, 2, NULL), 3, 0);
    check_close(evpi_of(b, 2, 2, NULL), 4, 0);
    check_close(evpi_of(c, 2, 2, NULL), 2, 0);
    check_close(evpi_of(d, 4, 4, NULL), 6, 0);
    /* Regrets of the first strategy are 0 and 6: SD √18, over √2. */
    evpi_of(a, 2, 2, &se);
    check_close(se, 3, 1e-15);
    static const double one[] = {1, 5, 2};
    check_close(evpi_of(one, 3, 1, &se), 0, 0);
    check_close(se, 0, 0);
}

static double evpi_of_seed_42(size_t rows, size_t cols)
{
    twister t;
    double *x = malloc(rows * cols * sizeof *x);
    assert_non_null(x);
    seed_twister(&t, 42);
    for (size_t i = 0; i < rows * cols; i++) {
        x[i] = 1000 + 200 * next_normal(&t);
    }
    double evpi = evpi_of(x, rows, cols, NULL);
    free(x);
    return evpi;
}

static void the_published_values(void **state)
{
    (void)state;
    check_close(evpi_of_seed_42(5000, 8), 279.461240481195, 3e-11);
    check_close(evpi_of_seed_42(50000, 15), 346.1124074547487, 3e-11);
}

/* A large sample in row-major order, with ties. */
static double *sample(size_t rows, size_t cols, double offset)
{
    double *x = malloc(rows * cols * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < rows * cols; i++) {
        double u = vi_uniform(5, 1, i);
        x[i] = (u < 0.1 ? floor(50 * u) : 100 * u * u) + offset;
    }
    return x;
}

/* The definition in long double. */
static double plain_evpi(const double *x, size_t rows, size_t cols)
{
    long double best_mean = -INFINITY, mean_of_best = 0;
    for (size_t d = 0; d < cols; d++) {
        long double sum = 0;
        for (size_t i = 0; i < rows; i++) {
            sum += x[i * cols + d];
        }
        best_mean = sum / (long double)rows > best_mean ? sum / (long double)rows : best_mean;
    }
    for (size_t i = 0; i < rows; i++) {
        double best = x[i * cols];
        for (size_t d = 1; d < cols; d++) {
            best = fmax(best, x[i * cols + d]);
        }
        mean_of_best += best;
    }
    return (double)(mean_of_best / (long double)rows - best_mean);
}

typedef struct {
    double evpi, se;
} answer;

static answer ask(voi_context *ctx, voi_matrix matrix)
{
    answer a = {NAN, NAN};
    voi_error error = {0};
    check_ok(voi_evpi_matrix(ctx, &matrix, &a.evpi, &a.se, &error));
    return a;
}

/* Row-major, column-major, every second column, reversed rows and columns: the same numbers. */
static void compare_layouts(voi_context *ctx, const double *x, size_t n, size_t d, answer expected)
{
    double *y = malloc(4 * n * d * sizeof *y);
    assert_non_null(y);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < d; j++) {
            y[j * n + i] = x[i * d + j];
            y[n * d + 2 * (i * d + j)] = x[i * d + j];
            y[3 * n * d + (n - 1 - i) * d + (d - 1 - j)] = x[i * d + j];
        }
    }
    const voi_matrix layouts[] = {
        {x, n, d, (ptrdiff_t)d, 1},
        {y, n, d, 1, (ptrdiff_t)n},
        {y + n * d, n, d, 2 * (ptrdiff_t)d, 2},
        {y + 4 * n * d - 1, n, d, -(ptrdiff_t)d, -1},
    };
    for (size_t l = 0; l < sizeof layouts / sizeof *layouts; l++) {
        answer a = ask(ctx, layouts[l]);
        assert_memory_equal(&a, &expected, sizeof a);
    }
    free(y);
}

static void the_same_bits_everywhere(void **state)
{
    (void)state;
    /* The last two are large enough for threads. */
    static const size_t shapes[][2] = {{2, 2},    {131, 3},    {4099, 8}, {3001, 70},
                                       {2, 1000}, {40009, 13}, {90007, 4}};
    static const size_t threads[] = {1, 2, 3, 8};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        size_t n = shapes[s][0], d = shapes[s][1];
        double *x = sample(n, d, 0);
        voi_context *first = context_with(1, "scalar");
        answer expected = ask(first, (voi_matrix){x, n, d, (ptrdiff_t)d, 1});
        voi_context_destroy(first);
        check_close(expected.evpi, plain_evpi(x, n, d), 1e-13 * fabs(expected.evpi) + 1e-13);
        for (size_t t = 0; t < 4 * vi_kernels_count(); t++) {
            voi_context *ctx = context_with(threads[t % 4], vi_kernels_at(t / 4)->name);
            compare_layouts(ctx, x, n, d, expected);
            voi_context_destroy(ctx);
        }
        free(x);
    }
}

static void a_common_offset_changes_nothing(void **state)
{
    (void)state;
    double *x = sample(5000, 6, 0), *y = sample(5000, 6, 1e8), se, shifted_se;
    double plain = evpi_of(x, 5000, 6, &se);
    check_close(evpi_of(y, 5000, 6, &shifted_se), plain, 1e-9 * plain);
    check_close(shifted_se, se, 1e-9 * se);
    free(x);
    free(y);
}

/* Values that share an offset with no rounding of their own give the same bits. */
static void an_exact_offset_leaves_every_bit(void **state)
{
    (void)state;
    enum { N = 5000, D = 6 };
    double *x = sample(N, D, 0), *y = malloc(sizeof(double) * N * D), se, shifted_se;
    assert_non_null(y);
    for (size_t i = 0; i < N * D; i++) {
        x[i] = floor(x[i] * 1048576) / 1048576;
        y[i] = x[i] + 1e8;
    }
    double plain = evpi_of(x, N, D, &se), shifted = evpi_of(y, N, D, &shifted_se);
    assert_memory_equal(&plain, &shifted, sizeof plain);
    assert_memory_equal(&se, &shifted_se, sizeof se);
    free(x);
    free(y);
}

static void expect_error(voi_matrix matrix, voi_status expected, const char *message)
{
    voi_context *ctx = context_with(2, NULL);
    voi_error error = {0};
    double evpi = 7, se = 8;
    assert_int_equal(voi_evpi_matrix(ctx, &matrix, &evpi, &se, &error), expected);
    assert_string_equal(error.message, message);
    assert_true(evpi == 7 && se == 8);
    assert_int_equal(voi_evpi_matrix(ctx, &matrix, &evpi, NULL, NULL), expected);
    voi_context_destroy(ctx);
}

static void errors_say_where(void **state)
{
    (void)state;
    double *x = sample(30000, 7, 0);
    const voi_matrix matrix = {x, 30000, 7, 7, 1};
    x[7 * 20000 + 3] = NAN;
    expect_error(matrix, VOI_ERR_DATA,
                 "net benefit: row 20001, column 4: nan is not a finite number");
    x[7 * 20000 + 3] = -INFINITY;
    expect_error(matrix, VOI_ERR_DATA,
                 "net benefit: row 20001, column 4: -inf is not a finite number");
    x[7 * 20000 + 3] = -1.5e308;
    x[7 * 20000 + 4] = 1.5e308;
    expect_error(matrix, VOI_ERR_NUMERIC,
                 "net benefit: differences between strategies are too large for double precision");
    expect_error((voi_matrix){x, 1, 7, 7, 1}, VOI_ERR_ARGUMENT,
                 "EVPI: 1 rows and 7 strategies; at least 2 and 1 are needed");
    expect_error((voi_matrix){NULL, 2, 7, 7, 1}, VOI_ERR_ARGUMENT,
                 "EVPI: context, net benefit and evpi must be given");
    free(x);
}

/* A view that repeats one number may claim any shape; nothing is read before it is refused. */
static void shapes_beyond_memory_are_refused(void **state)
{
    (void)state;
    static const double one = 1;
    static const size_t shapes[][2] = {{SIZE_MAX, 1},     {SIZE_MAX, SIZE_MAX}, {2, SIZE_MAX},
                                       {SIZE_MAX / 2, 2}, {2, SIZE_MAX / 80},   {2, 1 << 25},
                                       {SIZE_MAX / 8, 1}};
    voi_context *ctx = context_with(2, NULL);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        const voi_matrix matrix = {&one, shapes[s][0], shapes[s][1], 0, 0};
        voi_error error = {0};
        double evpi = 7, se = 8;
        assert_int_equal(voi_evpi_matrix(ctx, &matrix, &evpi, &se, &error), VOI_ERR_LIMIT);
        assert_non_null(strstr(error.message, "too many"));
        assert_true(evpi == 7 && se == 8);
    }
    voi_context_destroy(ctx);
}

static int cancel_at_once(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)fraction;
    assert_string_equal(phase, "computing the EVPI");
    return 1;
}

static void a_caller_can_cancel(void **state)
{
    (void)state;
    double *x = sample(100000, 7, 0);
    voi_context_options options;
    voi_context_options_default(&options);
    options.threads = 2;
    options.progress = cancel_at_once;
    voi_context *ctx = NULL;
    voi_error error = {0};
    check_ok(voi_context_create(&options, &ctx, &error));
    const voi_matrix matrix = {x, 100000, 7, 7, 1};
    double evpi = 7;
    assert_int_equal(voi_evpi_matrix(ctx, &matrix, &evpi, NULL, &error), VOI_ERR_CANCELLED);
    assert_string_equal(error.message, "cancelled while computing the EVPI");
    assert_true(evpi == 7);
    voi_context_destroy(ctx);
    free(x);
}

/* As a process pool of Python or R uses a library that its parent has used: parent, child, parent.
 */
static void a_forked_child_goes_on_with_the_context(void **state)
{
    (void)state;
    const size_t rows = 100000, cols = 5;
    double *x = sample(rows, cols, 0);
    const voi_matrix nb = {x, rows, cols, (ptrdiff_t)cols, 1};
    voi_context *ctx = context_with(3, NULL);
    answer before = ask(ctx, nb);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        answer first = ask(ctx, nb), second = ask(ctx, nb);
        bool same = first.evpi == before.evpi && second.evpi == before.evpi;
        voi_context_destroy(ctx);
        _exit(same && first.se == before.se && second.se == before.se ? 0 : 1);
    }
    int ended = -1;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    answer after = ask(ctx, nb);
    assert_true(after.evpi == before.evpi && after.se == before.se);
    voi_context_destroy(ctx);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_cases_are_exact),
        cmocka_unit_test(the_published_values),
        cmocka_unit_test(the_same_bits_everywhere),
        cmocka_unit_test(a_common_offset_changes_nothing),
        cmocka_unit_test(an_exact_offset_leaves_every_bit),
        cmocka_unit_test(errors_say_where),
        cmocka_unit_test(shapes_beyond_memory_are_refused),
        cmocka_unit_test(a_caller_can_cancel),
        cmocka_unit_test(a_forked_child_goes_on_with_the_context),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
