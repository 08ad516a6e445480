/* A function h explains (product)² / rest of each response. Steps are the line, a hinge, and the
 * line with a hinge, of which the hinge explains what it does cleared of the line. With the parent
 * B in the model the left hinge, h_t − ℓ + t B, needs no sums of its own. */
#include "fit/mars_scan.h"

#include "core/alloc.h"

#include <math.h>

enum { AXES_A_TASK = 8, FEWEST_ROWS = 12 };

/* Functions of which less than this share is new are passed over. */
static const double least_new = 1e-6;

static const double worthless = -1e300;

/* What rounding alone tells apart is the same, so that the order of rows decides nothing. */
static bool exceeds(double a, double b)
{
    return a > b + 1e-9 * fabs(b);
}

/* ---- The best step of a parent and an axis ---- */

typedef struct {
    const vi_mars_scan *scan;
    const double *line; /* its record */
    bool open;          /* whether it is still to be had */
    bool interaction;   /* hinges may do without it */
    double by_line;     /* what it explains */
    double worth;       /* the best so far */
    size_t knot, lines; /* 0: the line alone; whether the line comes first */
    vi_shape shape;
} choice;

static void offer(choice *c, double worth, size_t knot, size_t lines, vi_shape shape)
{
    if (exceeds(worth, c->worth)) {
        c->worth = worth;
        c->knot = knot;
        c->lines = lines;
        c->shape = shape;
    }
}

/* What a function explains that is `at` less `factor` times the line, with `rest` left of it. */
static double explained(const choice *c, const double *at, double factor, double rest)
{
    double sum = 0;
    for (size_t r = 0; r < c->scan->model->responses; r++) {
        double product = at[VI_WITH_Y + r] - factor * c->line[VI_WITH_Y + r];
        sum += product * product * c->scan->weight[r];
    }
    return sum / rest;
}

static void offer_knot(choice *c, const double *at, size_t knot)
{
    const double *line = c->line;
    double price = c->scan->cost.function + c->scan->cost.knot;
    double slope = c->open ? at[VI_CROSSED] / line[VI_REST] : 0;
    double left = at[VI_REST] - 2 * at[VI_CROSSED] + line[VI_REST];
    double cleared = at[VI_REST] - slope * at[VI_CROSSED];
    if (at[VI_ROWS] < FEWEST_ROWS || line[VI_ROWS] - at[VI_ROWS] < FEWEST_ROWS) {
        return;
    }
    if (at[VI_REST] > least_new * at[VI_WHOLE] && (c->interaction || !c->open)) {
        offer(c, explained(c, at, 0, at[VI_REST]) - price, knot, 0, VI_RIGHT);
    }
    if (left > least_new * (at[VI_WHOLE] + line[VI_WHOLE]) && c->interaction && c->open) {
        offer(c, explained(c, at, 1, left) - price, knot, 0, VI_LEFT);
    }
    if (cleared > least_new * at[VI_WHOLE] && c->open) {
        double gain = c->by_line + explained(c, at, slope, cleared);
        offer(c, gain - price - c->scan->cost.function, knot, 1, VI_RIGHT);
    }
}

static vi_mars_step best_step(const vi_mars_scan *scan, size_t parent, size_t axis)
{
    const vi_axis *a = &scan->model->axes[axis];
    const double *line = scan->parents[parent].records + scan->offset[axis];
    choice c = {.scan = scan, .line = line, .worth = worthless, .shape = VI_LINE};
    c.open = line[VI_REST] > least_new * line[VI_WHOLE];
    c.interaction = scan->model->functions[parent].degree > 0;
    if (c.open) {
        c.by_line = explained(&c, line, 0, line[VI_REST]);
        offer(&c, c.by_line - scan->cost.function, 0, 0, VI_LINE);
    }
    for (size_t k = 1; k <= a->knots; k++) {
        offer_knot(&c, line + k * vi_mars_record(scan->model), k);
    }
    vi_mars_step step = {c.worth, parent, 1 + c.lines, {{.axis = (uint16_t)axis}}};
    double knot = c.knot > 0 ? a->z[a->knot[c.knot - 1]] : 0;
    step.hinge[c.lines] = (vi_hinge){knot, c.shape, (uint16_t)axis};
    return step;
}

static vi_mars_step best_of(const vi_mars_step *steps, size_t count)
{
    vi_mars_step best = {.worth = worthless};
    for (size_t i = 0; i < count; i++) {
        if (exceeds(steps[i].worth, best.worth)) {
            best = steps[i];
        }
    }
    return best;
}

