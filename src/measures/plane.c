/* The cost-effectiveness plane in cells. An axis has 60 even cells between the 0.5 and 99.5 %
 * points of the increments and ten wider ones on either side, so that a few far points neither blow
 * up the picture nor vanish. */
#include "measures/pictures.h"

#include "core/alloc.h"
#include "core/table.h"
#include "data/problem.h"
#include "measures/moments.h"
#include "measures/order_statistics.h"
#include "measures/picture_reference.h"

enum { INNER = 60, OUTER = 10, CELLS = INNER + 2 * OUTER };

typedef struct {
    double ends[4]; /* of the three parts: lowest, 0.5 %, 99.5 %, highest */
} axis;

typedef struct {
    double effect, cost; /* sums over the points in a cell */
    size_t count;
} cell;

typedef struct {
    vi_moments moments;
    axis effect, cost;
    cell *cells; /* CELLS × CELLS */
} cloud;

typedef struct {
    const voi_problem *problem;
    size_t reference;
    cloud *clouds; /* one a strategy */
} plane;

static axis axis_of(const double *x, size_t rows, vi_sample *sample)
{
    axis a;
    vi_sample_take(x, rows, sample);
    a.ends[1] = vi_sample_quantile(sample, 0.005);
    a.ends[2] = vi_sample_quantile(sample, 0.995);
    a.ends[0] = a.ends[1];
    a.ends[3] = a.ends[2];
    for (size_t i = 0; i < rows; i++) {
        a.ends[0] = x[i] < a.ends[0] ? x[i] : a.ends[0];
        a.ends[3] = x[i] > a.ends[3] ? x[i] : a.ends[3];
    }
    return a;
}

static size_t place_in(double x, double low, double high, size_t cells)
{
    double place = high > low ? (x - low) / (high - low) * (double)cells : 0;
    return place < (double)cells ? (size_t)place : cells - 1;
}

static size_t place_on(const axis *a, double x)
{
    if (x < a->ends[1]) {
        return place_in(x, a->ends[0], a->ends[1], OUTER);
    }
    if (x <= a->ends[2]) {
        return OUTER + place_in(x, a->ends[1], a->ends[2], INNER);
    }
    return OUTER + INNER + place_in(x, a->ends[2], a->ends[3], OUTER);
}

static void count_points(const double *effect, const double *cost, size_t rows, cloud *c)
{
    for (size_t i = 0; i < rows; i++) {
        cell *at = &c->cells[place_on(&c->effect, effect[i]) * CELLS + place_on(&c->cost, cost[i])];
        at->effect += effect[i];
        at->cost += cost[i];
        at->count++;
    }
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
    c->cells = vi_calloc((size_t)CELLS * CELLS, sizeof *c->cells);
    bool complete = effect && cost && sample && c->cells;
    if (complete) {
        subtract(problem->effects[strategy], problem->effects[p->reference], rows, effect);
        subtract(problem->costs[strategy], problem->costs[p->reference], rows, cost);
        c->moments = vi_moments_of(problem, strategy, p->reference);
        c->effect = axis_of(effect, rows, sample);
        c->cost = axis_of(cost, rows, sample);
        count_points(effect, cost, rows, c);
    }
    vi_free(effect);
    vi_free(cost);
    vi_free(sample);
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "plane: out of memory");
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
        const cell *cells = p->clouds[d].cells;
        for (size_t i = 0; cells && i < (size_t)CELLS * CELLS; i++) {
            if (cells[i].count > 0) {
                double count = (double)cells[i].count;
                vi_table_add_row(table);
                vi_table_set_text(table, 0, p->problem->strategy_names[d]);
                vi_table_set_number(table, 1, cells[i].effect / count);
                vi_table_set_number(table, 2, cells[i].cost / count);
                vi_table_set_number(table, 3, count);
            }
        }
    }
    vi_problem_warn(p->problem, table);
    return vi_table_finish(&table, out, err);
}

static void add_shape(const plane *p, size_t strategy, voi_table *table)
{
    const cloud *c = &p->clouds[strategy];
    const vi_moments *m = &c->moments;
    double numbers[] = {(double)m->rows,
                        m->effect,
                        m->cost,
                        m->var_effect,
                        m->covariance,
                        m->var_cost,
                        (c->effect.ends[2] - c->effect.ends[1]) / INNER,
                        (c->cost.ends[2] - c->cost.ends[1]) / INNER};
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
        {"strategy", VOI_COLUMN_TEXT},      {"reference", VOI_COLUMN_TEXT},
        {"points", VOI_COLUMN_NUMBER},      {"effect", VOI_COLUMN_NUMBER},
        {"cost", VOI_COLUMN_NUMBER},        {"var_effect", VOI_COLUMN_NUMBER},
        {"covariance", VOI_COLUMN_NUMBER},  {"var_cost", VOI_COLUMN_NUMBER},
        {"cell_effect", VOI_COLUMN_NUMBER}, {"cell_cost", VOI_COLUMN_NUMBER}};
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
    plane p = {.problem = problem};
    const vi_job job = {"counting points", problem->strategies, make_cloud, &p};
    *cells = *shapes = NULL;
    if (!problem->costs) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the cost-effectiveness plane needs costs and effects, not net benefit");
    }
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
