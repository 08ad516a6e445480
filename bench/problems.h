/* Decision problems whose EVPPI is known, for the accuracy table. */
#ifndef BENCH_PROBLEMS_H
#define BENCH_PROBLEMS_H

#include "draws.h"

enum { MOST_PARAMETERS = 40, MOST_OPTIONS = 4, MOST_GROUPS = 8 };

/* A group by the names p1, p2, …, what knowing it is worth, and the expected net benefits given its
 * parameters; NULL where these have no closed form. A truth of NAN is computed from them. */
typedef struct {
    const char *pars;
    double truth;
    void (*known)(const double *theta, double *nb);
} group_truth;

typedef struct {
    const char *name;
    size_t parameters, strategies;
    /* Draws the parameters and the net benefits of a row; parameters of groups that have no truth
     * from the first `even` numbers. */
    void (*draw)(draws *d, double *theta, double *nb);
    size_t even;
    group_truth groups[MOST_GROUPS]; /* ended by a NULL */
} problem_kind;

typedef struct {
    const problem_kind *list;
    size_t count;
} problem_list;

extern const problem_list reference_problems, model_problems, synthetic_problems;

#endif
