/* What a table of EVPPI tells its reader beside the numbers. */
#ifndef VI_MEASURES_TOLD_H
#define VI_MEASURES_TOLD_H

#include "measures/partial.h"
#include "measures/questions.h"

/* Set `set` of the questions, and its answers. */
typedef struct {
    const vi_questions *questions;
    size_t set;
    const char *name; /* its parameters */
    const vi_partial *answers;
    size_t count;
} vi_told;

/* Warns of what is odd about the set; *told counts sets that deserve it, and no more than a dozen
 * are told of: vi_tell_rest says how many were not. */
void vi_tell(const vi_told *about, voi_table *table, size_t *told);
void vi_tell_rest(size_t told, voi_table *table);

/* Warns where rows are few. */
void vi_tell_rows(size_t rows, const char *measure, voi_table *table);

/* The method as a table names it: that of the regression, "policy" where that misses structure, or
 * "constant". Static storage. */
const char *vi_method_told(const vi_partial *answer);

#endif
