/* How the outcomes of two strategies differ: means and variances of their increment, from sums that
 * add up over chunks. They tell whether the sample can say which of the two is better, and are not
 * for more: squares are not centred, which costs digits where the means differ by far. */
#ifndef VI_MEASURES_STRATEGY_PAIRS_H
#define VI_MEASURES_STRATEGY_PAIRS_H

#include "measures/moments.h"
#include "measures/totals.h"

/* All pairs are summed where the pair that matters is not known beforehand, for so many strategies
 * at most. */
enum { VI_MOST_PAIRED = 16 };

/* How many sums of all pairs there are: none for more than VI_MOST_PAIRED strategies, else 1 each
 * for net benefit, 3 for costs and effects. */
size_t vi_pairs_sums(size_t strategies, bool costs);
/* The sums of a chunk of net benefits that lie row by row, without gaps; how many they are. */
size_t vi_pairs_of_rows(const voi_context *ctx, const double *x, size_t rows, size_t strategies,
                        double *sums);
voi_status vi_pairs_add(voi_context *ctx, const vi_pass *pass, voi_error *err);

/* Where the increments b − a, a < b, come from: from the rows, or from the sums of all pairs. */
typedef struct {
    const voi_problem *problem; /* NULL: sums are given */
    const vi_exact *sums;
    size_t offset;
    size_t strategies, rows;
    bool costs;
    const double *effect, *cost; /* means of the strategies */
} vi_pair_source;

/* False when memory is out. */
bool vi_pair_moments(const vi_pair_source *source, size_t a, size_t b, vi_moments *out);

#endif
