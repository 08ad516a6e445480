/* With u_r as in fit.h the leverage of response r is null + u_rᵀ u_r; h = precision times it, the
 * fit without the row is m − h / (1 − h) · (y − m).
 *
 * u takes most of the time where k are few. A bound on its length is cheap, and tells of most rows
 * that no two strategies come within REACH standard deviations of each other and that none changes
 * places when the row is left out; only the other rows are solved for. */
#include "measures/group_block.h"

#include "core/alloc.h"
#include "math/linalg.h"

#include <math.h>
#include <string.h>

#define MOST_LEVERAGE 0.999

enum { FEW_K = 8 };

voi_status vi_group_block_create(const vi_group_noise *noise, vi_group_block *out, voi_error *err)
{
    const vi_fit *fit = noise->fit;
    size_t r = fit->responses, pairs = r * (r + 1) / 2;
    size_t of_a_row = 2 * fit->functions + 5 * r + 2 + pairs + (r + 1) * fit->penalised;
    *out = (vi_group_block){.noise = noise};
    out->numbers = vi_malloc(VI_PLANE * of_a_row, sizeof *out->numbers);
    out->row = vi_malloc(2 * VI_PLANE, sizeof *out->row);
    if (!out->numbers || !out->row) {
        vi_group_block_free(out);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions",
                       fit->functions);
    }
    out->place = out->row + VI_PLANE;
    out->x = out->numbers;
    out->close_x = out->x + VI_PLANE * fit->functions;
    out->by_row = out->close_x + VI_PLANE * fit->functions;
    out->fitted = out->by_row + VI_PLANE * r;
    out->own = out->fitted + VI_PLANE * r;
    out->without = out->own + VI_PLANE * r;
    out->deviation = out->without + VI_PLANE * r;
    out->null = out->deviation + VI_PLANE * r;
    out->beyond = out->null + VI_PLANE;
    out->shared = out->beyond + VI_PLANE;
    out->u = out->shared + VI_PLANE * pairs;
    out->packed = out->u + VI_PLANE * r * fit->penalised;
    return VOI_OK;
}

void vi_group_block_free(vi_group_block *block)
{
    vi_free(block->numbers);
    vi_free(block->row);
    *block = (vi_group_block){0};
}

/* ---- Which rows are close ---- */

/* The most that a row's response may be off by, by the bound on its leverage. */
static void set_doubts(const vi_group_block *b, double *doubt)
{
    const vi_group_noise *noise = b->noise;
    const vi_fit *fit = noise->fit;
    memset(doubt, 0, fit->responses * VI_PLANE * sizeof *doubt);
    for (size_t r = 0; r < fit->responses; r++) {
        for (size_t i = 0; i < b->rows; i++) {
            size_t row = b->first + i;
            double most = b->null[i] + vi_fit_most_leverage(fit, r, b->x + i * fit->functions);
            double h = fmin(noise->precision[row] * most, MOST_LEVERAGE);
            double deviation = noise->scale[row * fit->responses + r] *
                               sqrt(fit->covariance[r * (fit->responses + 1)] * most);
            double rest = b->own[r * VI_PLANE + i] - b->fitted[r * VI_PLANE + i];
            doubt[r * VI_PLANE + i] = fmax(VI_REACH * deviation, h / (1 - h) * fabs(rest));
        }
    }
}

/* The best strategy of every row so far, how good it is and how much in doubt. */
typedef struct {
    double value[VI_PLANE], doubt[VI_PLANE], best[VI_PLANE];
} leaders;

static void lead(leaders *l, const double *value, const double *doubt, double strategy)
{
    for (size_t i = 0; i < VI_PLANE; i++) {
        bool better = value[i] > l->value[i];
        l->value[i] = better ? value[i] : l->value[i];
        l->doubt[i] = better ? doubt[i] : l->doubt[i];
        l->best[i] = better ? strategy : l->best[i];
    }
}

static void find_leaders(const vi_group_block *b, const vi_rates *rates, size_t which,
                         const double *doubts, leaders *out)
{
    double value[VI_PLANE], doubt[VI_PLANE];
    for (size_t i = 0; i < VI_PLANE; i++) {
        out->value[i] = -INFINITY;
    }
    for (size_t d = 0; d < rates->strategies; d++) {
        vi_planes_value(rates, which, d, b->fitted, value);
        vi_planes_size(rates, which, d, doubts, doubt);
        lead(out, value, doubt, (double)d);
    }
}

