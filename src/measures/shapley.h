/* Shapley values of the EVPI, from the inside. */
#ifndef VI_MEASURES_SHAPLEY_H
#define VI_MEASURES_SHAPLEY_H

#include "data/grid.h"
#include "measures/asked.h"
#include "measures/curve.h"

typedef struct {
    const voi_problem *problem;
    const voi_shapley_options *options;
    const vi_asked *players;
    const vi_grid *grid;
    const vi_curve *curve; /* over grid->sorted */
    /* Filled, in the order of grid->values: what each player adds (players × k) with its standard
     * error, and the EVPPI of all (k). */
    double *value, *se, *together, *together_se;
} vi_shapley;

/* For independent players: one regression on all parameters. */
voi_status vi_shapley_by_parts(voi_context *ctx, vi_shapley *work, voi_error *err);

/* Players are few enough for that: */
enum { VI_MOST_PLAYERS_BY_SETS = 5 };

/* For any players, but few: a regression for every set of them. */
voi_status vi_shapley_by_sets(voi_context *ctx, vi_shapley *work, voi_error *err);

#endif
