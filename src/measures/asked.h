/* The parameters that an EVPPI is asked about: each set of one or more is a question. */
#ifndef VI_MEASURES_ASKED_H
#define VI_MEASURES_ASKED_H

#include "data/problem.h"

/* Set s holds the parameters member[start[s]] .. member[start[s + 1] − 1]. */
typedef struct {
    size_t count, *start, *member;
} vi_asked;

/* A name is that of a parameter, or several joined by commas; `names` NULL asks about every
 * parameter alone. Errors: VOI_ERR_ARGUMENT (unknown or repeated), VOI_ERR_NOMEM. */
voi_status vi_asked_create(const voi_problem *problem, const char *const *names, size_t count,
                           vi_asked *out, voi_error *err);
void vi_asked_free(vi_asked *asked);

/* Refuses problems without parameters or with too few rows for a regression (VOI_ERR_DATA), as the
 * measure puts it: "EVPPI". */
voi_status vi_asked_check(const voi_problem *problem, const char *measure, voi_error *err);

/* Asks about every pair of single parameters in their place. Errors: VOI_ERR_ARGUMENT (a set that
 * is a group, fewer than two sets), VOI_ERR_LIMIT (more than VI_MOST_PAIRS pairs), VOI_ERR_NOMEM;
 * `asked` is then as before. */
enum { VI_MOST_PAIRS = 20000 };
voi_status vi_asked_pair_up(vi_asked *asked, voi_error *err);

static inline size_t vi_asked_size(const vi_asked *asked, size_t set)
{
    return asked->start[set + 1] - asked->start[set];
}

/* The names of a set joined by commas, to be freed with vi_free; NULL when memory is out. */
char *vi_asked_name(const vi_asked *asked, const voi_problem *problem, size_t set);

#endif
