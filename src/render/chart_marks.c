/* Every kind of layer is one function. A line of hundreds of points is thinned where its neighbours
 * lie on a straight line to a twentieth of a pixel, so that files stay small. */
#include "render/chart_marks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_POINTS = 4096, OPACITY_LEVELS = 6, MOST_BOXES = 1024 };

static int colour_of(const vi_layer *layer)
{
    return layer->series < 0 ? VI_INK : VI_SERIES + layer->series % VI_SERIES_COLOURS;
}

/* Whether leaving out point b between a and c moves the line by less than can be seen. */
static bool is_straight(const double *a, const double *b, const double *c)
{
    double share = (b[0] - a[0]) / (c[0] - a[0]);
    return fabs(a[1] + share * (c[1] - a[1]) - b[1]) < 0.02 && c[0] - a[0] < 40;
}

static size_t place_line(const vi_plot_area *area, const vi_layer *layer, double *points)
{
    size_t count = 0, run = 0; /* points in the current piece */
    for (size_t i = 0; i < layer->count && count < MOST_POINTS; i++) {
        double *at = points + 2 * count;
        at[0] = vi_place_x(area, layer->x[i]);
        at[1] = vi_place_y(area, layer->y[i]);
        run = isnan(at[1]) ? 0 : run + 1;
        if (run >= 3 && is_straight(at - 4, at - 2, at)) {
            at[-2] = at[0];
            at[-1] = at[1];
            run--;
        } else {
            count++;
        }
    }
    return count;
}

static void draw_line(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double points[2 * MOST_POINTS] = {0};
    const vi_style style = {
        VI_NO_COLOUR, colour_of(layer), 2.2, 1, layer->series < 0 ? 1 : layer->series % 4, false};
    pen->path(pen, points, place_line(area, layer, points), &style);
}

static void draw_band(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double points[2 * MOST_POINTS] = {0};
    size_t step = 2 * layer->count / MOST_POINTS + 1, count = 0;
    for (size_t i = 0; i < layer->count; i += step) {
        points[2 * count] = vi_place_x(area, layer->x[i]);
        points[2 * count++ + 1] = vi_place_y(area, layer->y[i]);
    }
    for (size_t i = layer->count; i-- > 0;) {
        if (i % step == 0) {
            points[2 * count] = vi_place_x(area, layer->x[i]);
            points[2 * count++ + 1] = vi_place_y(area, layer->y2[i]);
        }
    }
    const vi_style style = {colour_of(layer), VI_NO_COLOUR, 0, layer->opacity, 0, true};
    pen->path(pen, points, count, &style);
}

/* One path for every level of opacity. Rows of a cell layer: x, y, width, height, share. */
static void draw_cells(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double boxes[4 * MOST_BOXES];
    for (int level = 0; level < OPACITY_LEVELS; level++) {
        vi_style style = {colour_of(layer), VI_NO_COLOUR, 0, 0.12 + 0.13 * level, 0, true};
        size_t count = 0;
        for (size_t i = 0; i < layer->count; i++) {
            const double *c = layer->x + 5 * i;
            int own = (int)(c[4] * OPACITY_LEVELS * 0.999);
            if (own != level) {
                continue;
            }
            double width = fmax(c[2] / (area->x1 - area->x0) * (area->right - area->left), 1.5);
            double height = fmax(c[3] / (area->y1 - area->y0) * (area->bottom - area->top), 1.5);
            double *box = boxes + 4 * count++;
            box[0] = vi_place_x(area, c[0]) - width / 2;
            box[1] = vi_place_y(area, c[1]) - height / 2;
            box[2] = width;
            box[3] = height;
            if (count == MOST_BOXES) {
                pen->boxes(pen, boxes, count, &style);
                count = 0;
            }
        }
        if (count > 0) {
            pen->boxes(pen, boxes, count, &style);
        }
    }
}

static void draw_point(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double x = vi_place_x(area, layer->x[0]), y = vi_place_y(area, layer->y[0]), ring[2 * 24];
    for (int i = 0; i < 24; i++) {
        ring[2 * i] = x + 4.5 * cos(i * 0.2617993877991494);
        ring[2 * i + 1] = y + 4.5 * sin(i * 0.2617993877991494);
    }
    const vi_style style = {colour_of(layer), VI_PAGE, 1.5, 1, 0, true};
    double width = vi_text_width(layer->label, VI_LABEL_SIZE, true);
    bool left = x + 10 + width > area->right;
    const vi_font font = {VI_LABEL_SIZE, colour_of(layer), left ? VI_END : VI_START, true, false};
    pen->path(pen, ring, 24, &style);
    if (layer->label[0]) {
        pen->text(pen, x + (left ? -9 : 9), y - 7, layer->label, &font);
    }
}

