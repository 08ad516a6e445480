/* The same chart on a cairo surface: PNG at twice the size, PDF at three quarters of a point a
 * pixel. The system's sans-serif is scaled to be as wide as the layout takes words to be, so that
 * they fit and both look the same. */
#include "render/chart.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>

typedef struct {
    vi_pen pen;
    cairo_t *cairo;
    bool dark;
    double font_scale[2]; /* normal and bold */
} canvas;

static const double PNG_SCALE = 2, POINTS_A_PIXEL = 0.75, HALO = 3;

static void use_colour(const canvas *c, int role, double opacity)
{
    unsigned red = 0, green = 0, blue = 0;
    sscanf(vi_colour(role, c->dark), "#%2x%2x%2x", &red, &green, &blue);
    cairo_set_source_rgba(c->cairo, red / 255.0, green / 255.0, blue / 255.0, opacity);
}

static void paint(const canvas *c, const vi_style *style)
{
    static const double dashes[VI_DASHES][4] = {{0}, {6, 4, 6, 4}, {2, 3, 2, 3}, {9, 3, 2, 3}};
    if (style->fill != VI_NO_COLOUR) {
        use_colour(c, style->fill, style->opacity);
        cairo_fill_preserve(c->cairo);
    }
    if (style->stroke != VI_NO_COLOUR) {
        use_colour(c, style->stroke, style->opacity);
        cairo_set_line_width(c->cairo, style->width);
        cairo_set_line_join(c->cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(c->cairo, dashes[style->dash], style->dash ? 4 : 0, 0);
        cairo_stroke_preserve(c->cairo);
    }
    cairo_new_path(c->cairo);
}

static void path(vi_pen *pen, const double *points, size_t count, const vi_style *style)
{
    const canvas *c = (const canvas *)pen;
    bool begins = true;
    for (size_t i = 0; i < count; i++) {
        const double *p = points + 2 * i;
        if (isnan(p[0]) || isnan(p[1])) {
            begins = true;
            continue;
        }
        if (begins) {
            cairo_move_to(c->cairo, p[0], p[1]);
        } else {
            cairo_line_to(c->cairo, p[0], p[1]);
        }
        begins = false;
    }
    if (style->closed) {
        cairo_close_path(c->cairo);
    }
    paint(c, style);
}

static void boxes(vi_pen *pen, const double *box, size_t count, const vi_style *style)
{
    const canvas *c = (const canvas *)pen;
    for (size_t i = 0; i < count; i++, box += 4) {
        cairo_rectangle(c->cairo, box[0], box[1], box[2], box[3]);
    }
    paint(c, style);
}

static void dots(vi_pen *pen, const double *points, size_t count, const vi_style *style)
{
    const canvas *c = (const canvas *)pen;
    for (size_t i = 0; i < count; i++) {
        cairo_move_to(c->cairo, points[2 * i], points[2 * i + 1]);
        cairo_close_path(c->cairo);
    }
    cairo_set_line_cap(c->cairo, CAIRO_LINE_CAP_ROUND);
    paint(c, style);
    cairo_set_line_cap(c->cairo, CAIRO_LINE_CAP_BUTT);
}

static void use_font(cairo_t *cairo, double size, bool bold)
{
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size);
}

static double scale_font(cairo_t *cairo, bool bold)
{
    static const char sample[] = "Expected value of information per person, 1,234,567,890";
    cairo_text_extents_t extents;
    use_font(cairo, 100, bold);
    cairo_text_extents(cairo, sample, &extents);
    double scale = extents.x_advance > 0 ? vi_text_width(sample, 100, bold) / extents.x_advance : 1;
    return fmin(fmax(scale, 0.8), 1);
}

static void text(vi_pen *pen, double x, double y, const char *words, const vi_font *font)
{
    const canvas *c = (const canvas *)pen;
    cairo_text_extents_t extents;
    use_font(c->cairo, font->size * c->font_scale[font->bold], font->bold);
    cairo_text_extents(c->cairo, words, &extents);
    cairo_save(c->cairo);
    cairo_translate(c->cairo, x, y);
    if (font->upwards) {
        cairo_rotate(c->cairo, -1.5707963267948966);
    }
    double left = -extents.x_advance * (double)font->anchor / 2;
    if (font->halo) {
        const vi_style rim = {VI_NO_COLOUR, VI_PAGE, HALO, 1, 0, false};
        cairo_move_to(c->cairo, left, 0);
        cairo_text_path(c->cairo, words);
        paint(c, &rim);
    }
    use_colour(c, font->colour, 1);
    cairo_move_to(c->cairo, left, 0);
    cairo_show_text(c->cairo, words);
    cairo_restore(c->cairo);
    cairo_new_path(c->cairo);
}

static cairo_status_t collect(void *buffer, const unsigned char *bytes, unsigned count)
{
    vi_buffer *out = buffer;
    vi_buffer_add(out, (const char *)bytes, count);
    return out->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

/* Draws on a surface; the first thing that went wrong in cairo. */
static cairo_status_t draw(const vi_chart *chart, cairo_surface_t *surface, double scale)
{
    canvas c = {
        .pen = {path, boxes, dots, text}, .cairo = cairo_create(surface), .dark = chart->dark};
    const double page[] = {0, 0, chart->width, chart->height};
    const vi_style background = {VI_PAGE, VI_NO_COLOUR, 0, 1, 0, true};
    c.font_scale[0] = scale_font(c.cairo, false);
    c.font_scale[1] = scale_font(c.cairo, true);
    cairo_scale(c.cairo, scale, scale);
    boxes(&c.pen, page, 1, &background);
    vi_chart_draw(chart, &c.pen);
    cairo_status_t status = cairo_status(c.cairo);
    cairo_destroy(c.cairo);
    return status;
}

static voi_status finish(vi_buffer *buffer, cairo_status_t status, voi_bytes *out, voi_error *err)
{
    if (status != CAIRO_STATUS_SUCCESS) {
        vi_buffer_free(buffer);
        bool memory = status == CAIRO_STATUS_NO_MEMORY;
        return vi_fail(err, memory ? VOI_ERR_NOMEM : VOI_ERR_LIMIT, "picture: %s",
                       cairo_status_to_string(status));
    }
    return vi_buffer_finish(buffer, "picture", out, err);
}

voi_status vi_draw_png(const vi_chart *chart, voi_bytes *out, voi_error *err)
{
    vi_buffer buffer = {0};
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(chart->width * PNG_SCALE), (int)(chart->height * PNG_SCALE));
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = draw(chart, surface, PNG_SCALE);
    }
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png_stream(surface, collect, &buffer);
    }
    cairo_surface_destroy(surface);
    return finish(&buffer, status, out, err);
}

voi_status vi_draw_pdf(const vi_chart *chart, voi_bytes *out, voi_error *err)
{
    vi_buffer buffer = {0};
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        collect, &buffer, chart->width * POINTS_A_PIXEL, chart->height * POINTS_A_PIXEL);
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, chart->title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, chart->description);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
        status = draw(chart, surface, POINTS_A_PIXEL);
    }
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_status(surface);
    }
    cairo_surface_destroy(surface);
    return finish(&buffer, status, out, err);
}
