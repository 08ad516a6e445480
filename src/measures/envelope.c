/* The best lines at both ends of the range come first: where they are one, nothing else is to do,
 * and otherwise only lines with a slope between the two can be best in between. These are sorted by
 * slope and added one by one to a stack of segments, as in Andrew's monotone chain: a new line
 * removes the segments that it overtakes before they start.
 *
 * Only the differences of lines matter; callers subtract a reference strategy beforehand, so that a
 * large common term does not cost digits here. */
#include "measures/envelope.h"

#include <math.h>

static bool wins_tie(const vi_lines *l, size_t a, size_t b)
{
    return l->effect[a] > l->effect[b] || (l->effect[a] == l->effect[b] && l->cost[a] < l->cost[b]);
}

/* The largest net benefit at k; of equal ones the largest effect, then the smallest cost. */
static size_t best_at(const vi_lines *l, double k)
{
    size_t best = 0;
    double most = k * l->effect[0] - l->cost[0];
    for (size_t d = 1; d < l->count; d++) {
        double nb = k * l->effect[d] - l->cost[d];
        if (nb > most || (nb == most && wins_tie(l, d, best))) {
            best = d;
            most = nb;
        }
    }
    return best;
}

static bool is_flatter(const vi_lines *l, size_t a, size_t b)
{
    return l->effect[a] < l->effect[b] || (l->effect[a] == l->effect[b] && l->cost[a] < l->cost[b]);
}

/* Shell's sort with the gaps 1, 4, 13, ...: short for a few lines, n^1.5 at worst. */
static void sort_by_slope(const vi_lines *l, size_t *order, size_t count)
{
    size_t gap = 1;
    while (gap < count / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < count; i++) {
            size_t line = order[i], j = i;
            for (; j >= gap && is_flatter(l, line, order[j - gap]); j -= gap) {
                order[j] = order[j - gap];
            }
            order[j] = line;
        }
    }
}

/* The k from which the steeper line b is better than a. */
static double crossing(const vi_lines *l, size_t a, size_t b)
{
    return (l->cost[b] - l->cost[a]) / (l->effect[b] - l->effect[a]);
}

/* Adds a line steeper than all segments; the first segment is best at the low end and stays. */
static size_t push(const vi_lines *l, double high, vi_segment *segments, size_t count, size_t line)
{
    double start = crossing(l, segments[count - 1].line, line);
    while (count > 1 && start <= segments[count - 1].start) {
        count--;
        start = crossing(l, segments[count - 1].line, line);
    }
    start = start > segments[0].start ? start : segments[0].start;
    segments[count] = (vi_segment){start < high ? start : high, line};
    return count + 1;
}

size_t vi_envelope(const vi_lines *lines, double low, double high, vi_segment *segments,
                   size_t *scratch)
{
    size_t first = best_at(lines, low), last = low < high ? best_at(lines, high) : first;
    const vi_envelope_ends ends = {low, high, first, last};
    return vi_envelope_between(lines, &ends, segments, scratch);
}

size_t vi_envelope_between(const vi_lines *lines, const vi_envelope_ends *ends,
                           vi_segment *segments, size_t *scratch)
{
    size_t first = ends->first, last = ends->last;
    segments[0] = (vi_segment){ends->low, first};
    if (!(lines->effect[last] > lines->effect[first])) {
        return 1;
    }
    size_t between = 0, count = 1;
    for (size_t d = 0; d < lines->count; d++) {
        if (lines->effect[d] > lines->effect[first] && lines->effect[d] < lines->effect[last]) {
            scratch[between++] = d;
        }
    }
    sort_by_slope(lines, scratch, between);
    for (size_t i = 0; i < between; i++) {
        /* Of lines with one slope only the first, which costs least, can be best. */
        if (i == 0 || lines->effect[scratch[i]] > lines->effect[scratch[i - 1]]) {
            count = push(lines, ends->high, segments, count, scratch[i]);
        }
    }
    return push(lines, ends->high, segments, count, last);
}
