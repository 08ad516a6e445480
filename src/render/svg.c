/* Our own SVG: relative paths in tenths of a pixel, words for those who do not see it, and every
 * colour twice: as an attribute, for programs that know no more, and as a custom property, so that
 * a page can give the drawing its own theme. */
#include "render/chart.h"
#include "render/html.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    vi_pen pen;
    vi_buffer out;
    bool dark;
    long x, y; /* where a path has come to, in tenths */
} svg;

static long tenths(double value)
{
    return lround(fmin(fmax(value, -1e6), 1e6) * 10);
}

/* Tenths as a number; a minus separates it from the one before, else a space does. */
static void put(vi_buffer *out, long value, bool apart)
{
    long size = labs(value);
    vi_buffer_puts(out, value < 0 ? "-" : apart ? " " : "");
    if (size >= 10 || size == 0) {
        vi_buffer_printf(out, "%ld", size / 10);
    }
    if (size % 10 != 0) {
        vi_buffer_printf(out, ".%ld", size % 10);
    }
}

static void put_length(vi_buffer *out, double value)
{
    put(out, tenths(value), false);
}

/* A step of a path to a point; command 0 goes on with the one before. */
static void step_to(svg *s, char command, double x, double y)
{
    long to_x = tenths(x), to_y = tenths(y);
    if (command) {
        vi_buffer_add(&s->out, &command, 1);
    }
    put(&s->out, to_x - s->x, !command);
    put(&s->out, to_y - s->y, true);
    s->x = to_x;
    s->y = to_y;
}

static void begin_path(svg *s)
{
    vi_buffer_puts(&s->out, "<path d=\"");
    s->x = s->y = 0;
}

static void put_colour(const svg *s, vi_buffer *out, int role)
{
    static const char *const names[] = {"page", "ink", "quiet", "rule"};
    if (role < VI_SERIES) {
        vi_buffer_printf(out, "var(--%s,%s)", names[role], vi_colour(role, s->dark));
    } else {
        vi_buffer_printf(out, "var(--series-%d,%s)", role - VI_SERIES, vi_colour(role, s->dark));
    }
}

/* Writes fill and stroke. */
static void put_colours(svg *s, int fill, int stroke)
{
    vi_buffer *out = &s->out;
    vi_buffer_printf(out, " fill=\"%s\"", fill < 0 ? "none" : vi_colour(fill, s->dark));
    if (stroke >= 0) {
        vi_buffer_printf(out, " stroke=\"%s\"", vi_colour(stroke, s->dark));
    }
    vi_buffer_puts(out, " style=\"");
    if (fill >= 0) {
        vi_buffer_puts(out, "fill:");
        put_colour(s, out, fill);
    }
    if (stroke >= 0) {
        vi_buffer_puts(out, fill >= 0 ? ";stroke:" : "stroke:");
        put_colour(s, out, stroke);
    }
    vi_buffer_puts(out, "\"");
}

static void end_path(svg *s, const vi_style *style, const char *cap)
{
    static const char *const dashes[VI_DASHES] = {"", "6 4", "2 3", "9 3 2 3"};
    vi_buffer *out = &s->out;
    vi_buffer_puts(out, "\"");
    put_colours(s, style->fill, style->stroke);
    if (style->stroke != VI_NO_COLOUR) {
        vi_buffer_puts(out, " stroke-width=\"");
        put_length(out, style->width);
        vi_buffer_puts(out, "\" stroke-linejoin=\"round\"");
        vi_buffer_puts(out, cap);
    }
    if (style->dash) {
        vi_buffer_printf(out, " stroke-dasharray=\"%s\"", dashes[style->dash]);
    }
    if (style->opacity < 1) {
        vi_buffer_puts(out, " opacity=\"");
        vi_buffer_digits(out, style->opacity, 2);
        vi_buffer_puts(out, "\"");
    }
    vi_buffer_puts(out, "/>\n");
}

static void path(vi_pen *pen, const double *points, size_t count, const vi_style *style)
{
    svg *s = (svg *)pen;
    size_t run = 0; /* points in the current piece */
    begin_path(s);
    for (size_t i = 0; i < count; i++) {
        const double *p = points + 2 * i;
        if (isnan(p[0]) || isnan(p[1])) {
            run = 0;
            continue;
        }
        static const char commands[] = {'m', 'l', '\0'};
        step_to(s, commands[run < 2 ? run : 2], p[0], p[1]);
        run++;
    }
    vi_buffer_puts(&s->out, style->closed ? "z" : "");
    end_path(s, style, "");
}

