/* Which results stand for all, and how likely each is given a value.
 *
 * Counts up to 64 from either end of their range are all there; from then on steps grow to half a
 * standard deviation. At such steps the trapezoidal rule is exact for a normal density to 1e-30,
 * and for these, which are smooth away from the ends, nearly so; what is left is taken out by
 * letting the chances of a value sum to 1. Results that no value reaches are left out, so that the
 * far tail of heavy-tailed values costs the rest nothing. Where results would be too many, steps
 * grow to a third of a standard deviation; where that does not do, the study is replaced by the
 * largest one for which they are not. */
#include "core/alloc.h"
#include "core/error.h"
#include "math/log_gamma.h"
#include "studies/result_told.h"

#include <math.h>

static const double all_below = 64, reach = 7.5, beyond = 8, tiny = 1e-300, negligible = 1e-13;
static const double fewest_steps = 3; /* unless fewer are asked for */

typedef struct {
    voi_result of;
    const double *values; /* increasing */
    size_t count;
    double steps; /* results to a standard deviation, where they are not all there */
} range;

static double spread(const voi_result *r, double value)
{
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
        return sqrt(r->size * value * (1 - value));
    case VOI_RESULT_POISSON:
        return sqrt(r->size * value);
    case VOI_RESULT_NORMAL:
        break;
    }
    return r->sd / sqrt(r->size);
}

static double centre(const voi_result *r, double value)
{
    return r->family == VOI_RESULT_NORMAL ? value : r->size * value;
}

static double clamp(const voi_result *r, double x)
{
    if (r->family == VOI_RESULT_NORMAL) {
        return x;
    }
    return fmin(fmax(x, 0), r->family == VOI_RESULT_BINOMIAL ? r->size : INFINITY);
}

/* Where results given a value begin and end. */
static double least(const voi_result *r, double value)
{
    double slack = r->family == VOI_RESULT_NORMAL ? 0 : beyond;
    return clamp(r, centre(r, value) - reach * spread(r, value) - slack);
}

static double most_of(const voi_result *r, double value)
{
    double slack = r->family == VOI_RESULT_NORMAL ? 0 : beyond;
    return clamp(r, centre(r, value) + reach * spread(r, value) + slack);
}

/* The value on the scale on which a result of size 1 has a standard deviation of 1. */
static double evened(const voi_result *r, double value)
{
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
        return 2 * asin(sqrt(value));
    case VOI_RESULT_POISSON:
        return 2 * sqrt(value);
    case VOI_RESULT_NORMAL:
        break;
    }
    return value / r->sd;
}

/* How many standard deviations of a study of that size lie between the values, but for those that
 * no value reaches. */
static double covered(const range *r, double size)
{
    double sum = 0, root = sqrt(size), last = evened(&r->of, r->values[0]);
    for (size_t c = 1; c < r->count; c++) {
        double at = evened(&r->of, r->values[c]);
        sum += fmin((at - last) * root, 2 * reach);
        last = at;
    }
    return sum;
}

/* The steps that leave room for the ends. */
static double steps_for(double wide, size_t most)
{
    return (double)most / (1.1 * wide + 80);
}

/* The largest size for which these steps do; binomial ones are whole. 0 where values lie so far
 * apart that any study knows them. */
static double largest_size(const range *r, size_t most)
{
    double low = 0, high = r->of.size;
    for (int turn = 0; turn < 60 && high - low > 1e-9 * high; turn++) {
        double middle = low > 0 ? (low + high) / 2 : high / 4;
        bool fits = steps_for(covered(r, middle), most) >= r->steps;
        low = fits ? middle : low;
        high = fits ? high : middle;
    }
    return r->of.family == VOI_RESULT_BINOMIAL ? fmax(floor(low), 1) : low;
}

/* The result after x: another number, also where steps are finer than numbers are. */
static double next(const range *values, double x)
{
    const voi_result *r = &values->of;
    if (r->family == VOI_RESULT_NORMAL) {
        return fmax(x + spread(r, x) / values->steps, nextafter(x, INFINITY));
    }
    double edge = r->family == VOI_RESULT_BINOMIAL ? fmin(x, r->size - x) : x;
    double wide = spread(r, x / r->size) / values->steps;
    double step = fmax(fmin(wide, 1 + (edge - all_below) / 8), 1);
    double to = fmax(x + step, nextafter(x, INFINITY));
    bool enters = r->family == VOI_RESULT_BINOMIAL && r->size - to <= all_below;
    return enters ? ceil(to) : to;
}

/* Fills `at` unless it is NULL; answers the number of results. */
static size_t list(const range *r, double *at)
{
    size_t count = 0, c = 0;
    bool counts = r->of.family != VOI_RESULT_NORMAL;
    double x = -INFINITY;
    while (true) {
        while (c < r->count && count > 0 && most_of(&r->of, r->values[c]) < x) {
            c++;
        }
        if (c == r->count) {
            return count;
        }
        double start = least(&r->of, r->values[c]);
        x = fmax(x, counts ? floor(start) : start);
        if (at) {
            at[count] = x;
        }
        count++;
        x = next(r, x);
    }
}

/* Answers the share of the size that is kept. */
static double fit(range *r, size_t most)
{
    double whole = r->of.size, steps = steps_for(covered(r, whole), most);
    r->steps = fmin(r->steps, fmax(steps, fewest_steps));
    if (steps < r->steps) {
        r->of.size = largest_size(r, most);
    }
    return r->of.size / whole;
}

/* ---- Chances ---- */

