/* Studies in pictures: their rows in a table of ENBS, and curves over the size whose points are
 * dear: a cubic through few of them that turns only where they do, over √n, where both what data
 * tell and what they cost are smooth. */
#include "math/monotone.h"
#include "render/plots.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { MOST_POINTS = 64 };

static bool is_same_study(const voi_table *enbs, size_t row)
{
    double n = vi_plot_number(enbs, row, "n"), before = vi_plot_number(enbs, row - 1, "n");
    double k = vi_plot_number(enbs, row, "k"), last = vi_plot_number(enbs, row - 1, "k");
    return (n > before || (n == before && (k < last || k > last))) &&
           strcmp(vi_plot_text(enbs, row, "study"), vi_plot_text(enbs, row - 1, "study")) == 0;
}

size_t vi_plot_study_end(const voi_table *enbs, size_t first)
{
    size_t end = first + 1;
    while (end < voi_table_rows(enbs) && is_same_study(enbs, end)) {
        end++;
    }
    return end;
}

bool vi_plot_lists_sizes(const voi_study_plan *plan)
{
    for (size_t i = 0; i < plan->sizes.count; i++) {
        if (plan->sizes.values[i] > 0) {
            return true;
        }
    }
    return false;
}

void vi_plot_smooth(const double *sizes, const double *at, size_t count, double *x, double *y)
{
    double root[MOST_POINTS], slope[MOST_POINTS];
    assert(count >= 2 && count <= MOST_POINTS);
    for (size_t i = 0; i < count; i++) {
        root[i] = sqrt(sizes[i]);
    }
    vi_monotone_slopes(root, at, count, slope);
    for (int i = 0; i < VI_PLOT_SMOOTH; i++) {
        double share = (double)i / (VI_PLOT_SMOOTH - 1);
        double place = root[0] + (root[count - 1] - root[0]) * share;
        x[i] = place * place;
        y[i] = vi_monotone_at(root, at, slope, count, place);
    }
}
