/* Two passes over the points: one adds up cross-products of the kernel K, the nulls Q and the
 * responses Y; algebra makes of them the likelihood F and a matrix T with dF/dK = 2 [K Q Y] T; the
 * other pass lets that meet the derivative of the kernel by log ℓ_j,
 *   k(a, b) (a_j − b_j)²,   a, b divided by the lengths,
 * of which Σ_i w_ik (a_j − b_j)², w = [K Q Y] T ∘ K, needs only Σ_i w_ik times 1, a_j and a_j². In
 * the sums K − 1 stands for K: they differ by the constant, which is a null, and where the lengths
 * are long K is so close to 1 that its own products would lose what matters. The points are cut
 * into fixed shares, added as a tree, so nothing hangs on the threads. */
#include "fit/gp_likelihood.h"

#include "core/alloc.h"
#include "fit/gp_algebra.h"
#include "math/gaussians.h"
#include "math/linalg.h"
#include "math/rank_update.h"

#include <math.h>
#include <string.h>

enum { SHARES = 8, BLOCK = 64 };

struct vi_gp_likelihood {
    const vi_gp_sample *sample;
    const double *place; /* points × dims */
    size_t centres;
    size_t width, moments;      /* nulls + responses; 1 + 2 dims */
    double *centre;             /* centres × dims, by row */
    double *length;             /* dims */
    double *by_centre, *by_dim; /* the centres divided by the lengths */
    double *among;              /* centres × centres: the kernel between them */
    double *kernel;       /* points × centres: K − 1, its rows times the root of their weight */
    double *sums;         /* of every share */
    double *scratch;      /* of every share */
    size_t share_scratch; /* numbers for one */
    double *room;         /* what all of these are cut from */
    vi_gp_algebra algebra;
};

static void scale_points(const vi_gp_likelihood *l, size_t first, size_t count, double *scaled)
{
    size_t dims = l->sample->dims;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < dims; j++) {
            scaled[i * dims + j] = l->place[(first + i) * dims + j] / l->length[j];
        }
    }
}

/* First pass: the kernel and its cross-products. */
static void add_products(const vi_gp_likelihood *l, size_t first, size_t count, double *scaled,
                         double *sums)
{
    const vi_gp_sample *s = l->sample;
    size_t m = l->centres;
    double *kernel = l->kernel + first * m;
    scale_points(l, first, count, scaled);
    vi_gaussians(scaled, count, (vi_centres){l->by_dim, s->dims, m}, kernel, m);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < m; k++) {
            kernel[i * m + k] = (kernel[i * m + k] - 1) * s->root[first + i];
        }
    }
    vi_add_gram(kernel, count, m, sums);
    vi_add_products(kernel, s->beside + first * l->width, count, m, l->width, sums + m * m);
}

static void set_moments(const vi_gp_likelihood *l, const double *scaled, size_t count,
                        double *moments)
{
    size_t dims = l->sample->dims;
    for (size_t i = 0; i < count; i++) {
        double *row = moments + i * l->moments;
        row[0] = 1;
        for (size_t j = 0; j < dims; j++) {
            row[1 + j] = scaled[i * dims + j];
            row[1 + dims + j] = scaled[i * dims + j] * scaled[i * dims + j];
        }
    }
}

/* Second pass: from the slopes by the kernel to the sums that make those by the lengths. */
static void add_slopes(const vi_gp_likelihood *l, size_t first, size_t count, double *scaled,
                       double *sums)
{
    const vi_gp_sample *s = l->sample;
    size_t m = l->centres, dims = s->dims;
    double *moments = scaled + BLOCK * dims, *slope = moments + BLOCK * l->moments;
    const double *kernel = l->kernel + first * m, *turn = l->algebra.slope;
    vi_block out = {slope, m, count, m};
    scale_points(l, first, count, scaled);
    memset(slope, 0, count * m * sizeof *slope);
    vi_rank_update(1, m, (vi_vectors){kernel, 1, m}, (vi_vectors){turn, m, 1}, out);
    vi_rank_update(1, l->width, (vi_vectors){s->beside + first * l->width, 1, l->width},
                   (vi_vectors){turn + m * m, m, 1}, out);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < m; k++) {
            slope[i * m + k] *= kernel[i * m + k] + s->root[first + i];
        }
    }
    set_moments(l, scaled, count, moments);
    vi_add_products(slope, moments, count, m, l->moments, sums);
}

/* ---- Shares ---- */

typedef void block_fn(const vi_gp_likelihood *l, size_t first, size_t count, double *scratch,
                      double *sums);

typedef struct {
    const vi_gp_likelihood *likelihood;
    block_fn *add;
    size_t size; /* of a share's sums */
} pass;

static voi_status run_share(void *argument, size_t task, size_t worker, voi_error *err)
{
    const pass *p = argument;
    const vi_gp_likelihood *l = p->likelihood;
    size_t end = l->sample->points * (task + 1) / SHARES;
    double *sums = l->sums + task * p->size, *scratch = l->scratch + task * l->share_scratch;
    (void)worker;
    (void)err;
    memset(sums, 0, p->size * sizeof *sums);
    for (size_t first = l->sample->points * task / SHARES; first < end; first += BLOCK) {
        size_t count = end - first < BLOCK ? end - first : BLOCK;
        p->add(l, first, count, scratch, sums);
    }
    return VOI_OK;
}

