/* All checks of a problem at hand, as `voi check` runs them after reading: milliseconds, by sample
 * size, strategies, parameters and threads (0 = all processors).
 *     bench_check */
#define _GNU_SOURCE
#include "core/philox.h"
#include "timing.h"
#include "voi.h"

#include <stdio.h>

typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
} job;

static void run(void *argument)
{
    job *j = argument;
    voi_table *table = NULL;
    voi_error err;
    if (voi_check(j->ctx, j->problem, &table, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    voi_table_destroy(table);
}

static double *uniforms(uint64_t seed, size_t count)
{
    double *x = malloc(count * sizeof *x);
    if (!x) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    for (size_t i = 0; i < count; i++) {
        x[i] = vi_uniform(seed, 0, i);
    }
    return x;
}

static voi_problem *make_problem(voi_context *ctx, size_t rows, size_t cols, size_t pars)
{
    double *costs = uniforms(1, rows * cols), *effects = uniforms(2, rows * cols);
    double *params = uniforms(3, rows * pars);
    voi_problem *problem = NULL;
    voi_error err;
    for (size_t i = 0; i < rows * cols; i++) {
        double d = (double)(i / rows);
        costs[i] = 2000 * d + 3000 * costs[i];
        effects[i] = 10 + 0.1 * d + 0.4 * effects[i];
    }
    const voi_problem_data data = {.costs = {costs, rows, cols, 1, (ptrdiff_t)rows},
                                   .effects = {effects, rows, cols, 1, (ptrdiff_t)rows},
                                   .parameters = {params, rows, pars, 1, (ptrdiff_t)rows}};
    if (voi_problem_create(ctx, &data, &problem, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    free(costs);
    free(effects);
    free(params);
    return problem;
}

int main(void)
{
    static const size_t shapes[][3] = {{10000, 2, 14}, {1000000, 4, 30}, {1000000, 4, 100}};
    printf("| N | D | P | threads | median ms | min ms |\n|---|---|---|---|---|---|\n");
    for (size_t threads = 0; threads < 2; threads++) {
        voi_context_options options;
        job j = {0};
        voi_error err;
        voi_context_options_default(&options);
        options.threads = threads;
        if (voi_context_create(&options, &j.ctx, &err) != VOI_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
            const size_t *s = shapes[i];
            voi_problem *problem = make_problem(j.ctx, s[0], s[1], s[2]);
            j.problem = problem;
            timing t = measure(run, &j, s[0] < 100000 ? 51 : 3);
            printf("| %zu | %zu | %zu | %zu | %.2f | %.2f |\n", s[0], s[1], s[2], threads,
                   1e3 * t.median, 1e3 * t.min);
            voi_problem_destroy(problem);
        }
        voi_context_destroy(j.ctx);
    }
    return 0;
}
