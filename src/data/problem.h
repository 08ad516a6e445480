/* The decision problem from the inside. */
#ifndef VI_DATA_PROBLEM_H
#define VI_DATA_PROBLEM_H

#include "core/identity.h"
#include "data/findings.h"

typedef struct {
    const char *role; /* "costs", "effects", "net benefit", "outcomes", "parameters"; static */
    char *path;
    char sha256[65]; /* "" when not computed */
} vi_source;

enum { VI_MAX_SOURCES = 4 };

struct voi_problem {
    size_t rows, strategies, parameters, outcome_count;
    double **costs, **effects; /* strategies columns each; NULL where net benefit is given */
    double **net_benefit;      /* NULL where costs and effects are given */
    double **outcomes;         /* outcome_count columns, without strategies; else NULL */
    double **params;           /* parameters columns; NULL without */
    char **strategy_names, **parameter_names, **outcome_names;
    vi_findings findings; /* notes and warnings met while it was built */
    vi_source sources[VI_MAX_SOURCES];
    size_t source_count;
    vi_identity *identity; /* NULL where the values may change */
};

/* An empty problem with an identity; NULL when memory is out. */
voi_problem *vi_problem_new(void);

/* Refuses outcomes without strategies (VOI_ERR_ARGUMENT). */
voi_status vi_problem_need_strategies(const voi_problem *problem, voi_error *err);

/* Bytes of the costs and effects, or of the net benefits. */
uint64_t vi_problem_outcome_bytes(const voi_problem *problem);

/* Copies the problem's warnings into a table, so that every answer carries them. */
void vi_problem_warn(const voi_problem *problem, voi_table *table);

/* The index of a parameter by name; on an unknown one VOI_ERR_ARGUMENT with the nearest name. */
voi_status vi_problem_find_parameter(const voi_problem *problem, const char *name, size_t *index,
                                     voi_error *err);

#endif
