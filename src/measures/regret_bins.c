/* A row's regret of strategy d, r(k) = max_e NB_e(k) − NB_d(k), is convex and piecewise linear in
 * k, and 0 where d is the row's best. Where its slope is positive it is put together going up,
 * where negative going down: the first place that a piece of the row's envelope covers, in that
 * direction, receives what the piece adds to the five sums beyond the piece before. So all that
 * enters a bin is >= 0, and nothing cancels. For each k only the strategy with the highest mean is
 * asked for, and each has that on one span of the list: one set of bins serves all strategies. */
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

static void add_upwards(const vi_regret_plan *plan, const vi_scan *row, const size_t *begin,
                        const vi_span *span, vi_regret_sums *up)
{
    line before = {0, 0};
    for (size_t m = 0; m < row->segment_count && begin[m] < span->end; m++) {
        line now = increment(&row->lines, row->segments[m].line, span->strategy);
        bool covers = begin[m] < begin[m + 1] && begin[m + 1] > span->begin;
        if (covers && now.effect >= 0) {
            size_t place = begin[m] > span->begin ? begin[m] : span->begin;
            add_piece(&up[place], plan->k.values[place], now, before, 1);
            before = now;
        }
    }
}

static void add_downwards(const vi_regret_plan *plan, const vi_scan *row, const size_t *begin,
                          const vi_span *span, vi_regret_sums *down)
{
    line before = {0, 0};
    for (size_t m = row->segment_count; m-- > 0 && begin[m + 1] > span->begin;) {
        line now = increment(&row->lines, row->segments[m].line, span->strategy);
        bool covers = begin[m] < begin[m + 1] && begin[m] < span->end;
        if (covers && now.effect < 0) {
            size_t place = (begin[m + 1] < span->end ? begin[m + 1] : span->end) - 1;
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
    int64_t share = (plan->unit + equal / 2) / equal;
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
    for (size_t s = 0; s < plan->span_count; s++) {
        add_upwards(plan, row, begin, &plan->spans[s], bins->up);
        add_downwards(plan, row, begin, &plan->spans[s], bins->down);
    }
    for (size_t m = 0; bins->wins && m < segments; m++) {
        if (begin[m] < begin[m + 1]) {
            add_wins(plan, &row->lines, row->segments[m].line, begin[m], begin[m + 1], bins->wins);
        }
    }
}

void vi_regret_bins_clear(const vi_regret_plan *plan, vi_regret_bins *bins)
{
    size_t count = plan->k.count;
    memset(bins->up, 0, count * sizeof *bins->up);
    memset(bins->down, 0, count * sizeof *bins->down);
    if (bins->wins) {
        memset(bins->wins, 0, count * plan->strategies * sizeof *bins->wins);
    }
}

static void add_sums(vi_regret_sums *to, const vi_regret_sums *from, size_t count)
{
    for (size_t j = 0; j < count; j++) {
        to[j].r += from[j].r;
        to[j].slope += from[j].slope;
        to[j].rr += from[j].rr;
        to[j].rs += from[j].rs;
        to[j].ss += from[j].ss;
    }
}

void vi_regret_bins_add(const vi_regret_plan *plan, vi_regret_bins *to, const vi_regret_bins *from)
{
    add_sums(to->up, from->up, plan->k.count);
    add_sums(to->down, from->down, plan->k.count);
    for (size_t i = 0; to->wins && i < plan->k.count * plan->strategies; i++) {
        to->wins[i] += from->wins[i];
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

int64_t vi_tie_unit(size_t strategies, size_t rows)
{
    int64_t unit = 1, limit = (INT64_C(1) << 62) / (int64_t)rows;
    for (int64_t m = 2; m <= (int64_t)strategies; m++) {
        int64_t factor = m / greatest_common_divisor(unit, m);
        if (factor > limit / unit) {
            break;
        }
        unit *= factor;
    }
    return unit;
}
