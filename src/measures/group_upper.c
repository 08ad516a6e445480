/* The profile likelihood of upper.c, by passes over the rows for all k together. The first
 * direction is that of the decisions as they hang in the balance: every strategy has the
 * probability that it is the best one, so that rows count which are not yet decided. */
#include "measures/group_upper.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/group_walk.h"

#include <math.h>
#include <string.h>

enum { STEPS = 3 };

typedef struct {
    const vi_group_noise *noise;
    vi_group_carry *carry;
    vi_group_end *ends;
    size_t count;
    double *k, *evppi;   /* count */
    double *direction;   /* functions × (count × responses) */
    double *projections; /* count × others × functions */
    double *numbers;
} climb;

static voi_status reserve(climb *c, voi_error *err)
{
    const vi_fit *fit = c->noise->fit;
    size_t directions = fit->functions * c->count * fit->responses;
    size_t projections = c->count * c->noise->increments->others * fit->functions;
    c->numbers = vi_malloc(2 * c->count + directions + projections, sizeof *c->numbers);
    if (!c->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu values of k", c->count);
    }
    c->k = c->numbers;
    c->evppi = c->k + c->count;
    c->direction = c->evppi + c->count;
    c->projections = c->direction + directions;
    return VOI_OK;
}

/* Directions in which the projections' EVPPI grows most, 1.96 standard deviations long. */
static void aim(const climb *c)
{
    const vi_fit *fit = c->noise->fit;
    size_t each = c->noise->increments->others * fit->functions;
    for (size_t i = 0; i < c->count; i++) {
        vi_group_carry_set(c->carry, c->projections + i * each, c->ends[i].which);
        double variance = vi_group_carry_variance(c->carry).whole;
        double scale = variance > 0 ? VI_NORMAL_975 * sqrt(c->ends[i].inflation / variance) : 0;
        vi_group_carry_shift(c->carry, scale, c->direction + i * fit->responses,
                             c->count * fit->responses);
    }
}

voi_status vi_group_upper_noise(voi_context *ctx, const vi_group_noise *noise,
                                vi_group_carry *carry, const double *projections,
                                vi_group_end *ends, size_t count, voi_error *err)
{
    voi_status status = VOI_OK;
    climb c = {.noise = noise, .carry = carry, .ends = ends, .count = count};
    size_t each = noise->increments->others * noise->fit->functions;
    VI_TRY(reserve(&c, err));
    const vi_group_walk walk = {noise, c.k, count, c.direction};
    for (size_t i = 0; i < count; i++) {
        c.k[i] = ends[i].k;
        ends[i].noise = 0;
        memcpy(c.projections + i * each, projections + ends[i].which * each,
               each * sizeof *projections);
    }
    for (size_t step = 0; count > 0 && step < STEPS; step++) {
        aim(&c);
        VI_TRY(vi_group_move(ctx, &walk, c.evppi, c.projections, err));
        for (size_t i = 0; i < count; i++) {
            ends[i].noise = fmax(ends[i].noise, c.evppi[i] - ends[i].plug_in);
        }
    }
cleanup:
    vi_free(c.numbers);
    return status;
}
