/* With ψ_a the functions of a margin, a = 1 the line:
 *   f(θ) = β₀ + Σ_j (line and bends of θ_j) + Σ_jk Σ_{a·b ≤ bound} β_ab ψ_a(θ_j) ψ_b(θ_k) + …
 * The prior variance of a product is the product of its margins' prior variances, 1 for the line
 * and 1/(4 ρ_a) for the others, ρ the roughness, which rises like a⁴: so the products that a
 * hyperbolic cross keeps are those of the largest prior variance (Wahba and others 1995, Smoothing
 * spline ANOVA; Gu 2013). Functions are scaled to unit prior variance, so that a term's penalty is
 * λ times the sum of squares. Constant and lines are free. */
#include "fit/anova.h"

#include "core/alloc.h"
#include "fit/margin.h"
#include "fit/screen.h"

#include <math.h>
#include <string.h>

enum { MOST_ORDER = 3, MOST_FUNCTIONS = 360 };

/* A product of up to three margins' functions; function 0 of a factor counts from the line. */
typedef struct {
    size_t margin[MOST_ORDER], function[MOST_ORDER];
    size_t order;
    double scale; /* the root of its prior variance */
} product;

typedef struct {
    vi_margin *margins;
    size_t margin_count; /* parameters that are not constant */
    size_t *parameter;   /* of every margin: its place in the group */
    product *products;
    size_t count, capacity;
    vi_term *terms;
    size_t term_count, term_capacity;
} anova;

static double prior_variance(const vi_margin *margin, size_t function)
{
    return function == 0 ? 1 : 1 / (4 * margin->roughness[function]);
}

static void destroy(void *state)
{
    anova *a = state;
    for (size_t j = 0; a && a->margins && j < a->margin_count; j++) {
        vi_margin_free(&a->margins[j]);
    }
    if (a) {
        vi_free(a->margins);
        vi_free(a->parameter);
        vi_free(a->products);
        vi_free(a->terms);
        vi_free(a);
    }
}

static void multiply(const anova *a, const double *const *margins, double *x)
{
    x[0] = 1;
    for (size_t f = 1; f < a->count; f++) {
        const product *p = &a->products[f];
        double value = p->scale;
        for (size_t o = 0; o < p->order; o++) {
            value *= margins[p->margin[o]][p->function[o]];
        }
        x[f] = value;
    }
}

static void at_rows(const void *state, size_t first, size_t count, double *x)
{
    const anova *a = state;
    const double *margins[VI_MOST_PARAMETERS];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < a->margin_count; j++) {
            margins[j] = vi_margin_at_row(&a->margins[j], first + i);
        }
        multiply(a, margins, x + i * a->count);
    }
}

static void at_point(const void *state, const double *point, double *x)
{
    const anova *a = state;
    double values[VI_MOST_PARAMETERS][VI_MARGIN_FUNCTIONS];
    const double *margins[VI_MOST_PARAMETERS];
    for (size_t j = 0; j < a->margin_count; j++) {
        vi_margin_at_value(&a->margins[j], point[a->parameter[j]], values[j]);
        margins[j] = values[j];
    }
    multiply(a, margins, x);
}

static size_t factors_of(const void *state, size_t function, size_t *parameters)
{
    const anova *a = state;
    const product *p = &a->products[function];
    for (size_t o = 0; o < p->order; o++) {
        parameters[o] = a->parameter[p->margin[o]];
    }
    return p->order;
}

static void factor_at_rows(const void *state, size_t function, size_t factor, size_t first,
                           size_t count, double *values)
{
    const anova *a = state;
    const product *p = &a->products[function];
    const vi_margin *margin = &a->margins[p->margin[factor]];
    double scale = factor == 0 ? p->scale : 1;
    for (size_t i = 0; i < count; i++) {
        values[i] = scale * vi_margin_at_row(margin, first + i)[p->function[factor]];
    }
}

static const vi_regressors_class anova_class = {"anova", at_rows,    at_point,
                                                destroy, factors_of, factor_at_rows};

/* ---- Making the list of products ---- */

