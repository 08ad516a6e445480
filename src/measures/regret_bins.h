/* The bins of a sweep over k: what rows add to the sums of regrets, place by place. */
#ifndef VI_MEASURES_REGRET_BINS_H
#define VI_MEASURES_REGRET_BINS_H

#include "measures/bins.h"
#include "measures/scan.h"

/* Σr, Σr', Σr², Σrr', Σr'² of the regrets r and their slopes r'. */
typedef struct {
    double r, slope, rr, rs, ss;
} vi_regret_sums;

enum { VI_REGRET_NUMBERS = sizeof(vi_regret_sums) / sizeof(double) };

/* What all rows share. */
typedef struct {
    vi_bins k;
    const size_t *wanted; /* the strategies whose regrets are summed */
    size_t wanted_count, strategies;
    int64_t unit; /* what the wins of a row add up to: vi_tie_unit */
} vi_regret_plan;

/* The sums are blocks of one a place: for each strategy wanted, those for slopes >= 0, then, going
 * down in k, those for others. */
typedef struct {
    vi_regret_sums *sums;
    int64_t *wins; /* one a place and strategy: change of wins; NULL = not counted */
} vi_regret_bins;

/* How many sums and wins there are. */
size_t vi_regret_bins_sums(const vi_regret_plan *plan);
size_t vi_regret_bins_wins(const vi_regret_plan *plan);

/* All bins empty; the arrays are the caller's. */
void vi_regret_bins_clear(const vi_regret_plan *plan, vi_regret_bins *bins);
/* Adds the current row of a scan; `begin` is scratch for strategies + 1 items. */
void vi_regret_bins_add_row(const vi_regret_plan *plan, const vi_scan *row, size_t *begin,
                            vi_regret_bins *bins);

/* The most rows whose wins may be added up in one set of bins. */
enum { VI_MOST_BINNED = 1 << 20 };

/* The least common multiple of 1, 2, 3, ... up to the number of strategies, as far as the wins of
 * VI_MOST_BINNED rows fit into 62 bits: the unit in which wins are whole numbers whatever ties. */
int64_t vi_tie_unit(size_t strategies);
/* What each of `equal` strategies has of a row's unit, to the nearest whole number. */
int64_t vi_tie_share(int64_t unit, int64_t equal);

#endif
