/* First each column's reach and mean; then one pass over the rows, in tiles that stay in the cache,
 * brought to a mean of 0 and a size near 1: two columns times two others at a time, with two rows
 * in the lanes of a vector, so that all sums of a step stay in registers. The size is a power of
 * two, which rounds nothing and keeps squares from overflowing; the first value is subtracted
 * before anything is added, so that an offset of any size does not blur the mean. Chunks of rows
 * have sums of their own, which are added pairwise at the end: threads do not show in the bits. */
#include "data/correlation.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

enum {
    TILE = 256, /* rows */
    LANES = 2,
    MIN_CHUNK_ROWS = 4096,
    MAX_SUM_BYTES = 32 << 20 /* of all chunks together, where there is more than one */
};

/* A value x has the place (x / 2 − origin) · factor, within −1 and 1; the mean is that of these.
 * Halves, so that no difference overflows. */
typedef struct {
    double origin, factor, mean;
} scale;

typedef struct {
    double *const *columns;
    size_t rows, count, chunks, chunk_rows;
    size_t width; /* count, made even by a column of zeros */
    scale *scales;
    double *sums;  /* chunks × width × width: sums of products, in the upper triangle */
    double *tiles; /* workers × width × TILE */
} correlation;

static double place(double x, const scale *s)
{
    return (x / 2 - s->origin) * s->factor;
}

static double reach_of(const double *x, size_t rows, double origin)
{
    double lanes[LANES] = {0}, reach = 0;
    for (size_t i = 0; i < rows; i++) {
        double distance = fabs(x[i] / 2 - origin), *lane = &lanes[i % LANES];
        *lane = distance > *lane ? distance : *lane;
    }
    for (size_t l = 0; l < LANES; l++) {
        reach = fmax(reach, lanes[l]);
    }
    return reach;
}

static double mean_place(const double *x, size_t rows, const scale *s)
{
    double sum = 0;
    for (size_t first = 0; first < rows; first += TILE) {
        size_t end = first + TILE < rows ? first + TILE : rows;
        double lanes[LANES] = {0};
        for (size_t i = first; i < end; i++) {
            lanes[i % LANES] += place(x[i], s);
        }
        sum += lanes[0] + lanes[1];
    }
    return sum / (double)rows;
}

static voi_status measure_column(void *argument, size_t task, size_t worker, voi_error *err)
{
    const correlation *c = argument;
    const double *x = c->columns[task];
    scale *s = &c->scales[task];
    int exponent;
    (void)worker;
    (void)err;
    s->origin = x[0] / 2;
    frexp(reach_of(x, c->rows, s->origin), &exponent);
    s->factor = ldexp(1, exponent > -1000 ? -exponent : 1000);
    s->mean = mean_place(x, c->rows, s);
    return VOI_OK;
}

/* Rows first to end − 1, at most TILE; what is left of the tile is filled with zeros. */
static void load_tile(const correlation *c, size_t first, size_t end, double *tile)
{
    size_t rows = end - first;
    for (size_t j = 0; j < c->count; j++) {
        const scale s = c->scales[j];
        const double *x = c->columns[j] + first;
        double *to = tile + j * TILE;
        for (size_t i = 0; i < rows; i++) {
            to[i] = place(x[i], &s) - s.mean;
        }
        memset(to + rows, 0, (TILE - rows) * sizeof *to);
    }
}

static double fold(const double lanes[LANES])
{
    return lanes[0] + lanes[1];
}

/* Adds the products of two neighbouring columns with two others. */
static void add_products(const double *restrict a, const double *restrict b, double *top,
                         double *bottom)
{
    double lanes[4][LANES] = {{0}};
    for (size_t i = 0; i < TILE; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            double a0 = a[i + l], a1 = a[TILE + i + l], b0 = b[i + l], b1 = b[TILE + i + l];
            lanes[0][l] += a0 * b0;
            lanes[1][l] += a0 * b1;
            lanes[2][l] += a1 * b0;
            lanes[3][l] += a1 * b1;
        }
    }
    top[0] += fold(lanes[0]);
    top[1] += fold(lanes[1]);
    bottom[0] += fold(lanes[2]);
    bottom[1] += fold(lanes[3]);
}

static voi_status run_chunk(void *argument, size_t task, size_t worker, voi_error *err)
{
    const correlation *c = argument;
    size_t width = c->width, end = (task + 1) * c->chunk_rows;
    double *tile = c->tiles + worker * width * TILE;
    double *sums = c->sums + task * width * width;
    (void)err;
    end = end < c->rows ? end : c->rows;
    memset(tile + (width - 1) * TILE, 0, TILE * sizeof *tile);
    for (size_t first = task * c->chunk_rows; first < end; first += TILE) {
        load_tile(c, first, first + TILE < end ? first + TILE : end, tile);
        for (size_t a = 0; a < width; a += 2) {
            for (size_t b = a; b < width; b += 2) {
                double *top = sums + a * width + b;
                add_products(tile + a * TILE, tile + b * TILE, top, top + width);
            }
        }
    }
    return VOI_OK;
}

static void add_chunks(const correlation *c)
{
    size_t size = c->width * c->width;
    for (size_t half = 1; half < c->chunks; half *= 2) {
        for (size_t i = 0; i + half < c->chunks; i += 2 * half) {
            const double *from = c->sums + (i + half) * size;
            for (size_t e = 0; e < size; e++) {
                c->sums[i * size + e] += from[e];
            }
        }
    }
}

static void normalise(const correlation *c, double *out)
{
    size_t width = c->width, n = c->count;
    for (size_t a = 0; a < n; a++) {
        out[a * n + a] = 1;
        for (size_t b = a + 1; b < n; b++) {
            double spread = sqrt(c->sums[a * width + a]) * sqrt(c->sums[b * width + b]);
            out[a * n + b] = out[b * n + a] = spread > 0 ? c->sums[a * width + b] / spread : 0;
        }
    }
}

static void plan_chunks(correlation *c)
{
    size_t most = MAX_SUM_BYTES / sizeof *c->sums / (c->width * c->width);
    most = most > 0 ? most : 1;
    size_t even = (c->rows + most - 1) / most;
    c->chunk_rows = even > MIN_CHUNK_ROWS ? even : MIN_CHUNK_ROWS;
    c->chunks = (c->rows + c->chunk_rows - 1) / c->chunk_rows;
}

voi_status vi_correlation(voi_context *ctx, double *const *columns, size_t rows, size_t count,
                          double *out, voi_error *err)
{
    voi_status status = VOI_OK;
    correlation c = {.columns = columns, .rows = rows, .count = count};
    c.width = count + count % 2;
    plan_chunks(&c);
    c.scales = vi_malloc(count, sizeof *c.scales);
    c.sums = vi_calloc(c.chunks * c.width * c.width, sizeof *c.sums);
    c.tiles = vi_malloc(vi_workers(ctx) * c.width * TILE, sizeof *c.tiles);
    if (!c.scales || !c.sums || !c.tiles) {
        status = vi_fail(err, VOI_ERR_NOMEM, "correlations: out of memory for %zu columns", count);
        goto cleanup;
    }
    const vi_job measure = {"comparing columns", count, measure_column, &c};
    const vi_job multiply = {"comparing columns", c.chunks, run_chunk, &c};
    VI_TRY(vi_parallel(ctx, &measure, err));
    VI_TRY(vi_parallel(ctx, &multiply, err));
    add_chunks(&c);
    normalise(&c, out);
cleanup:
    vi_free(c.scales);
    vi_free(c.sums);
    vi_free(c.tiles);
    return status;
}