/* The part of a result's log chance that depends on no value, with the width it stands for. */
static double constant_part(const voi_result *r, const vi_result_grid *grid, size_t g)
{
    const double *at = grid->at;
    size_t last = grid->results - 1;
    double below = g > 0 ? at[g] - at[g - 1] : at[1] - at[0];
    double above = g < last ? at[g + 1] - at[g] : below;
    below = fmin(below, 2 * above); /* where no value reaches the results between */
    above = fmin(above, 2 * below);
    double wide = log((below + above) / 2);
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
        return wide + vi_log_gamma(r->size + 1) - vi_log_gamma(at[g] + 1) -
               vi_log_gamma(r->size - at[g] + 1);
    case VOI_RESULT_POISSON:
        return wide + at[g] * log(r->size) - vi_log_gamma(at[g] + 1);
    case VOI_RESULT_NORMAL:
        break;
    }
    return wide;
}

/* The first result that is not below x. */
static size_t find(const vi_result_grid *grid, double x)
{
    size_t low = 0, high = grid->results;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (grid->at[middle] < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void set_window(const voi_result *r, double value, size_t c, vi_result_grid *grid)
{
    size_t first = find(grid, least(r, value)), end = find(grid, most_of(r, value));
    first = first < grid->results ? first : grid->results - 1;
    end = end < grid->results ? end + 1 : grid->results;
    grid->first[c] = first;
    grid->count[c] = end > first ? end - first : 1;
}

static void set_log_chances(const voi_result *r, double value, size_t c, const double *constant,
                            const vi_result_grid *grid, double *out)
{
    const double *at = grid->at + grid->first[c];
    constant += grid->first[c];
    double success = log(fmax(value, tiny)), failure = log(fmax(1 - value, tiny));
    double s = spread(r, value);
    for (size_t i = 0; i < grid->count[c]; i++) {
        double z = (at[i] - value) / s;
        out[i] = constant[i] + (r->family == VOI_RESULT_BINOMIAL
                                    ? at[i] * success + (r->size - at[i]) * failure
                                : r->family == VOI_RESULT_POISSON ? at[i] * success
                                                                  : -z * z / 2);
    }
}

/* From logarithms to chances that sum to 1; those that do not matter at the ends are left out. */
static void normalise(size_t c, vi_result_grid *grid)
{
    double *chance = grid->chance + grid->offset[c], largest = -INFINITY, sum = 0;
    size_t count = grid->count[c], from = 0;
    for (size_t i = 0; i < count; i++) {
        largest = fmax(largest, chance[i]);
    }
    for (size_t i = 0; i < count; i++) {
        chance[i] = exp(chance[i] - largest);
        sum += chance[i];
    }
    while (chance[count - 1] < negligible) {
        count--;
    }
    while (chance[from] < negligible) {
        from++;
    }
    for (size_t i = from; i < count; i++) {
        chance[i] /= sum;
    }
    grid->offset[c] += from;
    grid->first[c] += from;
    grid->count[c] = count - from;
}

static void set_chances(const voi_result *r, const double *values, const double *constant,
                        vi_result_grid *grid)
{
    for (size_t c = 0; c < grid->values; c++) {
        double *chance = grid->chance + grid->offset[c];
        if (grid->results == 1) {
            chance[0] = 1;
            continue;
        }
        set_log_chances(r, values[c], c, constant, grid, chance);
        normalise(c, grid);
    }
}

/* Room for all but the chances; and then for those. */
static bool make_room(size_t values, size_t results, vi_result_grid *grid)
{
    grid->values = values;
    grid->results = results;
    grid->at = vi_malloc(2 * results, sizeof *grid->at);
    grid->first = vi_malloc(3 * values, sizeof *grid->first);
    grid->count = grid->first ? grid->first + values : NULL;
    grid->offset = grid->first ? grid->count + values : NULL;
    return grid->at && grid->first;
}

static bool make_chances(const voi_result *r, const double *values, vi_result_grid *grid)
{
    size_t total = 0;
    for (size_t c = 0; c < grid->values; c++) {
        set_window(r, values[c], c, grid);
        grid->offset[c] = total;
        total += grid->count[c];
    }
    grid->chance = vi_malloc(total, sizeof *grid->chance);
    return grid->chance != NULL;
}

/* All but what the results tell. */
static bool make(range *r, size_t most, vi_result_grid *out)
{
    bool nothing = !(r->of.size > 0) || !(r->values[r->count - 1] > r->values[0]);
    *out = (vi_result_grid){.shrunk = nothing ? 1 : fit(r, most)};
    nothing = nothing || !(r->of.size > 0);
    size_t results = nothing ? 1 : list(r, NULL);
    if (!make_room(r->count, results, out)) {
        return false;
    }
    if (nothing) {
        out->at[0] = 0;
        r->of.size = 0;
    } else {
        list(r, out->at);
    }
    if (!make_chances(&r->of, r->values, out)) {
        return false;
    }
    double *constant = out->at + results;
    for (size_t g = 0; results > 1 && g < results; g++) {
        constant[g] = constant_part(&r->of, out, g);
    }
    set_chances(&r->of, r->values, constant, out);
    return true;
}

voi_status vi_result_grid_create(const voi_result *result, const vi_weighted_values *of,
                                 const vi_grid_limits *limits, vi_result_grid *out, voi_error *err)
{
    range r = {*result, of->values, of->count, limits->steps};
    voi_status status;
    if (make(&r, limits->most, out)) {
        status = vi_result_grid_set_told(out, of->weights, err);
    } else {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results", out->results);
    }
    if (status != VOI_OK) {
        vi_result_grid_free(out);
    }
    return status;
}

void vi_result_grid_free(vi_result_grid *grid)
{
    vi_free(grid->at);
    vi_free(grid->first);
    vi_free(grid->chance);
    *grid = (vi_result_grid){0};
}
