/* What an EVPPI is asked about. */
#ifndef VI_MEASURES_QUESTIONS_H
#define VI_MEASURES_QUESTIONS_H

#include "measures/asked.h"

typedef struct {
    vi_asked asked, left;           /* as asked, and without needless parameters: empty at first */
    size_t rows;                    /* of the sample */
    bool *reduced;                  /* of every set: a part of it adds nothing to the rest */
    const char *method;             /* of the regressions of all sets; NULL: the best for each */
    const char *const *group_names; /* of every set, borrowed, or NULL */
} vi_questions;

/* Reads the options' parameters, pairs, names and method. Errors:
 * VOI_ERR_ARGUMENT, VOI_ERR_LIMIT, VOI_ERR_NOMEM. */
voi_status vi_questions_create(const voi_problem *problem, const voi_evppi_options *options,
                               vi_questions *out, voi_error *err);
void vi_questions_free(vi_questions *questions);

#endif
