/* Results of two quantities are independent given the quantities, so a sum over cells and results
 * is two products with the chances of each, which are banded: T(x, y) = Σ_i p(x | v_i) Σ_j p(y |
 * w_j) M(i, j). A result's value would be the mean of the fitted increments, weighted by its
 * chance; the decision after it is the best of these. */
#include "measures/outlook.h"

#include "core/alloc.h"
#include "studies/design_check.h"

#include <math.h>
#include <string.h>

/* Results of a quantity, alone and beside another: where there are two, the line at which a
 * decision turns crosses the steps of both, and coarse ones average out. */
static const vi_grid_limits alone = {4096, 8}, beside = {800, 3};
enum { DRAWN_ALONE = 512, DRAWN_BESIDE = 256 }; /* drawn results */

typedef struct {
    const vi_outlook *outlook;
    bool squared; /* chances count by their squares */
    double *half; /* results of the first × bins of the second */
} pusher;

static double chance_of(const vi_result_grid *grid, size_t value, size_t i, bool squared)
{
    double p = grid->chance[grid->offset[value] + i];
    return squared ? p * p : p;
}

static void add_scaled(double factor, const double *restrict x, double *restrict to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] += factor * x[i];
    }
}

static void add_squares(double factor, const double *restrict x, double *restrict to, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        to[i] += factor * (x[i] * x[i]);
    }
}

static void push_first(const pusher *p, const double *plane)
{
    const vi_result_grid *grid = &p->outlook->grid[0];
    size_t bins = p->outlook->cells->side[1];
    memset(p->half, 0, grid->results * bins * sizeof *p->half);
    for (size_t i = 0; i < grid->values; i++) {
        for (size_t x = 0; x < grid->count[i]; x++) {
            add_scaled(chance_of(grid, i, x, p->squared), plane + i * bins,
                       p->half + (grid->first[i] + x) * bins, bins);
        }
    }
}

/* From a number a cell to a number a result. */
static void push(const pusher *p, const double *plane, double *to)
{
    const vi_result_grid *grid = &p->outlook->grid[1];
    size_t bins = p->outlook->cells->side[1];
    push_first(p, plane);
    memset(to, 0, p->outlook->results * sizeof *to);
    for (size_t x = 0; x < p->outlook->grid[0].results; x++) {
        for (size_t j = 0; j < bins; j++) {
            double factor = p->half[x * bins + j], *row = to + x * grid->results + grid->first[j];
            const double *chance = grid->chance + grid->offset[j];
            if (factor != 0 && p->squared) {
                add_squares(factor, chance, row, grid->count[j]);
            } else if (factor != 0) {
                add_scaled(factor, chance, row, grid->count[j]);
            }
        }
    }
}

/* ---- Making ---- */

static voi_status fill(vi_outlook *o, voi_error *err)
{
    const vi_study_cells *cells = o->cells;
    size_t r = cells->responses, half = o->grid[0].results * cells->side[1];
    o->results = o->grid[0].results * o->grid[1].results;
    o->owns = cells->owns;
    o->numbers = vi_malloc(o->results * (1 + r) + half, sizeof *o->numbers);
    if (!o->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results", o->results);
    }
    o->mass = o->numbers;
    o->fit = o->mass + o->results;
    const pusher plain = {o, false, o->fit + r * o->results};
    push(&plain, cells->weight, o->mass);
    for (size_t q = 0; q < r; q++) {
        push(&plain, cells->fit + q * cells->cells, o->fit + q * o->results);
    }
    return VOI_OK;
}

voi_status vi_outlook_complete(vi_outlook *o, voi_error *err)
{
    const vi_study_cells *cells = o->cells;
    size_t r = cells->responses, half = o->grid[0].results * cells->side[1];
    if (o->more) {
        return VOI_OK;
    }
    o->more = vi_malloc(o->results * (1 + 2 * r + o->owns) + half, sizeof *o->more);
    if (!o->more) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu results", o->results);
    }
    o->mass2 = o->more;
    o->sum = o->mass2 + o->results;
    o->sum2 = o->sum + r * o->results;
    o->own2 = o->sum2 + r * o->results;
    double *room = o->own2 + o->owns * o->results;
    const pusher plain = {o, false, room}, squared = {o, true, room};
    push(&squared, cells->weight, o->mass2);
    for (size_t q = 0; q < r; q++) {
        push(&plain, cells->sum + q * cells->cells, o->sum + q * o->results);
        push(&squared, cells->sum + q * cells->cells, o->sum2 + q * o->results);
    }
    for (size_t own = 0; own < o->owns; own++) {
        push(&squared, cells->own + own * cells->cells, o->own2 + own * o->results);
    }
    return VOI_OK;
}

