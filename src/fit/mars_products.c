/* With u a parameter's ranks, between −1 and 1, and f the line u or the bend u² − 1/3, products
 * p = f_j f_k, and u_j u_k u_l, are held against the residuals: Σ_r (pᵀr)² / (σ_r² |p|²) is about
 * χ² with a degree of freedom a response where nothing is left to find. All sums pᵀr are the matrix
 * Fᵀ diag(r) F, or Uᵀ diag(r u_l) U: one task for the pairs, one for the triples of every l. The
 * largest values, if they stand out among so many, bring their product into the model, with the
 * parameters' lines, and hinges at the median in place of bends; the search by single steps goes on
 * from there. */
#include "fit/mars_products.h"

#include "core/alloc.h"
#include "math/rank_update.h"

#include <math.h>

enum { BLOCK = 256, COLUMNS = 32, MOST_SETS = 4 };

/* Multiplications that the triples are worth. */
static const double most_work = 5e9;

typedef struct {
    double worth; /* the statistic less what chance makes of so many; 0 and below: nothing */
    size_t degree;
    uint16_t axis[VI_MARS_DEGREE];
    bool bent[VI_MARS_DEGREE];
} product;

typedef struct {
    const vi_mars_model *model;
    double chance; /* the statistic of the largest of so many by chance */
    product *best; /* MOST_SETS of every task, the best first */
} search;

/* The functions of a task: the lines and bends of all axes, in turn, or the lines of those behind
 * the lead. */
typedef struct {
    const search *s;
    bool led;
    size_t lead, count;    /* the lead's axis; functions */
    double *sums;          /* responses + 1 times count × count: pᵀr, and |p|² last */
    double *block, *other; /* BLOCK × count each: the functions, and times a weight */
} family;

static product product_of(const family *f, size_t a, size_t b)
{
    if (f->led) {
        uint16_t lead = (uint16_t)f->lead;
        return (product){.degree = 3,
                         .axis = {lead, (uint16_t)(lead + 1 + a), (uint16_t)(lead + 1 + b)}};
    }
    return (product){.degree = 2,
                     .axis = {(uint16_t)(a / 2), (uint16_t)(b / 2)},
                     .bent = {a % 2 == 1, b % 2 == 1}};
}

/* ---- Sums ---- */

static double rank_at(const vi_axis *axis, size_t row)
{
    return axis->rank[axis->cell[row]];
}

/* 1 where there is none. */
static double lead_at(const family *f, size_t row)
{
    return f->led ? rank_at(&f->s->model->axes[f->lead], row) : 1;
}

static void fill_block(const family *f, size_t first, size_t rows)
{
    for (size_t c = 0; c < f->count; c++) {
        bool bent = !f->led && c % 2 == 1;
        const vi_axis *axis = &f->s->model->axes[f->led ? f->lead + 1 + c : c / 2];
        for (size_t i = 0; i < rows; i++) {
            double u = rank_at(axis, first + i);
            f->block[i * f->count + c] = bent ? u * u - 1.0 / 3 : u;
        }
    }
}

/* Adds Σ_rows weight · function · function to the upper triangle. */
static void add_weighted(const family *f, const double *weight, size_t rows, double *sums)
{
    size_t n = f->count;
    for (size_t i = 0; i < rows; i++) {
        for (size_t c = 0; c < n; c++) {
            f->other[i * n + c] = weight[i] * f->block[i * n + c];
        }
    }
    for (size_t a = 0; a < n; a += COLUMNS) {
        size_t height = n - a < COLUMNS ? n - a : COLUMNS;
        vi_vectors weighted = {f->other + a, n, 1}, plain = {f->block + a, n, 1};
        vi_rank_update(1, rows, weighted, plain, (vi_block){sums + a * n + a, n, height, n - a});
    }
}

static void add_block(const family *f, size_t first, size_t rows)
{
    const vi_mars_model *model = f->s->model;
    double weight[BLOCK];
    fill_block(f, first, rows);
    for (size_t r = 0; r < model->responses; r++) {
        const double *residual = model->residuals + r * model->rows + first;
        for (size_t i = 0; i < rows; i++) {
            weight[i] = residual[i] * lead_at(f, first + i);
        }
        add_weighted(f, weight, rows, f->sums + r * f->count * f->count);
    }
    for (size_t i = 0; i < rows * f->count; i++) {
        f->block[i] *= f->block[i];
    }
    for (size_t i = 0; i < rows; i++) {
        double u = lead_at(f, first + i);
        weight[i] = u * u;
    }
    add_weighted(f, weight, rows, f->sums + model->responses * f->count * f->count);
}

/* ---- Judging ---- */

static double worth_of(const family *f, size_t a, size_t b)
{
    const vi_mars_model *model = f->s->model;
    size_t place = a * f->count + b, size = f->count * f->count;
    double squares = f->sums[model->responses * size + place], worth = -f->s->chance;
    for (size_t r = 0; r < model->responses; r++) {
        double along = f->sums[r * size + place];
        double scale = squares * vi_mars_model_variance(model, r);
        worth += scale > 0 ? along * along / scale : 0;
    }
    return worth;
}

static bool has_function_of(const vi_mars_model *model, const product *p)
{
    vi_hinges wanted = {.degree = p->degree};
    for (size_t f = 0; f < p->degree; f++) {
        wanted.factor[f].axis = p->axis[f];
    }
    for (size_t i = 0; i < model->count; i++) {
        if (vi_hinges_same_axes(&model->functions[i], &wanted)) {
            return true;
        }
    }
    return false;
}

