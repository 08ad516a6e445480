/* What the accuracy tables share: samples of a problem, and what is wished for. Needs _GNU_SOURCE.
 */
#ifndef BENCH_ACCURACY_H
#define BENCH_ACCURACY_H

#include "problems.h"
#include "timing.h"
#include "voi.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ENOUGH = 10, SIZES = 3 };

static const size_t sizes[SIZES] = {1000, 10000, 100000};
static const double patience = 20; /* seconds */

static inline void stop(const char *message)
{
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, message);
    exit(1);
}

/* ---- What is wished for ---- */

typedef struct {
    size_t rows; /* 0: all sizes */
    int repeat;  /* 0: as many as the program has */
    const char *problem, *method;
} wishes;

static inline bool is_wanted(const char *wish, const char *name)
{
    return !wish || strcmp(wish, name) == 0;
}

static inline wishes parse_wishes(int count, char **words)
{
    static const char usage[] = "options: --rows N, --repeat R, --problem NAME, --method NAME";
    wishes w = {0};
    if (count % 2 == 0) {
        stop(usage);
    }
    for (int i = 1; i < count; i += 2) {
        if (strcmp(words[i], "--rows") == 0) {
            w.rows = strtoul(words[i + 1], NULL, 10);
        } else if (strcmp(words[i], "--repeat") == 0) {
            w.repeat = atoi(words[i + 1]);
        } else if (strcmp(words[i], "--problem") == 0) {
            w.problem = words[i + 1];
        } else if (strcmp(words[i], "--method") == 0) {
            w.method = words[i + 1];
        } else {
            stop(usage);
        }
    }
    return w;
}

/* ---- A sample ---- */

typedef struct {
    const problem_kind *kind;
    size_t rows;
    double *theta, *nb; /* columns */
} sample;

static inline sample new_sample(const problem_kind *kind, size_t rows)
{
    sample s = {kind, rows, malloc(rows * kind->parameters * sizeof *s.theta),
                malloc(rows * kind->strategies * sizeof *s.nb)};
    if (!s.theta || !s.nb) {
        stop("out of memory");
    }
    return s;
}

static inline void free_sample(sample *s)
{
    free(s->theta);
    free(s->nb);
}

/* Draws row i, and answers it also as it is needed beside the sample. */
static inline void draw_row(const sample *s, uint64_t seed, size_t i, double *theta, double *nb)
{
    draws d = {.seed = seed, .row = i};
    s->kind->draw(&d, theta, nb);
    for (size_t j = 0; j < s->kind->parameters; j++) {
        s->theta[j * s->rows + i] = theta[j];
    }
    for (size_t t = 0; t < s->kind->strategies; t++) {
        s->nb[t * s->rows + i] = nb[t];
    }
}

static inline voi_problem *make_problem(voi_context *ctx, const sample *s)
{
    const problem_kind *kind = s->kind;
    ptrdiff_t rows = (ptrdiff_t)s->rows;
    const voi_problem_data data = {.net_benefit = {s->nb, s->rows, kind->strategies, 1, rows},
                                   .parameters = {s->theta, s->rows, kind->parameters, 1, rows}};
    voi_problem *problem = NULL;
    voi_error err;
    if (voi_problem_create(ctx, &data, &problem, &err) != VOI_OK) {
        stop(err.message);
    }
    return problem;
}

/* ---- To whoever waits ---- */

static inline void show_progress(const sample *s, const char *method, int done, int repeat)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%s, %zu rows, %s: %d of %d    ", s->kind->name, s->rows, method,
                done + 1, repeat);
    }
}

static inline void end_progress(void)
{
    fputs(isatty(STDERR_FILENO) ? "\r\033[K" : "", stderr);
}

#endif
