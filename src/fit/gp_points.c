/* A Cholesky factorisation of the candidates' kernel that draws its pivots: column k is the
 * kernel with the k-th choice, less what the columns before explain, divided by the root of what
 * they leave of the choice's variance; a draw with odds of the variance left comes close to the
 * best choice of so many points, and, unlike the largest variance left, prefers crowded places to
 * corners (Chen, Epperly, Tropp and Webber, "Randomly pivoted Cholesky", Comm. Pure Appl. Math. 78,
 * 2025). The numbers come from a counter: the same candidates give the same points. */
#include "fit/gp_points.h"

#include "core/alloc.h"
#include "core/philox.h"
#include "math/gaussians.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

enum { SEED = 1 };

/* A candidate with less variance left than this would make the factor inexact. */
static const double least_left = 1e-9;

typedef struct {
    const vi_gp_candidates *from;
    double *columns; /* of the factor, candidates long each */
    double *scaled;  /* dims × candidates: places divided by the lengths */
    double *left;    /* of every candidate: variance not explained */
    double *odds;    /* root² · left */
    double *point;   /* scaled coordinates of a choice */
    double weight;   /* Σ root² */
} choice;

static double sum_odds(const choice *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->from->count; i++) {
        double left = c->left[i] > least_left ? c->left[i] : 0;
        c->odds[i] = c->from->root[i] * c->from->root[i] * left;
        sum += c->odds[i];
    }
    return sum;
}

/* The candidate at which the running sum of the odds passes `target`; the last with any, where
 * rounding keeps it from that. */
static size_t draw(const choice *c, double target)
{
    size_t chosen = 0;
    double sum = 0;
    for (size_t i = 0; i < c->from->count; i++) {
        if (c->odds[i] > 0) {
            chosen = i;
            sum += c->odds[i];
            if (sum > target) {
                break;
            }
        }
    }
    return chosen;
}

static void add_column(choice *c, size_t k, size_t chosen)
{
    size_t n = c->from->count, dims = c->from->dims;
    double *column = c->columns + k * n, scale = 1 / sqrt(c->left[chosen]);
    for (size_t d = 0; d < dims; d++) {
        c->point[d] = c->scaled[d * n + chosen];
    }
    vi_gaussians(c->point, 1, (vi_centres){c->scaled, dims, n}, column, n);
    vi_vectors at_choice = {c->columns + chosen, n, 1}, all = {c->columns, n, 1};
    vi_rank_update(-1, k, at_choice, all, (vi_block){column, n, 1, n});
    for (size_t i = 0; i < n; i++) {
        column[i] *= scale;
        c->left[i] -= column[i] * column[i];
    }
    c->left[chosen] = 0;
}

static void start(choice *c)
{
    size_t n = c->from->count, dims = c->from->dims;
    for (size_t i = 0; i < n; i++) {
        c->left[i] = 1;
        c->weight += c->from->root[i] * c->from->root[i];
        for (size_t d = 0; d < dims; d++) {
            c->scaled[d * n + i] = c->from->place[i * dims + d] / c->from->length[d];
        }
    }
}

static void choose(choice *c, size_t most, double enough, vi_gp_points *out)
{
    start(c);
    double odds = sum_odds(c);
    while (out->count < most && odds > enough * c->weight && odds > 0) {
        size_t chosen = draw(c, odds * vi_uniform(SEED, 0, out->count));
        add_column(c, out->count, chosen);
        out->chosen[out->count++] = chosen;
        odds = sum_odds(c);
    }
    out->left = odds / c->weight;
}

voi_status vi_gp_points_choose(const vi_gp_candidates *candidates, size_t most, double enough,
                               vi_gp_points *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t n = candidates->count, dims = candidates->dims;
    most = most < n ? most : n;
    choice c = {.from = candidates};
    vi_gp_points points = {0};
    c.columns = vi_malloc((most + dims + 2) * n + dims, sizeof *c.columns);
    points.chosen = vi_malloc(most, sizeof *points.chosen);
    points.factor = vi_calloc(most * most, sizeof *points.factor);
    if (!c.columns || !points.chosen || !points.factor) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu points", most);
        goto cleanup;
    }
    c.scaled = c.columns + most * n;
    c.left = c.scaled + dims * n;
    c.odds = c.left + n;
    c.point = c.odds + n;
    choose(&c, most, enough, &points);
    for (size_t j = 0; j < points.count; j++) {
        for (size_t i = j; i < points.count; i++) {
            points.factor[j * points.count + i] = c.columns[j * n + points.chosen[i]];
        }
    }
    *out = points;
    points = (vi_gp_points){0};
cleanup:
    vi_free(c.columns);
    vi_gp_points_free(&points);
    return status;
}

void vi_gp_points_free(vi_gp_points *points)
{
    vi_free(points->chosen);
    vi_free(points->factor);
    *points = (vi_gp_points){0};
}
