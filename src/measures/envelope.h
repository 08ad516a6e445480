/* The upper envelope of lines k·effect − cost: which strategy is best at which k, for one row of a
 * PSA sample or for the means. */
#ifndef VI_MEASURES_ENVELOPE_H
#define VI_MEASURES_ENVELOPE_H

#include "core/error.h"

typedef struct {
    const double *effect, *cost;
    size_t count;
} vi_lines;

/* `line` is best from k = start to the start of the next segment. */
typedef struct {
    double start;
    size_t line;
} vi_segment;

/* Fills `segments` for k in [low, high] and answers how many there are; the first starts at `low`.
 * Where lines cross, the one with the larger effect is best; of equal lines the first stands for
 * all. Starts increase, but rounding may make two equal. `segments` and `scratch` hold lines->count
 * items each. Cost O(lines log lines), and O(lines) where the best line is the same at both ends.
 */
size_t vi_envelope(const vi_lines *lines, double low, double high, vi_segment *segments,
                   size_t *scratch);

/* The same where the best lines at both ends of the range are known. */
typedef struct {
    double low, high;
    size_t first, last;
} vi_envelope_ends;

size_t vi_envelope_between(const vi_lines *lines, const vi_envelope_ends *ends,
                           vi_segment *segments, size_t *scratch);

#endif
