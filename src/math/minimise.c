/* Newton's method with a matrix B in place of the second derivatives, built from the changes y of
 * the gradient over the steps s (Broyden, Fletcher, Goldfarb and Shanno):
 *     B += y yᵀ / sᵀy − B s sᵀB / sᵀB s,
 * where y moves towards B s as far as B needs to stay positive definite (Powell, "A fast algorithm
 * for nonlinearly constrained optimization calculations", LNM 630, 1978). Variables at a wall whose
 * slope leads outside stay there; the others step along −B⁻¹ g, are stopped by the walls, and the
 * step is shortened until the value falls (Bertsekas, "Projected Newton methods for optimization
 * problems with simple constraints", SIAM J. Control Optim. 20, 1982). */
#include "math/minimise.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

enum { MOST_TRIALS = 15 };

/* A step must gain this share of what the slope promises; sᵀy this share of sᵀB s. */
static const double least_share = 1e-4, least_curvature = 0.2;

typedef struct {
    const vi_objective *o;
    double value, tried_value;
    double *x, *gradient; /* where we are */
    double *tried, *tried_gradient;
    double *step;   /* of the free variables, together at the front */
    double *factor; /* of B for the free variables */
    size_t *free_variable, free_count;
} descent;

/* Collects the free variables; answers the steepest slope among them. */
static double find_free(descent *d)
{
    double steepest = 0;
    d->free_count = 0;
    for (size_t i = 0; i < d->o->variables; i++) {
        double slope = d->gradient[i];
        bool held =
            (d->x[i] <= d->o->low[i] && slope >= 0) || (d->x[i] >= d->o->high[i] && slope <= 0);
        if (!held) {
            d->free_variable[d->free_count++] = i;
            steepest = fmax(steepest, fabs(slope));
        }
    }
    return steepest;
}

/* step = −B⁻¹ g of the free variables, shortened where one would go too far. False where B has lost
 * its digits. */
static bool find_step(descent *d)
{
    size_t n = d->free_count;
    double farthest = 0;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            d->factor[i + j * n] =
                d->o->curvature[d->free_variable[i] + d->free_variable[j] * d->o->variables];
        }
        d->step[j] = -d->gradient[d->free_variable[j]];
    }
    if (!vi_cholesky(d->factor, n)) {
        return false;
    }
    vi_cholesky_solve(d->factor, d->step, n, 1);
    for (size_t j = 0; j < n; j++) {
        farthest = fmax(farthest, fabs(d->step[j]));
    }
    for (size_t j = 0; j < n && farthest > d->o->longest; j++) {
        d->step[j] *= d->o->longest / farthest;
    }
    return true;
}

/* Sets `tried` to x and `length` steps, inside the walls; answers what the slope promises. */
static double move(descent *d, double length)
{
    double promised = 0;
    memcpy(d->tried, d->x, d->o->variables * sizeof *d->x);
    for (size_t j = 0; j < d->free_count; j++) {
        size_t i = d->free_variable[j];
        d->tried[i] = fmin(fmax(d->x[i] + length * d->step[j], d->o->low[i]), d->o->high[i]);
        promised += d->gradient[i] * (d->tried[i] - d->x[i]);
    }
    return promised;
}

/* How much of a step to try next, after it gave `rise` where the slope promised `promised`: the
 * least place of the parabola, within limits. */
static double shorter(double rise, double promised)
{
    double share = promised < 0 ? promised / (2 * (promised - rise)) : 0.5;
    return isnan(share) ? 0.1 : fmin(fmax(share, 0.1), 0.5);
}

/* Evaluates along the step; *found tells whether the value fell. */
static voi_status search_line(descent *d, bool *found, voi_error *err)
{
    double length = 1;
    *found = false;
    for (int i = 0; i < MOST_TRIALS && !*found; i++) {
        double promised = move(d, length);
        voi_status status =
            d->o->evaluate(d->o->state, d->tried, &d->tried_value, d->tried_gradient, err);
        if (status != VOI_OK) {
            return status;
        }
        *found = promised < 0 && d->tried_value <= d->value + least_share * promised;
        length *= shorter(d->tried_value - d->value, promised);
    }
    return VOI_OK;
}

/* Learns B from the step just made; step, tried_gradient and factor are free to be overwritten. */
static void learn(descent *d)
{
    size_t n = d->o->variables;
    double *s = d->step, *y = d->tried_gradient, *bs = d->factor, sy = 0, sbs = 0;
    for (size_t i = 0; i < n; i++) {
        s[i] = d->tried[i] - d->x[i];
        y[i] -= d->gradient[i];
        sy += s[i] * y[i];
    }
    for (size_t i = 0; i < n; i++) {
        bs[i] = 0;
        for (size_t j = 0; j < n; j++) {
            bs[i] += d->o->curvature[i + j * n] * s[j];
        }
        sbs += s[i] * bs[i];
    }
    if (!(sbs > 0)) {
        return;
    }
    double keep = sy < least_curvature * sbs ? (1 - least_curvature) * sbs / (sbs - sy) : 1;
    for (size_t i = 0; i < n; i++) {
        y[i] = keep * y[i] + (1 - keep) * bs[i];
    }
    sy = keep * sy + (1 - keep) * sbs;
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < n; i++) {
            d->o->curvature[i + j * n] += y[i] * y[j] / sy - bs[i] * bs[j] / sbs;
        }
    }
}

/* Goes to `tried`, where `after` is the gradient. */
static void go_there(descent *d, double *after)
{
    size_t n = d->o->variables;
    memcpy(after, d->tried_gradient, n * sizeof *after);
    learn(d);
    memcpy(d->gradient, after, n * sizeof *after);
    memcpy(d->x, d->tried, n * sizeof *d->x);
    d->value = d->tried_value;
}

static voi_status descend(descent *d, double *after, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; i < d->o->steps; i++) {
        double before = d->value, steepest = find_free(d);
        bool found;
        if (!(steepest > d->o->flat) || !find_step(d)) {
            break;
        }
        VI_TRY(search_line(d, &found, err));
        if (!found) {
            break;
        }
        go_there(d, after);
        if (before - d->value < d->o->gain) {
            break;
        }
    }
cleanup:
    return status;
}

voi_status vi_minimise(const vi_objective *objective, double *x, double *value, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t n = objective->variables;
    descent d = {.o = objective, .x = x};
    double *room = vi_malloc(n * n + 5 * n, sizeof *room);
    d.free_variable = vi_malloc(n, sizeof *d.free_variable);
    if (!room || !d.free_variable) {
        status = vi_fail(err, VOI_ERR_NOMEM, "minimising: out of memory for %zu variables", n);
        goto cleanup;
    }
    d.factor = room;
    d.gradient = d.factor + n * n;
    d.tried = d.gradient + n;
    d.tried_gradient = d.tried + n;
    d.step = d.tried_gradient + n;
    VI_TRY(objective->evaluate(objective->state, x, &d.value, d.gradient, err));
    if (isnan(d.value)) {
        status = vi_fail(err, VOI_ERR_NUMERIC, "minimising: no value at the start");
        goto cleanup;
    }
    VI_TRY(descend(&d, d.step + n, err));
    *value = d.value;
cleanup:
    vi_free(room);
    vi_free(d.free_variable);
    return status;
}