/* ---- Asking: a parent and some axes a task ---- */

static size_t batches(const vi_mars_scan *scan)
{
    return (scan->model->axis_count + AXES_A_TASK - 1) / AXES_A_TASK;
}

static voi_status ask(void *argument, size_t task, size_t worker, voi_error *err)
{
    const vi_mars_scan *scan = argument;
    const vi_mars_model *model = scan->model;
    size_t place = task / batches(scan), function = scan->asked[place];
    size_t first = task % batches(scan) * AXES_A_TASK;
    size_t end = first + AXES_A_TASK < model->axis_count ? first + AXES_A_TASK : model->axis_count;
    const vi_mars_parent *parent = &scan->parents[function];
    const vi_mars_sums sums = {model,           function,     first,          end,
                               parent->cleared, scan->offset, parent->records};
    vi_mars_pass **pass = &scan->workers[worker].pass;
    if (!*pass) {
        *pass = vi_mars_pass_create(model->rows);
        if (!*pass) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", model->rows);
        }
    }
    vi_mars_sums_update(&sums, *pass);
    for (size_t j = first; j < end; j++) {
        bool free = !vi_hinges_use(&model->functions[function], j);
        scan->best[place * model->axis_count + j] =
            free ? best_step(scan, function, j) : (vi_mars_step){.worth = worthless};
    }
    return VOI_OK;
}

static voi_status open_parents(vi_mars_scan *scan, const size_t *parents, size_t count,
                               voi_error *err)
{
    size_t numbers = scan->offset[scan->model->axis_count];
    for (size_t i = 0; i < count; i++) {
        vi_mars_parent *parent = &scan->parents[parents[i]];
        if (!parent->records) {
            parent->records = vi_malloc(numbers, sizeof *parent->records);
        }
        if (!parent->records) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu sums", numbers);
        }
    }
    return VOI_OK;
}

voi_status vi_mars_scan_ask(voi_context *ctx, vi_mars_scan *scan, const size_t *parents,
                            size_t count, vi_mars_step *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t axes = scan->model->axis_count;
    for (size_t r = 0; r < scan->model->responses; r++) {
        double variance = vi_mars_model_variance(scan->model, r);
        scan->weight[r] = variance > 0 ? 1 / variance : 0;
    }
    scan->asked = parents;
    VI_TRY(open_parents(scan, parents, count, err));
    const vi_job job = {"fitting", count * batches(scan), ask, scan};
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t i = 0; i < count; i++) {
        vi_mars_parent *parent = &scan->parents[parents[i]];
        parent->cleared = scan->model->count;
        parent->worth = best_of(scan->best + i * axes, axes).worth;
    }
    *out = best_of(scan->best, count * axes);
cleanup:
    return status;
}

/* ---- Making ---- */

voi_status vi_mars_scan_create(voi_context *ctx, const vi_mars_model *model, vi_mars_cost cost,
                               vi_mars_scan *out, voi_error *err)
{
    size_t axes = model->axis_count;
    vi_mars_scan scan = {.model = model, .cost = cost, .worker_count = vi_workers(ctx)};
    scan.parents = vi_calloc(model->most, sizeof *scan.parents);
    scan.offset = vi_calloc(axes + 1, sizeof *scan.offset);
    scan.weight = vi_malloc(model->responses, sizeof *scan.weight);
    scan.best = vi_malloc(model->most * axes, sizeof *scan.best);
    scan.workers = vi_calloc(scan.worker_count, sizeof *scan.workers);
    if (!scan.parents || !scan.offset || !scan.weight || !scan.best || !scan.workers) {
        vi_mars_scan_free(&scan);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", model->most);
    }
    for (size_t j = 0; j < axes; j++) {
        size_t numbers = (model->axes[j].knots + 1) * vi_mars_record(model);
        scan.offset[j + 1] = scan.offset[j] + numbers;
    }
    for (size_t p = 0; p < model->most; p++) {
        scan.parents[p].worth = INFINITY;
    }
    *out = scan;
    return VOI_OK;
}

void vi_mars_scan_free(vi_mars_scan *scan)
{
    for (size_t p = 0; scan->parents && p < scan->model->most; p++) {
        vi_free(scan->parents[p].records);
    }
    for (size_t w = 0; scan->workers && w < scan->worker_count; w++) {
        vi_mars_pass_destroy(scan->workers[w].pass);
    }
    vi_free(scan->parents);
    vi_free(scan->offset);
    vi_free(scan->weight);
    vi_free(scan->best);
    vi_free(scan->workers);
    *scan = (vi_mars_scan){0};
}
