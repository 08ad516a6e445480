/* EVPPI is bounded by 0 and curved: near 0 an estimate of 0 with a slope of 0 says nothing of how
 * large the truth may be, and a symmetric interval around it misses. Both sources of error are
 * therefore followed to where they are 1.96 standard deviations away.
 *
 * Noise: the largest EVPPI among the fits whose coefficients are within 1.96 standard deviations,
 * (β − β̂)ᵀ W⁻¹ (β − β̂) <= 1.96²: the interval by profile likelihood. For fixed decisions EVPPI is
 * rawᵀ β, largest at β̂ + 1.96 W raw / √(rawᵀ W raw); the decisions that are best there are better
 * still, so choosing and moving in turn climbs. The first choice makes most of pointwise bands.
 *
 * Draw: see draw.c. */
#include "measures/upper.h"

#include "core/alloc.h"
#include "math/normal.h"
#include "measures/draw.h"

#include <math.h>
#include <string.h>

enum { STEPS = 3 };

bool vi_upper_create(size_t strategies, size_t responses, vi_upper *out)
{
    size_t room = responses * VI_ROOM;
    *out = (vi_upper){.numbers = vi_malloc(3 * room + 2 * strategies, sizeof *out->numbers)};
    if (!out->numbers) {
        return false;
    }
    out->raw = out->numbers;
    out->through = out->raw + room;
    out->shift = out->through + room;
    out->value = out->shift + room;
    out->sum = out->value + strategies;
    return true;
}

void vi_upper_free(vi_upper *upper)
{
    vi_free(upper->numbers);
    *upper = (vi_upper){0};
}

/* Every strategy's value in cell j, all coefficients moved by `step` times the shift. */
static void move(const vi_upper *u, const vi_slice *s, size_t j, double step)
{
    for (size_t d = 0; d < s->strategies; d++) {
        u->value[d] = s->value[d * s->cells + j];
    }
    for (size_t r = 0; r < s->spline->responses; r++) {
        u->value[s->strategy[r]] +=
            step * s->factor[r] * vi_basis_at(s->spline->basis, u->shift + r * VI_ROOM, j);
    }
}

/* Every strategy's value in cell j as good against the base as it may be. */
static void favour(const vi_upper *u, const vi_slice *s, size_t j)
{
    double base = s->value[s->base * s->cells + j];
    for (size_t d = 0; d < s->strategies; d++) {
        double value = s->value[d * s->cells + j];
        if (d != s->base) {
            vi_variances v = vi_slice_variances(s, d, s->base, j, base - value);
            value += VI_NORMAL_975 * sqrt(v.plus + v.null);
        }
        u->value[d] = value;
    }
}

static size_t best_of(const double *value, size_t count, size_t base)
{
    size_t best = base;
    for (size_t d = 0; d < count; d++) {
        best = value[d] > value[best] ? d : best;
    }
    return best;
}

/* Adds the choice of a strategy in cell j to raw. */
static void add_choice(const vi_upper *u, const vi_slice *s, size_t j, size_t best)
{
    const vi_basis *basis = s->spline->basis;
    for (size_t r = 0; best != s->base && r < s->spline->responses; r++) {
        double c = basis->cells->weight[j] * vi_slice_factor(s, r, best, s->base);
        double *raw = u->raw + r * VI_ROOM + basis->first[j];
        for (size_t a = 0; c != 0 && a < VI_ORDER; a++) {
            raw[a] += c * basis->value[j][a];
        }
    }
}

/* Chooses in every cell, by bands (step 0) or after a step; answers the EVPPI of these values. */
static double choose(vi_upper *u, const vi_slice *s, double step)
{
    const vi_cells *cells = s->spline->basis->cells;
    double total = 0;
    memset(u->raw, 0, s->spline->responses * VI_ROOM * sizeof *u->raw);
    memset(u->sum, 0, s->strategies * sizeof *u->sum);
    for (size_t j = 0; j < s->cells; j++) {
        if (step > 0) {
            move(u, s, j, step);
        } else {
            favour(u, s, j);
        }
        size_t best = best_of(u->value, s->strategies, s->base);
        total += cells->weight[j] * u->value[best];
        for (size_t d = 0; d < s->strategies; d++) {
            u->sum[d] += cells->weight[j] * u->value[d];
        }
        add_choice(u, s, j, best);
    }
    return (total - u->sum[best_of(u->sum, s->strategies, 0)]) / (double)cells->rows;
}

double vi_upper_noise(vi_upper *u, const vi_slice *s, double plug_in)
{
    double most = plug_in;
    choose(u, s, 0);
    for (int i = 0; i < STEPS; i++) {
        double variance = vi_noise_carry(s->noise, u->raw, u->through, u->shift);
        if (!(variance > 0)) {
            break;
        }
        most = fmax(most, choose(u, s, VI_NORMAL_975 / sqrt(variance)));
    }
    return most - plug_in;
}

double vi_upper_draw(const vi_slice *s, const double *advantage)
{
    const vi_cells *cells = s->spline->basis->cells;
    vi_gains gains = {0};
    vi_tail tail = {0};
    for (size_t j = 0; j < s->cells; j++) {
        double w = advantage[j] > 0 ? cells->weight[j] : 0;
        gains.rows += w;
        gains.sum += w * advantage[j];
        gains.squares += w * advantage[j] * advantage[j];
    }
    for (size_t j = 0; vi_draw_needs_tail(&gains) && j < s->cells; j++) {
        vi_tail_add(&tail, advantage[j], cells->weight[j]);
    }
    return vi_draw_end(&gains, &tail, (double)cells->rows);
}
