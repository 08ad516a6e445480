/* With ψ_a the functions of a margin, a = 1 the line:
 *   f(θ) = β₀ + Σ_j (line and bends of θ_j) + Σ_jk Σ_{a·b ≤ bound} β_ab ψ_a(θ_j) ψ_b(θ_k) + …
 * The prior variance of a product is the product of its margins' prior variances, 1 for the line
 * and 1/(4 ρ_a) for the others, ρ the roughness, which rises like a⁴: so the products that a
 * hyperbolic cross keeps are those of the largest prior variance (Wahba and others 1995, Smoothing
 * spline ANOVA; Gu 2013). Functions are scaled to unit prior variance, so that a term's penalty is
 * λ times the sum of squares. Constant and lines are free. */
#include "fit/anova.h"

#include "core/alloc.h"
#include "fit/margins.h"
#include "fit/screen.h"
#include "kernels/kernels.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    MOST_ORDER = 3,
    MANY_MAINS = 30,
    FEW_PARAMETERS = 3,
    ROWS_A_FUNCTION = 20,
    MOST_FUNCTIONS = 360,
    FULL_PAIR = 144,
    ROOM = 1 + MANY_MAINS * VI_MARGIN_FUNCTIONS /* vi_anova_default stays within */
};

/* A product of up to three margins' functions; function 0 of a factor counts from the line. */
typedef struct {
    size_t margin[MOST_ORDER], function[MOST_ORDER];
    size_t order;
} product;

typedef struct {
    vi_margin *margins;
    size_t margin_count; /* parameters that are not constant */
    bool borrowed;       /* the margins belong to whoever made them beforehand */
    size_t *parameter;   /* of every margin: its place in the group */
    product *products;
    size_t count, capacity;
    /* Where the factors of every product stand among the scaled functions of all margins, which
     * follow a 1 that stands for a factor that is not there. */
    vi_factors *factors;
    double *scale; /* of every margin's functions: the root of its prior variance */
    size_t places; /* those functions and the 1 */
    const vi_kernels *kernels;
    vi_term *terms;
    size_t term_count, term_capacity;
} anova;

static void destroy(void *state)
{
    anova *a = state;
    if (a) {
        vi_margins_free(a->margins, a->borrowed ? 0 : a->margin_count);
        vi_free(a->parameter);
        vi_free(a->products);
        vi_free(a->factors);
        vi_free(a->scale);
        vi_free(a->terms);
        vi_free(a);
    }
}

/* The scaled functions of a row, from its margins' functions. */
static void spread(const anova *a, const double *const *functions, double *scaled)
{
    scaled[0] = 1;
    for (size_t j = 0, next = 1; j < a->margin_count; j++) {
        for (size_t f = 0; f < a->margins[j].functions; f++, next++) {
            scaled[next] = a->scale[next] * functions[j][f];
        }
    }
}

static void at_rows(const void *state, size_t first, size_t count, double *x)
{
    const anova *a = state;
    const double *functions[VI_MOST_PARAMETERS];
    double scaled[ROOM * VI_LANES], scratch[ROOM * VI_LANES];
    vi_rows rows = {scaled, VI_LANES, a->places};
    for (size_t i = 0; i < count; i += rows.count) {
        rows.count = count - i < VI_LANES ? count - i : VI_LANES;
        for (size_t l = 0; l < rows.count; l++) {
            for (size_t j = 0; j < a->margin_count; j++) {
                functions[j] = vi_margin_at_row(&a->margins[j], first + i + l);
            }
            spread(a, functions, scaled + l * a->places);
        }
        a->kernels->basis_products(&rows, a->factors, a->count, scratch, x + i * a->count);
    }
}

