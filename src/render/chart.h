/* One description of a chart, for every kind of image. Tables go in; nothing is computed here but
 * places on the paper. */
#ifndef VI_RENDER_CHART_H
#define VI_RENDER_CHART_H

#include "render/pen.h"

enum { VI_LABEL = 64, VI_TEXT = 240, VI_MOST_LAYERS = 512 };

typedef enum {
    VI_LINE,  /* y over x, NaN breaks it; labelled at its end */
    VI_BAND,  /* between y and y2 over x */
    VI_CELLS, /* x, y, width, height, opacity ×n, in data units: centre and size */
    VI_POINT, /* one marker with a label beside it */
    VI_VLINE, /* a reference line at x[0], labelled at its top */
    VI_SLOPE, /* a reference line y = x[0] · x */
    VI_BARS,  /* horizontal bars: row i has length x[i], error bar from y[i] to y2[i] */
} vi_layer_kind;

typedef struct {
    vi_layer_kind kind;
    int series;
    char label[VI_LABEL];
    size_t count;
    const double *x, *y, *y2; /* owned by the chart */
    double opacity;
} vi_layer;

typedef enum { VI_PLAIN, VI_MONEY, VI_PERCENT } vi_unit;

typedef struct {
    char title[VI_LABEL];
    vi_unit unit;
    double low, high; /* grown by vi_chart_include */
    bool hidden;      /* no numbers and no grid: the axis has names */
} vi_axis;

struct vi_chart {
    double width, height;
    bool dark;
    char title[VI_TEXT], description[VI_TEXT * 4], currency[16];
    vi_axis x, y;
    vi_layer layers[VI_MOST_LAYERS];
    size_t layer_count;
    char (*names)[VI_LABEL]; /* of bars */
    double **arrays;
    size_t array_count;
    bool failed; /* memory ran out */
};

vi_chart *vi_chart_create(const voi_plot_options *options);
void vi_chart_destroy(vi_chart *chart);

/* An array that the chart owns; never NULL for a reader of `failed`: NULL sets it. */
double *vi_chart_array(vi_chart *chart, size_t count);

/* Adds a layer and grows the axes to hold it. Text is copied, elided to fit. */
void vi_chart_add(vi_chart *chart, vi_layer layer, const char *label);

/* Makes sure that an axis holds a value. */
void vi_axis_include(vi_axis *axis, double value);

/* Draws with a pen; fills the sheet's frame. */
void vi_chart_draw(const vi_chart *chart, vi_pen *pen, vi_sheet *sheet);

#endif
