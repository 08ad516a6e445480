/* How far an EVPPI may lie above its estimate because of the draw of the parameters. */
#ifndef VI_MEASURES_DRAW_H
#define VI_MEASURES_DRAW_H

#include <stdbool.h>
#include <stddef.h>

/* What rows gain by their best decision, max(0, advantage), summed over those that gain. The
 * advantage is by how much the best strategy other than the base leads the base. */
typedef struct {
    double rows, sum, squares;
} vi_gains;

/* The rows of largest advantage, in descending order: one more than VI_TAIL entries, each of one
 * row or of several alike. Starts as zeros. */
enum { VI_TAIL = 10 };

typedef struct {
    size_t count;
    double advantage[VI_TAIL + 1], rows[VI_TAIL + 1];
} vi_tail;

void vi_tail_add(vi_tail *tail, double advantage, double rows);

/* Whether the tail matters: with few rows that gain. */
bool vi_draw_needs_tail(const vi_gains *gains);

/* By how much the EVPPI of `rows` rows may exceed the mean gain; `tail` may be NULL where it does
 * not matter. */
double vi_draw_end(const vi_gains *gains, const vi_tail *tail, double rows);

/* How much of what lies beyond 1.96 standard errors counts in an interval's upper end: all near
 * zero, where the standard error alone says too little; from six standard errors to twelve that
 * comes to an end. */
double vi_near_zero(double evppi, double se);

#endif
