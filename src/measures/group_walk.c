/* Both passes take the rows block by block, in SHARES fixed shares whose sums are added as a tree.
 * With X the functions at the rows of a block and Γ the directions, X Γ is one matrix product, and
 * so is what the decisions of a moved fit have in common with the functions. X is as the basis has
 * it: the directions are brought to that form before, and sums over rows from it after. */
#include "measures/group_walk.h"

#include "core/alloc.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 128 };

typedef struct plan plan;

/* A block of rows. */
typedef struct {
    size_t rows, first;
    double *x;      /* rows × functions */
    double *along;  /* rows × (k × responses): X Γ */
    double *weight; /* rows × (k × others) */
    double *fitted; /* responses: of a row, as they are moved */
    double *value;  /* strategies */
    double *numbers;
} block;

struct plan {
    const vi_group_walk *walk;
    vi_rates rates;
    double *direction;       /* of the functions as the basis has them */
    size_t columns, size;    /* k × responses; numbers of a share */
    vi_group_errors *errors; /* shares × k, or */
    double *moved;           /* shares × (k × (1 + strategies), k × others × functions) */
};

static voi_status reserve(const plan *p, block *b, voi_error *err)
{
    const vi_fit *fit = p->walk->noise->fit;
    size_t weights = p->moved ? p->walk->count * p->rates.others : 0;
    size_t numbers =
        BLOCK * (fit->functions + p->columns + weights) + p->rates.responses + p->rates.strategies;
    b->numbers = vi_malloc(numbers, sizeof *b->numbers);
    if (!b->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    b->x = b->numbers;
    b->along = b->x + BLOCK * fit->functions;
    b->weight = b->along + BLOCK * p->columns;
    b->fitted = b->weight + BLOCK * weights;
    b->value = b->fitted + p->rates.responses;
    return VOI_OK;
}

static void load(const plan *p, size_t first, size_t rows, block *b)
{
    const vi_fit *fit = p->walk->noise->fit;
    vi_vectors functions = {b->x, 1, fit->functions};
    vi_vectors directions = {p->direction, p->columns, 1};
    b->first = first;
    b->rows = rows;
    fit->basis->class->at_rows(fit->basis->state, first, rows, b->x);
    memset(b->along, 0, rows * p->columns * sizeof *b->along);
    vi_rank_update(1, fit->functions, functions, directions,
                   (vi_block){b->along, p->columns, rows, p->columns});
}

/* Sets the values of all strategies at a row, the fit gone `step` of its direction on; answers the
 * best one, which is the base unless another is better. */
static size_t set_values(const plan *p, block *b, size_t i, size_t which, double step)
{
    const vi_group_noise *noise = p->walk->noise;
    size_t r = p->rates.responses, best = p->rates.reference;
    const double *y = noise->increments->responses.y + (b->first + i) * r;
    const double *residual = noise->residual + (b->first + i) * r;
    const double *along = b->along + i * p->columns + which * r;
    for (size_t j = 0; j < r; j++) {
        b->fitted[j] = y[j] - residual[j] + (step != 0 ? step * along[j] : 0);
    }
    vi_rates_apply(&p->rates, which, b->fitted, b->value);
    for (size_t d = 0; d < p->rates.strategies; d++) {
        best = b->value[d] > b->value[best] ? d : best;
    }
    return best;
}

/* ---- Errors ---- */

static double lead(const plan *p, const double *value)
{
    double most = -INFINITY;
    for (size_t d = 0; d < p->rates.strategies; d++) {
        most = d != p->rates.reference ? fmax(most, value[d]) : most;
    }
    return most - value[p->rates.reference];
}

static void add_errors(const plan *p, block *b, size_t i, size_t which, vi_group_errors *out)
{
    size_t count = p->rates.responses, best = set_values(p, b, i, which, 0);
    const double *e = p->walk->noise->residual + (b->first + i) * count;
    const double *c = b->along + i * p->columns + which * count;
    double precision = p->walk->noise->precision[b->first + i];
    double advantage = lead(p, b->value), gain = fmax(advantage, 0), passed = 0, whole = 0;
    for (size_t r = 0; r < count; r++) {
        passed += precision * c[r] * e[r];
        whole += vi_rates_factor(&p->rates, which, r, best, p->rates.reference) * e[r];
    }
    out->passed += passed * passed;
    out->stopped += (whole - passed) * (whole - passed);
    out->gains.rows += advantage > 0;
    out->gains.sum += gain;
    out->gains.squares += gain * gain;
    vi_tail_add(&out->tail, advantage, 1);
}

static void join(vi_group_errors *to, const vi_group_errors *from)
{
    to->passed += from->passed;
    to->stopped += from->stopped;
    to->gains.rows += from->gains.rows;
    to->gains.sum += from->gains.sum;
    to->gains.squares += from->gains.squares;
    for (size_t i = 0; i < from->tail.count; i++) {
        vi_tail_add(&to->tail, from->tail.advantage[i], from->tail.rows[i]);
    }
}

/* ---- Moved fits ---- */

static void add_moved(const plan *p, block *b, size_t i, size_t which, double *sums)
{
    size_t strategies = p->rates.strategies, best = set_values(p, b, i, which, 1);
    double *own = sums + which * (1 + strategies);
    double *weight = b->weight + (i * p->walk->count + which) * p->rates.others;
    own[0] += b->value[best];
    for (size_t d = 0; d < strategies; d++) {
        own[1 + d] += b->value[d];
    }
    memset(weight, 0, p->rates.others * sizeof *weight);
    if (best != p->rates.reference) {
        weight[vi_rates_place(&p->rates, best)] = 1;
    }
}

static void project(const plan *p, const block *b, double *sums)
{
    size_t columns = p->walk->count * p->rates.others, functions = p->walk->noise->fit->functions;
    vi_vectors weights = {b->weight, columns, 1}, samples = {b->x, functions, 1};
    vi_block out = {sums + p->walk->count * (1 + p->rates.strategies), functions, columns,
                    functions};
    vi_rank_update(1, b->rows, weights, samples, out);
}

/* ---- The passes ---- */

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    voi_status status = VOI_OK;
    const plan *p = argument;
    size_t rows = p->walk->noise->fit->rows, end = rows * (task + 1) / SHARES;
    vi_group_errors *errors = p->moved ? NULL : p->errors + task * p->walk->count;
    double *moved = p->moved ? p->moved + task * p->size : NULL;
    block b = {0};
    (void)worker;
    VI_TRY(reserve(p, &b, err));
    for (size_t first = rows * task / SHARES; first < end; first += BLOCK) {
        load(p, first, end - first < BLOCK ? end - first : BLOCK, &b);
        for (size_t i = 0; i < b.rows; i++) {
            for (size_t which = 0; which < p->walk->count; which++) {
                if (moved) {
                    add_moved(p, &b, i, which, moved);
                } else {
                    add_errors(p, &b, i, which, &errors[which]);
                }
            }
        }
        if (moved) {
            project(p, &b, moved);
        }
    }
cleanup:
    vi_free(b.numbers);
    return status;
}

