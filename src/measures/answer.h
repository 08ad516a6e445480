/* The tables of the measures that states hold, from what is known of the sample: its rows, or the
 * sums that are left of them. */
#ifndef VI_MEASURES_ANSWER_H
#define VI_MEASURES_ANSWER_H

#include "data/grid.h"
#include "measures/curve.h"

typedef struct {
    const voi_problem *problem; /* names, findings and the number of rows alone are read */
    const vi_grid *grid;
    const vi_curve *curve;
    const vi_pair_source *pairs; /* NULL: they are not known, which the table tells */
    const vi_moments *moments;   /* of every strategy; for the summary alone */
} vi_answer;

voi_status vi_answer_evpi(const vi_answer *answer, const voi_population *population,
                          voi_table **out, voi_error *err);
voi_status vi_answer_summary(const vi_answer *answer, voi_table **out, voi_error *err);
voi_status vi_answer_ceac(const vi_answer *answer, voi_table **out, voi_error *err);

/* Warns of a GPU that failed, and of a near tie. */
void vi_answer_warn(const vi_answer *answer, voi_table *table);

#endif
