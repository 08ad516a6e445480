/* Round numbers along an axis, and how they are written. */
#ifndef VI_RENDER_TICKS_H
#define VI_RENDER_TICKS_H

#include "render/chart.h"

enum { VI_MOST_TICKS = 24, VI_TICK_TEXT = 64 };

typedef struct {
    size_t count;
    double low, high, step; /* the ends of the axis, the distance of its numbers */
    double value[VI_MOST_TICKS];
    char text[VI_MOST_TICKS][VI_TICK_TEXT];
} vi_ticks;

/* At most `wanted` + 1 numbers, at steps of 1, 2 or 5 times a power of ten, none where the axis has
 * no numbers. The ends become round too, unless the axis is tight. A range with nothing in it
 * becomes one around its value. `prefix` stands before amounts of money. */
void vi_ticks_make(const vi_axis *axis, const char *prefix, size_t wanted, vi_ticks *out);

/* A value of an axis, ten times as fine as its numbers. */
void vi_ticks_write(const vi_axis *axis, const char *prefix, const vi_ticks *ticks, double value,
                    char text[VI_TICK_TEXT]);

#endif
