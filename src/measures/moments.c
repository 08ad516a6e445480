/* Rows go in blocks that stay in the first-level cache: first the means of a block, then the sums
 * of squares about them, then both join those of the blocks before by the update of Chan, Golub and
 * LeVeque ("Algorithms for computing the sample variance", The American Statistician 37, 1983).
 * Nothing is squared before a mean near it has been subtracted. Sums run in eight lanes. */
#include "measures/moments.h"

#include <math.h>

enum { BLOCK = 512, LANES = 8 };

/* One block's differences to the reference. */
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

static double centre(double *x, size_t count)
{
    double mean = sum(x, count) / (double)count;
    for (size_t i = 0; i < count; i++) {
        x[i] -= mean;
    }
    /* What rounding left of the sum belongs to the mean. */
    return mean + sum(x, count) / (double)count;
}

/* Adds a block to the moments so far, whose (co)variances are sums of products here. */
static void join(vi_moments *m, block *b, size_t count)
{
    double effect = centre(b->effect, count), cost = centre(b->cost, count);
    double before = (double)m->rows, now = (double)count, all = before + now;
    double de = effect - m->effect, dc = cost - m->cost, weight = before * now / all;
    m->var_effect += sum_of_products(b->effect, b->effect, count) + de * de * weight;
    m->covariance += sum_of_products(b->effect, b->cost, count) + de * dc * weight;
    m->var_cost += sum_of_products(b->cost, b->cost, count) + dc * dc * weight;
    m->effect += de * (now / all);
    m->cost += dc * (now / all);
    m->rows += count;
}

vi_moments vi_moments_of(const voi_problem *problem, size_t strategy, size_t reference)
{
    vi_moments m = {0};
    block b = {0};
    for (size_t first = 0; first < problem->rows; first += BLOCK) {
        size_t left = problem->rows - first, count = left < BLOCK ? left : BLOCK;
        load_block(problem, strategy, reference, first, count, &b);
        join(&m, &b, count);
    }
    double freedom = m.rows > 1 ? (double)(m.rows - 1) : NAN;
    m.var_effect /= freedom;
    m.covariance /= freedom;
    m.var_cost /= freedom;
    return m;
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
    (void)err;
    job->out[task] = vi_moments_of(job->problem, task, job->reference);
    return VOI_OK;
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
