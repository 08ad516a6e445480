/* Labels: the words that name a line or a point. */
#ifndef VI_RENDER_LABEL_H
#define VI_RENDER_LABEL_H

#include "render/chart_labels.h"

enum { VI_MOST_LABELS = 64, VI_MOST_BOXES = 256 };

typedef struct {
    const vi_layer *layer;
    char lines[VI_LINES][VI_LABEL];
    size_t line_count;
    double x, y;          /* what is named */
    double centre, level; /* where the name stands: its middle */
    double width, height;
} vi_label;

typedef struct {
    double left, right, top, bottom;
} vi_box;

/* Whether a layer has a name to be shown. */
bool vi_label_wanted(const vi_layer *layer);
/* Whether a layer is a line up to the right edge; *last is its last point. */
bool vi_line_reaches_edge(const vi_chart *chart, const vi_layer *layer, size_t *last);

/* The widest that a label may be. */
double vi_label_width(const vi_chart *chart);
/* A label of a layer, broken into lines, without a place yet. */
vi_label vi_label_make(const vi_chart *chart, const vi_layer *layer);
/* The same on one line. */
void vi_label_flatten(const vi_chart *chart, vi_label *label);
vi_box vi_label_box(const vi_label *label);

void vi_label_draw(const vi_label *label, double x, vi_anchor anchor, vi_pen *pen);
/* A thin line from what is named to a point. */
void vi_label_lead(const vi_label *label, double x, double y, vi_pen *pen);

/* Names the lines that reach the right edge, in the margin there; fills the places that are taken
 * and answers their number, at most VI_MOST_LABELS. */
size_t vi_draw_end_labels(const vi_plot_area *area, vi_box *taken, vi_pen *pen);
/* Names points and shorter lines beside them; `taken` has room for VI_MOST_BOXES. */
void vi_draw_side_labels(const vi_plot_area *area, vi_box *taken, size_t count, vi_pen *pen);

#endif
