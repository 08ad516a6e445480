/* The values of k that a measure answers for. */
#ifndef VI_DATA_GRID_H
#define VI_DATA_GRID_H

#include "core/error.h"

typedef struct {
    size_t count;
    double *values; /* as asked for, repeats removed; the single value NaN for net benefit */
    double *sorted; /* the same, increasing */
    size_t *rank;   /* values[i] == sorted[rank[i]] */
} vi_grid;

/* Checks the values against the problem (see voi_wtp). */
voi_status vi_grid_check(const voi_problem *problem, const voi_wtp *wtp, voi_error *err);

/* Checks the values and sorts them. */
voi_status vi_grid_create(const voi_problem *problem, const voi_wtp *wtp, vi_grid *out,
                          voi_error *err);
void vi_grid_free(vi_grid *grid);

#endif
