/* Measures with the backend cuda, on a GPU that is not there (tests/support/cuda): the same tables
 * as from the CPU, and nothing sent twice. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "gpu_measures.h"

#include "measures/on_gpu.h"
#include "measures/pictures.h"

#include <sys/wait.h>
#include <unistd.h>

static void the_context_says_what_it_runs_on(void **state)
{
    (void)state;
    char words[200];
    voi_context *ctx = gpu_context();
    snprintf(words, sizeof words, "as asked for: First GPU, with %s for what it does not take on",
             voi_context_backend(cpu));
    assert_string_equal(voi_context_backend(ctx), "cuda");
    assert_string_equal(voi_context_backend_reason(ctx), words);
    close_context(ctx);
}

static void tables_are_those_of_the_cpu(void **state)
{
    (void)state;
    check_measures(measures, MEASURES);
}

static void the_evpi_of_a_matrix(void **state)
{
    (void)state;
    const voi_matrix orders[] = {{costs, ROWS, COLS, COLS, 1},
                                 {costs, ROWS, COLS, 1, ROWS},
                                 {costs, ROWS / 2, COLS, 2 * COLS, 1},
                                 {costs, 10, 150, 150, 1}};
    voi_error error = {0};
    voi_context *ctx = gpu_context();
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        double expected, expected_se, evpi, se;
        check_ok(voi_evpi_matrix(cpu, &orders[o], &expected, &expected_se, &error));
        check_ok(voi_evpi_matrix(ctx, &orders[o], &evpi, &se, &error));
        check_close(evpi, expected, 1e-13 * expected);
        check_close(se, expected_se, 1e-12 * expected_se);
    }
    close_context(ctx);
}

/* Where the values of k are those at which lines cross, in numbers that are seldom exact. */
static void check_acceptability(voi_context *ctx, const voi_problem *problem)
{
    double k[60];
    voi_table *expected = NULL, *actual = NULL;
    voi_error error = {0};
    for (size_t j = 0; j < 60; j++) {
        k[j] = 1000 * (double)j / 3;
    }
    const voi_ceac_options options = {.wtp = {k, 60}};
    check_ok(voi_ceac(cpu, problem, &options, &expected, &error));
    check_ok(voi_ceac(ctx, problem, &options, &actual, &error));
    for (size_t i = 0; i < voi_table_rows(expected); i++) {
        assert_true(cell(actual, i, "probability") == cell(expected, i, "probability"));
    }
    voi_table_destroy(expected);
    voi_table_destroy(actual);
}

static void ties_fall_as_on_the_cpu(void **state)
{
    (void)state;
    enum { MOST = 17, FEW = 90 };
    static double coarse_costs[MOST * FEW], coarse_effects[MOST * FEW];
    voi_context *ctx = gpu_context();
    for (size_t cols = 2; cols <= MOST; cols++) {
        for (size_t i = 0; i < cols * FEW; i++) {
            coarse_effects[i] = 0.3 * floor(5 * vi_uniform(cols, 1, i));
            coarse_costs[i] = 100 * floor(9 * vi_uniform(cols, 2, i));
        }
        voi_problem *problem = problem_of(coarse_costs, coarse_effects, FEW, cols);
        check_acceptability(ctx, problem);
        voi_problem_destroy(problem);
    }
    close_context(ctx);
}

static void densities_are_those_of_the_cpu(void **state)
{
    (void)state;
    voi_table *expected = NULL, *actual = NULL;
    voi_error error = {0};
    voi_context *ctx = gpu_context();
    check_ok(vi_density(cpu, both, 20000, &expected, &error));
    for (size_t upload = 0; upload < 2; upload++) {
        size_t fetched = gpu_stand_in->fetched;
        check_ok(vi_density(ctx, both, 20000, &actual, &error));
        assert_int_equal(gpu_stand_in->fetched - fetched, upload * sizeof costs);
        assert_int_equal(voi_table_rows(actual), voi_table_rows(expected));
        for (size_t i = 0; i < voi_table_rows(expected); i++) {
            assert_true(cell(actual, i, "density") == cell(expected, i, "density"));
        }
        voi_table_destroy(actual);
        check_ok(voi_problem_upload(ctx, both, &error));
    }
    voi_table_destroy(expected);
    close_context(ctx);
}

static void check_same_error(voi_context *ctx, const voi_matrix *x, voi_status status)
{
    double evpi = -1, se = -1;
    voi_error error = {0}, expected = {0};
    assert_int_equal(voi_evpi_matrix(cpu, x, &evpi, &se, &expected), status);
    assert_int_equal(voi_evpi_matrix(ctx, x, &evpi, &se, &error), status);
    assert_string_equal(error.message, expected.message);
    assert_true(evpi == -1 && se == -1);
    assert_string_equal(voi_context_backend(ctx), "cuda");
}

