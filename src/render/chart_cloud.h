/* Clouds of points. */
#ifndef VI_RENDER_CHART_CLOUD_H
#define VI_RENDER_CHART_CLOUD_H

#include "render/chart_marks.h"

void vi_draw_cloud(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen);

#endif
