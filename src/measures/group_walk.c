/* Both passes take the rows block by block, in SHARES fixed shares whose sums are added as a tree.
 * With X the functions at the rows of a block and Γ the directions, X Γ is one matrix product, and
 * so is what the decisions of a moved fit have in common with the functions. X is as the basis has
 * it: the directions are brought to that form before, and sums over rows from it after.
 *
 * Of a block all is in planes (row_planes.h), so that at every k the strategies go through its rows
 * together. The rows of largest advantage are listed until so many rows gain that they do not
 * matter. */
#include "measures/group_walk.h"

#include "core/alloc.h"
#include "math/clones.h"
#include "math/rank_update.h"
#include "measures/row_planes.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8 };

/* A block of rows; planes of every response and of every direction. */
typedef struct {
    size_t rows, first;
    double *x;        /* rows × functions */
    double *turned;   /* a plane of every function */
    double *along;    /* planes, k × responses: X Γ */
    double *fitted;   /* planes, */
    double *residual; /* and of what the fit leaves; */
    double *counted;  /* the same times the rows' precision; */
    double *moved;    /* of the fit, one direction on */
    double *weight;   /* planes, k × others: whether a strategy is the best one */
    double *numbers;
} block;

typedef struct {
    const vi_group_walk *walk;
    vi_rates rates;
    double *direction;       /* of the functions as the basis has them */
    size_t columns, size;    /* k × responses; numbers of a share */
    vi_group_errors *errors; /* shares × k, or */
    double *moved;           /* shares × (k × (1 + strategies), k × others × functions) */
} plan;

static voi_status reserve(const plan *p, block *b, voi_error *err)
{
    const vi_fit *fit = p->walk->noise->fit;
    size_t weights = p->moved ? p->walk->count * p->rates.others : 0;
    size_t of_a_row = 2 * fit->functions + p->columns + 4 * p->rates.responses + weights;
    b->numbers = vi_malloc(VI_PLANE * of_a_row, sizeof *b->numbers);
    if (!b->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    b->x = b->numbers;
    b->turned = b->x + VI_PLANE * fit->functions;
    b->along = b->turned + VI_PLANE * fit->functions;
    b->fitted = b->along + VI_PLANE * p->columns;
    b->residual = b->fitted + VI_PLANE * p->rates.responses;
    b->counted = b->residual + VI_PLANE * p->rates.responses;
    b->moved = b->counted + VI_PLANE * p->rates.responses;
    b->weight = b->moved + VI_PLANE * p->rates.responses;
    return VOI_OK;
}

static void set_planes(const vi_group_noise *noise, block *b)
{
    size_t count = noise->fit->responses, at = b->first * count;
    vi_planes_turn(noise->increments->responses.y + at, b->rows, count, b->fitted);
    vi_planes_turn(noise->residual + at, b->rows, count, b->residual);
    memset(b->counted, 0, count * VI_PLANE * sizeof *b->counted);
    for (size_t i = 0; i < count * VI_PLANE; i++) {
        b->fitted[i] -= b->residual[i];
    }
    for (size_t r = 0; r < count; r++) {
        for (size_t i = 0; i < b->rows; i++) {
            b->counted[r * VI_PLANE + i] =
                noise->precision[b->first + i] * b->residual[r * VI_PLANE + i];
        }
    }
}

static void load(const plan *p, size_t first, size_t rows, block *b)
{
    const vi_fit *fit = p->walk->noise->fit;
    vi_vectors directions = {p->direction, p->columns, 1}, functions = {b->turned, VI_PLANE, 1};
    b->first = first;
    b->rows = rows;
    fit->basis->class->at_rows(fit->basis->state, first, rows, b->x);
    vi_planes_turn(b->x, rows, fit->functions, b->turned);
    memset(b->along, 0, p->columns * VI_PLANE * sizeof *b->along);
    vi_rank_update(1, fit->functions, directions, functions,
                   (vi_block){b->along, VI_PLANE, p->columns, VI_PLANE});
    set_planes(p->walk->noise, b);
}

/* ---- Errors ---- */

/* At one k, planes: the most that a strategy other than the base leads it by, and what the fit
 * leaves of the increment of the best one; what of the residuals passes. */
typedef struct {
    double value[VI_PLANE], rest[VI_PLANE]; /* of one strategy */
    double advantage[VI_PLANE], whole[VI_PLANE], passed[VI_PLANE];
    double gain[VI_PLANE], gains[VI_PLANE], stopped[VI_PLANE];
} errors_of_rows;

VI_CLONES static void take_best(errors_of_rows *e)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        double value = e->value[i], rest = e->rest[i];
        double advantage = e->advantage[i], whole = e->whole[i];
        e->whole[i] = value > advantage ? rest : whole;
        e->advantage[i] = value > advantage ? value : advantage;
    }
}