/* Marks rows of which another strategy may be the best one after all. */
static void mark_close(const vi_group_block *b, const vi_rates *rates, size_t which,
                       const double *doubts, bool *close)
{
    double value[VI_PLANE], doubt[VI_PLANE];
    leaders l;
    find_leaders(b, rates, which, doubts, &l);
    for (size_t d = 0; d < rates->strategies; d++) {
        vi_planes_value(rates, which, d, b->fitted, value);
        vi_planes_size(rates, which, d, doubts, doubt);
        for (size_t i = 0; i < b->rows; i++) {
            bool apart = l.value[i] - value[i] > l.doubt[i] + doubt[i];
            close[i] = close[i] || (l.best[i] != (double)d && !apart);
        }
    }
}

static void find_close(vi_group_block *b, const vi_rates *rates, size_t count)
{
    size_t functions = b->noise->fit->functions;
    bool close[VI_PLANE];
    memset(close, count > FEW_K, sizeof close);
    if (count <= FEW_K) {
        double *doubts = b->deviation; /* which is not known yet */
        set_doubts(b, doubts);
        for (size_t which = 0; which < count; which++) {
            mark_close(b, rates, which, doubts, close);
        }
    }
    b->close = 0;
    for (size_t i = 0; i < b->rows; i++) {
        if (close[i]) {
            memcpy(b->close_x + b->close * functions, b->x + i * functions,
                   functions * sizeof *b->x);
            b->place[i] = b->close;
            b->row[b->close++] = i;
        }
    }
}

/* ---- Variances ---- */

/* u of every response, spread out to all penalised functions; what is left out counts 0. */
static void set_penalised(vi_group_block *b)
{
    const vi_fit *fit = b->noise->fit;
    size_t n = fit->penalised;
    memset(b->u, 0, fit->responses * VI_PLANE * n * sizeof *b->u);
    for (size_t r = 0; r < fit->responses; r++) {
        const vi_fit_response *response = &fit->response[r];
        double *u = b->u + r * VI_PLANE * n;
        vi_fit_penalised(fit, r, b->close_x, b->close, b->packed);
        for (size_t i = 0; i < b->close; i++) {
            for (size_t j = 0; j < response->active; j++) {
                u[i * n + response->index[j]] = b->packed[i * response->active + j];
            }
        }
    }
}

/* Nothing is known of close rows yet, nothing needed of others. */
static void clear_shared(vi_group_block *b)
{
    size_t responses = b->noise->fit->responses, pairs = responses * (responses + 1) / 2;
    memset(b->shared, 0, pairs * VI_PLANE * sizeof *b->shared);
    for (size_t pair = 0; pair < pairs; pair++) {
        for (size_t i = 0; i < b->close; i++) {
            b->shared[pair * VI_PLANE + b->row[i]] = NAN;
        }
    }
}

/* Of many strategies few are near the top, so most pairs of responses are never asked for. */
double vi_group_block_shared(const vi_group_block *b, size_t r, size_t q, size_t row)
{
    double *known = &b->shared[vi_pair(r, q) * VI_PLANE + row];
    if (isnan(*known)) {
        size_t n = b->noise->fit->penalised, at = b->place[row];
        *known = vi_dot(b->u + (r * VI_PLANE + at) * n, b->u + (q * VI_PLANE + at) * n, n);
    }
    return *known;
}

static void set_variances(vi_group_block *b)
{
    const vi_group_noise *noise = b->noise;
    const vi_fit *fit = noise->fit;
    memset(b->without, 0, 2 * fit->responses * VI_PLANE * sizeof *b->without);
    for (size_t r = 0; r < fit->responses; r++) {
        double variance = fit->covariance[r * (fit->responses + 1)];
        for (size_t i = 0; i < b->rows; i++) {
            size_t row = b->first + i, at = r * VI_PLANE + i;
            double penalised = vi_group_block_shared(b, r, r, i);
            double h = fmin(noise->precision[row] * (b->null[i] + penalised), MOST_LEVERAGE);
            b->without[at] = b->fitted[at] - h / (1 - h) * (b->own[at] - b->fitted[at]);
            b->deviation[at] = noise->scale[row * fit->responses + r] *
                               sqrt(variance * (b->beyond[i] + penalised));
        }
    }
}

void vi_group_block_load(vi_group_block *b, const vi_rates *rates, size_t count, size_t first,
                         size_t rows)
{
    const vi_fit *fit = b->noise->fit;
    size_t responses = fit->responses;
    b->first = first;
    b->rows = rows;
    vi_fit_functions(fit, first, rows, b->x);
    vi_fit_values(fit, b->x, rows, b->by_row);
    vi_fit_null_leverage(fit, b->x, rows, b->null);
    for (size_t i = 0; i < rows; i++) {
        b->beyond[i] = fmax(b->null[i] - 1 / b->noise->total, 0);
    }
    vi_planes_turn(b->by_row, rows, responses, b->fitted);
    vi_planes_turn(b->noise->increments->responses.y + first * responses, rows, responses, b->own);
    find_close(b, rates, count);
    set_penalised(b);
    clear_shared(b);
    set_variances(b);
}
