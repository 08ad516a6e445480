/* The cost-effectiveness plane in even cells. Their size comes from the range between the 0.5 and
 * 99.5 % points of the increments, and the cells go on for three quarters of it on either side, so
 * that a few far points do not decide how large they are. Where points are few the cells are small:
 * then nearly every point has its own. */
#include "measures/pictures.h"

#include "core/alloc.h"
#include "core/table.h"
#include "data/problem.h"
#include "measures/moments.h"
#include "measures/order_statistics.h"
#include "measures/picture_reference.h"

/* Cells in the inner range, coarse and fine. */
enum { COARSE = 60, FINE = 160, FEW_POINTS = 16000 };

typedef struct {
    double first, size; /* of the cells */
} axis;

typedef struct {
    double effect, cost; /* sums over the points in a cell */
    size_t count;
} cell;

typedef struct {
    vi_moments moments;
    axis effect, cost;
    cell *cells; /* those with points, along effect, within along cost */
    size_t cell_count;
} cloud;

typedef struct {
    const struct vi_kernels *kernels;
    const voi_problem *problem;
    size_t reference;
    size_t inner, side; /* cells along an axis: of the inner range, of all */
    cloud *clouds;      /* one a strategy */
} plane;

static axis axis_of(const plane *p, const double *x, vi_sample *sample)
{
    vi_sample_take(x, p->problem->rows, sample);
    double low = vi_sample_quantile(sample, 0.005), high = vi_sample_quantile(sample, 0.995);
    double size = (high - low) / (double)p->inner;
    return (axis){low - size * (double)(p->side - p->inner) / 2, size};
}

static size_t place_on(const axis *a, size_t side, double x)
{
    double place = a->size > 0 ? (x - a->first) / a->size : 0;
    return place < 0 ? 0 : place < (double)side ? (size_t)place : side - 1;
}

static void count_points(const plane *p, const double *effect, const double *cost, const cloud *c,
                         cell *grid)
{
    for (size_t i = 0; i < p->problem->rows; i++) {
        size_t column = place_on(&c->effect, p->side, effect[i]);
        cell *at = &grid[column * p->side + place_on(&c->cost, p->side, cost[i])];
        at->effect += effect[i];
        at->cost += cost[i];
        at->count++;
    }
}

/* Keeps the cells with points: a copy, NULL where memory ran out. */
static cell *keep_filled(const cell *grid, size_t all, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < all; i++) {
        *count += grid[i].count > 0;
    }
    cell *kept = vi_malloc(*count, sizeof *kept);
    for (size_t i = 0, to = 0; kept && i < all; i++) {
        if (grid[i].count > 0) {
            kept[to++] = grid[i];
        }
    }
    return kept;
}

static void subtract(const double *x, const double *y, size_t rows, double *out)
{
    for (size_t i = 0; i < rows; i++) {
        out[i] = x[i] - y[i];
    }
}

static voi_status make_cloud(void *state, size_t strategy, size_t worker, voi_error *err)
{
    const plane *p = state;
    const voi_problem *problem = p->problem;
    cloud *c = &p->clouds[strategy];
    size_t rows = problem->rows;
    (void)worker;
    if (strategy == p->reference) {
        return VOI_OK;
    }
    double *effect = vi_malloc(rows, sizeof *effect), *cost = vi_malloc(rows, sizeof *cost);
    vi_sample *sample = vi_malloc(1, sizeof *sample);
    cell *grid = vi_calloc(p->side * p->side, sizeof *grid);
    voi_status status =
        vi_moments_of(p->kernels, problem, strategy, p->reference, &c->moments, err);
    bool complete = effect && cost && sample && grid;
    if (status == VOI_OK && complete) {
        subtract(problem->effects[strategy], problem->effects[p->reference], rows, effect);
        subtract(problem->costs[strategy], problem->costs[p->reference], rows, cost);
        c->effect = axis_of(p, effect, sample);
        c->cost = axis_of(p, cost, sample);
        count_points(p, effect, cost, c, grid);
        c->cells = keep_filled(grid, p->side * p->side, &c->cell_count);
        complete = c->cells != NULL;
    }
    vi_free(effect);
    vi_free(cost);
    vi_free(sample);
    vi_free(grid);
    if (!complete) {
        return vi_fail(err, VOI_ERR_NOMEM, "plane: out of memory");
    }
    return status;
}

