/* A fit as a sum of parts, each a function of few players: sets of parameters that are independent
 * of each other. */
#ifndef VI_FIT_PARTS_H
#define VI_FIT_PARTS_H

#include "fit/fit.h"

/* Parts have mean 0 over each of their players, so what is expected given some players is the sum
 * of the parts that have no others. Part 0 has no players: the constant. */
typedef struct {
    const vi_fit *fit;
    size_t players, count;
    size_t *order;                     /* of every part: its players' number */
    size_t (*member)[VI_MOST_FACTORS]; /* and which */
    struct vi_cast *casts;             /* of every function: its players */
    struct vi_split *splits;           /* how the functions go into the parts */
    size_t split_count;
} vi_parts;

/* Whose each parameter of a group is. */
typedef struct {
    size_t count;     /* of players */
    const size_t *of; /* of every parameter, below count */
} vi_players;

/* Takes apart a fit of a group. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED, VOI_ERR_UNSUPPORTED (the
 * method's functions are no products). Cost O(rows functions). */
voi_status vi_parts_create(voi_context *ctx, const vi_fit *fit, const vi_players *players,
                           vi_parts *out, voi_error *err);
void vi_parts_free(vi_parts *parts);

/* Rows in one call of vi_parts_at_rows. */
enum { VI_PARTS_BLOCK = 64 };

/* The parts at rows first .. first + count − 1, at most VI_PARTS_BLOCK: values is count × parts ×
 * responses, by row, from `coefficients`, responses × functions (posterior.h). */
void vi_parts_at_rows(const vi_parts *parts, const double *coefficients, size_t first, size_t count,
                      double *values);

#endif
