/* What decisions that follow a fit are worth on the sample's own outcomes. */
#ifndef VI_MEASURES_POLICY_H
#define VI_MEASURES_POLICY_H

#include "measures/slice.h"

/* Sums over rows of the increment of what is chosen against the base: when strategy `best` is
 * chosen for the whole cell, the same squared, and when every row's choice is made by the fit
 * without it. */
typedef struct {
    double in_sample, squares, left_out;
} vi_policy;

/* Whether leaving out a row of the cell may make up for the gap. Where it may not, and the base is
 * chosen, a cell adds nothing. */
static inline bool vi_policy_may_turn(const vi_slice *slice, size_t cell, double gap)
{
    for (size_t d = 0; d < slice->strategies; d++) {
        if (2 * slice->swing[d * slice->cells + cell] >= gap) {
            return true;
        }
    }
    return false;
}

/* Adds a cell, in which `best` leads by `gap`. Cost O(R), and O(rows R) where a single row may turn
 * the choice. */
void vi_policy_add(vi_policy *policy, const vi_slice *slice, size_t cell, size_t best, double gap);

#endif
