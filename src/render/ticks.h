/* Round numbers along an axis, and how they are written. */
#ifndef VI_RENDER_TICKS_H
#define VI_RENDER_TICKS_H

#include "render/chart.h"

enum { VI_MOST_TICKS = 24, VI_TICK_TEXT = 40 };

typedef struct {
    size_t count;
    double value[VI_MOST_TICKS];
    char text[VI_MOST_TICKS][VI_TICK_TEXT];
} vi_ticks;

/* Widens a range to end at ticks, about `wanted` of them, at steps of 1, 2 or 5 times a power of
 * ten. An empty range becomes one around its value. */
void vi_ticks_make(double *low, double *high, size_t wanted, vi_unit unit, const char *currency,
                   vi_ticks *out);

/* A number with thousands apart, `decimals` decimals and a true minus sign. */
void vi_write_grouped(double value, int decimals, const char *prefix, const char *suffix,
                      char *text, size_t capacity);

/* An amount for a label: "£714", "£1.2m", "0.0123". */
void vi_write_amount(double value, vi_unit unit, const char *currency, char *text, size_t capacity);

#endif
