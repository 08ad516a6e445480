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

/* Adds a cell, in which `best` leads by `gap`. Cost O(R), and O(rows R) where a single row may turn
 * the choice. */
void vi_policy_add(vi_policy *policy, const vi_slice *slice, size_t cell, size_t best, double gap);

#endif