static voi_status add_product(anova *a, product p, voi_error *err)
{
    if (a->count == a->capacity) {
        size_t capacity = a->capacity ? 2 * a->capacity : 128;
        product *products = vi_realloc(a->products, capacity, sizeof *products);
        if (!products) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", capacity);
        }
        a->products = products;
        a->capacity = capacity;
    }
    double variance = 1;
    for (size_t o = 0; o < p.order; o++) {
        variance *= prior_variance(&a->margins[p.margin[o]], p.function[o]);
    }
    p.scale = sqrt(variance);
    a->products[a->count++] = p;
    return VOI_OK;
}

/* Makes a term of the products since `first`; none where there are none. */
static voi_status add_term(anova *a, size_t first, voi_error *err)
{
    if (first == a->count) {
        return VOI_OK;
    }
    if (a->term_count == a->term_capacity) {
        size_t capacity = a->term_capacity ? 2 * a->term_capacity : 32;
        vi_term *terms = vi_realloc(a->terms, capacity, sizeof *terms);
        if (!terms) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu terms", capacity);
        }
        a->terms = terms;
        a->term_capacity = capacity;
    }
    a->terms[a->term_count++] = (vi_term){first, a->count - first};
    return VOI_OK;
}

static voi_status add_mains(anova *a, size_t functions, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(add_product(a, (product){.order = 0}, err));
    for (size_t j = 0; j < a->margin_count; j++) {
        VI_TRY(add_product(a, (product){.margin = {j}, .order = 1}, err));
    }
    for (size_t j = 0; j < a->margin_count; j++) {
        size_t first = a->count;
        for (size_t f = 1; f < a->margins[j].functions && f < functions; f++) {
            VI_TRY(add_product(a, (product){.margin = {j}, .function = {f}, .order = 1}, err));
        }
        VI_TRY(add_term(a, first, err));
    }
cleanup:
    return status;
}

/* All products of the margins of `p`, from `place` on, whose indices multiply to at most `bound`.
 */
static voi_status add_products(anova *a, product *p, size_t place, size_t bound, voi_error *err)
{
    voi_status status = VOI_OK;
    if (place == p->order) {
        return add_product(a, *p, err);
    }
    size_t functions = a->margins[p->margin[place]].functions;
    for (size_t f = 0; f < functions && f + 1 <= bound; f++) {
        p->function[place] = f;
        VI_TRY(add_products(a, p, place + 1, bound / (f + 1), err));
    }
cleanup:
    return status;
}

static voi_status add_interaction(anova *a, product p, size_t bound, voi_error *err)
{
    size_t first = a->count;
    voi_status status = add_products(a, &p, 0, bound, err);
    return status == VOI_OK ? add_term(a, first, err) : status;
}

static voi_status add_interactions(anova *a, const vi_anova_size *size, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t j = 0; j < a->margin_count && size->pair > 0; j++) {
        for (size_t k = j + 1; k < a->margin_count; k++) {
            VI_TRY(add_interaction(a, (product){.margin = {j, k}, .order = 2}, size->pair, err));
        }
    }
    for (size_t j = 0; j < a->margin_count && size->triple > 0; j++) {
        for (size_t k = j + 1; k < a->margin_count; k++) {
            for (size_t l = k + 1; l < a->margin_count; l++) {
                VI_TRY(add_interaction(a, (product){.margin = {j, k, l}, .order = 3}, size->triple,
                                       err));
            }
        }
    }
cleanup:
    return status;
}

/* ---- Margins, one parameter a task ---- */

typedef struct {
    const vi_group *group;
    vi_margin *margins;
    size_t functions;
    vi_cells **cells; /* of every worker */
} cutting;

static voi_status cut_margin(void *argument, size_t task, size_t worker, voi_error *err)
{
    const cutting *c = argument;
    if (!c->cells[worker]) {
        c->cells[worker] = vi_cells_create(c->group->rows);
        if (!c->cells[worker]) {
            return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", c->group->rows);
        }
    }
    vi_cells_cut(c->cells[worker], c->group->columns[task]);
    return vi_margin_create(c->cells[worker], c->group->columns[task], c->functions,
                            &c->margins[task], err);
}