/* Many responses take many numbers a result: then there are fewer results of two quantities, so
 * that a size takes tens of megabytes; but never so few that a hundred strategies, with costs, take
 * less than 300. */
static vi_grid_limits limits_for(size_t responses, size_t count, bool drawn)
{
    static const double numbers = 8e6, fewest = 200;
    vi_grid_limits limits = count > 1 ? beside : alone;
    limits.most = drawn ? (size_t)(count > 1 ? DRAWN_BESIDE : DRAWN_ALONE) : limits.most;
    double room = sqrt(numbers / (2 + 5 * (double)responses));
    if (count > 1) {
        limits.most = (size_t)fmin((double)limits.most, fmax(room, fewest));
        limits.steps = room < (double)beside.most / 2 ? 2 : limits.steps;
    }
    return limits;
}

static vi_weighted_values values_of(const vi_study_cells *cells, size_t q)
{
    return (vi_weighted_values){cells->value[q], cells->value[q] + cells->side[q], cells->side[q]};
}

static voi_status list_results(const vi_looking *looking, double n, const vi_grid_limits *limits,
                               vi_outlook *out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_result results[VOI_MOST_RESULTS];
    size_t shift = 2 - looking->count;
    const voi_setup setup = vi_study_setup(looking->study, n);
    VI_TRY(vi_design_check_results(looking->study->design, &setup, err));
    vi_study_results(looking->study, n, results);
    for (size_t q = 0; q < looking->count; q++) {
        const vi_weighted_values values = values_of(out->cells, q + shift);
        VI_TRY(vi_result_grid_create(&results[q], &values, limits, &out->grid[q + shift], err));
    }
cleanup:
    return status;
}

static voi_status draw_results(const vi_looking *looking, double n, const vi_grid_limits *limits,
                               vi_outlook *out, voi_error *err)
{
    size_t shift = 2 - looking->count;
    vi_result_sampling sampling = {looking->kernels, looking->study, {{0}}, limits->most};
    for (size_t q = 0; q < looking->count; q++) {
        sampling.parts[q] = values_of(out->cells, q + shift);
    }
    return vi_result_samples_create(&sampling, n, out->grid + shift, err);
}

voi_status vi_outlook_create(const vi_study_cells *cells, const vi_increments *increments,
                             const vi_looking *looking, double n, vi_outlook *out, voi_error *err)
{
    static const voi_result none = {VOI_RESULT_NORMAL, 0, 1};
    voi_status status = VOI_OK;
    bool drawn = vi_result_sample_suits(looking->study);
    const vi_grid_limits limits = limits_for(cells->responses, looking->count, drawn);
    *out = (vi_outlook){.cells = cells, .increments = increments};
    if (looking->count == 1) {
        const vi_weighted_values values = values_of(cells, 0);
        VI_TRY(vi_result_grid_create(&none, &values, &limits, &out->grid[0], err));
    }
    VI_TRY((drawn ? draw_results : list_results)(looking, n, &limits, out, err));
    out->shrunk = fmin(out->grid[0].shrunk, out->grid[1].shrunk);
    out->resolved = fmin(out->grid[0].told, out->grid[1].told);
    VI_TRY(fill(out, err));
cleanup:
    if (status != VOI_OK) {
        vi_outlook_free(out);
    }
    return status;
}

void vi_outlook_free(vi_outlook *outlook)
{
    vi_result_grid_free(&outlook->grid[0]);
    vi_result_grid_free(&outlook->grid[1]);
    vi_free(outlook->numbers);
    vi_free(outlook->more);
    *outlook = (vi_outlook){0};
}
