/* One description of a chart, for every kind of image. Tables go in; nothing is computed here but
 * places on the paper. */
#ifndef VI_RENDER_CHART_H
#define VI_RENDER_CHART_H

#include "render/pen.h"
#include "render/words.h"

enum { VI_TEXT = 240, VI_TICK_SIZE = 12, VI_LABEL_SIZE = 13 };

typedef enum {
    VI_LINE,  /* y over x, NaN breaks it; labelled at its end */
    VI_BAND,  /* between y and y2 over x */
    VI_CLOUD, /* points in cells. x: mean x, mean y and number of points of each; y: of the even
                 cells the first x, width, first y, height, number a side */
    VI_POINT, /* one marker with a label beside it */
    VI_VLINE, /* a reference line at x[0], labelled above */
    VI_SLOPE, /* a reference line y = x[0] · x, labelled at its end */
    VI_BARS,  /* horizontal bars: row i has length x[i], error bar from y[i] to y2[i] */
    VI_PAIRS, /* a triangle of cells: names[i] with names[j], j < i, has the value x[i (i − 1) / 2 +
                 j], and y there tells how large a value of no meaning may be. It has no axes */
} vi_layer_kind;

typedef struct {
    vi_layer_kind kind;
    int series; /* of a colour; -1 for ink */
    char label[VI_LABEL];
    size_t count;
    const double *x, *y, *y2; /* owned by the chart */
    double weight;            /* of a line: where there is no room for all labels, the most win */
} vi_layer;

/* How the numbers of an axis are written. */
typedef enum { VI_PLAIN, VI_MONEY, VI_PERCENT, VI_NUMBERLESS } vi_unit;

typedef struct {
    char title[VI_LABEL];
    vi_unit unit;
    double low, high; /* grown by vi_chart_add and vi_axis_include */
    bool tight;       /* ends where the data do, not at round numbers */
    bool named;       /* the bars' names stand in place of numbers */
} vi_axis;

struct vi_chart {
    double width, height;
    bool dark;
    bool bare;     /* without axes */
    bool untitled; /* the title is for those who do not see the drawing alone */
    char title[VI_TEXT], subtitle[VI_TEXT], description[VI_TEXT * 4];
    char currency[32]; /* before amounts: "£", or "EUR" and a space that does not break */
    vi_axis x, y;
    vi_layer *layers;
    size_t layer_count;
    char (*names)[VI_LABEL]; /* of bars or pairs, those of the first such layer */
    double **arrays;
    size_t array_count;
    bool failed; /* memory ran out */
};

vi_chart *vi_chart_create(const voi_plot_options *options);
void vi_chart_destroy(vi_chart *chart);

/* An array of zeros that the chart owns; NULL, and `failed` set, where memory ran out. */
double *vi_chart_array(vi_chart *chart, size_t count);

/* Adds a layer and grows the axes to hold it; clouds and slopes do not grow them. The label is
 * copied. */
void vi_chart_add(vi_chart *chart, vi_layer layer, const char *label);

/* Breaks the name of bar i into lines that leave room for the bars; answers their number. */
size_t vi_chart_bar_name(const vi_chart *chart, size_t i, char (*lines)[VI_LABEL]);

/* Makes sure that an axis holds a value. */
void vi_axis_include(vi_axis *axis, double value);

/* Names an axis. Of money in a currency that is a word, the title says which; the numbers of the
 * axis are then plain. */
void vi_chart_name_axis(const vi_chart *chart, vi_axis *axis, vi_unit unit, const char *title);

/* What stands before the numbers of a money axis. */
const char *vi_chart_tick_prefix(const vi_chart *chart);

/* An amount of money, for a label or a sentence. */
void vi_chart_money(const vi_chart *chart, double value, vi_buffer *out);

/* Where the plot area is: left, right, bottom, top in pixels, then x and y of the axes there. False
 * where an axis has names. */
bool vi_chart_frame(const vi_chart *chart, double frame[8]);

void vi_chart_draw(const vi_chart *chart, vi_pen *pen);

#endif
