/* The bins of a sweep over k: what rows add to the sums of regrets, place by place. */
#ifndef VI_MEASURES_REGRET_BINS_H
#define VI_MEASURES_REGRET_BINS_H

#include "measures/bins.h"
#include "measures/scan.h"

/* Where one strategy has the highest mean net benefit: places begin to end - 1 of the list of k. */
typedef struct {
    size_t strategy, begin, end;
} vi_span;

/* Σr, Σr', Σr², Σrr', Σr'² of the regrets r and their slopes r'. */
typedef struct {
    double r, slope, rr, rs, ss;
} vi_regret_sums;

typedef struct {
    vi_regret_sums *up, *down; /* one a place: for slopes >= 0 and, going down in k, for others */
    int64_t *wins;             /* one a place and strategy: change of wins; NULL = not counted */
} vi_regret_bins;

/* What all rows share. */
typedef struct {
    vi_bins k;
    const vi_span *spans; /* together they cover the list of k */
    size_t span_count, strategies;
    int64_t unit; /* what the wins of a row add up to: vi_tie_unit */
} vi_regret_plan;

/* All bins empty; the arrays are the caller's. */
void vi_regret_bins_clear(const vi_regret_plan *plan, vi_regret_bins *bins);
/* Adds the current row of a scan; `begin` is scratch for strategies + 1 items. */
void vi_regret_bins_add_row(const vi_regret_plan *plan, const vi_scan *row, size_t *begin,
                            vi_regret_bins *bins);
void vi_regret_bins_add(const vi_regret_plan *plan, vi_regret_bins *to, const vi_regret_bins *from);

/* The least common multiple of 1, 2, 3, ... up to the number of strategies, as far as the wins of
 * all rows fit into 62 bits: the unit in which wins are whole numbers whatever ties. */
int64_t vi_tie_unit(size_t strategies, size_t rows);

#endif
