/* Columns are read in tiles of a few rows, each column in one stream, and turned so that the lines
 * of a row lie side by side. */
#include "measures/scan.h"

#include "core/alloc.h"

enum { TILE_ROWS = 32 };

bool vi_scan_create(const voi_problem *problem, size_t reference, double low, double high,
                    vi_scan *out)
{
    size_t strategies = problem->strategies;
    *out = (vi_scan){.problem = problem, .reference = reference, .low = low, .high = high};
    out->effect = vi_calloc(TILE_ROWS * strategies, sizeof *out->effect);
    out->cost = vi_malloc(TILE_ROWS * strategies, sizeof *out->cost);
    out->segments = vi_malloc(strategies, sizeof *out->segments);
    out->scratch = vi_malloc(strategies, sizeof *out->scratch);
    out->lines.count = strategies;
    return out->effect && out->cost && out->segments && out->scratch;
}

void vi_scan_free(vi_scan *scan)
{
    vi_free(scan->effect);
    vi_free(scan->cost);
    vi_free(scan->segments);
    vi_free(scan->scratch);
    *scan = (vi_scan){0};
}

/* out[i·width] = column[first + i] − reference[first + i]. */
static void load_column(double *const *columns, size_t strategy, const vi_scan *s, double *out)
{
    const double *column = columns[strategy], *reference = columns[s->reference];
    for (size_t i = s->tile_first; i < s->tile_end; i++) {
        out[(i - s->tile_first) * s->lines.count] = column[i] - reference[i];
    }
}

static void load_tile(vi_scan *s)
{
    const voi_problem *p = s->problem;
    s->tile_first = s->next;
    s->tile_end = s->end - s->next < TILE_ROWS ? s->end : s->next + TILE_ROWS;
    for (size_t d = 0; d < p->strategies; d++) {
        if (p->costs) {
            load_column(p->effects, d, s, s->effect + d);
            load_column(p->costs, d, s, s->cost + d);
        } else {
            load_column(p->net_benefit, d, s, s->cost + d);
        }
    }
    for (size_t i = 0; !p->costs && i < TILE_ROWS * p->strategies; i++) {
        s->cost[i] = -s->cost[i];
    }
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
    size_t offset = (scan->next - scan->tile_first) * scan->lines.count;
    scan->lines.effect = scan->effect + offset;
    scan->lines.cost = scan->cost + offset;
    scan->segment_count =
        vi_envelope(&scan->lines, scan->low, scan->high, scan->segments, scan->scratch);
    scan->next++;
    return true;
}
