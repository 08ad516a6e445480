/* Every allocation of the checks fails once: a clean status, no table, no leak. */
#define _GNU_SOURCE
#include "failing_alloc.h"
#include "random_problem.h"

#include <stdio.h>
#include <unistd.h>

enum { ROWS = 60, COLS = 3, PARS = 4 };

static double costs[ROWS * COLS], effects[ROWS * COLS], params[ROWS * PARS];

/* A sample with findings of every kind, so that their texts are allocated too. */
static void fill(void)
{
    random_outcomes(1, ROWS, COLS, 1, 0, costs, effects);
    for (size_t i = 0; i < ROWS; i++) {
        params[i] = vi_uniform(1, 1000, i);
        params[ROWS + i] = params[i];
        params[2 * ROWS + i] = 2 * params[i] + 1;
        params[3 * ROWS + i] = 4;
    }
}

static voi_problem *make_problem(bool net_benefit)
{
    const voi_matrix none = {0}, c = {costs, ROWS, COLS, 1, ROWS},
                     e = {effects, ROWS, COLS, 1, ROWS};
    const voi_problem_data data = {.costs = net_benefit ? none : c,
                                   .effects = net_benefit ? none : e,
                                   .net_benefit = net_benefit ? c : none,
                                   .parameters = {params, ROWS, PARS, 1, ROWS}};
    voi_context *ctx = new_context(1);
    voi_problem *problem = NULL;
    voi_error error = {0};
    fill();
    check_ok(voi_problem_create(ctx, &data, &problem, &error));
    voi_context_destroy(ctx);
    return problem;
}

typedef voi_status (*call)(voi_context *ctx, const void *input, voi_table **out, voi_error *err);

static voi_status check_problem(voi_context *ctx, const void *input, voi_table **out,
                                voi_error *err)
{
    return voi_check(ctx, input, out, err);
}

static voi_status check_files(voi_context *ctx, const void *input, voi_table **out, voi_error *err)
{
    return voi_check_files(ctx, input, out, err);
}

/* Fails the first allocation of a call, then the second, until none is left to fail. A call may
 * succeed in spite of a failure: without memory for threads the caller does the work. */
static void fail_each_allocation(call run, const void *input)
{
    bool failed = true;
    for (long k = 0; failed; k++) {
        assert_true(k < 5000);
        long before = atomic_load(&live_blocks);
        voi_context *ctx = new_context(2);
        voi_table *table = (voi_table *)ctx;
        voi_error error = {0};
        atomic_store(&allocations_left, k);
        voi_status status = run(ctx, input, &table, &error);
        failed = atomic_load(&allocations_left) < 0;
        atomic_store(&allocations_left, -1);
        if (status != VOI_OK) {
            assert_int_equal(status, VOI_ERR_NOMEM);
            assert_int_equal(error.status, VOI_ERR_NOMEM);
            assert_null(table);
        }
        voi_table_destroy(table);
        voi_context_destroy(ctx);
        assert_int_equal(atomic_load(&live_blocks), before);
    }
}

static void checks_of_a_problem_survive(void **state)
{
    (void)state;
    for (int net_benefit = 0; net_benefit < 2; net_benefit++) {
        voi_problem *problem = make_problem(net_benefit);
        fail_each_allocation(check_problem, problem);
        voi_problem_destroy(problem);
        assert_int_equal(atomic_load(&live_blocks), 0);
    }
}

static void write_file(const char *path, const double *x, size_t cols, const char *last)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t j = 0; j < cols; j++) {
        fprintf(file, "%sn%zu", j ? "," : "", j);
    }
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j < cols; j++) {
            fprintf(file, "%c%.17g", j ? ',' : '\n', x[j * ROWS + i]);
        }
    }
    fputs(last, file);
    fclose(file);
}

static void checks_of_files_survive(void **state)
{
    char folder[] = "/tmp/voi_check_faults_XXXXXX", paths[3][60];
    (void)state;
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%zu.csv", folder, i);
    }
    const voi_problem_files files = {
        .costs = paths[0], .effects = paths[1], .parameters = paths[2]};
    fill();
    for (int broken = 0; broken < 2; broken++) {
        write_file(paths[0], costs, COLS, broken ? "\n1,2\n1,NA,3\n" : "\n");
        write_file(paths[1], effects, COLS, "\n");
        write_file(paths[2], params, PARS, "\n");
        fail_each_allocation(check_files, &files);
    }
    for (size_t i = 0; i < 3; i++) {
        unlink(paths[i]);
    }
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_of_a_problem_survive),
        cmocka_unit_test(checks_of_files_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
