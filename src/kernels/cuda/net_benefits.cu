/* Net benefits k (e_d − e_r) − (c_d − c_r) against a strategy r, formed where costs and effects
 * lie; what is common to all strategies is gone before k comes in. A chunk holds the columns of
 * effects, then those of costs. One kernel writes them at one k; the other counts, at every k of a
 * tile, the rows in which a strategy is best.
 *
 * Who is best has to fall as on the CPU, where lines may cross at a k that is asked for: there the
 * best at the least and the largest k follow from net benefits, of equal ones the steeper line,
 * then the cheaper, and in between the steeper of two lines is best from (c_b − c_a) / (e_b − e_a)
 * on. The same comparisons are made here. Equal lines share a row, in whole numbers of a unit. */
#include "device.cuh"

/* Strategies as lines over k. */
typedef struct {
    const double *row; /* the first effect */
    long long rows;
    int count, reference;
} line_set;

__device__ inline double effect_of(const line_set *l, int d)
{
    return l->row[d * l->rows] - l->row[l->reference * l->rows];
}

__device__ inline double cost_of(const line_set *l, int d)
{
    const double *costs = l->row + l->count * l->rows;
    return costs[d * l->rows] - costs[l->reference * l->rows];
}

__device__ inline line_set lines_of(const vi_kernel_arguments *a, int reference, long long row)
{
    line_set lines = {a->values + row, a->rows, a->cols, reference};
    return lines;
}

KERNEL(net_benefits)
{
    double k = a.numbers[0];
    long long row = (long long)blockIdx.x * VI_THREADS + threadIdx.x;
    for (; row < a.rows; row += (long long)gridDim.x * VI_THREADS) {
        line_set lines = lines_of(&a, a.reference, row);
        for (int d = 0; d < a.cols; d++) {
            a.made[d * a.rows + row] = k * effect_of(&lines, d) - cost_of(&lines, d);
        }
    }
}

typedef struct {
    double effect, cost;
} line;

__device__ inline line line_at(const line_set *lines, int d)
{
    line at = {effect_of(lines, d), cost_of(lines, d)};
    return at;
}

__device__ inline line best_at(const line_set *lines, double k)
{
    line best = line_at(lines, 0);
    double most = k * best.effect - best.cost;
    for (int d = 1; d < lines->count; d++) {
        line other = line_at(lines, d);
        double nb = k * other.effect - other.cost;
        bool steeper =
            other.effect > best.effect || (other.effect == best.effect && other.cost < best.cost);
        if (nb > most || (nb == most && steeper)) {
            best = other;
            most = nb;
        }
    }
    return best;
}

/* The steeper line has overtaken the flatter one where they cross, and beyond. */
__device__ inline bool beats(line b, line a, double k)
{
    bool steeper = b.effect > a.effect;
    line steep = steeper ? b : a, flat = steeper ? a : b;
    bool overtaken = (steep.cost - flat.cost) / (steep.effect - flat.effect) <= k;
    return b.effect == a.effect ? b.cost < a.cost : overtaken == steeper;
}

/* The best line at k, from low to high. */
__device__ inline line best_between(const line_set *lines, double k, double low, double high)
{
    line best = best_at(lines, low), first = best, last = best_at(lines, high);
    if (!(last.effect > first.effect) || k >= high) {
        return last.effect > first.effect ? last : first;
    }
    for (int d = 0; d < lines->count; d++) {
        line other = line_at(lines, d);
        bool between = other.effect > first.effect && other.effect <= last.effect;
        best = between && beats(other, best, k) ? other : best;
    }
    return best;
}

/* Gives every line that equals the best its share of the row. */
__device__ inline void add_shares(const line_set *lines, line best, const double *shares,
                                  double *wins)
{
    int equal = 0;
    for (int d = 0; d < lines->count; d++) {
        equal += effect_of(lines, d) == best.effect && cost_of(lines, d) == best.cost;
    }
    double share = equal > 0 ? shares[equal - 1] : 0;
    for (int d = 0; d < lines->count; d++) {
        if (effect_of(lines, d) == best.effect && cost_of(lines, d) == best.cost) {
            wins[d * VI_THREADS] += share;
        }
    }
}

KERNEL(wins)
{
    __shared__ double won[VI_MOST_COUNTED * VI_THREADS], scratch[VI_THREADS];
    const vi_curve_tile *tile = a.tiles + blockIdx.y;
    int first = tile->first, count = tile->count, shift = tile->shift;
    int width = 1 << shift, place = threadIdx.x & (width - 1), rows = VI_THREADS >> shift;
    int all = a.sums / a.cols; /* values of k; the shares stand behind them */
    double k = place < count ? a.numbers[first + place] : 0;
    double *own = won + threadIdx.x;
    for (int d = 0; d < a.cols; d++) {
        own[d * VI_THREADS] = 0;
    }
    long long row = (long long)blockIdx.x * rows + (threadIdx.x >> shift);
    for (long long step = (long long)gridDim.x * rows; place < count && row < a.rows; row += step) {
        line_set lines = lines_of(&a, 0, row);
        line best = best_between(&lines, k, a.numbers[0], a.numbers[all - 1]);
        add_shares(&lines, best, a.numbers + all, own);
    }
    for (int d = 0; d < a.cols; d++) {
        double sum = block_sum(own[d * VI_THREADS], scratch, width);
        if ((int)threadIdx.x < count) {
            add_to_partial(&a, (first + place) * a.cols + d, sum);
        }
    }
}
