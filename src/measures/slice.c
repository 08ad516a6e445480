/* A difference of two strategies is a sum of at most four responses with signed factors, so its
 * variances are sums of bands over pairs of responses. Where the B-splines of a cell have standard
 * deviations of at most s, so has every mixture of them. */
#include "measures/slice.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

bool vi_slice_create(size_t strategies, size_t responses, vi_slice *out)
{
    size_t d = strategies, r = responses, pairs = d * (d - 1) / 2;
    size_t count = d + r + 2 * (d + r) * VI_MOST_CELLS + pairs * (2 * VI_BAND + VI_ROOM);
    *out = (vi_slice){.strategies = d, .numbers = vi_malloc(count, sizeof *out->numbers)};
    out->strategy = vi_malloc(r, sizeof *out->strategy);
    if (!out->numbers || !out->strategy) {
        return false;
    }
    out->mean = out->numbers;
    out->factor = out->mean + d;
    out->value = out->factor + r;
    out->pull = out->value + d * VI_MOST_CELLS;
    out->most_pull = out->pull + r * VI_MOST_CELLS;
    out->swing = out->most_pull + r * VI_MOST_CELLS;
    out->plus = out->swing + d * VI_MOST_CELLS;
    out->null = out->plus + pairs * VI_BAND;
    out->reach = out->null + pairs * VI_BAND;
    return true;
}

void vi_slice_free(vi_slice *slice)
{
    vi_free(slice->numbers);
    vi_free(slice->strategy);
    *slice = (vi_slice){0};
}

void vi_slice_fit(vi_slice *slice, const vi_increments *increments, const vi_tally *tally,
                  const vi_noise *noise)
{
    slice->inc = increments;
    slice->tally = tally;
    slice->noise = noise;
    slice->spline = noise->spline;
    slice->cells = noise->spline->basis->cells->count;
    for (size_t r = 0; r < slice->spline->responses; r++) {
        slice->strategy[r] = vi_increments_strategy(increments, r);
    }
    for (size_t i = 0; i < slice->spline->responses * slice->cells; i++) {
        /* A row that is a cell by itself has no fit without it. */
        double h = fmin(slice->spline->leverage[i], 0.999), fitted = slice->spline->fitted[i];
        slice->pull[i] = h / (1 - h);
        slice->most_pull[i] =
            slice->pull[i] * fmax(tally->most[i] - fitted, fitted - tally->least[i]);
    }
}

static void set_values(vi_slice *s)
{
    size_t n = s->cells;
    for (size_t d = 0; d < s->strategies; d++) {
        s->mean[d] = vi_increments_mean(s->inc, d, s->k);
        for (size_t j = 0; j < n; j++) {
            s->value[d * n + j] = s->mean[d];
        }
        memset(s->swing + d * n, 0, n * sizeof *s->swing);
    }
    for (size_t r = 0; r < s->spline->responses; r++) {
        double factor = vi_increments_factor(s->inc, r, s->k);
        double *value = s->value + s->strategy[r] * n, *swing = s->swing + s->strategy[r] * n;
        s->factor[r] = factor;
        for (size_t j = 0; j < n; j++) {
            value[j] += factor * s->spline->fitted[r * n + j];
            swing[j] += fabs(factor) * s->most_pull[r * n + j];
        }
    }
    s->base = 0;
    for (size_t d = 1; d < s->strategies; d++) {
        s->base = s->mean[d] > s->mean[s->base] ? d : s->base;
    }
}

static void set_reach(vi_slice *s, size_t pair)
{
    const double *plus = s->plus + pair * VI_BAND, *null = s->null + pair * VI_BAND;
    double *reach = s->reach + pair * VI_ROOM, sd[VI_ROOM];
    for (size_t i = 0; i < VI_ROOM; i++) {
        sd[i] = sqrt(fmax(plus[VI_ORDER * i], 0) + fmax(null[VI_ORDER * i], 0));
    }
    for (size_t i = 0; i + VI_ORDER <= VI_ROOM; i++) {
        reach[i] = VI_SAFE_GAP * fmax(fmax(sd[i], sd[i + 1]), fmax(sd[i + 2], sd[i + 3]));
    }
}

static void set_variances(vi_slice *s, size_t a, size_t b)
{
    size_t pair = a * (a - 1) / 2 + b, used = VI_ORDER * s->spline->basis->functions;
    double *plus = s->plus + pair * VI_BAND, *null = s->null + pair * VI_BAND;
    memset(plus, 0, VI_BAND * sizeof *plus);
    memset(null, 0, VI_BAND * sizeof *null);
    for (size_t r = 0; r < s->spline->responses; r++) {
        for (size_t q = 0; q <= r; q++) {
            double scale = vi_slice_factor(s, r, a, b) * vi_slice_factor(s, q, a, b);
            size_t from = vi_pair(r, q) * VI_BAND;
            scale *= r == q ? 1 : 2;
            for (size_t i = 0; scale != 0 && i < used; i++) {
                plus[i] += scale * s->noise->plus[from + i];
                null[i] += scale * s->noise->null[from + i];
            }
        }
    }
    set_reach(s, pair);
}

void vi_slice_set(vi_slice *slice, double k)
{
    slice->k = k;
    set_values(slice);
    for (size_t a = 1; a < slice->strategies; a++) {
        for (size_t b = 0; b < a; b++) {
            set_variances(slice, a, b);
        }
    }
}

vi_variances vi_slice_variances(const vi_slice *s, size_t pair, size_t j)
{
    const vi_basis *basis = s->spline->basis;
    return (vi_variances){fmax(vi_basis_form(basis, s->plus + pair * VI_BAND, j), 0),
                          fmax(vi_basis_form(basis, s->null + pair * VI_BAND, j), 0)};
}