static void boxes(vi_pen *pen, const double *box, size_t count, const vi_style *style)
{
    svg *s = (svg *)pen;
    begin_path(s);
    for (size_t i = 0; i < count; i++, box += 4) {
        long width = tenths(box[0] + box[2]) - tenths(box[0]);
        step_to(s, 'm', box[0], box[1]);
        vi_buffer_puts(&s->out, "h");
        put(&s->out, width, false);
        vi_buffer_puts(&s->out, "v");
        put(&s->out, tenths(box[1] + box[3]) - tenths(box[1]), false);
        vi_buffer_puts(&s->out, "h");
        put(&s->out, -width, false);
        vi_buffer_puts(&s->out, "z");
    }
    end_path(s, style, "");
}

/* A dot is a line with round ends that is too short to be seen: some programs leave out those of no
 * length. */
static void dots(vi_pen *pen, const double *points, size_t count, const vi_style *style)
{
    svg *s = (svg *)pen;
    begin_path(s);
    for (size_t i = 0; i < count; i++) {
        step_to(s, 'm', points[2 * i], points[2 * i + 1]);
        vi_buffer_puts(&s->out, "h.1");
        s->x++;
    }
    end_path(s, style, " stroke-linecap=\"round\"");
}

static void text(vi_pen *pen, double x, double y, const char *words, const vi_font *font)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    svg *s = (svg *)pen;
    vi_buffer *out = &s->out;
    vi_buffer_puts(out, "<text x=\"");
    put_length(out, x);
    vi_buffer_puts(out, "\" y=\"");
    put_length(out, y);
    vi_buffer_printf(out, "\" font-size=\"%d\"%s", (int)font->size, anchors[font->anchor]);
    vi_buffer_puts(out, font->bold ? " font-weight=\"600\"" : "");
    if (font->upwards) {
        vi_buffer_puts(out, " transform=\"rotate(-90 ");
        put_length(out, x);
        vi_buffer_puts(out, " ");
        put_length(out, y);
        vi_buffer_puts(out, ")\"");
    }
    put_colours(s, font->colour, font->halo ? VI_PAGE : VI_NO_COLOUR);
    vi_buffer_puts(out, font->halo ? " stroke-width=\"3\" stroke-linejoin=\"round\" "
                                     "paint-order=\"stroke\">"
                                   : ">");
    vi_html_text(out, words);
    vi_buffer_puts(out, "</text>\n");
}

static void begin(svg *s, const vi_chart *chart)
{
    double frame[8];
    bool framed = vi_chart_frame(chart, frame);
    vi_buffer_printf(&s->out,
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                     "viewBox=\"0 0 %.0f %.0f\" role=\"img\" font-family=\"system-ui, Segoe UI, "
                     "Helvetica, Arial, sans-serif\"",
                     chart->width, chart->height, chart->width, chart->height);
    for (int i = 0; framed && i < 8; i++) {
        vi_buffer_puts(&s->out, i ? " " : " data-frame=\"");
        vi_buffer_digits(&s->out, frame[i], 9);
    }
    vi_buffer_puts(&s->out, framed ? "\">\n<title>" : ">\n<title>");
    vi_html_text(&s->out, chart->title);
    vi_buffer_puts(&s->out, "</title>\n<desc>");
    vi_html_text(&s->out, chart->description);
    vi_buffer_puts(&s->out, "</desc>\n");
    const double page[] = {0, 0, chart->width, chart->height};
    const vi_style style = {VI_PAGE, VI_NO_COLOUR, 0, 1, 0, true};
    boxes(&s->pen, page, 1, &style);
}

voi_status vi_draw_svg(const vi_chart *chart, voi_bytes *out, voi_error *err)
{
    svg s = {.pen = {path, boxes, dots, text}, .dark = chart->dark};
    begin(&s, chart);
    vi_chart_draw(chart, &s.pen);
    vi_buffer_puts(&s.out, "</svg>\n");
    return vi_buffer_finish(&s.out, "picture", out, err);
}
