/* The same chart on a cairo surface: PNG at twice the size, PDF at one point a pixel. */
#include "render/chart.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <math.h>
#include <stdio.h>

typedef struct {
    vi_pen pen;
    cairo_t *cairo;
    bool dark;
} canvas;

static const double png_scale = 2, points_a_pixel = 0.75;

static void use_colour(const canvas *c, int role, double opacity)
{
    unsigned red = 0, green = 0, blue = 0;
    sscanf(vi_colour(role, c->dark), "#%2x%2x%2x", &red, &green, &blue);
    cairo_set_source_rgba(c->cairo, red / 255.0, green / 255.0, blue / 255.0, opacity);
}

static void paint(const canvas *c, const vi_style *style)
{
    static const double dashes[][4] = {{0}, {6, 4, 6, 4}, {2, 3, 2, 3}, {9, 3, 2, 3}};
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

static void text(vi_pen *pen, double x, double y, const char *words, const vi_font *font)
{
    const canvas *c = (const canvas *)pen;
    cairo_text_extents_t extents;
    cairo_select_font_face(c->cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           font->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(c->cairo, font->size * 0.94); /* DejaVu, Debian's default, runs wide */
    cairo_text_extents(c->cairo, words, &extents);
    use_colour(c, font->colour, 1);
    cairo_save(c->cairo);
    cairo_translate(c->cairo, x, y);
    if (font->upwards) {
        cairo_rotate(c->cairo, -1.5707963267948966);
    }
    cairo_move_to(c->cairo, -extents.x_advance * (double)font->anchor / 2, 0);
    cairo_show_text(c->cairo, words);
    cairo_restore(c->cairo);
}

static cairo_status_t collect(void *buffer, const unsigned char *bytes, unsigned count)
{
    vi_buffer_add(buffer, (const char *)bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

/* Draws on a surface; the first thing that went wrong in cairo. */
static cairo_status_t draw(const vi_chart *chart, cairo_surface_t *surface, double scale)
{
    canvas c = {.pen = {path, boxes, text}, .cairo = cairo_create(surface), .dark = chart->dark};
    const double page[] = {0, 0, chart->width, chart->height};
    const vi_style background = {VI_PAGE, VI_NO_COLOUR, 0, 1, 0, true};
    cairo_scale(c.cairo, scale, scale);
    boxes(&c.pen, page, 1, &background);
    vi_chart_draw(chart, &c.pen, NULL);
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
        CAIRO_FORMAT_RGB24, (int)(chart->width * png_scale), (int)(chart->height * png_scale));
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = draw(chart, surface, png_scale);
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
        collect, &buffer, chart->width * points_a_pixel, chart->height * points_a_pixel);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, chart->title);
    cairo_status_t status = draw(chart, surface, points_a_pixel);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_status(surface);
    }
    cairo_surface_destroy(surface);
    return finish(&buffer, status, out, err);
}
