/* One quantity keeps the cells of the smoother, a thousand or more; two are cut into up to 64 bins
 * each, at equal steps of the normal score of the rows, so that the tails keep their detail
 * whatever the distribution. Equal values never part. */
#include "measures/study_cells.h"

#include "core/alloc.h"
#include "fit/cells.h"
#include "math/normal.h"

#include <math.h>
#include <string.h>

enum { BINS = 64 };

/* The outermost steps of normal scores. */
static const double outermost = 3.2;

/* Where rows lie: along each quantity, so far. */
typedef struct {
    double *const *columns;
    size_t count, rows;
    vi_cells *cells;
    uint32_t *bins; /* of every quantity, its rows' bins */
    size_t side[2];
} layout;

static size_t bin_of_rank(double rank, double rows)
{
    double score = vi_normal_quantile((rank + 0.5) / rows);
    double place = (score + outermost) / (2 * outermost) * BINS;
    return (size_t)fmin(fmax(place, 0), BINS - 1);
}

/* Cuts quantity q at the smoother's cells, or joins those into bins; bins are numbered as they are
 * met, so none is empty. */
static size_t cut(layout *l, size_t q, uint32_t *bin)
{
    const vi_cells *cells = l->cells;
    bool join = l->count > 1;
    size_t last = SIZE_MAX, bins = 0;
    vi_cells_cut(l->cells, l->columns[q]);
    for (size_t j = 0; j < cells->count; j++) {
        size_t first = cells->start[j], end = cells->start[j + 1];
        size_t at = join ? bin_of_rank((double)(first + end - 1) / 2, (double)l->rows) : j;
        bins += at != last;
        last = at;
        for (size_t i = first; i < end; i++) {
            bin[cells->sorted[i].row] = (uint32_t)(bins - 1);
        }
    }
    return bins;
}

static void set_middles(const layout *l, size_t q, double *middle, double *weight)
{
    const uint32_t *bins = l->bins + q * l->rows;
    memset(middle, 0, l->side[q] * sizeof *middle);
    memset(weight, 0, l->side[q] * sizeof *weight);
    for (size_t i = 0; i < l->rows; i++) {
        middle[bins[i]] += l->columns[q][i];
        weight[bins[i]] += 1;
    }
    for (size_t b = 0; b < l->side[q]; b++) {
        middle[b] /= weight[b];
    }
}

static size_t pairs_of(const vi_study_cells *c)
{
    static const size_t few = 1 << 17;
    size_t pairs = c->responses * (c->responses + 1) / 2, sample = c->rows * c->responses;
    return pairs * c->cells <= (sample > few ? sample : few) ? pairs : 0;
}

static bool make_room(vi_study_cells *c)
{
    size_t r = c->responses, pairs = pairs_of(c), sides = c->side[0] + c->side[1];
    c->numbers =
        vi_calloc(2 * sides + c->cells * (1 + 2 * r + c->owns + pairs), sizeof *c->numbers);
    c->occupied = vi_malloc(c->cells, sizeof *c->occupied);
    c->cell = vi_malloc(c->rows, sizeof *c->cell);
    if (!c->numbers || !c->occupied || !c->cell) {
        return false;
    }
    c->value[0] = c->numbers;
    c->value[1] = c->value[0] + 2 * c->side[0];
    c->weight = c->value[1] + 2 * c->side[1];
    c->fit = c->weight + c->cells;
    c->sum = c->fit + r * c->cells;
    c->own = c->sum + r * c->cells;
    c->product = pairs > 0 ? c->own + c->owns * c->cells : NULL;
    return true;
}

static void add_row(vi_study_cells *c, size_t at, const double *fitted, const double *y)
{
    c->weight[at] += 1;
    for (size_t r = 0; r < c->responses; r++) {
        c->fit[r * c->cells + at] += fitted[r];
        c->sum[r * c->cells + at] += y[r];
        for (size_t q = 0; c->product && q <= r; q++) {
            c->product[vi_pair(r, q) * c->cells + at] += y[r] * y[q];
        }
    }
}

static void add_own(vi_study_cells *c, size_t at, const vi_increments *inc, const double *y)
{
    size_t others = inc->others;
    for (size_t t = 0; t < others; t++) {
        c->own[t * c->cells + at] += y[t] * y[t];
        if (inc->costs) {
            double cost = y[others + t];
            c->own[(others + t) * c->cells + at] += cost * y[t];
            c->own[(2 * others + t) * c->cells + at] += cost * cost;
        }
    }
}

static void add_rows(const layout *l, const vi_informed *informed, vi_study_cells *c)
{
    for (size_t i = 0; i < l->rows; i++) {
        const double *y = c->y + i * c->responses;
        size_t at = l->bins[i];
        if (l->count > 1) {
            at = at * c->side[1] + l->bins[l->rows + i];
        }
        c->cell[i] = (uint32_t)at;
        add_row(c, at, informed->fitted + i * c->responses, y);
        add_own(c, at, &informed->increments, y);
    }
    for (size_t at = 0; at < c->cells; at++) {
        if (c->weight[at] > 0) {
            c->occupied[c->filled++] = at;
        }
    }
}

/* A single quantity is the second one of the cells. */
static void set_values(const layout *l, vi_study_cells *c)
{
    size_t shift = 2 - l->count;
    for (size_t q = 0; q < l->count; q++) {
        set_middles(l, q, c->value[q + shift], c->value[q + shift] + c->side[q + shift]);
    }
}

voi_status vi_study_cells_create(double *const *columns, size_t count, const vi_informed *informed,
                                 vi_study_cells *out, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_responses *responses = &informed->increments.responses;
    size_t rows = responses->rows;
    layout l = {.columns = columns, .count = count, .rows = rows};
    *out =
        (vi_study_cells){.rows = rows,
                         .responses = responses->count,
                         .owns = (informed->increments.costs ? 3 : 1) * informed->increments.others,
                         .y = informed->increments.y};
    l.cells = vi_cells_create(rows);
    l.bins = vi_malloc(count * rows, sizeof *l.bins);
    if (!l.cells || !l.bins) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu rows", rows);
        goto cleanup;
    }
    for (size_t q = 0; q < count; q++) {
        l.side[q] = cut(&l, q, l.bins + q * rows);
    }
    out->side[0] = count > 1 ? l.side[0] : 1;
    out->side[1] = l.side[count - 1];
    out->cells = out->side[0] * out->side[1];
    if (!make_room(out)) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu cells", out->cells);
        goto cleanup;
    }
    set_values(&l, out);
    add_rows(&l, informed, out);
cleanup:
    vi_cells_destroy(l.cells);
    vi_free(l.bins);
    if (status != VOI_OK) {
        vi_study_cells_free(out);
    }
    return status;
}

void vi_study_cells_free(vi_study_cells *cells)
{
    vi_free(cells->numbers);
    vi_free(cells->occupied);
    vi_free(cells->cell);
    *cells = (vi_study_cells){0};
}
