/* The search leaves few functions with sharp bends. Penalised hinges at evenly spread knots beside
 * them are a spline: where the truth is smooth the restricted likelihood gives it to them, where it
 * is sharp it leaves them out. Likewise the lines of parameters too weak to be chosen one by one
 * are weighed as a whole. */
#include "fit/mars_basis.h"

#include "core/alloc.h"

#include <math.h>
#include <string.h>

enum { MOST_FUNCTIONS = 360, ROWS_A_FUNCTION = 4 };

typedef struct {
    const vi_mars_model *model;
    const vi_gathered *sums;
    bool *left; /* of the model's functions: whether it is still to come */
    vi_mars_basis out;
    size_t most; /* functions that hinges at even knots may fill the basis up to */
} assembly;

static bool is_used(const assembly *a, size_t axis)
{
    for (size_t f = 1; f < a->model->count; f++) {
        if (a->left[f] && vi_hinges_use(&a->model->functions[f], axis)) {
            return true;
        }
    }
    return false;
}

static void add_lines(assembly *a, bool used)
{
    for (uint16_t j = 0; j < a->model->axis_count; j++) {
        if (is_used(a, j) == used) {
            a->out.functions[a->out.count++] = (vi_hinges){1, 1, {{.axis = j}}};
        }
    }
}

/* Makes a term of the functions since `first`; none where there are none. */
static void end_term(assembly *a, size_t first)
{
    if (a->out.count > first) {
        a->out.terms[a->out.term_count++] = (vi_term){first, a->out.count - first};
    }
}

/* The function scaled to variance 1. */
static vi_hinges scaled(const assembly *a, size_t function)
{
    vi_hinges f = a->model->functions[function];
    double rows = (double)a->model->rows;
    double mean = a->sums->gram[function] / rows;
    double variance = a->sums->gram[function * (a->model->count + 1)] / rows - mean * mean;
    f.scale = variance > 0 ? 1 / sqrt(variance) : 1;
    return f;
}

/* All functions of the same parameters as the given one. */
static void add_chosen(assembly *a, size_t function)
{
    const vi_hinges *own = &a->model->functions[function];
    size_t first = a->out.count;
    for (size_t f = function; f < a->model->count; f++) {
        if (a->left[f] && vi_hinges_same_axes(&a->model->functions[f], own)) {
            a->left[f] = false;
            a->out.functions[a->out.count++] = scaled(a, f);
        }
    }
    end_term(a, first);
}

/* ---- Even knots ---- */

/* Knots a parameter in functions of so many; more with more rows, so that the error vanishes. */
static size_t even_knots(size_t rows, size_t degree)
{
    static const double at_thousand[VI_MARS_DEGREE] = {12, 6, 3};
    static const double most[VI_MARS_DEGREE] = {28, 12, 4};
    double wanted = at_thousand[degree - 1] * pow((double)rows / 1e3, 0.2);
    return (size_t)fmin(fmax(wanted, 2), most[degree - 1]);
}

/* The parameters of a term, and which of them bend in it. */
typedef struct {
    size_t degree, knots;
    uint16_t axis[VI_MARS_DEGREE];
    bool bends[VI_MARS_DEGREE];
} pattern;

static pattern pattern_of(const assembly *a, const vi_term *term)
{
    const vi_hinges *functions = a->out.functions + term->first;
    pattern p = {.degree = functions->degree};
    p.knots = even_knots(a->model->rows, p.degree);
    for (size_t i = 0; i < p.degree; i++) {
        p.axis[i] = functions->factor[i].axis;
        for (size_t f = 0; f < term->count * p.degree; f++) {
            const vi_hinge *hinge = &functions[f / p.degree].factor[f % p.degree];
            p.bends[i] = p.bends[i] || (hinge->axis == p.axis[i] && hinge->shape != VI_LINE);
        }
    }
    return p;
}

/* Products of which at least one factor bends. */
static size_t size_of(const pattern *p)
{
    size_t count = 1;
    for (size_t i = 0; i < p->degree; i++) {
        count *= p->bends[i] ? p->knots + 1 : 1;
    }
    return count - 1;
}

/* `function` times all products of the parameters from `place` on. */
static void add_even(assembly *a, const pattern *p, size_t place, vi_hinges function, bool bent)
{
    if (place == p->degree) {
        if (bent) {
            a->out.functions[a->out.count++] = function;
        }
        return;
    }
    const vi_axis *axis = &a->model->axes[p->axis[place]];
    vi_hinge hinge = {.axis = p->axis[place]};
    add_even(a, p, place + 1, vi_hinges_times(&function, hinge), bent);
    hinge.shape = VI_RIGHT;
    for (size_t k = 0; p->bends[place] && k < p->knots; k++) {
        hinge.knot = axis->z[axis->knot[axis->knots * (2 * k + 1) / (2 * p->knots)]];
        add_even(a, p, place + 1, vi_hinges_times(&function, hinge), true);
    }
}

static void add_even_knots(assembly *a, const vi_term *term)
{
    pattern p = pattern_of(a, term);
    if (a->out.count + size_of(&p) <= a->most) {
        size_t first = a->out.count;
        add_even(a, &p, 0, (vi_hinges){.scale = 1}, false);
        end_term(a, first);
    }
}

/* ---- The whole ---- */

static void assemble(assembly *a)
{
    vi_mars_basis *out = &a->out;
    out->functions[out->count++] = (vi_hinges){.scale = 1};
    add_lines(a, true);
    out->nulls = out->count;
    add_lines(a, false);
    end_term(a, out->nulls);
    size_t first = out->term_count;
    for (size_t f = 1; f < a->model->count; f++) {
        a->left[f] = a->left[f] && !vi_hinges_is_line(&a->model->functions[f]);
    }
    for (size_t f = 1; f < a->model->count; f++) {
        if (a->left[f]) {
            add_chosen(a, f);
        }
    }
    for (size_t t = first, end = out->term_count; t < end; t++) {
        add_even_knots(a, &out->terms[t]);
    }
}

voi_status vi_mars_basis_create(const vi_mars_model *model, const vi_gathered *sums,
                                const bool *keep, vi_mars_basis *out, voi_error *err)
{
    size_t bearable = model->rows / ROWS_A_FUNCTION, chosen = 1 + model->axis_count + model->count;
    assembly a = {.model = model, .sums = sums};
    a.most = bearable < MOST_FUNCTIONS ? bearable : MOST_FUNCTIONS;
    size_t most = a.most > chosen ? a.most : chosen;
    a.left = vi_malloc(model->count, sizeof *a.left);
    a.out.functions = vi_malloc(most, sizeof *a.out.functions);
    a.out.terms = vi_malloc(1 + 2 * model->count, sizeof *a.out.terms);
    if (!a.left || !a.out.functions || !a.out.terms) {
        vi_free(a.left);
        vi_mars_basis_free(&a.out);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", most);
    }
    memcpy(a.left, keep, model->count * sizeof *keep);
    assemble(&a);
    vi_free(a.left);
    *out = a.out;
    return VOI_OK;
}

void vi_mars_basis_free(vi_mars_basis *basis)
{
    vi_free(basis->functions);
    vi_free(basis->terms);
    *basis = (vi_mars_basis){0};
}
