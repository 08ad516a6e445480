/* The cross-products of all functions of a model, the plain way. */
#ifndef TESTS_SUPPORT_MARS_GATHER_H
#define TESTS_SUPPORT_MARS_GATHER_H

#include "mars_case.h"

#include "fit/gather.h"

/* Free gram alone, with free(). */
static inline vi_gathered gather_case(const mars_case *c)
{
    size_t p = c->model.count, rows = c->sample->rows, responses = c->model.responses;
    double *gram = calloc(p * (p + responses), sizeof *gram), *x = calloc(rows * p, sizeof *x);
    vi_gathered sums = {.gram = gram, .products = gram + p * p};
    for (size_t f = 0; f < p; f++) {
        vi_hinges_at_rows(c->axes, &c->model.functions[f], 0, rows, x + f, p);
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t f = 0; f < p; f++) {
            for (size_t g = 0; g < p; g++) {
                gram[f * p + g] += x[i * p + f] * x[i * p + g];
            }
            for (size_t r = 0; r < responses; r++) {
                sums.products[r * p + f] += x[i * p + f] * c->sample->y[r][i];
            }
        }
    }
    free(x);
    return sums;
}

#endif
