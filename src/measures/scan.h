/* Goes through rows of a problem and answers, row by row, which strategy is best at which k. */
#ifndef VI_MEASURES_SCAN_H
#define VI_MEASURES_SCAN_H

#include "data/problem.h"
#include "measures/envelope.h"

typedef struct {
    const voi_problem *problem;
    size_t reference; /* subtracted from every strategy first */
    double low, high; /* the range of k */
    /* The current row: its lines and the segments of their upper envelope. */
    vi_lines lines;
    vi_segment *segments;
    size_t segment_count;
    /* Its rows, and the tile that is loaded. */
    size_t next, end, tile_first, tile_end;
    double *effect, *cost;
    size_t *scratch;
    const struct vi_kernels *kernels;
    double *columns; /* the tile as it was read: effects and costs of one strategy after another */
    uint64_t *first, *last; /* of its rows: the best lines at both ends of the range */
} vi_scan;

/* `range` holds the least and the largest k. False when memory is out. Net benefit is a negative
 * cost with no effect. Free with vi_scan_free, also after a failure. */
bool vi_scan_create(const struct vi_kernels *kernels, const voi_problem *problem, size_t reference,
                    const double range[2], vi_scan *out);
void vi_scan_free(vi_scan *scan);

/* Rows first to end - 1 come next: one with each call of vi_scan_next that answers true. */
void vi_scan_rows(vi_scan *scan, size_t first, size_t end);
bool vi_scan_next(vi_scan *scan);

#endif
