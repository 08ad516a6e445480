/* Columns are read in tiles of a few rows, each column in one stream. The best lines at both ends
 * of the range are found for the whole tile at once; then it is turned so that the lines of a row
 * lie side by side. */
#include "measures/scan.h"

#include "core/alloc.h"
#include "kernels/kernels.h"

enum { TILE_ROWS = 32 };

bool vi_scan_create(const struct vi_kernels *kernels, const voi_problem *problem, size_t reference,
                    const double range[2], vi_scan *out)
{
    size_t strategies = problem->strategies, tile = TILE_ROWS * strategies;
    *out = (vi_scan){.problem = problem,
                     .reference = reference,
                     .low = range[0],
                     .high = range[1],
                     .kernels = kernels};
    out->effect = vi_calloc(4 * tile, sizeof *out->effect);
    out->first = vi_malloc(2 * TILE_ROWS, sizeof *out->first);
    out->segments = vi_malloc(strategies, sizeof *out->segments);
    out->scratch = vi_malloc(strategies, sizeof *out->scratch);
    out->lines.count = strategies;
    if (!out->effect || !out->first || !out->segments || !out->scratch) {
        return false;
    }
    out->cost = out->effect + tile;
    out->columns = out->cost + tile;
    out->last = out->first + TILE_ROWS;
    return true;
}

void vi_scan_free(vi_scan *scan)
{
    vi_free(scan->effect);
    vi_free(scan->first);
    vi_free(scan->segments);
    vi_free(scan->scratch);
    *scan = (vi_scan){0};
}

/* A strategy's differences from the reference, times `sign`: in a column, and into the rows. */
static void load_column(const vi_scan *s, double *const *columns, size_t strategy, double sign,
                        double *column, double *rows)
{
    const double *of = columns[strategy] + s->tile_first;
    const double *from = columns[s->reference] + s->tile_first;
    size_t count = s->tile_end - s->tile_first, width = s->lines.count;
    for (size_t i = 0; i < count; i++) {
        column[i] = sign * (of[i] - from[i]);
    }
    for (size_t i = 0; i < count; i++) {
        rows[i * width + strategy] = column[i];
    }
}

static void load_tile(vi_scan *s)
{
    const voi_problem *p = s->problem;
    double *effect = s->columns, *cost = effect + TILE_ROWS * p->strategies;
    s->tile_first = s->next;
    s->tile_end = s->end - s->next < TILE_ROWS ? s->end : s->next + TILE_ROWS;
    for (size_t d = 0; d < p->strategies; d++) {
        if (p->costs) {
            load_column(s, p->effects, d, 1, effect + d * TILE_ROWS, s->effect);
            load_column(s, p->costs, d, 1, cost + d * TILE_ROWS, s->cost);
        } else {
            load_column(s, p->net_benefit, d, -1, cost + d * TILE_ROWS, s->cost);
        }
    }
    const vi_line_block lines = {effect, cost, p->strategies, s->tile_end - s->tile_first,
                                 TILE_ROWS};
    s->kernels->best_lines(&lines, s->low, s->first);
    s->kernels->best_lines(&lines, s->high, s->last);
}

void vi_scan_rows(vi_scan *scan, size_t first, size_t end)
{
    scan->next = first;
    scan->end = end;
    scan->tile_first = scan->tile_end = first;
}

bool vi_scan_next(vi_scan *scan)
{
    if (scan->next >= scan->end) {
        return false;
    }
    if (scan->next == scan->tile_end) {
        load_tile(scan);
    }
    size_t row = scan->next - scan->tile_first, offset = row * scan->lines.count;
    const vi_envelope_ends ends = {scan->low, scan->high, scan->first[row], scan->last[row]};
    scan->lines.effect = scan->effect + offset;
    scan->lines.cost = scan->cost + offset;
    scan->segment_count = vi_envelope_between(&scan->lines, &ends, scan->segments, scan->scratch);
    scan->next++;
    return true;
}