static voi_status tabulate_cells(const plane *p, voi_table **out, voi_error *err)
{
    static const vi_column columns[] = {{"strategy", VOI_COLUMN_TEXT},
                                        {"effect", VOI_COLUMN_NUMBER},
                                        {"cost", VOI_COLUMN_NUMBER},
                                        {"count", VOI_COLUMN_NUMBER}};
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, 4, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t d = 0; d < p->problem->strategies; d++) {
        const cloud *c = &p->clouds[d];
        for (size_t i = 0; i < c->cell_count; i++) {
            double count = (double)c->cells[i].count;
            vi_table_add_row(table);
            vi_table_set_text(table, 0, p->problem->strategy_names[d]);
            vi_table_set_number(table, 1, c->cells[i].effect / count);
            vi_table_set_number(table, 2, c->cells[i].cost / count);
            vi_table_set_number(table, 3, count);
        }
    }
    vi_problem_warn(p->problem, table);
    return vi_table_finish(&table, out, err);
}

static void add_shape(const plane *p, size_t strategy, voi_table *table)
{
    const cloud *c = &p->clouds[strategy];
    const vi_moments *m = &c->moments;
    double numbers[] = {(double)m->rows, m->effect,    m->cost,         m->var_effect,
                        m->covariance,   m->var_cost,  c->effect.first, c->cost.first,
                        c->effect.size,  c->cost.size, (double)p->side};
    vi_table_add_row(table);
    vi_table_set_text(table, 0, p->problem->strategy_names[strategy]);
    vi_table_set_text(table, 1, p->problem->strategy_names[p->reference]);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        vi_table_set_number(table, 2 + i, numbers[i]);
    }
}

static voi_status tabulate_shapes(const plane *p, voi_table **out, voi_error *err)
{
    static const vi_column columns[] = {
        {"strategy", VOI_COLUMN_TEXT},       {"reference", VOI_COLUMN_TEXT},
        {"points", VOI_COLUMN_NUMBER},       {"effect", VOI_COLUMN_NUMBER},
        {"cost", VOI_COLUMN_NUMBER},         {"var_effect", VOI_COLUMN_NUMBER},
        {"covariance", VOI_COLUMN_NUMBER},   {"var_cost", VOI_COLUMN_NUMBER},
        {"first_effect", VOI_COLUMN_NUMBER}, {"first_cost", VOI_COLUMN_NUMBER},
        {"cell_effect", VOI_COLUMN_NUMBER},  {"cell_cost", VOI_COLUMN_NUMBER},
        {"cells", VOI_COLUMN_NUMBER}};
    voi_table *table = NULL;
    voi_status status = vi_table_create(columns, sizeof columns / sizeof *columns, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    for (size_t d = 0; d < p->problem->strategies; d++) {
        if (d != p->reference) {
            add_shape(p, d, table);
        }
    }
    return vi_table_finish(&table, out, err);
}

voi_status vi_plane(voi_context *ctx, const voi_problem *problem, voi_table **cells,
                    voi_table **shapes, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_table *points = NULL, *outlines = NULL;
    plane p = {.kernels = ctx->kernels, .problem = problem};
    const vi_job job = {"counting points", problem->strategies, make_cloud, &p};
    *cells = *shapes = NULL;
    if (!problem->costs) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the cost-effectiveness plane needs costs and effects, not net benefit");
    }
    bool few = problem->rows <= FEW_POINTS / (problem->strategies - 1);
    p.inner = few ? FINE : COARSE;
    p.side = p.inner * 5 / 2;
    p.clouds = vi_calloc(problem->strategies, sizeof *p.clouds);
    if (!p.clouds) {
        return vi_fail(err, VOI_ERR_NOMEM, "plane: out of memory");
    }
    VI_TRY(vi_picture_reference(ctx, problem, &p.reference, err));
    VI_TRY(vi_parallel(ctx, &job, err));
    VI_TRY(tabulate_cells(&p, &points, err));
    VI_TRY(tabulate_shapes(&p, &outlines, err));
    *cells = points;
    *shapes = outlines;
    points = outlines = NULL;
cleanup:
    for (size_t d = 0; d < problem->strategies; d++) {
        vi_free(p.clouds[d].cells);
    }
    vi_free(p.clouds);
    voi_table_destroy(points);
    voi_table_destroy(outlines);
    return status;
}
