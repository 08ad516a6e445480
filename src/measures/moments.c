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

#include <math.h>
#include <string.h>

enum { BLOCK = VI_CHUNK_ROWS, LANES = 8 };
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

static double fold(const double lanes[LANES])
{
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) +
           ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/* Σ x_i·y_i, or Σ x_i where y is NULL: a constant at each call, so no branch is left. */
static inline double lane_sum(const double *x, const double *y, size_t count)
{
    double lanes[LANES] = {0};
    size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t l = 0; l < LANES; l++) {
            lanes[l] += y ? x[i + l] * y[i + l] : x[i + l];
        }
    }
    for (size_t l = 0; whole + l < count; l++) {
        lanes[l] += y ? x[whole + l] * y[whole + l] : x[whole + l];
    }
    return fold(lanes);
}

static double sum(const double *x, size_t count)
{
    return lane_sum(x, NULL, count);
}

static double sum_of_products(const double *x, const double *y, size_t count)
{
    return lane_sum(x, y, count);
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

/* Subtracts a number near the mean, which is the answer; *rest is the sum of what is left. */
static double centre(double *x, size_t count, double *rest)
{
    double near = shorten(sum(x, count) / (double)count);
    for (size_t i = 0; i < count; i++) {
        x[i] -= near;
    }
    *rest = sum(x, count);
    return near;
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
static void join(vi_exact *sums, size_t offset, block *b, size_t count)
{
    double rest[2], near[2];
    near[0] = centre(b->effect, count, &rest[0]);
    near[1] = centre(b->cost, count, &rest[1]);
    const double effects[] = {rest[0], rest[0]}, near_effect[] = {near[0], near[0]};
    const double costs[] = {rest[1], rest[1]}, near_cost[] = {near[1], near[1]};
    for (size_t i = 0; i < 2; i++) {
        vi_exact_add_one(sums, offset + EFFECT + i, rest[i]);
        add_product(sums, offset + EFFECT + i, near[i], (double)count);
    }
    add_products(sums, offset + EFFECT_EFFECT, sum_of_products(b->effect, b->effect, count),
                 effects, near_effect, count);
    add_products(sums, offset + EFFECT_COST, sum_of_products(b->effect, b->cost, count), rest, near,
                 count);
    add_products(sums, offset + COST_COST, sum_of_products(b->cost, b->cost, count), costs,
                 near_cost, count);
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

voi_status vi_moments_of(const voi_problem *problem, size_t strategy, size_t reference,
                         vi_moments *out, voi_error *err)
{
    vi_exact sums = vi_exact_empty(VI_MOMENT_SUMS);
    block b = {0};
    for (size_t first = 0; first < problem->rows; first += BLOCK) {
        size_t left = problem->rows - first, count = left < BLOCK ? left : BLOCK;
        load_block(problem, strategy, reference, first, count, &b);
        join(&sums, 0, &b, count);
    }
    voi_status status = vi_moments_of_sums(&sums, 0, problem->rows, out, err);
    vi_exact_free(&sums);
    return status;
}

static voi_status add_chunk(void *argument, size_t first, size_t rows, size_t worker,
                            voi_error *err)
{
    const vi_pass *pass = argument;
    vi_exact *sums = &pass->totals->of_worker[worker];
    block b = {0};
    (void)err;
    for (size_t d = 0; d < pass->rows->strategies; d++) {
        load_block(pass->rows, d, VI_NO_REFERENCE, first, rows, &b);
        join(sums, pass->offset + d * VI_MOMENT_SUMS, &b, rows);
    }
    return VOI_OK;
}

voi_status vi_moments_add(voi_context *ctx, const vi_pass *pass, voi_error *err)
{
    vi_pass copy = *pass;
    const vi_chunks chunks = {"computing means", pass->rows->rows, BLOCK, add_chunk, &copy};
    return vi_chunks_run(ctx, &chunks, err);
}

typedef struct {
    const voi_problem *problem;
    size_t reference;
    vi_moments *out;
} moments_job;

static voi_status run_strategy(void *state, size_t task, size_t worker, voi_error *err)
{
    const moments_job *job = state;
    (void)worker;
    return vi_moments_of(job->problem, task, job->reference, &job->out[task], err);
}

voi_status vi_moments_of_all(voi_context *ctx, const voi_problem *problem, size_t reference,
                             vi_moments *out, voi_error *err)
{
    moments_job state = {problem, reference, out};
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