static voi_status make_plan(const vi_group_walk *walk, plan *p, voi_error *err)
{
    const vi_fit *fit = walk->noise->fit;
    size_t columns = walk->count * fit->responses;
    *p = (plan){.walk = walk, .columns = columns};
    p->direction = vi_malloc(fit->functions * columns, sizeof *p->direction);
    if (!p->direction) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu k", walk->count);
    }
    memcpy(p->direction, walk->direction, fit->functions * columns * sizeof *p->direction);
    vi_fit_uncover_columns(fit, columns, p->direction);
    return vi_rates_create(walk->noise->increments, walk->k, walk->count, &p->rates, err);
}

static void free_plan(plan *p)
{
    vi_rates_free(&p->rates);
    vi_free(p->direction);
    vi_free(p->errors);
    vi_free(p->moved);
}

voi_status vi_group_errors_find(voi_context *ctx, const vi_group_walk *walk,
                                vi_group_errors *errors, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p = {0};
    const vi_job job = {"computing the EVPPI", SHARES, run_share, &p};
    VI_TRY(make_plan(walk, &p, err));
    p.errors = vi_calloc(SHARES * walk->count, sizeof *p.errors);
    if (!p.errors) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu k", walk->count);
        goto cleanup;
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * walk->count; i++) {
            join(&p.errors[i], &p.errors[half * walk->count + i]);
        }
    }
    memcpy(errors, p.errors, walk->count * sizeof *errors);
cleanup:
    free_plan(&p);
    return status;
}

/* Of the fits' own means, which a move changes, the largest counts as what is known without. */
static double evppi_of(const plan *p, const double *sums)
{
    double most = -INFINITY;
    for (size_t d = 0; d < p->rates.strategies; d++) {
        most = fmax(most, sums[1 + d]);
    }
    return (sums[0] - most) / (double)p->walk->noise->fit->rows;
}

voi_status vi_group_move(voi_context *ctx, const vi_group_walk *walk, double *evppi,
                         double *projections, voi_error *err)
{
    voi_status status = VOI_OK;
    plan p = {0};
    const vi_job job = {"computing the EVPPI", SHARES, run_share, &p};
    VI_TRY(make_plan(walk, &p, err));
    size_t own = 1 + p.rates.strategies;
    p.size = walk->count * (own + p.rates.others * walk->noise->fit->functions);
    p.moved = vi_calloc(SHARES * p.size, sizeof *p.moved);
    if (!p.moved) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu k", walk->count);
        goto cleanup;
    }
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t half = SHARES / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half * p.size; i++) {
            p.moved[i] += p.moved[half * p.size + i];
        }
    }
    for (size_t which = 0; which < walk->count; which++) {
        evppi[which] = evppi_of(&p, p.moved + which * own);
    }
    memcpy(projections, p.moved + walk->count * own,
           (p.size - walk->count * own) * sizeof *projections);
    vi_fit_adjust(walk->noise->fit, walk->count * p.rates.others, projections);
cleanup:
    free_plan(&p);
    return status;
}
