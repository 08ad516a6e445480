/* The layers of a chart on paper. */
#ifndef VI_RENDER_CHART_MARKS_H
#define VI_RENDER_CHART_MARKS_H

#include "render/ticks.h"

enum { VI_TICK_SIZE = 12, VI_LABEL_SIZE = 13 };

/* Where the axes are on the sheet, and what they hold. */
typedef struct {
    const vi_chart *chart;
    double left, right, top, bottom, x0, x1, y0, y1;
} vi_plot_area;

static inline double vi_place_x(const vi_plot_area *a, double x)
{
    return a->left + (x - a->x0) / (a->x1 - a->x0) * (a->right - a->left);
}

static inline double vi_place_y(const vi_plot_area *a, double y)
{
    return a->bottom - (y - a->y0) / (a->y1 - a->y0) * (a->bottom - a->top);
}

void vi_draw_layers(const vi_plot_area *area, vi_pen *pen);
void vi_draw_line_labels(const vi_plot_area *area, vi_pen *pen);

#endif
