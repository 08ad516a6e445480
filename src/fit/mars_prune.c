/* Functions and responses, centred and scaled, are the variables of one matrix; all functions are
 * swept in, then one after the other out, the one whose loss exceeds its cost the least. Of all
 * models on the way the one stays that minimises
 *     Σ_r N log D_r − 2 N log(1 − C / N),
 * D_r the residual sum of squares, C the cost of the model in degrees of freedom: Friedman's (1991)
 * generalised cross-validation, summed over the responses as logarithms. */
#include "fit/mars_prune.h"

#include "core/alloc.h"
#include "math/pivot.h"

#include <math.h>
#include <string.h>

/* Less than this is left of a function that the others determine. */
static const double least_new = 1e-9, least_left = 1e-12;

typedef struct {
    const vi_mars_model *model;
    vi_mars_cost cost;
    size_t functions, size; /* size = functions + responses */
    double *matrix;
    bool *in;
} pruning;

static double at(const pruning *p, size_t i, size_t j)
{
    return p->matrix[i * p->size + j];
}

/* Σ over the rows of the centred variables i ≤ j; of two responses nothing is asked. */
static double centred_product(const pruning *p, const vi_gathered *sums, size_t i, size_t j)
{
    size_t m = p->functions;
    if (i >= m) {
        return i == j ? p->model->whole[i - m] : 0;
    }
    if (j >= m) {
        return sums->products[(j - m) * m + i];
    }
    return sums->gram[i * m + j] - sums->gram[i] * sums->gram[j] / (double)p->model->rows;
}

static void fill(pruning *p, const vi_gathered *sums, double *scale)
{
    for (size_t i = 0; i < p->size; i++) {
        double square = centred_product(p, sums, i, i);
        scale[i] = square > 0 ? 1 / sqrt(square) : 0;
    }
    for (size_t i = 0; i < p->size; i++) {
        for (size_t j = 0; j <= i; j++) {
            double value = scale[i] * scale[j] * centred_product(p, sums, j, i);
            p->matrix[i * p->size + j] = p->matrix[j * p->size + i] = value;
        }
    }
}

/* Whether the function may go: a line only after all others of its axis. */
static bool may_go(const pruning *p, size_t function)
{
    const vi_hinges *own = &p->model->functions[function];
    bool free = p->in[function];
    for (size_t f = 1; free && vi_hinges_is_line(own) && f < p->functions; f++) {
        free = f == function || !p->in[f] ||
               !vi_hinges_use(&p->model->functions[f], own->factor[0].axis);
    }
    return free;
}

static double cost_of(const pruning *p, size_t function)
{
    const vi_hinges *f = &p->model->functions[function];
    bool bends = f->factor[f->degree - 1].shape != VI_LINE;
    return p->cost.function + (bends ? p->cost.knot : 0);
}

static double left_of(const pruning *p, size_t response)
{
    return fmax(at(p, p->functions + response, p->functions + response), least_left);
}

static double criterion(const pruning *p)
{
    double rows = (double)p->model->rows, sum = 0, cost = 1;
    for (size_t r = 0; r < p->model->responses; r++) {
        sum += rows * log(left_of(p, r));
    }
    for (size_t f = 1; f < p->functions; f++) {
        cost += p->in[f] ? cost_of(p, f) / 2 : 0;
    }
    return cost < rows ? sum - 2 * rows * log(1 - cost / rows) : INFINITY;
}

/* What the responses lose with a function, less its cost. */
static double loss_of(const pruning *p, size_t function)
{
    double rows = (double)p->model->rows, loss = -cost_of(p, function);
    for (size_t r = 0; r < p->model->responses; r++) {
        double slope = at(p, function, p->functions + r);
        double more = -slope * slope / at(p, function, function);
        loss += rows * log1p(more / left_of(p, r));
    }
    return loss;
}

/* Takes the function out whose loss is the least; false where none may go. */
static bool take_one_out(pruning *p)
{
    size_t first = 0;
    double least = INFINITY;
    for (size_t f = 1; f < p->functions; f++) {
        double loss = may_go(p, f) ? loss_of(p, f) : INFINITY;
        if (loss < least - 1e-9 * fabs(loss)) {
            least = loss;
            first = f;
        }
    }
    if (first > 0) {
        vi_pivot_out(p->matrix, p->size, first);
        p->in[first] = false;
    }
    return first > 0;
}

static void prune(pruning *p, bool *keep)
{
    for (size_t f = 0; f < p->functions; f++) {
        p->in[f] = f == 0 || at(p, f, f) > least_new;
        if (p->in[f] && f > 0) {
            vi_pivot_in(p->matrix, p->size, f);
        }
    }
    double least = INFINITY;
    do {
        double value = criterion(p);
        if (value < least) {
            least = value;
            memcpy(keep, p->in, p->functions * sizeof *keep);
        }
    } while (take_one_out(p));
}

voi_status vi_mars_prune(const vi_mars_model *model, const vi_gathered *sums, vi_mars_cost cost,
                         bool *keep, voi_error *err)
{
    voi_status status = VOI_OK;
    pruning p = {.model = model, .cost = cost, .functions = model->count};
    p.size = p.functions + model->responses;
    p.matrix = vi_malloc(p.size * (p.size + 1), sizeof *p.matrix);
    p.in = vi_malloc(p.functions, sizeof *p.in);
    if (!p.matrix || !p.in) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", p.functions);
        goto cleanup;
    }
    fill(&p, sums, p.matrix + p.size * p.size);
    prune(&p, keep);
cleanup:
    vi_free(p.matrix);
    vi_free(p.in);
    return status;
}
