/* What a row gains by its best decision averages to the EVPPI. Few rows may gain, so the error is
 * taken on the log scale: mean · exp(1.96 SE / mean). With very few, or none, the ten rows of
 * largest advantage stand for the tail: beyond the eleventh, or beyond 0 where that is less, u,
 * advantages decline exponentially with their mean excess s, which gives the mean (10/N) s
 * exp(u/s). As s and the share of rows have relative errors of 10^(−1/2), its logarithm has the
 * standard error √((1 + (1 − u/s)²) / 10). The larger of the two ends counts. */
#include "measures/draw.h"

#include "math/normal.h"

#include <math.h>

enum { MANY = 40 };

void vi_tail_add(vi_tail *t, double advantage, double rows)
{
    size_t at = t->count;
    if (at > VI_TAIL && advantage <= t->advantage[VI_TAIL]) {
        return;
    }
    while (at > 0 && t->advantage[at - 1] < advantage) {
        at--;
    }
    t->count += t->count <= VI_TAIL;
    for (size_t i = t->count - 1; i > at; i--) {
        t->advantage[i] = t->advantage[i - 1];
        t->rows[i] = t->rows[i - 1];
    }
    t->advantage[at] = advantage;
    t->rows[at] = rows;
}

static double end_of_tail(const vi_tail *t, double all_rows)
{
    double rows = 0, excess = 0;
    size_t inside = 0;
    while (inside + 1 < t->count && rows < VI_TAIL) {
        rows += t->rows[inside++];
    }
    double threshold = fmin(t->advantage[inside], 0);
    for (size_t i = 0; i < inside; i++) {
        excess += t->rows[i] * (t->advantage[i] - threshold);
    }
    if (!(excess > 0)) {
        return 0;
    }
    double scale = excess / rows, far = fmin(-threshold / scale, 1e6);
    double error = sqrt((1 + (1 + far) * (1 + far)) / rows);
    return rows / all_rows * scale * exp(VI_NORMAL_975 * error - far);
}

bool vi_draw_needs_tail(const vi_gains *gains)
{
    return gains->rows < MANY;
}

double vi_draw_end(const vi_gains *gains, const vi_tail *tail, double rows)
{
    double mean = gains->sum / rows, end = 0;
    if (mean > 0) {
        double variance = fmax(gains->squares / rows - mean * mean, 0);
        end = mean * exp(VI_NORMAL_975 * sqrt(variance / rows) / mean);
    }
    if (vi_draw_needs_tail(gains)) {
        end = fmax(end, end_of_tail(tail, rows));
    }
    return fmax(end - mean, 0);
}

double vi_near_zero(double evppi, double se)
{
    static const double from = 6, to = 12;
    return se > 0 ? fmin(fmax((to - evppi / se) / (to - from), 0), 1) : 1;
}
