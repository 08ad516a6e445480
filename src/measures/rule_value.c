/* With q_d(v) the chance that the study leads to d where the quantity is v, and Y_d the increments
 * of a row, the rule gains g = Σ_d q_d Y_d; its value is the mean of g over rows, its standard
 * error that of this mean. In a cell q is one number a strategy and Y_d = m_d + Σ f_r y_r, so both
 * are sums over cells of q_d, or of q_d q_e, times the cells' sums and products of responses, whose
 * factors at k stand outside. That a rule was chosen on the same rows changes its value only to
 * second order.
 *
 * Where strategies are many, their products in every cell would be more than the sample, and the
 * squares of g are summed over its rows. A sum over cells takes them in blocks, a partial sum for
 * every place in a block, and passes over blocks in which nothing happens. */
#include "measures/rule.h"

#include "math/clones.h"
#include "math/lanes.h"
#include "measures/score.h"

#include <string.h>

static void set_terms(vi_rule *rule, const vi_increments *inc, double k)
{
    for (size_t d = 0; d < rule->strategies; d++) {
        rule->mean[d] = vi_increments_mean(inc, d, k);
    }
    for (size_t r = 0; r < inc->responses.count; r++) {
        rule->factor[r] = vi_increments_factor(inc, r, k);
    }
}

/* ---- Perfect knowledge ---- */

/* The fitted increments of strategy d, added up over the rows of every cell. */
static void set_sums(const vi_rule *rule, const vi_study_cells *c, const vi_increments *inc,
                     size_t d, double *restrict sum)
{
    double mean = rule->mean[d];
    for (size_t i = 0; i < c->cells; i++) {
        sum[i] = mean * c->weight[i];
    }
    for (size_t r = vi_score_place(inc, d); r < c->responses; r += inc->others) {
        const double *restrict fit = c->fit + r * c->cells;
        double factor = rule->factor[r];
        for (size_t i = 0; i < c->cells; i++) {
            sum[i] += factor * fit[i];
        }
    }
}

/* The chances of d hold its sums while they are compared, the weights the best sums so far. A
 * strategy keeps its cells until a better one takes them. */
void vi_rule_know(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                  double k)
{
    size_t count = cells->cells, reference = increments->reference;
    double *restrict most = rule->weight;
    set_terms(rule, increments, k);
    memset(most, 0, count * sizeof *most);
    for (size_t d = 0; d < rule->strategies; d++) {
        double *restrict sum = rule->chance + d * count;
        if (d == reference) {
            continue;
        }
        set_sums(rule, cells, increments, d, sum);
        for (size_t i = 0; i < count; i++) {
            most[i] = sum[i] > most[i] ? sum[i] : most[i];
        }
    }
    for (size_t d = 0; d < rule->strategies; d++) {
        double *restrict chance = rule->chance + d * count;
        for (size_t i = 0; d != reference && i < count; i++) {
            bool best = most[i] > 0 && chance[i] == most[i];
            chance[i] = best ? 1 : 0;
            most[i] = best ? INFINITY : most[i]; /* of equal strategies the first has the cell */
        }
    }
}

/* ---- Sums over cells ---- */

/* Lists the blocks of cells in which `one`, times `other` unless it is NULL, is not 0, and these
 * products as weights; answers their number. */
VI_CLONES static size_t gather(vi_rule *rule, const vi_study_cells *c, const double *one,
                               const double *other)
{
    size_t count = 0;
    for (size_t b = 0; b < rule->blocks; b++) {
        size_t first = rule->filled[b], lanes = c->cells - first;
        double *weight = rule->weight + count * VI_SUM_LANES;
        bool any = false;
        lanes = lanes < VI_SUM_LANES ? lanes : VI_SUM_LANES;
        for (size_t i = 0; i < lanes; i++) {
            weight[i] = one[first + i] * (other ? other[first + i] : 1);
            any |= weight[i] != 0;
        }
        rule->block[count] = first;
        count += any;
    }
    return count;
}

/* Σ weight · plane over the listed blocks; the last block of a plane may be a short one. */
static double dot(const vi_rule *rule, size_t count, const vi_study_cells *c, const double *plane)
{
    vi_lanes sum = {{{0}}};
    double rest = 0;
    const double *weight = rule->weight;
    size_t full = count;
    if (count > 0 && c->cells - rule->block[count - 1] < VI_SUM_LANES) {
        full--;
        for (size_t i = 0; i < c->cells - rule->block[full]; i++) {
            rest += weight[full * VI_SUM_LANES + i] * plane[rule->block[full] + i];
        }
    }
    for (size_t b = 0; b < full; b++) {
        vi_lanes_add_products(&sum, weight + b * VI_SUM_LANES, plane + rule->block[b]);
    }
    return vi_lanes_sum(&sum) + rest;
}

