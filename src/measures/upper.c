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
    size_t room = responses * VI_ROOM, of_strategies = strategies * VI_ROOM;
    size_t count = 3 * room + 3 * of_strategies + 2 * strategies;
    *out = (vi_upper){.numbers = vi_malloc(count, sizeof *out->numbers)};
    if (!out->numbers) {
        return false;
    }
    out->raw = out->numbers;
    out->through = out->raw + room;
    out->shift = out->through + room;
    out->chosen = out->shift + room;
    out->before = out->chosen + of_strategies;
    out->moved = out->before + of_strategies;
    out->value = out->moved + of_strategies;
    out->sum = out->value + strategies;
    return true;
}

void vi_upper_free(vi_upper *upper)
{
    vi_free(upper->numbers);
    *upper = (vi_upper){0};
}

/* The coefficients of every strategy's value, moved by `step` times the shift. */
static void set_moved(const vi_upper *u, const vi_slice *s, double step)
{
    memset(u->moved, 0, s->strategies * VI_ROOM * sizeof *u->moved);
    for (size_t r = 0; r < s->spline->responses; r++) {
        double *moved = u->moved + s->strategy[r] * VI_ROOM, factor = step * s->factor[r];
        for (size_t i = 0; i < VI_ROOM; i++) {
            moved[i] += factor * u->shift[r * VI_ROOM + i];
        }
    }
}

static void move(const vi_upper *u, const vi_slice *s, size_t j)
{
    for (size_t d = 0; d < s->strategies; d++) {
        u->value[d] = s->value[d * s->cells + j];
        if (d != s->inc->reference) {
            u->value[d] += vi_basis_at(s->spline->basis, u->moved + d * VI_ROOM, j);
        }
    }
}

/* Every strategy's value in cell j as good against the base as it may be. */
static void favour(const vi_upper *u, const vi_slice *s, size_t j)
{
    double base = s->value[s->base * s->cells + j];
    for (size_t d = 0; d < s->strategies; d++) {
        size_t pair = vi_slice_pair(d, s->base);
        u->value[d] = s->value[d * s->cells + j];
        if (d != s->base && !vi_slice_is_safe(s, pair, j, base - u->value[d])) {
            vi_variances v = vi_slice_variances(s, pair, j);
            u->value[d] += VI_NORMAL_975 * sqrt(v.plus + v.null);
        }
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

/* Σ w b over cells that chose the same strategy and have the same functions, in a row. */
typedef struct {
    size_t strategy, first;
    double sum[VI_ORDER];
} run;

static void end_run(const vi_upper *u, const run *r)
{
    for (size_t a = 0; a < VI_ORDER; a++) {
        u->chosen[r->strategy * VI_ROOM + r->first + a] += r->sum[a];
    }
}

static void add_choice(const vi_upper *u, const vi_slice *s, size_t j, size_t best, run *r)
{
    const vi_basis *basis = s->spline->basis;
    double w = basis->cells->weight[j];
    if (best != r->strategy || basis->first[j] != r->first) {
        end_run(u, r);
        *r = (run){.strategy = best, .first = basis->first[j]};
    }
    for (size_t a = 0; a < VI_ORDER; a++) {
        r->sum[a] += w * basis->value[j][a];
    }
}

/* raw of every response from what was chosen instead of the base. */
static void set_raw(const vi_upper *u, const vi_slice *s)
{
    double *base = u->chosen + s->base * VI_ROOM;
    memset(base, 0, VI_ROOM * sizeof *base);
    for (size_t d = 0; d < s->strategies; d++) {
        for (size_t i = 0; d != s->base && i < VI_ROOM; i++) {
            base[i] -= u->chosen[d * VI_ROOM + i];
        }
    }
    for (size_t r = 0; r < s->spline->responses; r++) {
        const double *chosen = u->chosen + s->strategy[r] * VI_ROOM;
        for (size_t i = 0; i < VI_ROOM; i++) {
            u->raw[r * VI_ROOM + i] = s->factor[r] * chosen[i];
        }
    }
}

/* Chooses in every cell, by bands (step 0) or after a step; answers the EVPPI of these values. */
static double choose(vi_upper *u, const vi_slice *s, double step)
{
    const vi_cells *cells = s->spline->basis->cells;
    run same = {.strategy = s->base};
    double total = 0;
    memset(u->chosen, 0, s->strategies * VI_ROOM * sizeof *u->chosen);
    memset(u->sum, 0, s->strategies * sizeof *u->sum);
    set_moved(u, s, step);
    for (size_t j = 0; j < s->cells; j++) {
        if (step > 0) {
            move(u, s, j);
        } else {
            favour(u, s, j);
        }
        size_t best = best_of(u->value, s->strategies, s->base);
        total += cells->weight[j] * u->value[best];
        for (size_t d = 0; d < s->strategies; d++) {
            u->sum[d] += cells->weight[j] * u->value[d];
        }
        if (best != s->base) {
            add_choice(u, s, j, best, &same);
        }
    }
    end_run(u, &same);
    set_raw(u, s);
    return (total - u->sum[best_of(u->sum, s->strategies, 0)]) / (double)cells->rows;
}

double vi_upper_noise(vi_upper *u, const vi_slice *s, double plug_in)
{
    size_t bytes = s->strategies * VI_ROOM * sizeof *u->chosen;
    double most = plug_in;
    choose(u, s, 0);
    for (int i = 0; i < STEPS; i++) {
        double variance = vi_noise_carry(s->noise, u->raw, u->through, u->shift);
        if (!(variance > 0)) {
            break;
        }
        memcpy(u->before, u->chosen, bytes);
        most = fmax(most, choose(u, s, VI_NORMAL_975 / sqrt(variance)));
        if (memcmp(u->before, u->chosen, bytes) == 0) {
            break; /* the same decisions would lead here again */
        }
    }
    return most - plug_in;
}

/* From the better end on, so that most cells come too late. */
static void add_tail(const vi_cells *cells, const double *advantage, vi_tail *tail)
{
    size_t last = cells->count - 1;
    bool down = advantage[last] > advantage[0];
    for (size_t i = 0; i <= last; i++) {
        size_t j = down ? last - i : i;
        vi_tail_add(tail, advantage[j], cells->weight[j]);
    }
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
    if (vi_draw_needs_tail(&gains)) {
        add_tail(cells, advantage, &tail);
    }
    return vi_draw_end(&gains, &tail, (double)cells->rows);
}