static void draw_vline(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double x = vi_place_x(area, layer->x[0]);
    const double line[] = {x, area->top, x, area->bottom};
    const vi_style style = {VI_NO_COLOUR, VI_QUIET, 1.2, 1, 1, false};
    bool left = x > (area->left + area->right) / 2;
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, left ? VI_END : VI_START, false, false};
    pen->path(pen, line, 2, &style);
    pen->text(pen, x + (left ? -5 : 5), area->top + 11, layer->label, &font);
}

/* The line y = slope · x, cut to the plot area. */
static void draw_slope(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double slope = layer->x[0], from = area->x0, to = area->x1;
    if (slope != 0) {
        double a = area->y0 / slope, b = area->y1 / slope;
        from = fmax(from, fmin(a, b));
        to = fmin(to, fmax(a, b));
    }
    if (!(to > from)) {
        return;
    }
    const double line[] = {vi_place_x(area, from), vi_place_y(area, slope * from),
                           vi_place_x(area, to), vi_place_y(area, slope * to)};
    const vi_style style = {VI_NO_COLOUR, VI_QUIET, 1.4, 1, 1, false};
    bool low = line[3] < area->top + 26;
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, VI_END, false, false};
    pen->path(pen, line, 2, &style);
    pen->text(pen, line[2] - 6, line[3] + (low ? 13 : -6), layer->label, &font);
}

static void draw_bars(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double pitch = (area->bottom - area->top) / (double)layer->count;
    const vi_style bar = {colour_of(layer), VI_NO_COLOUR, 0, 0.85, 0, true};
    const vi_style whisker = {VI_NO_COLOUR, VI_INK, 1.4, 1, 0, false};
    const vi_font name = {VI_LABEL_SIZE, VI_INK, VI_END, false, false};
    for (size_t i = 0; i < layer->count; i++) {
        double middle = area->top + pitch * ((double)i + 0.5), half = fmin(pitch * 0.32, 12);
        double zero = vi_place_x(area, 0), end = vi_place_x(area, layer->x[i]);
        double low = vi_place_x(area, layer->y[i]), high = vi_place_x(area, layer->y2[i]);
        const double box[] = {zero, middle - half, fmax(end - zero, 1), 2 * half};
        const double line[] = {low, middle,     high, middle, NAN,  NAN,        low,  middle - 4,
                               low, middle + 4, NAN,  NAN,    high, middle - 4, high, middle + 4};
        pen->boxes(pen, box, 1, &bar);
        if (high > low + 1) {
            pen->path(pen, line, 8, &whisker);
        }
        pen->text(pen, area->left - 8, middle + 4.5, area->chart->names[i], &name);
    }
}

void vi_draw_layers(const vi_plot_area *area, vi_pen *pen)
{
    static void (*const draw[])(const vi_plot_area *, const vi_layer *, vi_pen *) = {
        [VI_LINE] = draw_line,   [VI_BAND] = draw_band,   [VI_CELLS] = draw_cells,
        [VI_POINT] = draw_point, [VI_VLINE] = draw_vline, [VI_SLOPE] = draw_slope,
        [VI_BARS] = draw_bars};
    for (size_t i = 0; i < area->chart->layer_count; i++) {
        draw[area->chart->layers[i].kind](area, &area->chart->layers[i], pen);
    }
}

typedef struct {
    const vi_layer *layer;
    double y;
} end_label;

static size_t collect_labels(const vi_plot_area *area, end_label *labels, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < area->chart->layer_count && count < most; i++) {
        const vi_layer *layer = &area->chart->layers[i];
        size_t last = layer->count;
        while (layer->kind == VI_LINE && last > 0 && isnan(layer->y[last - 1])) {
            last--;
        }
        if (layer->kind == VI_LINE && layer->label[0] && last > 0) {
            end_label label = {layer, vi_place_y(area, layer->y[last - 1])};
            size_t place = count++;
            for (; place > 0 && labels[place - 1].y > label.y; place--) {
                labels[place] = labels[place - 1];
            }
            labels[place] = label;
        }
    }
    return count;
}

/* Moves labels down until none touches the one above, then up from the bottom edge. */
static void push_apart(end_label *labels, size_t count, double top, double bottom)
{
    const double gap = VI_LABEL_SIZE + 3;
    for (size_t i = 0; i < count; i++) {
        double least = i ? labels[i - 1].y + gap : top;
        labels[i].y = fmax(labels[i].y, least);
    }
    for (size_t i = count; i-- > 0;) {
        double most = i + 1 < count ? labels[i + 1].y - gap : bottom;
        labels[i].y = fmin(labels[i].y, most);
    }
}

void vi_draw_line_labels(const vi_plot_area *area, vi_pen *pen)
{
    end_label labels[64];
    size_t count = collect_labels(area, labels, 64);
    push_apart(labels, count, area->top, area->bottom);
    for (size_t i = 0; i < count; i++) {
        const vi_font font = {VI_LABEL_SIZE, colour_of(labels[i].layer), VI_START, true, false};
        pen->text(pen, area->right + 7, labels[i].y + 4.5, labels[i].layer->label, &font);
    }
}
