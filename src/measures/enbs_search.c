/* ENBS rises with EVSI and falls with the cost, smoothly, for the method's errors of neighbouring
 * sizes are alike. Three passes over whole numbers:
 *
 * doubling: 1, 2, 4 … until at no k a larger study can be better than the best so far, even if it
 * told all that its parameters can tell (vi_enbs_bound never rises with n);
 *
 * quarters: within two doublings of the best of these, four sizes a doubling, for the method's
 * errors leave small bumps on the curve, and its top is flat;
 *
 * halving: the two gaps beside the best size are cut in their middle, at every k for itself, until
 * they have no whole number left. About 2 log₂ n sizes at one k; those of several k are shared.
 *
 * Results of small studies are whole numbers, which puts small teeth on the curve: as long as a
 * better one turns up, the whole numbers close to the best size are tried too. */
#include "measures/enbs_search.h"

#include "core/alloc.h"
#include "measures/pictures.h"

#include <math.h>

enum { BATCH = 8, SHOWN = 16, CLOSE = 5, AROUND = 8, SMALL = 1000 };

/* Of its limit the EVSI has this share where a grid begins, and lacks as much where it ends. */
static const double margin = 0.02;

size_t vi_enbs_best(const vi_enbs_curve *curve, size_t i)
{
    const vi_evsi_curve *evsi = &curve->evsi;
    size_t best = evsi->count;
    double most = -INFINITY;
    for (size_t s = 0; s < evsi->count; s++) {
        double enbs = vi_evsi_curve_has(evsi, s, i) ? vi_enbs_at(curve, s, i).enbs : -INFINITY;
        best = enbs > most ? s : best;
        most = fmax(enbs, most);
    }
    return best;
}

/* ---- Doubling ---- */

static bool may_rise(const vi_enbs_curve *curve, double n)
{
    for (size_t i = 0; i < curve->evsi.work.grid.count; i++) {
        double best = vi_enbs_at(curve, vi_enbs_best(curve, i), i).enbs;
        if (vi_enbs_bound(curve, n, i) > best) {
            return true;
        }
    }
    return false;
}

static voi_status scan(voi_context *ctx, vi_enbs_curve *curve, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_wanted wanted[BATCH];
    double next = 1;
    do {
        size_t count = 0;
        for (; count < BATCH && next <= VI_LARGEST_SEARCHED; next *= 2) {
            wanted[count++] = (vi_wanted){next, VI_EVERY_K};
        }
        VI_TRY(vi_evsi_curve_add(ctx, &curve->evsi, wanted, count, err));
    } while (next <= VI_LARGEST_SEARCHED && may_rise(curve, next));
cleanup:
    return status;
}

/* ---- Quarters ---- */

static voi_status look_around(voi_context *ctx, vi_enbs_curve *curve, voi_error *err)
{
    size_t k = curve->evsi.work.grid.count, count = 0;
    vi_wanted *wanted = vi_malloc((2 * AROUND + 1) * k, sizeof *wanted);
    if (!wanted) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu values of k", k);
    }
    for (size_t i = 0; i < k; i++) {
        double best = curve->evsi.sizes[vi_enbs_best(curve, i)];
        for (int step = -AROUND; step <= AROUND; step++) {
            double n = round(best * exp2((double)step / 4));
            wanted[count++] = (vi_wanted){fmin(fmax(n, 1), VI_LARGEST_SEARCHED), i};
        }
    }
    voi_status status = vi_evsi_curve_add(ctx, &curve->evsi, wanted, count, err);
    vi_free(wanted);
    return status;
}

/* ---- Halving ---- */

/* Wants the middle between two sizes at one k, if there is a whole number. */
static size_t want_middle(double low, double high, size_t i, vi_wanted *wanted)
{
    double middle = floor((low + high) / 2);
    *wanted = (vi_wanted){middle, i};
    return middle > low;
}

/* The next size with an answer at grid.values[i], downwards or upwards; SIZE_MAX: none. */
static size_t neighbour(const vi_evsi_curve *evsi, size_t s, size_t i, bool upwards)
{
    do {
        s = upwards ? s + 1 : s - 1; /* 0 − 1 ends the loop */
    } while (s < evsi->count && !vi_evsi_curve_has(evsi, s, i));
    return s < evsi->count ? s : SIZE_MAX;
}

static size_t want_beside(const vi_evsi_curve *evsi, size_t best, size_t i, vi_wanted *wanted)
{
    size_t count = 0;
    size_t below = neighbour(evsi, best, i, false), above = neighbour(evsi, best, i, true);
    double low = below == SIZE_MAX ? 0 : evsi->sizes[below];
    count += want_middle(low, evsi->sizes[best], i, wanted);
    if (above != SIZE_MAX) {
        count += want_middle(evsi->sizes[best], evsi->sizes[above], i, wanted + count);
    }
    return count;
}

