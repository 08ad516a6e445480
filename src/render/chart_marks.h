/* The layers of a chart on paper. */
#ifndef VI_RENDER_CHART_MARKS_H
#define VI_RENDER_CHART_MARKS_H

#include "render/ticks.h"

/* Where the axes are on the sheet, and what they hold. */
typedef struct {
    const vi_chart *chart;
    double left, right, top, bottom;
    vi_ticks x, y;
} vi_plot_area;

static inline double vi_place_x(const vi_plot_area *a, double x)
{
    return a->left + (x - a->x.low) / (a->x.high - a->x.low) * (a->right - a->left);
}

static inline double vi_place_y(const vi_plot_area *a, double y)
{
    return a->bottom - (y - a->y.low) / (a->y.high - a->y.low) * (a->bottom - a->top);
}

static inline int vi_series_colour(int series)
{
    return series < 0 ? VI_INK : VI_SERIES + series % VI_SERIES_COLOURS;
}

void vi_draw_layers(const vi_plot_area *area, vi_pen *pen);

/* The width that the names of bars need; 0 without bars. */
double vi_bar_name_width(const vi_chart *chart);

/* The width that the amounts at the ends of bars need; 0 without bars. */
double vi_bar_label_width(const vi_chart *chart, const vi_ticks *x);

#endif
