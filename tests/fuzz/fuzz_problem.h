/* A small problem for files that name its parameters, and what must hold of how they are refused.
 */
#ifndef TESTS_FUZZ_FUZZ_PROBLEM_H
#define TESTS_FUZZ_FUZZ_PROBLEM_H

#include "fuzz.h"

enum { ROWS = 2, PARAMETERS = 3 };

typedef struct {
    voi_context *ctx;
    voi_problem *problem;
} fuzz_problem;

static inline fuzz_problem open_problem(const char *const names[PARAMETERS])
{
    static double nb[2 * ROWS] = {0, 0, 1, 2}, x[PARAMETERS * ROWS];
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {x, ROWS, PARAMETERS, 1, ROWS},
                                   .parameter_names = names};
    fuzz_problem p = {NULL, NULL};
    require(voi_context_create(NULL, &p.ctx, NULL) == VOI_OK);
    require(voi_problem_create(p.ctx, &data, &p.problem, NULL) == VOI_OK);
    return p;
}

static inline void close_problem(fuzz_problem *p)
{
    voi_problem_destroy(p->problem);
    voi_context_destroy(p->ctx);
}

/* What is refused says where, and leaves nothing behind. */
static inline void require_refusal(voi_status status, const voi_error *error, const char *source,
                                   const void *left)
{
    size_t length = strlen(source);
    require_failure(status, error);
    require(!left && strncmp(error->message, source, length) == 0 && error->message[length] == ':');
}

#endif