/* What is summed: by two rules, or one. */
typedef struct {
    vi_rule *a, *b;
    const vi_study_cells *cells;
    const vi_increments *inc;
} valuation;

/* Σ over the listed cells of the responses of strategy d, by what they count. */
static double responses_sum(const valuation *v, size_t count, size_t d)
{
    double sum = 0;
    for (size_t r = vi_score_place(v->inc, d); r < v->cells->responses; r += v->inc->others) {
        const double *plane = v->cells->sum + r * v->cells->cells;
        sum += v->a->factor[r] * dot(v->a, count, v->cells, plane);
    }
    return sum;
}

/* The same of the products of two strategies' responses. */
static double products_sum(const valuation *v, size_t count, size_t d, size_t e)
{
    const vi_study_cells *c = v->cells;
    const double *factor = v->a->factor;
    double sum = 0;
    for (size_t r = vi_score_place(v->inc, d); r < c->responses; r += v->inc->others) {
        for (size_t q = vi_score_place(v->inc, e); q < c->responses; q += v->inc->others) {
            const double *plane = c->product + vi_pair(r, q) * c->cells;
            sum += factor[r] * factor[q] * dot(v->a, count, c, plane);
        }
    }
    return sum;
}

/* Σ over rows of q_d Y_d. */
static double gain_of(const valuation *v, const vi_rule *rule, size_t d)
{
    size_t count = gather(v->a, v->cells, rule->chance + d * v->cells->cells, NULL);
    return v->a->mean[d] * dot(v->a, count, v->cells, v->cells->weight) +
           responses_sum(v, count, d);
}

/* Σ over rows of q_d Y_d q_e Y_e, d by the first rule and e by the second. */
static double product_of(const valuation *v, size_t d, size_t e)
{
    size_t cells = v->cells->cells;
    size_t count = gather(v->a, v->cells, v->a->chance + d * cells, v->b->chance + e * cells);
    if (count == 0) {
        return 0;
    }
    const double *mean = v->a->mean;
    double rows = dot(v->a, count, v->cells, v->cells->weight), one = responses_sum(v, count, d);
    double other = e == d ? one : responses_sum(v, count, e);
    return mean[d] * mean[e] * rows + mean[d] * other + mean[e] * one +
           products_sum(v, count, d, e);
}

/* ---- Value ---- */

static double gain(const valuation *v, const vi_rule *rule)
{
    double sum = 0;
    for (size_t d = 0; d < rule->strategies; d++) {
        sum += d != v->inc->reference ? gain_of(v, rule, d) : 0;
    }
    return sum;
}

/* What row i gains. */
static double row_gain(const valuation *v, const vi_rule *rule, size_t i)
{
    const vi_study_cells *c = v->cells;
    const double *y = c->y + i * c->responses, *chance = rule->chance + c->cell[i];
    double sum = 0;
    for (size_t d = 0; d < rule->strategies; d++) {
        double q = d == v->inc->reference ? 0 : chance[d * c->cells];
        if (q == 0) {
            continue;
        }
        double own = v->a->mean[d];
        for (size_t r = vi_score_place(v->inc, d); r < c->responses; r += v->inc->others) {
            own += v->a->factor[r] * y[r];
        }
        sum += q * own;
    }
    return sum;
}

static double product_over_rows(const valuation *v)
{
    double sum = 0;
    for (size_t i = 0; i < v->cells->rows; i++) {
        double one = row_gain(v, v->a, i), other = v->a == v->b ? one : row_gain(v, v->b, i);
        sum += one * other;
    }
    return sum;
}

static double product(const valuation *v)
{
    if (!v->cells->product) {
        return product_over_rows(v);
    }
    size_t reference = v->inc->reference;
    double sum = 0;
    for (size_t d = 0; d < v->a->strategies; d++) {
        size_t end = v->a == v->b ? d + 1 : v->a->strategies;
        for (size_t e = 0; d != reference && e < end; e++) {
            double twice = v->a == v->b && e < d ? 2 : 1;
            sum += e != reference ? twice * product_of(v, d, e) : 0;
        }
    }
    return sum;
}

void vi_rule_value(vi_rule *rule, const vi_study_cells *cells, const vi_increments *increments,
                   double k, double *value, double *se)
{
    const valuation v = {rule, rule, cells, increments};
    double rows = (double)cells->rows;
    set_terms(rule, increments, k);
    double mean = gain(&v, rule) / rows, variance = product(&v) / rows - mean * mean;
    *value = mean;
    *se = sqrt((variance > 0 ? variance : 0) / rows);
}

double vi_rules_covariance(vi_rule *a, vi_rule *b, const vi_study_cells *cells,
                           const vi_increments *increments, double k)
{
    const valuation v = {a, b, cells, increments};
    double rows = (double)cells->rows;
    set_terms(a, increments, k);
    return product(&v) / rows - gain(&v, a) / rows * (gain(&v, b) / rows);
}
