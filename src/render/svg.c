/* Our own SVG: paths with at most one decimal, colours as custom properties with a fallback, so
 * that a page can give the drawing its own theme, and words for those who do not see it. */
#include "render/chart.h"

#include <math.h>

typedef struct {
    vi_pen pen;
    vi_buffer out;
    bool dark;
} svg;

static void escape(vi_buffer *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        switch (*c) {
        case '&':
            vi_buffer_puts(out, "&amp;");
            break;
        case '<':
            vi_buffer_puts(out, "&lt;");
            break;
        case '>':
            vi_buffer_puts(out, "&gt;");
            break;
        case '"':
            vi_buffer_puts(out, "&quot;");
            break;
        default:
            vi_buffer_add(out, *c < 0x20 ? " " : (const char *)c, 1);
        }
    }
}

/* One decimal, without a zero behind the point. */
static void put(vi_buffer *out, double value)
{
    double tenths = nearbyint(value * 10);
    if (fmod(tenths, 10) == 0) {
        vi_buffer_printf(out, "%.0f", tenths / 10 + 0.0);
    } else {
        vi_buffer_printf(out, "%.0f.%d", trunc(tenths / 10), (int)fabs(fmod(tenths, 10)));
    }
}

static void put_point(vi_buffer *out, char command, double x, double y)
{
    vi_buffer_add(out, &command, 1);
    put(out, x);
    vi_buffer_puts(out, " ");
    put(out, y);
}

static void put_colour(const svg *s, vi_buffer *out, const char *property, int role)
{
    static const char *const names[] = {"page", "ink", "quiet", "rule"};
    if (role == VI_NO_COLOUR) {
        vi_buffer_printf(out, "%s:none;", property);
    } else if (role < VI_SERIES) {
        vi_buffer_printf(out, "%s:var(--%s,%s);", property, names[role], vi_colour(role, s->dark));
    } else {
        vi_buffer_printf(out, "%s:var(--series-%d,%s);", property, role - VI_SERIES,
                         vi_colour(role, s->dark));
    }
}

static void put_style(const svg *s, vi_buffer *out, const vi_style *style)
{
    static const char *const dashes[] = {"", "6 4", "2 3", "9 3 2 3"};
    vi_buffer_puts(out, "\" style=\"");
    put_colour(s, out, "fill", style->fill);
    put_colour(s, out, "stroke", style->stroke);
    if (style->stroke != VI_NO_COLOUR) {
        vi_buffer_puts(out, "stroke-width:");
        put(out, style->width);
        vi_buffer_puts(out, ";stroke-linejoin:round;");
    }
    if (style->dash) {
        vi_buffer_printf(out, "stroke-dasharray:%s;", dashes[style->dash]);
    }
    if (style->opacity < 1) {
        vi_buffer_puts(out, "opacity:");
        vi_buffer_digits(out, style->opacity, 2);
        vi_buffer_puts(out, ";");
    }
    vi_buffer_puts(out, "\"/>\n");
}

static void path(vi_pen *pen, const double *points, size_t count, const vi_style *style)
{
    svg *s = (svg *)pen;
    bool begins = true;
    vi_buffer_puts(&s->out, "<path d=\"");
    for (size_t i = 0; i < count; i++) {
        const double *p = points + 2 * i;
        if (isnan(p[0]) || isnan(p[1])) {
            begins = true;
            continue;
        }
        put_point(&s->out, begins ? 'M' : 'L', p[0], p[1]);
        begins = false;
    }
    vi_buffer_puts(&s->out, style->closed ? "Z" : "");
    put_style(s, &s->out, style);
}

static void boxes(vi_pen *pen, const double *box, size_t count, const vi_style *style)
{
    svg *s = (svg *)pen;
    vi_buffer_puts(&s->out, "<path d=\"");
    for (size_t i = 0; i < count; i++, box += 4) {
        put_point(&s->out, 'M', box[0], box[1]);
        vi_buffer_puts(&s->out, "h");
        put(&s->out, box[2]);
        vi_buffer_puts(&s->out, "v");
        put(&s->out, box[3]);
        vi_buffer_puts(&s->out, "h");
        put(&s->out, -box[2]);
        vi_buffer_puts(&s->out, "z");
    }
    put_style(s, &s->out, style);
}

static void text(vi_pen *pen, double x, double y, const char *words, const vi_font *font)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    svg *s = (svg *)pen;
    vi_buffer_puts(&s->out, "<text x=\"");
    put(&s->out, x);
    vi_buffer_puts(&s->out, "\" y=\"");
    put(&s->out, y);
    vi_buffer_printf(&s->out, "\" font-size=\"%.0f\" text-anchor=\"%s\"", font->size,
                     anchors[font->anchor]);
    if (font->bold) {
        vi_buffer_puts(&s->out, " font-weight=\"600\"");
    }
    if (font->upwards) {
        vi_buffer_puts(&s->out, " transform=\"rotate(-90 ");
        put(&s->out, x);
        vi_buffer_puts(&s->out, " ");
        put(&s->out, y);
        vi_buffer_puts(&s->out, ")\"");
    }
    vi_buffer_puts(&s->out, " style=\"");
    put_colour(s, &s->out, "fill", font->colour);
    vi_buffer_puts(&s->out, "\">");
    escape(&s->out, words);
    vi_buffer_puts(&s->out, "</text>\n");
}

static void begin(svg *s, const vi_chart *chart)
{
    vi_sheet sheet = {0};
    vi_chart_draw(chart, NULL, &sheet);
    vi_buffer_printf(&s->out,
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                     "viewBox=\"0 0 %.0f %.0f\" role=\"img\" font-family=\"system-ui, Segoe UI, "
                     "Helvetica, Arial, sans-serif\"",
                     chart->width, chart->height, chart->width, chart->height);
    for (int i = 0; sheet.has_frame && i < 8; i++) {
        vi_buffer_puts(&s->out, i ? " " : " data-frame=\"");
        vi_buffer_digits(&s->out, sheet.frame[i], 9);
    }
    vi_buffer_puts(&s->out, sheet.has_frame ? "\">\n<title>" : ">\n<title>");
    escape(&s->out, chart->title);
    vi_buffer_puts(&s->out, "</title>\n<desc>");
    escape(&s->out, chart->description);
    vi_buffer_puts(&s->out, "</desc>\n");
    const double page[] = {0, 0, chart->width, chart->height};
    const vi_style style = {VI_PAGE, VI_NO_COLOUR, 0, 1, 0, true};
    boxes(&s->pen, page, 1, &style);
}

voi_status vi_draw_svg(const vi_chart *chart, voi_bytes *out, voi_error *err)
{
    svg s = {.pen = {path, boxes, text}, .dark = chart->dark};
    begin(&s, chart);
    vi_chart_draw(chart, &s.pen, NULL);
    vi_buffer_puts(&s.out, "</svg>\n");
    return vi_buffer_finish(&s.out, "picture", out, err);
}