static void errors_of_data_are_those_of_the_cpu(void **state)
{
    (void)state;
    double x[] = {1, 2, 3, 4, NAN, 6}, huge[] = {1e308, -1e308, 1, 2};
    const voi_matrix odd = {x, 3, 2, 2, 1}, far = {huge, 2, 2, 2, 1};
    voi_context *ctx = gpu_context();
    check_same_error(ctx, &odd, VOI_ERR_DATA);
    check_same_error(ctx, &far, VOI_ERR_NUMERIC);
    close_context(ctx);
    /* Regrets beyond the largest double at a k that is not. */
    double far_costs[] = {0, 1, 1, 0}, far_effects[] = {0, 1e300, 1e300, 0};
    const double k[] = {1e9};
    const voi_evpi_options options = {.wtp = {k, 1}};
    voi_problem *problem = problem_of(far_costs, far_effects, 2, 2);
    voi_table *table = NULL;
    voi_error error = {0};
    ctx = gpu_context();
    assert_int_equal(voi_evpi(ctx, problem, &options, &table, &error), VOI_ERR_NUMERIC);
    close_context(ctx);
    voi_problem_destroy(problem);
}

static void an_uploaded_problem_is_not_sent_again(void **state)
{
    (void)state;
    voi_error error = {0};
    const size_t bytes = 2 * sizeof costs;
    voi_context *ctx = gpu_context();
    check_ok(voi_problem_upload(ctx, both, &error));
    assert_int_equal(gpu_stand_in->sent, bytes);
    check_ok(voi_problem_upload(ctx, both, &error));
    for (size_t i = 0; i < 3; i++) {
        check_measure(ctx, evpi_few, 0);
        check_measure(ctx, summary, 0);
    }
    /* Values of k, tiles and numbers near means go there; no rows do. */
    assert_true(gpu_stand_in->sent - bytes < bytes / 10);
    check_ok(voi_problem_upload(ctx, net_benefit, &error));
    size_t before = gpu_stand_in->sent;
    check_measure(ctx, evpi_net_benefit, 0);
    assert_int_equal(gpu_stand_in->sent, before);
    close_context(ctx);
}

static void uploads_that_do_nothing(void **state)
{
    (void)state;
    voi_error error = {0};
    const voi_problem_data data = {.parameters = {costs, ROWS, 1, 1, ROWS},
                                   .outcomes = {effects, ROWS, 1, 1, ROWS}};
    voi_problem *outcomes = problem_of_data(&data);
    check_ok(voi_problem_upload(cpu, both, &error));
    assert_int_equal(gpu_stand_in->calls, 0);
    voi_context *ctx = gpu_context();
    assert_int_equal(voi_problem_upload(ctx, outcomes, &error), VOI_ERR_ARGUMENT);
    gpu_stand_in->memory = sizeof costs;
    check_ok(voi_problem_upload(ctx, both, &error));
    assert_string_equal(voi_context_backend(ctx), "cuda");
    close_context(ctx);
    voi_problem_destroy(outcomes);
}

/* Its columns lie where those of the one before lay, as far as the allocator has it so. */
static void a_problem_made_anew_is_another(void **state)
{
    (void)state;
    voi_error error = {0};
    voi_context *ctx = gpu_context();
    for (size_t i = 0; i < 4; i++) {
        double *values = i % 2 == 0 ? costs : effects;
        voi_problem *problem = net_benefit_problem(values, ROWS, COLS);
        voi_table *expected = NULL, *actual = NULL;
        check_ok(voi_problem_upload(ctx, problem, &error));
        check_ok(voi_evpi(cpu, problem, NULL, &expected, &error));
        check_ok(voi_evpi(ctx, problem, NULL, &actual, &error));
        check_equal(actual, expected);
        voi_table_destroy(expected);
        voi_table_destroy(actual);
        voi_problem_destroy(problem);
    }
    close_context(ctx);
}

