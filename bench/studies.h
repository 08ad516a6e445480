/* Studies whose EVSI is known, for the accuracy table and the study of coverage. */
#ifndef BENCH_STUDIES_H
#define BENCH_STUDIES_H

#include "problems.h"
#include "voi.h"

enum { MOST_SIZES = 5, MOST_MEASURED = 5, MOST_TURNS = 256 };

/* What is known of a study of one size: what it is worth, and at which results the decision turns.
 */
typedef struct {
    double evsi;
    double turn[MOST_TURNS];
} study_fact;

typedef struct study_kind {
    problem_kind model; /* two strategies; no groups */
    const voi_design *own;
    const char *design; /* built in, where none is one's own */
    const char *pars[MOST_MEASURED];
    size_t measured;
    double sd, follow_up; /* the option of that name; 0: none */
    double evppi;
    size_t sizes;
    double n[MOST_SIZES], evsi[MOST_SIZES]; /* NAN: see `know` */
    /* Fills in a size's fact, whose EVSI is that above. */
    void (*know)(const struct study_kind *kind, double n, study_fact *fact);
    /* The chance that the data, read by the true model, lead to the second strategy. */
    double (*leads)(const struct study_kind *kind, const double *theta, double n,
                    const study_fact *fact);
} study_kind;

typedef struct {
    const study_kind *list;
    size_t count;
} study_list;

extern const study_list study_problems;

/* The problem's place in a voi_study, which borrows from `option`. */
static inline voi_study study_of(const study_kind *kind, voi_study_option *option)
{
    bool some = kind->sd > 0 || kind->follow_up > 0;
    *option = kind->sd > 0 ? (voi_study_option){"sd", kind->sd}
                           : (voi_study_option){"follow_up", kind->follow_up};
    return (voi_study){.design = kind->own ? kind->own : voi_design_find(kind->design),
                       .parameters = kind->pars,
                       .parameter_count = kind->measured,
                       .options = some ? option : NULL,
                       .option_count = some};
}

static inline study_fact fact_of(const study_kind *kind, size_t size)
{
    study_fact fact = {.evsi = kind->evsi[size]};
    kind->know(kind, kind->n[size], &fact);
    return fact;
}

#endif
