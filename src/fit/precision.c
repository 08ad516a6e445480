/* Variances without a fit, from the spread inside cells, and where cells are single rows from the
 * differences of neighbours (Rice 1984), half of whose squares they have for a mean. They are
 * averaged over windows of rows, short at the ends and growing with the distance from there, and
 * steadied by ten rows of the overall variance. What comes out serves as weights: a rough guess is
 * enough to take most of the loss of efficiency away. */
#include "fit/precision.h"

#include <math.h>
#include <string.h>

static const double least_window = 20, window_share = 0.25, most_ratio = 16;

/* Σ of squares about the mean function, and its degrees of freedom, in cell j of response r. */
static void add_squares(const vi_cells *cells, const vi_tally *t, size_t r, size_t j,
                        double *squares, double *freedom)
{
    size_t n = cells->count;
    double w = cells->weight[j], sum = t->sum[r * n + j];
    *squares = fmax(t->product[vi_pair(r, r) * n + j] - sum * sum / w, 0);
    *freedom = w - 1;
    if (j + 1 < n && w == 1 && cells->weight[j + 1] == 1) {
        double difference = sum - t->sum[r * n + j + 1];
        *squares = difference * difference / 2;
        *freedom = 1;
    }
}

/* Replaces cells' values by running totals, total[j] = those before cell j. */
static void accumulate(double *values, size_t count)
{
    double total = 0;
    for (size_t j = 0; j < count; j++) {
        double value = values[j];
        values[j] = total;
        total += value;
    }
    values[count] = total;
}

/* The mean square of a window around every cell, relative to the overall one, and the degrees of
 * freedom that it rests on. */
static void average(const vi_cells *cells, const double *squares, const double *freedom,
                    double *ratio, double *support)
{
    size_t n = cells->count, first = 0, last = 0;
    double overall = squares[n] / freedom[n];
    for (size_t j = 0; j < n; j++) {
        size_t before = cells->start[j], behind = cells->rows - cells->start[j + 1];
        double half = least_window + window_share * (double)(before < behind ? before : behind);
        while ((double)(cells->start[j] - cells->start[first]) > half) {
            first++;
        }
        while (last < n && (double)cells->start[last] < (double)cells->start[j + 1] + half) {
            last++;
        }
        support[j] = fmax(freedom[last] - freedom[first], 1);
        ratio[j] = (squares[last] - squares[first]) / support[j] / overall;
    }
}

/* Draws ratios towards 1 by what of their spread is chance. `squares` and `freedom` are running
 * totals. */
static void shrink(const vi_cells *cells, const double *squares, const double *freedom,
                   const double *support, double *ratio)
{
    size_t n = cells->count;
    double overall = squares[n] / freedom[n], chance = 0, spread = 0, expected = 0;
    for (size_t j = 0; j < n; j++) {
        double own = freedom[j + 1] - freedom[j];
        double around = ratio[j] > 0 ? ratio[j] * overall : overall;
        double miss = own > 0 ? (squares[j + 1] - squares[j]) / own / around - 1 : 0;
        chance += own * miss * miss;
        spread += cells->weight[j] * (ratio[j] - 1) * (ratio[j] - 1);
        expected += cells->weight[j] / support[j];
    }
    chance /= (double)n;
    double true_spread = fmax(spread - chance * expected, 0) / (double)cells->rows;
    for (size_t j = 0; j < n; j++) {
        double noise = chance / support[j];
        ratio[j] = 1 + (ratio[j] - 1) * (true_spread > 0 ? true_spread / (true_spread + noise) : 0);
    }
}

void vi_precision_make(const vi_cells *cells, const vi_tally *tally, size_t responses,
                       double *precision, double *work)
{
    size_t n = cells->count, counted = 0;
    double *squares = work, *freedom = squares + VI_MOST_CELLS + 1;
    double *ratio = freedom + VI_MOST_CELLS + 1, *support = ratio + VI_MOST_CELLS;
    memset(precision, 0, n * sizeof *precision);
    for (size_t r = 0; r < responses; r++) {
        for (size_t j = 0; j < n; j++) {
            add_squares(cells, tally, r, j, &squares[j], &freedom[j]);
        }
        accumulate(squares, n);
        accumulate(freedom, n);
        if (!(squares[n] > 0)) {
            continue;
        }
        average(cells, squares, freedom, ratio, support);
        shrink(cells, squares, freedom, support, ratio);
        for (size_t j = 0; j < n; j++) {
            precision[j] += ratio[j];
        }
        counted++;
    }
    for (size_t j = 0; j < n; j++) {
        double mean = counted > 0 ? precision[j] / (double)counted : 1;
        precision[j] = 1 / fmin(fmax(mean, 1 / most_ratio), most_ratio);
    }
}