static bool same_set(const product *p, const product *q)
{
    bool same = p->degree == q->degree;
    for (size_t f = 0; same && f < p->degree; f++) {
        same = p->axis[f] == q->axis[f];
    }
    return same;
}

/* Puts the product at its place among the best, of which no two have the same parameters. */
static void offer(product *best, product next)
{
    size_t place = MOST_SETS;
    while (place > 0 && next.worth > best[place - 1].worth * (1 + 1e-9)) {
        place--;
    }
    for (size_t i = 0; i < place; i++) {
        if (same_set(&best[i], &next)) {
            return;
        }
    }
    for (size_t i = place; i < MOST_SETS; i++) {
        product moved = best[i];
        best[i] = next;
        if (moved.worth <= 0 || same_set(&moved, &best[place])) {
            break;
        }
        next = moved;
    }
}

static void judge(const family *f, product *best)
{
    for (size_t a = 0; a < f->count; a++) {
        for (size_t b = f->led ? a + 1 : (a / 2 + 1) * 2; b < f->count; b++) {
            product p = product_of(f, a, b);
            p.worth = worth_of(f, a, b);
            if (p.worth > 0 && !has_function_of(f->s->model, &p)) {
                offer(best, p);
            }
        }
    }
}

static voi_status test_family(void *argument, size_t task, size_t worker, voi_error *err)
{
    const search *s = argument;
    size_t axes = s->model->axis_count, rows = s->model->rows;
    family f = {.s = s, .led = task > 0, .lead = task > 0 ? task - 1 : 0};
    f.count = f.led ? axes - task : 2 * axes;
    size_t sums = (s->model->responses + 1) * f.count * f.count;
    (void)worker;
    f.sums = vi_calloc(sums + 2 * BLOCK * f.count, sizeof *f.sums);
    if (!f.sums) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu products", sums);
    }
    f.block = f.sums + sums;
    f.other = f.block + BLOCK * f.count;
    for (size_t first = 0; first < rows; first += BLOCK) {
        add_block(&f, first, rows - first < BLOCK ? rows - first : BLOCK);
    }
    judge(&f, s->best + task * MOST_SETS);
    vi_free(f.sums);
    return VOI_OK;
}

/* ---- Taking in ---- */

static vi_hinge hinge_of(const vi_mars_model *model, size_t axis, bool bent)
{
    const vi_axis *a = &model->axes[axis];
    double knot = bent ? a->z[a->knot[a->knots / 2]] : 0;
    return (vi_hinge){knot, bent ? VI_RIGHT : VI_LINE, (uint16_t)axis};
}

/* Adds the product with some of its factors bent, and before it these factors. */
static voi_status add_one(vi_mars_model *model, const product *p, unsigned bends, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_hinges one = {.scale = 1};
    vi_hinges whole = one;
    for (size_t f = 0; f < p->degree; f++) {
        vi_hinge hinge = hinge_of(model, p->axis[f], bends >> f & 1);
        vi_hinges factor = vi_hinges_times(&one, hinge);
        whole = vi_hinges_times(&whole, hinge);
        VI_TRY(vi_mars_model_add(model, &factor, err));
    }
    VI_TRY(vi_mars_model_add(model, &whole, err));
cleanup:
    return status;
}

/* A bend is a line and a hinge; so all mixtures of them come in. */
static voi_status add_product(vi_mars_model *model, const product *p, voi_error *err)
{
    voi_status status = VOI_OK;
    for (unsigned bends = 0; bends < 1U << p->degree; bends++) {
        bool meant = true;
        for (size_t f = 0; f < p->degree; f++) {
            meant =
                meant && (!(bends >> f & 1) || (p->bent[f] && model->axes[p->axis[f]].knots > 0));
        }
        if (meant) {
            VI_TRY(add_one(model, p, bends, err));
        }
    }
cleanup:
    return status;
}

/* What the largest of `products` χ² values hardly exceeds by chance (Laurent and Massart 2000). */
static double chance_of(double responses, double products)
{
    double rarity = log(products) + 1;
    return responses + 2 * sqrt(responses * rarity) + 2 * rarity;
}

voi_status vi_mars_add_products(voi_context *ctx, vi_mars_model *model, size_t degree,
                                voi_error *err)
{
    voi_status status = VOI_OK;
    double axes = (double)model->axis_count, responses = (double)model->responses;
    double pairs = axes * (axes - 1) / 2, triples = pairs * (axes - 2) / 3;
    bool cheap = triples * (double)model->rows * (responses + 1) <= most_work;
    size_t tasks = degree > 2 && cheap && axes > 2 ? model->axis_count - 1 : 1;
    search s = {.model = model};
    if (degree < 2 || axes < 2) {
        return VOI_OK;
    }
    s.chance = chance_of(responses, 4 * pairs + (tasks > 1 ? triples : 0));
    s.best = vi_calloc(tasks * MOST_SETS, sizeof *s.best);
    if (!s.best) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory");
    }
    const vi_job job = {"fitting", tasks, test_family, &s};
    VI_TRY(vi_parallel(ctx, &job, err));
    for (size_t i = MOST_SETS; i < tasks * MOST_SETS; i++) {
        if (s.best[i].worth > 0) {
            offer(s.best, s.best[i]);
        }
    }
    for (size_t i = 0; i < MOST_SETS && s.best[i].worth > 0; i++) {
        VI_TRY(add_product(model, &s.best[i], err));
    }
cleanup:
    vi_free(s.best);
    return status;
}