VI_CLONES static void add_passed(const double *restrict along, const double *restrict counted,
                                 double *restrict passed)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        passed[i] += along[i] * counted[i];
    }
}

VI_CLONES static void finish_errors(errors_of_rows *e)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        double advantage = e->advantage[i], whole = e->whole[i];
        e->gain[i] = advantage > 0 ? advantage : 0;
        e->gains[i] = advantage > 0 ? 1 : 0;
        e->stopped[i] = (advantage > 0 ? whole : 0) - e->passed[i];
    }
}

static void find_errors(const plan *p, const block *b, size_t which, errors_of_rows *e)
{
    const vi_rates *rates = &p->rates;
    for (size_t i = 0; i < VI_PLANE; i++) {
        e->advantage[i] = -INFINITY;
        e->whole[i] = e->passed[i] = 0;
    }
    for (size_t d = 0; d < rates->strategies; d++) {
        if (d != rates->reference) {
            vi_planes_value(rates, which, d, b->fitted, e->value);
            vi_planes_change(rates, which, d, b->residual, e->rest);
            take_best(e);
        }
    }
    for (size_t i = b->rows; i < VI_PLANE; i++) {
        e->advantage[i] = -INFINITY;
    }
    for (size_t r = 0; r < rates->responses; r++) {
        add_passed(b->along + (which * rates->responses + r) * VI_PLANE, b->counted + r * VI_PLANE,
                   e->passed);
    }
    finish_errors(e);
}

static void add_errors(const plan *p, const block *b, size_t which, vi_group_errors *out)
{
    errors_of_rows e;
    find_errors(p, b, which, &e);
    out->passed += vi_plane_squares(e.passed);
    out->stopped += vi_plane_squares(e.stopped);
    out->gains.rows += vi_plane_sum(e.gains);
    out->gains.sum += vi_plane_sum(e.gain);
    out->gains.squares += vi_plane_squares(e.gain);
    bool listed = vi_draw_needs_tail(&out->gains);
    for (size_t i = 0; listed && i < b->rows; i++) {
        vi_tail_add(&out->tail, e.advantage[i], 1);
    }
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

VI_CLONES static void add_planes(size_t count, const double *restrict x, const double *restrict y,
                                 double *restrict out)
{
    for (size_t i = 0; i < count * VI_PLANE; i++) {
        out[i] = x[i] + y[i];
    }
}

/* The base, worth 0, is the best one unless another is better. */
VI_CLONES static void take_better(const double *restrict values, double strategy,
                                  double *restrict most, double *restrict best)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        double value = values[i], before = most[i], other = best[i];
        best[i] = value > before ? strategy : other;
        most[i] = value > before ? value : before;
    }
}

VI_CLONES static void mark(const double *restrict best, double strategy, double *restrict weight)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        weight[i] = best[i] == strategy ? 1 : 0;
    }
}

static void add_moved(const plan *p, const block *b, size_t which, double *sums)
{
    const vi_rates *rates = &p->rates;
    double value[VI_PLANE], most[VI_PLANE] = {0}, best[VI_PLANE];
    double *own = sums + which * (1 + rates->strategies);
    for (size_t i = 0; i < VI_PLANE; i++) {
        best[i] = (double)rates->reference;
    }
    add_planes(rates->responses, b->fitted, b->along + which * rates->responses * VI_PLANE,
               b->moved);
    for (size_t d = 0; d < rates->strategies; d++) {
        if (d != rates->reference) {
            vi_planes_value(rates, which, d, b->moved, value);
            memset(value + b->rows, 0, (VI_PLANE - b->rows) * sizeof *value);
            take_better(value, (double)d, most, best);
            own[1 + d] += vi_plane_sum(value);
        }
    }
    own[0] += vi_plane_sum(most);
    for (size_t d = 0; d < rates->strategies; d++) {
        if (d != rates->reference) {
            size_t column = which * rates->others + vi_rates_place(rates, d);
            mark(best, (double)d, b->weight + column * VI_PLANE);
        }
    }
}

static void project(const plan *p, const block *b, double *sums)
{
    size_t columns = p->walk->count * p->rates.others, functions = p->walk->noise->fit->functions;
    vi_vectors weights = {b->weight, 1, VI_PLANE}, samples = {b->x, functions, 1};
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
    for (size_t first = rows * task / SHARES; first < end; first += VI_PLANE) {
        load(p, first, end - first < VI_PLANE ? end - first : VI_PLANE, &b);
        for (size_t which = 0; which < p->walk->count; which++) {
            if (moved) {
                add_moved(p, &b, which, moved);
            } else {
                add_errors(p, &b, which, &errors[which]);
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