/* A call too large for the GPU is the CPU's; the next one is not. */
static void what_is_too_large_leaves_the_gpu_open(void **state)
{
    (void)state;
    enum { MANY = 65536 };
    static double *columns[MANY], value[] = {1};
    vi_moments *moments = vi_calloc(MANY, sizeof *moments);
    bool done = true;
    voi_error error = {0};
    for (size_t d = 0; d < MANY; d++) {
        columns[d] = value;
    }
    const voi_problem wide = {.rows = 1, .strategies = MANY, .net_benefit = columns};
    voi_context *ctx = gpu_context();
    check_ok(vi_moments_on_gpu(ctx, &wide, moments, &done, &error));
    assert_false(done);
    assert_string_equal(voi_context_backend(ctx), "cuda");
    check_measure(ctx, summary, 0);
    close_context(ctx);
    vi_free(moments);
}

static void variances_of_constants_are_not_negative(void **state)
{
    (void)state;
    double values[2 * ROWS], *columns[] = {values, values + ROWS};
    voi_problem problem = {.rows = ROWS, .strategies = 2, .net_benefit = columns};
    voi_context *ctx = gpu_context();
    voi_error error = {0};
    for (size_t i = 1; i < 50; i++) {
        vi_moments moments[2];
        bool done = false;
        for (size_t j = 0; j < 2 * ROWS; j++) {
            values[j] = (double)i / 7;
        }
        check_ok(vi_moments_on_gpu(ctx, &problem, moments, &done, &error));
        assert_true(done && moments[0].var_cost >= 0 && moments[1].var_cost >= 0);
    }
    close_context(ctx);
}

static int stop_on_the_gpu(void *data, const char *phase, double fraction)
{
    (void)data;
    (void)fraction;
    return strstr(phase, "GPU") != NULL;
}

static void the_caller_may_stop_it(void **state)
{
    (void)state;
    voi_context *ctx = NULL;
    voi_table *table = NULL;
    voi_error error = {0};
    const voi_context_options options = {
        .backend = "cuda", .cache_folder = kernel_folder, .progress = stop_on_the_gpu};
    static const measure some[] = {evpi_few, evpi_net_benefit, summary, uploaded};
    check_ok(voi_context_create(&options, &ctx, &error));
    for (size_t m = 0; m < sizeof some / sizeof *some; m++) {
        assert_int_equal(some[m](ctx, &table, &error), VOI_ERR_CANCELLED);
        assert_null(table);
        assert_string_equal(error.message, "cancelled while computing on the GPU");
    }
    assert_string_equal(voi_context_backend(ctx), "cuda");
    close_context(ctx);
}

/* A child has the parent's context, but not its GPU. */
static void a_child_leaves_the_gpu_alone(void **state)
{
    (void)state;
    int status = 0;
    voi_context *ctx = gpu_context();
    check_measure(ctx, evpi_few, 0);
    pid_t child = fork();
    if (child == 0) {
        long calls = gpu_stand_in->calls;
        check_measure(ctx, evpi_few, 1);
        check_measure(ctx, evpi_few, 0);
        voi_context_destroy(ctx);
        _exit(gpu_stand_in->calls != calls);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    check_measure(ctx, evpi_few, 0);
    close_context(ctx);
}

/* Work within tasks stays on the CPU: the GPU serves one thread. */
static void tasks_do_not_share_it(void **state)
{
    (void)state;
    voi_table *table = NULL;
    voi_error error = {0};
    voi_problem_data data = {.net_benefit = {costs, ROWS, COLS, 1, ROWS},
                             .parameters = {effects, ROWS, 2, 1, ROWS}};
    voi_problem *problem = problem_of_data(&data);
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.bootstrap = 50;
    voi_context *ctx = gpu_context();
    check_ok(voi_evppi(ctx, problem, &options, &table, &error));
    voi_table_destroy(table);
    close_context(ctx);
    voi_problem_destroy(problem);
}

int main(void)
{
#define GPU_TEST(name) cmocka_unit_test_setup(name, reset_stand_ins)
    const struct CMUnitTest tests[] = {
        GPU_TEST(the_context_says_what_it_runs_on),
        GPU_TEST(tables_are_those_of_the_cpu),
        GPU_TEST(ties_fall_as_on_the_cpu),
        GPU_TEST(densities_are_those_of_the_cpu),
        GPU_TEST(the_evpi_of_a_matrix),
        GPU_TEST(errors_of_data_are_those_of_the_cpu),
        GPU_TEST(an_uploaded_problem_is_not_sent_again),
        GPU_TEST(uploads_that_do_nothing),
        GPU_TEST(a_problem_made_anew_is_another),
        GPU_TEST(what_is_too_large_leaves_the_gpu_open),
        GPU_TEST(variances_of_constants_are_not_negative),
        GPU_TEST(the_caller_may_stop_it),
        GPU_TEST(a_child_leaves_the_gpu_alone),
        GPU_TEST(tasks_do_not_share_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