static voi_status make_margins(voi_context *ctx, const vi_group *group, size_t functions, anova *a,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    size_t workers = vi_workers(ctx);
    cutting c = {.group = group, .margins = a->margins, .functions = functions};
    c.cells = vi_calloc(workers, sizeof(vi_cells *));
    if (!c.cells) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    const vi_job job = {"fitting", group->count, cut_margin, &c};
    status = vi_parallel(ctx, &job, err);
    for (size_t w = 0; w < workers; w++) {
        vi_cells_destroy(c.cells[w]);
    }
    vi_free(c.cells);
    return status;
}

/* Constant parameters go; the others move up. */
static void drop_constants(anova *a)
{
    size_t kept = 0;
    for (size_t j = 0; j < a->margin_count; j++) {
        if (a->margins[j].functions == 0) {
            vi_margin_free(&a->margins[j]);
        } else {
            vi_margin margin = a->margins[j];
            a->margins[j] = (vi_margin){0};
            a->parameter[kept] = j;
            a->margins[kept++] = margin;
        }
    }
    a->margin_count = kept;
}

vi_anova_size vi_anova_default(size_t rows, size_t parameters)
{
    double n = (double)rows, q = (double)parameters;
    vi_anova_size size = {.main = (size_t)fmin(5 + 0.35 * cbrt(n), VI_MARGIN_FUNCTIONS)};
    double pairs = q * (q - 1) / 2, triples = pairs * (q - 2) / 3;
    size.pair = (size_t)fmin(3 + 0.25 * cbrt(n), 16);
    while (size.pair > 1 &&
           pairs * (double)size.pair * log((double)size.pair + 1) > MOST_FUNCTIONS) {
        size.pair--;
    }
    size.triple = triples > 0 && triples <= 20 ? 3 : 0;
    return size;
}

/* Keeps the products of the kept terms. */
static void drop_terms(anova *a, const bool *keep)
{
    size_t count = 1 + a->margin_count, terms = 0;
    for (size_t t = 0; t < a->term_count; t++) {
        if (keep[t]) {
            vi_term term = a->terms[t];
            memmove(a->products + count, a->products + term.first,
                    term.count * sizeof *a->products);
            a->terms[terms++] = (vi_term){count, term.count};
            count += term.count;
        }
    }
    a->count = count;
    a->term_count = terms;
}

static vi_regressors basis_of(const vi_group *group, anova *a)
{
    return (vi_regressors){.class = &anova_class,
                           .state = a,
                           .rows = group->rows,
                           .functions = a->count,
                           .nulls = 1 + a->margin_count,
                           .terms = a->terms,
                           .term_count = a->term_count};
}

static voi_status choose_terms(voi_context *ctx, const vi_group *group,
                               const vi_responses *responses, size_t mains, anova *a,
                               voi_error *err)
{
    const vi_regressors whole = basis_of(group, a);
    bool *keep = vi_malloc(a->term_count, sizeof *keep);
    if (!keep) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    voi_status status = vi_screen(ctx, &whole, responses, mains, keep, err);
    if (status == VOI_OK) {
        drop_terms(a, keep);
    }
    vi_free(keep);
    return status;
}

static voi_status reserve(const vi_group *group, anova **out, voi_error *err)
{
    anova *a = vi_calloc(1, sizeof *a);
    *out = a;
    if (a) {
        a->margins = vi_calloc(group->count, sizeof *a->margins);
        a->parameter = vi_malloc(group->count, sizeof *a->parameter);
        a->margin_count = group->count;
    }
    return a && a->margins && a->parameter ? VOI_OK
                                           : vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
}

voi_status vi_anova_create(voi_context *ctx, const vi_group *group, const vi_responses *responses,
                           const vi_anova_size *size, vi_regressors *out, voi_error *err)
{
    voi_status status = VOI_OK;
    anova *a = NULL;
    VI_TRY(reserve(group, &a, err));
    VI_TRY(make_margins(ctx, group, size->main, a, err));
    drop_constants(a);
    VI_TRY(add_mains(a, size->main, err));
    size_t mains = a->term_count;
    VI_TRY(add_interactions(a, size, err));
    if (a->term_count > mains) {
        VI_TRY(choose_terms(ctx, group, responses, mains, a, err));
    }
    *out = basis_of(group, a);
    a->terms = NULL;
    a = NULL;
cleanup:
    destroy(a);
    return status;
}
