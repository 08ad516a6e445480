/* A state from the inside: exact sums of some rows, in one array, and what they are sums of. */
#ifndef VI_MEASURES_STATE_H
#define VI_MEASURES_STATE_H

#include "data/grid.h"
#include "measures/curve.h"

/* Where the sums of each pass begin, and how many there are in all. Passes that a measure does not
 * need have none. */
typedef struct {
    size_t means;   /* increments of costs and effects */
    size_t regrets; /* of a sweep, wins included; or of net benefit */
    size_t wins;    /* of net benefit */
    size_t shares;  /* wins of either, up to `pairs`; numbers between 0 and that of rows */
    size_t pairs, moments, count;
} vi_state_layout;

/* So that the number of rows never overflows. */
#define VI_STATE_MOST_ROWS ((size_t)1 << 60)

struct voi_state {
    voi_state_kind kind;
    voi_problem *shape; /* names, warnings and the number of rows; no numbers. costs is not NULL
                           where there are costs and effects */
    vi_grid grid;
    size_t *every; /* 0, 1, 2, ...: the strategies */
    vi_sweep sweep;
    vi_state_layout layout;
    vi_exact sums;
};

/* A state of no rows, of the strategies and with the findings of `problem`. */
voi_status vi_state_create(const voi_problem *problem, voi_state_kind kind, const voi_wtp *wtp,
                           voi_state **out, voi_error *err);

/* Adds the rows of a problem, or of a window of it that begins with a chunk, to totals of
 * layout.count sums; state->shape->rows counts them. */
voi_status vi_state_add_rows(voi_context *ctx, voi_state *state, const voi_problem *rows,
                             vi_totals *totals, voi_error *err);
/* Makes the totals the sums of the state. */
voi_status vi_state_finish(voi_state *state, vi_totals *totals, voi_error *err);

/* Whether the measure counts who is best. */
bool vi_state_has_wins(voi_state_kind kind);

#endif