static void at_point(const void *state, const double *point, double *x)
{
    const anova *a = state;
    double values[VI_MOST_PARAMETERS][VI_MARGIN_FUNCTIONS], scaled[ROOM];
    const double *functions[VI_MOST_PARAMETERS];
    for (size_t j = 0; j < a->margin_count; j++) {
        vi_margin_at_value(&a->margins[j], point[a->parameter[j]], values[j]);
        functions[j] = values[j];
    }
    spread(a, functions, scaled);
    const vi_rows rows = {scaled, 1, a->places};
    a->kernels->basis_products(&rows, a->factors, a->count, NULL, x);
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
    double scale = a->scale[a->factors[function].place[factor]];
    for (size_t i = 0; i < count; i++) {
        values[i] = scale * vi_margin_at_row(margin, first + i)[p->function[factor]];
    }
}

static vi_margin_products margins_of(const void *state)
{
    const anova *a = state;
    return (vi_margin_products){a->margins, a->margin_count, a->factors, a->scale};
}

static const vi_regressors_class anova_class = {.method = "anova",
                                                .at_rows = at_rows,
                                                .at_point = at_point,
                                                .destroy = destroy,
                                                .factors_of = factors_of,
                                                .factor_at_rows = factor_at_rows,
                                                .margins_of = margins_of};

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

/* All products of the margins of `p`, from `place` on, whose indices multiply to `exact`. */
static voi_status add_products(anova *a, product *p, size_t place, size_t exact, voi_error *err)
{
    voi_status status = VOI_OK;
    if (place == p->order) {
        return exact == 1 ? add_product(a, *p, err) : VOI_OK;
    }
    size_t functions = a->margins[p->margin[place]].functions;
    for (size_t f = 0; f < functions && f < exact; f++) {
        if (exact % (f + 1) == 0) {
            p->function[place] = f;
            VI_TRY(add_products(a, p, place + 1, exact / (f + 1), err));
        }
    }
cleanup:
    return status;
}

/* The smoothest products come first. */
static voi_status add_interaction(anova *a, product p, size_t bound, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t first = a->count;
    for (size_t exact = 1; exact <= bound; exact++) {
        VI_TRY(add_products(a, &p, 0, exact, err));
    }
    VI_TRY(add_term(a, first, err));
cleanup:
    return status;
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

/* ---- Making the margins ---- */

/* Those made beforehand are taken over as they are, without owning them. */
static voi_status make_margins(voi_context *ctx, const vi_group *group, size_t functions, anova *a,
                               voi_error *err)
{
    const vi_margins_wanted wanted = {group->columns, group->count, group->rows, functions};
    a->borrowed = group->margins != NULL;
    for (size_t j = 0; a->borrowed && j < group->count; j++) {
        a->margins[j] = *group->margins[j];
    }
    return a->borrowed ? VOI_OK : vi_margins_create(ctx, &wanted, a->margins, err);
}

static void release(anova *a, size_t j)
{
    if (!a->borrowed) {
        vi_margin_free(&a->margins[j]);
    }
}

/* Constant parameters go; the others move up. */
static void drop_constants(anova *a)
{
    size_t kept = 0;
    for (size_t j = 0; j < a->margin_count; j++) {
        if (a->margins[j].functions == 0) {
            release(a, j);
        } else {
            vi_margin margin = a->margins[j];
            a->margins[j] = (vi_margin){0};
            a->parameter[kept] = j;
            a->margins[kept++] = margin;
        }
    }
    a->margin_count = kept;
}

bool vi_anova_is_crowded(size_t rows, size_t parameters)
{
    return parameters > FEW_PARAMETERS && ROWS_A_FUNCTION * (parameters + 1) > rows;
}

vi_anova_size vi_anova_default(size_t rows, size_t parameters)
{
    if (vi_anova_is_crowded(rows, parameters)) {
        return (vi_anova_size){.main = 2};
    }
    double n = (double)rows, q = (double)parameters;
    vi_anova_size size = {.main = (size_t)fmin(5 + 0.35 * cbrt(n), VI_MARGIN_FUNCTIONS)};
    double pairs = q * (q - 1) / 2, triples = pairs * (q - 2) / 3;
    size.pair = (size_t)fmin(3 + 0.25 * cbrt(n), 16);
    while (size.pair > 1 &&
           pairs * (double)size.pair * log((double)size.pair + 1) > MOST_FUNCTIONS) {
        size.pair--;
    }
    size.pair = q <= FEW_PARAMETERS ? FULL_PAIR : size.pair;
    if (q > MANY_MAINS) {
        size.main = (size_t)fmax(fmin((double)size.main, MOST_FUNCTIONS / q), 3);
    }
    size.triple = triples > 0 && triples <= 20 ? 3 : 0;
    return size;
}

/* Once the list of products stands. */
static voi_status place_factors(anova *a, voi_error *err)
{
    size_t start[VI_MOST_PARAMETERS], count = 1;
    for (size_t j = 0; j < a->margin_count; j++) {
        start[j] = count;
        count += a->margins[j].functions;
    }
    vi_free(a->scale);
    vi_free(a->factors);
    assert(count <= ROOM);
    a->places = count;
    a->scale = vi_malloc(count, sizeof *a->scale);
    a->factors = vi_calloc(a->count, sizeof *a->factors);
    if (!a->scale || !a->factors) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu functions", a->count);
    }
    for (size_t j = 0; j < a->margin_count; j++) {
        for (size_t f = 0; f < a->margins[j].functions; f++) {
            a->scale[start[j] + f] = f == 0 ? 1 : sqrt(1 / (4 * a->margins[j].roughness[f]));
        }
    }
    for (size_t f = 0; f < a->count; f++) {
        const product *p = &a->products[f];
        for (size_t o = 0; o < p->order; o++) {
            a->factors[f].place[o] = (uint32_t)(start[p->margin[o]] + p->function[o]);
        }
    }
    return VOI_OK;
}

