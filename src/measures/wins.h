/* How often each strategy has the highest net benefit of a row; equal ones share. */
#ifndef VI_MEASURES_WINS_H
#define VI_MEASURES_WINS_H

#include "measures/totals.h"

/* Adds to D totals, for a problem with net benefit. */
voi_status vi_wins_add(voi_context *ctx, const vi_pass *pass, voi_error *err);
/* The share of each, from these totals. */
void vi_wins_shares(const vi_exact *sums, size_t offset, size_t strategies, double *probability);

/* Counts of `count` lists, one number a strategy, become shares of their list. */
void vi_wins_divide(double *wins, size_t count, size_t strategies);

#endif
