/* EVPI with standard errors over 501 values of k: milliseconds, by sample size and strategies.
 *     bench_evpi_curve */
#define _GNU_SOURCE
#include "core/philox.h"
#include "timing.h"
#include "voi.h"

#include <stdio.h>

typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
    voi_evpi_options options;
} job;

static void run(void *argument)
{
    job *j = argument;
    voi_table *table = NULL;
    voi_error err;
    if (voi_evpi(j->ctx, j->problem, &j->options, &table, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    voi_table_destroy(table);
}

static voi_problem *make_problem(voi_context *ctx, size_t rows, size_t cols)
{
    double *costs = malloc(rows * cols * sizeof *costs);
    double *effects = malloc(rows * cols * sizeof *effects);
    voi_problem *problem = NULL;
    voi_error err;
    for (size_t i = 0; costs && effects && i < rows * cols; i++) {
        double d = (double)(i / rows);
        costs[i] = 2000 * d + 3000 * vi_uniform(1, 0, i);
        effects[i] = 10 + 0.1 * d + 0.4 * vi_uniform(1, 1, i);
    }
    const voi_problem_data data = {.costs = {costs, rows, cols, 1, (ptrdiff_t)rows},
                                   .effects = {effects, rows, cols, 1, (ptrdiff_t)rows}};
    if (voi_problem_create(ctx, &data, &problem, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    free(costs);
    free(effects);
    return problem;
}

int main(void)
{
    static const size_t shapes[][2] = {{10000, 2}, {10000, 4}, {1000000, 4}, {100000, 25}};
    voi_wtp wtp = {0};
    job j = {0};
    voi_error err;
    if (voi_wtp_parse("0:50000:100", &wtp, NULL, &err) != VOI_OK ||
        voi_context_create(NULL, &j.ctx, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    voi_evpi_options_default(&j.options);
    j.options.wtp = wtp;
    printf("| N | D | k | median ms | min ms |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        voi_problem *problem = make_problem(j.ctx, shapes[i][0], shapes[i][1]);
        j.problem = problem;
        timing t = measure(run, &j, shapes[i][0] < 100000 ? 51 : 7);
        printf("| %zu | %zu | %zu | %.2f | %.2f |\n", shapes[i][0], shapes[i][1], wtp.count,
               1e3 * t.median, 1e3 * t.min);
        voi_problem_destroy(problem);
    }
    voi_wtp_free(&wtp);
    voi_context_destroy(j.ctx);
    return 0;
}