/* Keeps the first products of every term. */
static void drop_products(anova *a, const size_t *kept)
{
    size_t count = 1 + a->margin_count, terms = 0;
    for (size_t t = 0; t < a->term_count; t++) {
        if (kept[t] > 0) {
            size_t first = a->terms[t].first;
            memmove(a->factors + count, a->factors + first, kept[t] * sizeof *a->factors);
            memmove(a->products + count, a->products + first, kept[t] * sizeof *a->products);
            a->terms[terms++] = (vi_term){count, kept[t]};
            count += kept[t];
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

/* The mains are fitted alone, then every interaction is asked for. */
static voi_status choose_terms(voi_context *ctx, const vi_group *group,
                               const vi_responses *responses, const vi_anova_size *size, anova *a,
                               voi_error *err)
{
    voi_status status = VOI_OK;
    vi_fit fit = {0};
    size_t *kept = NULL;
    const vi_regressors mains = basis_of(group, a);
    VI_TRY(place_factors(a, err));
    VI_TRY(vi_fit_create(ctx, &mains, responses, &fit, err));
    VI_TRY(add_interactions(a, size, err));
    VI_TRY(place_factors(a, err));
    kept = vi_malloc(a->term_count, sizeof *kept);
    if (!kept) {
        status = vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
        goto cleanup;
    }
    const vi_regressors whole = basis_of(group, a);
    VI_TRY(vi_screen(ctx, &whole, responses, &fit, kept, err));
    drop_products(a, kept);
cleanup:
    vi_free(kept);
    vi_fit_free(&fit);
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
    a->kernels = ctx->kernels;
    VI_TRY(make_margins(ctx, group, size->main, a, err));
    drop_constants(a);
    VI_TRY(add_mains(a, size->main, err));
    if (a->margin_count > 1 && size->pair > 0) {
        VI_TRY(choose_terms(ctx, group, responses, size, a, err));
    } else {
        VI_TRY(place_factors(a, err));
    }
    *out = basis_of(group, a);
    a->terms = NULL;
    a = NULL;
cleanup:
    destroy(a);
    return status;
}
