/* The layer of pairs on paper. */
#ifndef VI_RENDER_CHART_PAIRS_H
#define VI_RENDER_CHART_PAIRS_H

#include "render/chart_marks.h"

void vi_draw_pairs(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen);

#endif
