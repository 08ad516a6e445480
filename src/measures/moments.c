/* Rows go in chunks. In a chunk nothing is squared before a number a near its mean has been
 * subtracted; with d = x − a, the sums of the chunk are
 *
 *     Σ x = Σ d + n a,     Σ x y = Σ d_x d_y + a_x Σ d_y + a_y Σ d_x + n a_x a_y,
 *
 * of which only those of d are rounded: a has 26 bits, so that the products are doubles or pairs of
 * them, and all is added exactly. In the end Σ (x − m_x)(y − m_y) is put together in the same way
 * and rounded once. So an offset costs no digits, and chunks add up to the same bits however they
 * are grouped. Sums of d run in eight lanes. */
#include "measures/moments.h"

#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

enum { BLOCK = VI_CHUNK_ROWS };
enum { EFFECT, COST, EFFECT_EFFECT, EFFECT_COST, COST_COST };
_Static_assert(COST_COST + 1 == VI_MOMENT_SUMS, "five sums");

/* One chunk's differences to the reference. */
typedef struct {
    double effect[BLOCK], cost[BLOCK];
} block;

static void load(const double *of, const double *from, size_t count, double sign, double *out)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = sign * (from ? of[i] - from[i] : of[i]);
    }
}

static const double *column(double **columns, size_t strategy, size_t first)
{
    return columns && strategy != VI_NO_REFERENCE ? columns[strategy] + first : NULL;
}

static void load_block(const voi_problem *p, size_t strategy, size_t reference, size_t first,
                       size_t count, block *b)
{
    if (p->costs) {
        load(column(p->effects, strategy, first), column(p->effects, reference, first), count, 1,
             b->effect);
        load(column(p->costs, strategy, first), column(p->costs, reference, first), count, 1,
             b->cost);
    } else {
        load(column(p->net_benefit, strategy, first), column(p->net_benefit, reference, first),
             count, -1, b->cost);
    }
}

/* The product of two numbers, added without rounding. */
static void add_product(vi_exact *sums, size_t index, double x, double y)
{
    double product = x * y;
    vi_exact_add_one(sums, index, product);
    if (isfinite(product)) {
        vi_exact_add_one(sums, index, fma(x, y, -product));
    }
}

