/* What a chart is drawn with: an SVG writer or a cairo canvas. Lengths are CSS pixels, y grows
 * downwards. */
#ifndef VI_RENDER_PEN_H
#define VI_RENDER_PEN_H

#include "core/buffer.h"

/* Colours by what they are for; a theme gives them values. Series follow each other from VI_SERIES
 * on. */
typedef enum { VI_PAGE, VI_INK, VI_QUIET, VI_RULE, VI_SERIES } vi_role;
enum { VI_SERIES_COLOURS = 8, VI_ROLES = VI_SERIES + VI_SERIES_COLOURS, VI_NO_COLOUR = -1 };

typedef struct {
    int fill, stroke; /* a vi_role, or VI_NO_COLOUR */
    double width;     /* of the stroke */
    double opacity;   /* 0 to 1, of all of it */
    int dash;         /* 0 solid, else one of a few patterns */
    bool closed;      /* a polygon rather than a line */
} vi_style;

enum { VI_DASHES = 4 };

typedef enum { VI_START, VI_MIDDLE, VI_END } vi_anchor;

typedef struct {
    double size;
    int colour;
    vi_anchor anchor;
    bool bold, upwards; /* upwards: turned, reading from below */
    bool halo;          /* a rim in the page's colour, to be read above a drawing */
} vi_font;

typedef struct vi_pen vi_pen;
struct vi_pen {
    /* Points x, y, x, y ...; a NaN begins a new piece. */
    void (*path)(vi_pen *pen, const double *points, size_t count, const vi_style *style);
    /* Boxes x, y, width, height ... */
    void (*boxes)(vi_pen *pen, const double *boxes, size_t count, const vi_style *style);
    /* Round dots x, y ... of the stroke's colour and width. */
    void (*dots)(vi_pen *pen, const double *points, size_t count, const vi_style *style);
    void (*text)(vi_pen *pen, double x, double y, const char *text, const vi_font *font);
};

/* "#rrggbb" of a role. */
const char *vi_colour(int role, bool dark);

typedef struct vi_chart vi_chart;

/* Draws a chart; errors are those of memory and of the image library. */
voi_status vi_draw_svg(const vi_chart *chart, voi_bytes *out, voi_error *err);
voi_status vi_draw_png(const vi_chart *chart, voi_bytes *out, voi_error *err);
voi_status vi_draw_pdf(const vi_chart *chart, voi_bytes *out, voi_error *err);

#endif
