/* Problems that are drawn row by row, and calls that end the program where they fail. */
#ifndef BENCH_MODELS_H
#define BENCH_MODELS_H

#include "voi.h"

#include <stdio.h>
#include <stdlib.h>

static inline void check(voi_status status, const voi_error *err)
{
    if (status != VOI_OK) {
        fprintf(stderr, "%s\n", err->message);
        exit(1);
    }
}

typedef struct {
    size_t parameters, strategies;
    /* A row: its parameters, then costs and effects of the strategies. */
    void (*draw)(size_t row, size_t strategies, double *x, double *costs, double *effects);
} model;

static inline voi_problem *draw_problem(voi_context *ctx, const model *m, size_t rows)
{
    size_t d = m->strategies, q = m->parameters;
    double *numbers = malloc(rows * (2 * d + q) * sizeof *numbers), *costs = numbers;
    double *effects = costs + rows * d, *params = effects + rows * d;
    voi_problem *problem = NULL;
    voi_error err;
    for (size_t i = 0; numbers && i < rows; i++) {
        m->draw(i, d, params + i * q, costs + i * d, effects + i * d);
    }
    const voi_problem_data data = {.costs = {costs, rows, d, (ptrdiff_t)d, 1},
                                   .effects = {effects, rows, d, (ptrdiff_t)d, 1},
                                   .parameters = {params, rows, q, (ptrdiff_t)q, 1}};
    check(voi_problem_create(ctx, &data, &problem, &err), &err);
    free(numbers);
    return problem;
}

#endif