/* The sums over all points stand in those of the first share. */
static voi_status run_pass(voi_context *ctx, const vi_gp_likelihood *l, block_fn *add, size_t size,
                           voi_error *err)
{
    pass p = {l, add, size};
    const vi_job job = {"fitting", SHARES, run_share, &p};
    voi_status status = vi_parallel(ctx, &job, err);
    for (size_t half = SHARES / 2; status == VOI_OK && half > 0; half /= 2) {
        for (size_t i = 0; i < half * size; i++) {
            l->sums[i] += l->sums[half * size + i];
        }
    }
    return status;
}

static void scale_centres(const vi_gp_likelihood *l, const double *log_length)
{
    size_t m = l->centres, dims = l->sample->dims;
    for (size_t j = 0; j < dims; j++) {
        l->length[j] = exp(log_length[j]);
        for (size_t k = 0; k < m; k++) {
            l->by_centre[k * dims + j] = l->by_dim[j * m + k] =
                l->centre[k * dims + j] / l->length[j];
        }
    }
}

/* The slope by log ℓ_j: of K from the moments, of the kernel among the centres directly. */
static double gather_slope(const vi_gp_likelihood *l, size_t j)
{
    size_t m = l->centres, dims = l->sample->dims;
    const double *at = l->by_dim + j * m, *sums = l->sums;
    double slope = 0;
    for (size_t k = 0; k < m; k++) {
        slope += 2 * (sums[(1 + dims + j) * m + k] - 2 * at[k] * sums[(1 + j) * m + k] +
                      at[k] * at[k] * sums[k]);
        for (size_t i = 0; i < k; i++) {
            double apart = at[k] - at[i];
            slope += 2 * l->algebra.among_slope[k * m + i] * l->among[k * m + i] * apart * apart;
        }
    }
    return slope;
}

voi_status vi_gp_likelihood_evaluate(voi_context *ctx, vi_gp_likelihood *l,
                                     const double *log_length, double *value, double *gradient,
                                     voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_gp_sample *s = l->sample;
    size_t m = l->centres, dims = s->dims;
    scale_centres(l, log_length);
    VI_TRY(run_pass(ctx, l, add_products, (m + l->width) * m, err));
    vi_gaussians(l->by_centre, m, (vi_centres){l->by_dim, dims, m}, l->among, m);
    l->algebra.gram = l->sums;
    l->algebra.cross = l->sums + m * m;
    *value = vi_gp_algebra_solve(&l->algebra);
    if (isnan(*value)) {
        goto cleanup;
    }
    VI_TRY(run_pass(ctx, l, add_slopes, l->moments * m, err));
    for (size_t j = 0; j < dims; j++) {
        gradient[j] = gather_slope(l, j);
    }
cleanup:
    return status;
}

/* ---- Making ---- */

/* The next numbers of `room`; NULL where there is none yet. */
static double *cut(double *room, size_t *used, size_t numbers)
{
    double *piece = room ? room + *used : NULL;
    *used += numbers;
    return piece;
}

/* Cuts all arrays from `room`; answers how many numbers they take. */
static size_t cut_room(vi_gp_likelihood *l, size_t most, double *room)
{
    size_t used = 0, dims = l->sample->dims, scratch = l->share_scratch;
    size_t wide = most + l->width > l->moments ? most + l->width : l->moments;
    l->kernel = cut(room, &used, l->sample->points * most);
    l->centre = cut(room, &used, most * dims);
    l->by_centre = cut(room, &used, most * dims);
    l->by_dim = cut(room, &used, most * dims);
    l->length = cut(room, &used, dims);
    l->sums = cut(room, &used, SHARES * wide * most);
    l->scratch = cut(room, &used, SHARES * scratch);
    l->among = cut(room, &used, most * most);
    l->algebra.among_slope = cut(room, &used, most * most);
    l->algebra.slope = cut(room, &used, (most + l->width) * most);
    l->algebra.lambda = cut(room, &used, l->sample->responses);
    l->algebra.work = cut(room, &used, vi_gp_algebra_work(most));
    return used;
}

voi_status vi_gp_likelihood_create(const vi_gp_sample *sample, size_t most, vi_gp_likelihood **out,
                                   voi_error *err)
{
    vi_gp_likelihood *l = vi_calloc(1, sizeof *l);
    *out = l;
    if (!l) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    l->sample = sample;
    l->width = sample->nulls + sample->responses;
    l->moments = 1 + 2 * sample->dims;
    l->share_scratch = BLOCK * (sample->dims + l->moments + most);
    l->room = vi_malloc(cut_room(l, most, NULL), sizeof *l->room);
    if (!l->room) {
        vi_free(l);
        *out = NULL;
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu points", sample->points);
    }
    (void)cut_room(l, most, l->room);
    return VOI_OK;
}

void vi_gp_likelihood_destroy(vi_gp_likelihood *likelihood)
{
    if (likelihood) {
        vi_free(likelihood->room);
        vi_free(likelihood);
    }
}

void vi_gp_likelihood_stand(vi_gp_likelihood *l, const double *place, const size_t *centres,
                            size_t count)
{
    const vi_gp_sample *s = l->sample;
    l->place = place;
    l->centres = count;
    for (size_t k = 0; k < count; k++) {
        memcpy(l->centre + k * s->dims, place + centres[k] * s->dims, s->dims * sizeof *l->centre);
    }
    l->algebra.centres = count;
    l->algebra.among = l->among;
    l->algebra.nulls = s->nulls;
    l->algebra.responses = s->responses;
    l->algebra.freedom = s->freedom;
    l->algebra.squares = s->squares;
}

const double *vi_gp_likelihood_lambda(const vi_gp_likelihood *likelihood)
{
    return likelihood->algebra.lambda;
}