/* x in its upper 26 bits. */
static double shorten(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits &= ~((UINT64_C(1) << 27) - 1);
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Adds Σ x y of a chunk; `rest` and `near` are those of x and of y. */
static void add_products(vi_exact *sums, size_t index, double centred, const double rest[2],
                         const double near[2], size_t count)
{
    vi_exact_add_one(sums, index, centred);
    add_product(sums, index, near[0], rest[1]);
    add_product(sums, index, near[1], rest[0]);
    add_product(sums, index, near[0] * near[1], (double)count);
}

/* Adds a chunk to VI_MOMENT_SUMS sums. */
static void join(const vi_kernels *kernels, vi_exact *sums, size_t offset, const block *b,
                 size_t count)
{
    static const double zero[2] = {0};
    double near[2], left[VI_STATISTICS];
    kernels->column_statistics(b->effect, b->cost, zero, count, left);
    near[0] = shorten(left[0] / (double)count);
    near[1] = shorten(left[1] / (double)count);
    kernels->column_statistics(b->effect, b->cost, near, count, left);
    const double *rest = left, *centred = left + 2;
    const double effects[] = {rest[0], rest[0]}, near_effect[] = {near[0], near[0]};
    const double costs[] = {rest[1], rest[1]}, near_cost[] = {near[1], near[1]};
    for (size_t i = 0; i < 2; i++) {
        vi_exact_add_one(sums, offset + EFFECT + i, rest[i]);
        add_product(sums, offset + EFFECT + i, near[i], (double)count);
    }
    add_products(sums, offset + EFFECT_EFFECT, centred[0], effects, near_effect, count);
    add_products(sums, offset + EFFECT_COST, centred[1], rest, near, count);
    add_products(sums, offset + COST_COST, centred[2], costs, near_cost, count);
}

/* Adds −m·Σ, the sum by its terms. */
static void subtract_scaled(vi_exact *to, const vi_exact *sums, size_t index, double m)
{
    double terms[VI_EXACT_TERMS];
    size_t count = vi_exact_terms(sums, index, terms);
    for (size_t i = 0; i < count; i++) {
        add_product(to, 0, -m, terms[i]);
    }
}

/* Σ (x − mx)(y − my) = Σ xy − mx Σ y − my Σ x + n mx my, rounded at the end; `failed` latches where
 * memory is out. */
static double about_means(const vi_exact *sums, size_t products, const size_t index[2],
                          const double mean[2], size_t rows, bool *failed)
{
    vi_exact all = vi_exact_empty(1);
    double terms[VI_EXACT_TERMS], square = mean[0] * mean[1];
    size_t count = vi_exact_terms(sums, products, terms);
    for (size_t i = 0; i < count; i++) {
        vi_exact_add_one(&all, 0, terms[i]);
    }
    subtract_scaled(&all, sums, index[1], mean[0]);
    subtract_scaled(&all, sums, index[0], mean[1]);
    add_product(&all, 0, square, (double)rows);
    if (isfinite(square)) {
        add_product(&all, 0, fma(mean[0], mean[1], -square), (double)rows);
    }
    double value = vi_exact_value(&all, 0);
    *failed = *failed || all.failed;
    vi_exact_free(&all);
    return value;
}

/* Variances are wanted of more than one row alone. */
static bool is_finite(const vi_moments *m)
{
    bool means = isfinite(m->effect) && isfinite(m->cost);
    bool spread = isfinite(m->var_effect) && isfinite(m->covariance) && isfinite(m->var_cost);
    return means && (spread || m->rows < 2);
}

voi_status vi_moments_overflow(voi_error *err)
{
    return vi_fail(err, VOI_ERR_NUMERIC,
                   "means and variances of outcomes are too large for double precision");
}

voi_status vi_moments_of_sums(const vi_exact *sums, size_t offset, size_t rows, vi_moments *out,
                              voi_error *err)
{
    bool failed = sums->failed;
    double mean[2], freedom = rows > 1 ? (double)(rows - 1) : NAN;
    for (size_t i = 0; i < 2; i++) {
        mean[i] = vi_exact_value(sums, offset + EFFECT + i) / (double)rows;
    }
    const size_t e = offset + EFFECT, c = offset + COST;
    const size_t ee[] = {e, e}, ec[] = {e, c}, cc[] = {c, c};
    const double mee[] = {mean[0], mean[0]}, mcc[] = {mean[1], mean[1]};
    const vi_moments m = {
        rows,
        mean[0],
        mean[1],
        about_means(sums, offset + EFFECT_EFFECT, ee, mee, rows, &failed) / freedom,
        about_means(sums, offset + EFFECT_COST, ec, mean, rows, &failed) / freedom,
        about_means(sums, offset + COST_COST, cc, mcc, rows, &failed) / freedom};
    if (failed) {
        return vi_fail(err, VOI_ERR_NOMEM, "means: out of memory");
    }
    if (!is_finite(&m)) {
        return vi_moments_overflow(err);
    }
    *out = m;
    return VOI_OK;
}

voi_status vi_moments_of(const vi_kernels *kernels, const voi_problem *problem, size_t strategy,
                         size_t reference, vi_moments *out, voi_error *err)
{
    vi_exact sums = vi_exact_empty(VI_MOMENT_SUMS);
    block b = {0};
    for (size_t first = 0; first < problem->rows; first += BLOCK) {
        size_t left = problem->rows - first, count = left < BLOCK ? left : BLOCK;
        load_block(problem, strategy, reference, first, count, &b);
        join(kernels, &sums, 0, &b, count);
    }
    voi_status status = vi_moments_of_sums(&sums, 0, problem->rows, out, err);
    vi_exact_free(&sums);
    return status;
}

typedef struct {
    const vi_kernels *kernels;
    const vi_pass *pass;
} moments_pass;

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    const moments_pass *p = argument;
    const vi_pass *pass = p->pass;
    vi_exact *sums = &pass->totals->of_worker[worker];
    block b = {0};
    (void)err;
    for (size_t d = 0; d < pass->rows->strategies; d++) {
        load_block(pass->rows, d, VI_NO_REFERENCE, first, rows, &b);
        join(p->kernels, sums, pass->offset + d * VI_MOMENT_SUMS, &b, rows);
    }
    return VOI_OK;
}

voi_status vi_moments_add(voi_context *ctx, const vi_pass *pass, voi_error *err)
{
    moments_pass state = {ctx->kernels, pass};
    const vi_chunks chunks = {"computing means", pass->rows->rows, BLOCK, add_chunk, &state};
    return vi_chunks_run(ctx, &chunks, err);
}

typedef struct {
    const vi_kernels *kernels;
    const voi_problem *problem;
    size_t reference;
    vi_moments *out;
} moments_job;

static voi_status run_strategy(void *state, size_t task, size_t worker, voi_error *err)
{
    const moments_job *job = state;
    (void)worker;
    return vi_moments_of(job->kernels, job->problem, task, job->reference, &job->out[task], err);
}

voi_status vi_moments_of_all(voi_context *ctx, const voi_problem *problem, size_t reference,
                             vi_moments *out, voi_error *err)
{
    moments_job state = {ctx->kernels, problem, reference, out};
    const vi_job job = {"computing means", problem->strategies, run_strategy, &state};
    return vi_parallel(ctx, &job, err);
}

double vi_net_benefit(double k, double effect, double cost)
{
    return isnan(k) ? -cost : k * effect - cost;
}

double vi_net_benefit_se(const vi_moments *m, double k)
{
    double variance =
        isnan(k) ? m->var_cost : k * k * m->var_effect - 2 * k * m->covariance + m->var_cost;
    return variance < 0 ? 0 : sqrt(variance / (double)m->rows);
}
