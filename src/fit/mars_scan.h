/* The search for the next functions: what every function of a model, times a new hinge, explains.
 */
#ifndef VI_FIT_MARS_SCAN_H
#define VI_FIT_MARS_SCAN_H

#include "fit/mars_sums.h"

/* What a function must explain to be worth its place, and what a knot must add to that: sums of
 * squares in units of the residual variance. */
typedef struct {
    double function, knot;
} vi_mars_cost;

/* Takes in a function of the model times each of these hinges. */
typedef struct {
    double worth; /* what they explain less what they cost */
    size_t parent, count;
    vi_hinge hinge[2];
} vi_mars_step;

/* A function of the model as a factor of further ones. */
typedef struct {
    size_t cleared;  /* the size of the model when it was last asked; 0 before */
    double *records; /* NULL before it is first asked */
    double worth;    /* of its best step when it was last asked, INFINITY before */
} vi_mars_parent;

typedef struct {
    vi_mars_pass *pass; /* NULL before its first task */
} vi_mars_worker;

typedef struct {
    const vi_mars_model *model;
    vi_mars_cost cost;
    vi_mars_parent *parents; /* one a function of the model */
    size_t *offset;          /* of every axis in the records, and the end */
    double *weight;          /* of the responses: 1 / variance */
    vi_mars_step *best;      /* asked parents × axes */
    const size_t *asked;
    vi_mars_worker *workers;
    size_t worker_count;
} vi_mars_scan;

/* The model must outlive the search. Errors: VOI_ERR_NOMEM. */
voi_status vi_mars_scan_create(voi_context *ctx, const vi_mars_model *model, vi_mars_cost cost,
                               vi_mars_scan *out, voi_error *err);
void vi_mars_scan_free(vi_mars_scan *scan);

/* The best step from any of `count` parents, all different. Errors: VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. Cost O(axes · rows) a parent and function that is new since it was asked. */
voi_status vi_mars_scan_ask(voi_context *ctx, vi_mars_scan *scan, const size_t *parents,
                            size_t count, vi_mars_step *out, voi_error *err);

#endif