/* The whole numbers close to the best size that have no answer yet. */
static size_t want_close(const vi_evsi_curve *evsi, size_t best, size_t i, vi_wanted *wanted)
{
    size_t count = 0;
    double n = evsi->sizes[best];
    for (double m = fmax(n - CLOSE, 1); n <= SMALL && m <= n + CLOSE; m++) {
        size_t s = vi_evsi_curve_place(evsi, m);
        if (s == evsi->count || evsi->sizes[s] != m || !vi_evsi_curve_has(evsi, s, i)) {
            wanted[count++] = (vi_wanted){m, i};
        }
    }
    return count;
}

static size_t want_better(const vi_enbs_curve *curve, size_t i, vi_wanted *wanted)
{
    size_t best = vi_enbs_best(curve, i), count = want_beside(&curve->evsi, best, i, wanted);
    return count > 0 ? count : want_close(&curve->evsi, best, i, wanted);
}

static voi_status refine(voi_context *ctx, vi_enbs_curve *curve, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t k = curve->evsi.work.grid.count, count;
    vi_wanted *wanted = vi_malloc((2 * CLOSE + 1) * k, sizeof *wanted);
    if (!wanted) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu values of k", k);
    }
    do {
        count = 0;
        for (size_t i = 0; i < k; i++) {
            count += want_better(curve, i, wanted + count);
        }
        VI_TRY(vi_evsi_curve_add(ctx, &curve->evsi, wanted, count, err));
    } while (count > 0);
cleanup:
    vi_free(wanted);
    return status;
}

voi_status vi_enbs_search(voi_context *ctx, vi_enbs_curve *curve, voi_error *err)
{
    voi_status status = VOI_OK;
    if (curve->evsi.enumerations) {
        VI_TRY(scan(ctx, curve, err));
        VI_TRY(look_around(ctx, curve, err));
        VI_TRY(refine(ctx, curve, err));
    }
cleanup:
    return status;
}

/* ---- A grid to be shown ---- */

/* The largest size whose EVSI is below a share of the limit at every k, where `all`; at some k
 * otherwise. */
static double last_below(const vi_evsi_curve *evsi, double share, bool all)
{
    double n = 1;
    for (size_t s = 0; s < evsi->count; s++) {
        bool every = true, some = false;
        for (size_t i = 0; i < evsi->work.grid.count; i++) {
            double limit = evsi->work.limits[i].evppi;
            bool known = vi_evsi_curve_has(evsi, s, i);
            bool below = known && vi_evsi_curve_answer(evsi, s, i)->evsi < share * limit;
            every = every && (below || !known || !(limit > 0));
            some = some || below;
        }
        n = (all ? every : some) ? evsi->sizes[s] : n;
    }
    return n;
}

/* A power of two from which on no study can pay, at any k. */
static double worthless_from(const vi_enbs_curve *curve)
{
    double n = 1;
    bool pays = true;
    while (pays && n < VI_LARGEST_SEARCHED) {
        n *= 2;
        pays = false;
        for (size_t i = 0; i < curve->evsi.work.grid.count; i++) {
            pays = pays || vi_enbs_bound(curve, n, i) > 0;
        }
    }
    return n;
}

/* To two digits. */
static double round_off(double n)
{
    double step = pow(10, fmax(floor(log10(n)) - 1, 0));
    return round(n / step) * step;
}

voi_status vi_enbs_grid(voi_context *ctx, vi_enbs_curve *curve, double **out, size_t *count,
                        voi_error *err)
{
    voi_status status = VOI_OK;
    vi_wanted wanted[SHOWN];
    double low = last_below(&curve->evsi, margin, true);
    double high = fmin(2 * last_below(&curve->evsi, 1 - margin, false), worthless_from(curve));
    high = fmax(high, SHOWN * low);
    double *sizes = vi_malloc(SHOWN, sizeof *sizes);
    if (!sizes) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %d sizes", SHOWN);
    }
    *count = 0;
    for (int s = 0; s < SHOWN; s++) {
        double n = round_off(low * pow(high / low, (double)s / (SHOWN - 1)));
        if (*count == 0 || n > sizes[*count - 1]) {
            wanted[*count] = (vi_wanted){n, VI_EVERY_K};
            sizes[(*count)++] = n;
        }
    }
    VI_TRY(vi_evsi_curve_add(ctx, &curve->evsi, wanted, *count, err));
    *out = sizes;
    sizes = NULL;
cleanup:
    vi_free(sizes);
    return status;
}
