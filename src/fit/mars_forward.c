/* Every step asks few parents: those whose best step was worth most when they were last asked, the
 * longer ago the sooner (J. H. Friedman, "Fast MARS", Stanford LCS 110, 1993). Where none of them
 * has a step worth its cost all are asked; where that is in vain, products of parameters are tried;
 * where they are in vain, the pass ends. */
#include "fit/mars_forward.h"

#include "core/alloc.h"
#include "fit/mars_products.h"

#include <math.h>

enum { PARENTS = 10 };

/* Places that a parent gains with every function that it has not been asked about. */
static const double ageing = 1;

typedef struct {
    vi_mars_model *model;
    size_t degree;
    vi_mars_scan scan;
    size_t *list;     /* parents to ask */
    double *priority; /* of all functions, small ones first; INFINITY where one is no parent */
} forward;

/* Answers how many parents there are. */
static size_t set_priorities(forward *f)
{
    size_t count = 0;
    for (size_t p = 0; p < f->model->count; p++) {
        const vi_mars_parent *parent = &f->scan.parents[p];
        double place = -ageing * (double)(f->model->count - parent->cleared);
        for (size_t q = 0; q < f->model->count; q++) {
            place += f->scan.parents[q].worth > parent->worth;
        }
        bool fit = f->model->functions[p].degree < f->degree;
        f->priority[p] = fit ? place : INFINITY;
        count += fit;
    }
    return count;
}

/* Lists the first `count` parents. */
static void list_parents(forward *f, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        for (size_t p = 1; p < f->model->count; p++) {
            first = f->priority[p] < f->priority[first] ? p : first;
        }
        f->list[i] = first;
        f->priority[first] = INFINITY;
    }
}

static voi_status next_step(voi_context *ctx, forward *f, vi_mars_step *step, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t all = set_priorities(f), few = all < PARENTS ? all : PARENTS;
    list_parents(f, few);
    VI_TRY(vi_mars_scan_ask(ctx, &f->scan, f->list, few, step, err));
    if (step->worth <= 0 && few < all) {
        set_priorities(f);
        list_parents(f, all);
        VI_TRY(vi_mars_scan_ask(ctx, &f->scan, f->list, all, step, err));
    }
cleanup:
    return status;
}

static voi_status take_step(vi_mars_model *model, const vi_mars_step *step, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; i < step->count; i++) {
        vi_hinges next = vi_hinges_times(&model->functions[step->parent], step->hinge[i]);
        VI_TRY(vi_mars_model_add(model, &next, err));
    }
cleanup:
    return status;
}

static voi_status grow(voi_context *ctx, forward *f, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t before = 0;
    while (before < f->model->count && f->model->count < f->model->most) {
        vi_mars_step step;
        before = f->model->count;
        VI_TRY(next_step(ctx, f, &step, err));
        if (step.worth > 0) {
            VI_TRY(take_step(f->model, &step, err));
        } else {
            VI_TRY(vi_mars_add_products(ctx, f->model, f->degree, err));
        }
    }
cleanup:
    return status;
}

voi_status vi_mars_forward(voi_context *ctx, vi_mars_model *model, size_t degree, vi_mars_cost cost,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    forward f = {.model = model, .degree = degree};
    f.list = vi_malloc(model->most, sizeof *f.list);
    f.priority = vi_malloc(model->most, sizeof *f.priority);
    if (!f.list || !f.priority) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", model->most);
        goto cleanup;
    }
    VI_TRY(vi_mars_scan_create(ctx, model, cost, &f.scan, err));
    VI_TRY(grow(ctx, &f, err));
cleanup:
    vi_mars_scan_free(&f.scan);
    vi_free(f.list);
    vi_free(f.priority);
    return status;
}
