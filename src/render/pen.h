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

typedef enum { VI_START, VI_MIDDLE, VI_END } vi_anchor;

typedef struct {
    double size;
    int colour;
    vi_anchor anchor;
    bool bold, upwards; /* upwards: turned, reading from below */
} vi_font;

typedef struct vi_pen vi_pen;
struct vi_pen {
    /* Points x, y, x, y ...; a NaN begins a new piece. */
    void (*path)(vi_pen *pen, const double *points, size_t count, const vi_style *style);
    /* Boxes x, y, width, height ... */
    void (*boxes)(vi_pen *pen, const double *boxes, size_t count, const vi_style *style);
    void (*text)(vi_pen *pen, double x, double y, const char *text, const vi_font *font);
};

/* "#rrggbb" of a role. */
const char *vi_colour(int role, bool dark);

/* The width of a text in a usual sans-serif font, to within a tenth: SVG cannot measure. */
double vi_text_width(const char *text, double size, bool bold);

/* Copies text, ended with an ellipsis where it would be wider than `most`. */
void vi_elide(const char *text, double size, double most, char *out, size_t capacity);

/* What surrounds the drawing. `frame` holds the plot area and its ranges: left, right, bottom, top
 * in pixels, then x and y of the axes there; it becomes data-frame on the root, for scripts. */
typedef struct {
    double width, height;
    bool dark;
    const char *title, *description; /* for those who do not see it */
    double frame[8];
    bool has_frame;
} vi_sheet;

typedef struct vi_chart vi_chart;

/* Draws a chart; errors are those of memory and of the image library. */
voi_status vi_draw_svg(const vi_chart *chart, voi_bytes *out, voi_error *err);
voi_status vi_draw_png(const vi_chart *chart, voi_bytes *out, voi_error *err);
voi_status vi_draw_pdf(const vi_chart *chart, voi_bytes *out, voi_error *err);

#endif
