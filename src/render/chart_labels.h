/* The words beside lines and points. */
#ifndef VI_RENDER_CHART_LABELS_H
#define VI_RENDER_CHART_LABELS_H

#include "render/chart_marks.h"

/* The margin that labels of lines need to the right of the plot area; 0 where there are none. */
double vi_line_label_margin(const vi_chart *chart);

void vi_draw_labels(const vi_plot_area *area, vi_pen *pen);

#endif
