/* A row's regret of strategy d, r(k) = max_e NB_e(k) − NB_d(k), is convex and piecewise linear in
 * k, and 0 where d is the row's best. Where its slope is positive it is put together going up,
 * where negative going down: the first place that a piece of the row's envelope covers, in that
 * direction, receives what the piece adds to the five sums beyond the piece before. So all that
 * enters a bin is >= 0, and nothing cancels. Every strategy that may have the highest mean
 * somewhere has bins of its own over the whole list: what enters them depends on no other row. */
#include "measures/regret_bins.h"

#include <assert.h>
#include <string.h>

typedef struct {
    double effect, cost;
} line;

/* What a regret of k·effect − cost adds where it follows that of the line before. */
static void add_piece(vi_regret_sums *to, double k, line now, line before, double direction)
{
    double r1 = k * now.effect - now.cost, r0 = k * before.effect - before.cost;
    double s1 = direction * now.effect, s0 = direction * before.effect;
    to->r += r1 - r0;
    to->slope += s1 - s0;
    to->rr += r1 * r1 - r0 * r0;
    to->rs += r1 * s1 - r0 * s0;
    to->ss += s1 * s1 - s0 * s0;
}

static line increment(const vi_lines *lines, size_t of, size_t base)
{
    return (line){lines->effect[of] - lines->effect[base], lines->cost[of] - lines->cost[base]};
}

/* Going up in k the best lines become steeper. The first segment whose line is no flatter than that
 * of the strategy. */
static size_t first_steeper(const vi_scan *row, size_t strategy)
{
    const double *effect = row->lines.effect;
    size_t m = 0;
    while (m < row->segment_count && effect[row->segments[m].line] < effect[strategy]) {
        m++;
    }
    return m;
}

/* The segments from `first` on; the strategy's own has no regret and adds nothing. */
static void add_upwards(const vi_regret_plan *plan, const vi_scan *row, const size_t *begin,
                        size_t strategy, size_t first, vi_regret_sums *up)
{
    line before = {0, 0};
    for (size_t m = first; m < row->segment_count; m++) {
        if (begin[m] < begin[m + 1] && row->segments[m].line != strategy) {
            line now = increment(&row->lines, row->segments[m].line, strategy);
            add_piece(&up[begin[m]], plan->k.values[begin[m]], now, before, 1);
            before = now;
        }
    }
}

/* The segments before `end`. */
static void add_downwards(const vi_regret_plan *plan, const vi_scan *row, const size_t *begin,
                          size_t strategy, size_t end, vi_regret_sums *down)
{
    line before = {0, 0};
    for (size_t m = end; m-- > 0;) {
        if (begin[m] < begin[m + 1]) {
            line now = increment(&row->lines, row->segments[m].line, strategy);
            size_t place = begin[m + 1] - 1;
            add_piece(&down[place], plan->k.values[place], now, before, -1);
            before = now;
        }
    }
}

/* Counts the lines equal to `best` as best from place `begin` to `end`. */
static void add_wins(const vi_regret_plan *plan, const vi_lines *lines, size_t best, size_t begin,
                     size_t end, int64_t *wins)
{
    int64_t equal = 0;
    for (size_t d = 0; d < lines->count; d++) {
        equal += lines->effect[d] == lines->effect[best] && lines->cost[d] == lines->cost[best];
    }
    assert(equal > 0); /* `best` equals itself */
    int64_t share = vi_tie_share(plan->unit, equal);
    for (size_t d = 0; d < lines->count; d++) {
        if (lines->effect[d] == lines->effect[best] && lines->cost[d] == lines->cost[best]) {
            wins[begin * lines->count + d] += share;
            if (end < plan->k.count) {
                wins[end * lines->count + d] -= share;
            }
        }
    }
}

void vi_regret_bins_add_row(const vi_regret_plan *plan, const vi_scan *row, size_t *begin,
                            vi_regret_bins *bins)
{
    size_t segments = row->segment_count;
    begin[0] = 0;
    begin[segments] = plan->k.count;
    for (size_t m = 1; m < segments; m++) {
        begin[m] = vi_bin_of(&plan->k, row->segments[m].start);
    }
    for (size_t s = 0; s < plan->wanted_count; s++) {
        vi_regret_sums *sums = bins->sums + 2 * s * plan->k.count;
        size_t split = first_steeper(row, plan->wanted[s]);
        add_upwards(plan, row, begin, plan->wanted[s], split, sums);
        add_downwards(plan, row, begin, plan->wanted[s], split, sums + plan->k.count);
    }
    for (size_t m = 0; bins->wins && m < segments; m++) {
        if (begin[m] < begin[m + 1]) {
            add_wins(plan, &row->lines, row->segments[m].line, begin[m], begin[m + 1], bins->wins);
        }
    }
}

size_t vi_regret_bins_sums(const vi_regret_plan *plan)
{
    return 2 * plan->wanted_count * plan->k.count;
}

size_t vi_regret_bins_wins(const vi_regret_plan *plan)
{
    return plan->strategies * plan->k.count;
}

void vi_regret_bins_clear(const vi_regret_plan *plan, vi_regret_bins *bins)
{
    memset(bins->sums, 0, vi_regret_bins_sums(plan) * sizeof *bins->sums);
    if (bins->wins) {
        memset(bins->wins, 0, vi_regret_bins_wins(plan) * sizeof *bins->wins);
    }
}

static int64_t greatest_common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

int64_t vi_tie_unit(size_t strategies)
{
    int64_t unit = 1, limit = (INT64_C(1) << 62) / VI_MOST_BINNED;
    for (int64_t m = 2; m <= (int64_t)strategies; m++) {
        int64_t factor = m / greatest_common_divisor(unit, m);
        if (factor > limit / unit) {
            break;
        }
        unit *= factor;
    }
    return unit;
}

int64_t vi_tie_share(int64_t unit, int64_t equal)
{
    return (unit + equal / 2) / equal;
}
