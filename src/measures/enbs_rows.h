/* What the tables of ENBS and of designs are made of. */
#ifndef VI_MEASURES_ENBS_ROWS_H
#define VI_MEASURES_ENBS_ROWS_H

#include "measures/enbs_interval.h"

typedef struct {
    double n, participants;
    size_t i;              /* the k is grid.values[i] */
    bool best, optimal;    /* at its k: of its study; of all studies */
    double low, high;      /* of the best: the sizes as good as it; NaN else */
    double found;          /* of the best: its ENBS as the search has it */
    vi_enbs_answer answer; /* zeros for a study of nobody */
} vi_enbs_row;

/* All rows of one study, n increasing and k within. Sizes that are listed add rows; what is best
 * does not depend on them where the method can search. */
typedef struct {
    const char *name; /* of the study, which must outlive it */
    char *pars;
    double *k;
    vi_enbs_row *rows;
    size_t count, k_count;
    bool searched; /* all whole numbers for the best; else the sizes listed */
} vi_enbs_rows;

/* Answers for one plan, and adds its warnings to `table`. `out` is to be freed in either case.
 * Errors: those of voi_enbs. */
voi_status vi_enbs_rows_create(voi_context *ctx, const voi_problem *problem,
                               const voi_enbs_options *options, const voi_study_plan *plan,
                               vi_enbs_rows *out, voi_table *table, voi_error *err);
void vi_enbs_rows_free(vi_enbs_rows *rows);

/* Marks, at every k, the row of several studies with the largest ENBS, the first of equal ones; all
 * studies have the same k. */
void vi_enbs_rows_mark(vi_enbs_rows *studies, size_t count);

#endif
