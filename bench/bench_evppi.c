/* EVPPI of single parameters with standard errors and intervals: milliseconds, by rows, strategies,
 * parameters and values of k, on one thread and on all. Costs and effects depend on fourteen
 * parameters of different kinds, as in a decision model.
 *     bench_evppi */
#define _GNU_SOURCE
#include "contexts.h"
#include "core/philox.h"
#include "timing.h"
#include "voi.h"

#include <math.h>
#include <stdio.h>

enum { PARAMETERS = 14 };

typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
    voi_evppi_options options;
} job;

static void run(void *argument)
{
    job *j = argument;
    voi_table *table = NULL;
    voi_error err;
    if (voi_evppi(j->ctx, j->problem, &j->options, &table, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    voi_table_destroy(table);
}

/* Uniform, skewed, heavy-tailed and discrete parameters. */
static double parameter(size_t p, size_t i)
{
    double u = vi_uniform(1, p, i);
    switch (p % 4) {
    case 0:
        return u;
    case 1:
        return u * u * u;
    case 2:
        return exp(2 * (u + vi_uniform(2, p, i) + vi_uniform(3, p, i)) - 3);
    default:
        return floor(20 * u);
    }
}

static voi_problem *make_problem(voi_context *ctx, size_t rows, size_t cols)
{
    double *costs = calloc(rows * cols, sizeof *costs);
    double *effects = calloc(rows * cols, sizeof *effects);
    double *params = malloc(rows * PARAMETERS * sizeof *params);
    voi_problem *problem = NULL;
    voi_error err;
    for (size_t i = 0; costs && effects && params && i < rows; i++) {
        for (size_t p = 0; p < PARAMETERS; p++) {
            double x = params[p * rows + i] = parameter(p, i);
            for (size_t d = 1; d < cols; d++) {
                double share = sin((double)(p * d + 1)) * x / (p % 4 == 3 ? 20 : 1);
                effects[d * rows + i] += 0.1 * share;
                costs[d * rows + i] += 1000 + 500 * share * vi_uniform(4, p, i);
            }
        }
    }
    const voi_problem_data data = {.costs = {costs, rows, cols, 1, (ptrdiff_t)rows},
                                   .effects = {effects, rows, cols, 1, (ptrdiff_t)rows},
                                   .parameters = {params, rows, PARAMETERS, 1, (ptrdiff_t)rows}};
    if (voi_problem_create(ctx, &data, &problem, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    free(costs);
    free(effects);
    free(params);
    return problem;
}

typedef struct {
    size_t rows, cols, parameters;
    const char *wtp;
    size_t threads; /* 0: all */
    int runs;
} shape;

static void time_shape(const shape *s)
{
    static const char *const first = "p2";
    voi_error err;
    voi_wtp wtp = {0};
    job j = {.ctx = make_context(s->threads)};
    voi_problem *problem = make_problem(j.ctx, s->rows, s->cols);
    j.problem = problem;
    voi_evppi_options_default(&j.options);
    if (voi_wtp_parse(s->wtp, &wtp, NULL, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    j.options.wtp = wtp;
    if (s->parameters == 1) {
        j.options.parameters = &first;
        j.options.parameter_count = 1;
    }
    timing t = measure(run, &j, s->runs);
    printf("| %zu | %zu | %zu | %zu | %zu | %.2f | %.2f |\n", s->rows, s->cols, s->parameters,
           wtp.count, voi_context_threads(j.ctx), 1e3 * t.median, 1e3 * t.min);
    voi_wtp_free(&wtp);
    voi_problem_destroy(problem);
    voi_context_destroy(j.ctx);
}

int main(void)
{
    static const shape shapes[] = {
        {10000, 2, 1, "20000", 1, 201}, {10000, 2, 14, "20000", 1, 51},
        {10000, 2, 14, "20000", 0, 51}, {10000, 2, 14, "0:50000:100", 0, 5},
        {10000, 5, 14, "20000", 0, 21}, {10000, 20, 14, "20000", 0, 3},
        {1000000, 2, 1, "20000", 1, 5}, {1000000, 2, 14, "20000", 0, 3},
    };
    printf("| N | D | parameters | k | threads | median ms | min ms |\n"
           "|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        time_shape(&shapes[i]);
    }
    return 0;
}
