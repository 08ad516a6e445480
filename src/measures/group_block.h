/* A block of rows of a fitted group: all that an estimate needs of them and that does not depend on
 * k. */
#ifndef VI_MEASURES_GROUP_BLOCK_H
#define VI_MEASURES_GROUP_BLOCK_H

#include "measures/group_noise.h"
#include "measures/row_planes.h"

/* Beyond so many standard deviations a decision is certain, to 1e-11 of one. */
#define VI_REACH 6.5

/* Planes are as in row_planes.h, one of every response. A row is close where its variances matter
 * at some k; of the others the penalised part counts 0. */
typedef struct {
    const vi_group_noise *noise;
    size_t rows, first;
    double *x;         /* rows × functions: x₀, x̃₁ of fit.h */
    double *by_row;    /* rows × responses: fitted values */
    double *fitted;    /* planes: the fit; */
    double *own;       /* the rows' own responses; */
    double *without;   /* the fit without the row; */
    double *deviation; /* the standard deviation of the fit */
    double *null;      /* rows: the null part of the leverage, */
    double *beyond;    /* rows: without the overall mean */
    size_t close;      /* close rows, */
    size_t *row;       /* which, */
    size_t *place;     /* and where such a row stands among them */
    double *close_x;   /* their x, together */
    double *shared;    /* planes of every pair of responses: u_rᵀ u_q */
    double *u;         /* responses × rows × penalised: u of close rows */
    double *packed;    /* rows × penalised: u of one response */
    double *numbers;
} vi_group_block;

/* Errors: VOI_ERR_NOMEM. */
voi_status vi_group_block_create(const vi_group_noise *noise, vi_group_block *out, voi_error *err);
void vi_group_block_free(vi_group_block *block);

/* Rows first .. first + rows − 1, at most VI_PLANE of them. Few values of k tell which rows are
 * close; of many, all are. */
void vi_group_block_load(vi_group_block *block, const vi_rates *rates, size_t count, size_t first,
                         size_t rows);

/* u_rᵀ u_q at a row of the block. Cost O(penalised) when it is first asked for. */
double vi_group_block_shared(const vi_group_block *block, size_t r, size_t q, size_t row);

#endif
