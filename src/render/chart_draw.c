/* Laying out and drawing: the margins follow the widths of their texts; grid, then layers, then
 * labels. Lines are labelled at their right ends, pushed apart where they would collide. */
#include "render/chart.h"

#include "render/chart_marks.h"

#include <math.h>
#include <stdio.h>

static const double title_size = 15;

static double label_margin(const vi_chart *chart)
{
    double widest = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        if (layer->kind == VI_LINE && layer->label[0]) {
            widest = fmax(widest, vi_text_width(layer->label, VI_LABEL_SIZE, true));
        }
    }
    return widest > 0 ? widest + 14 : 18;
}

static double widest_tick(const vi_ticks *ticks)
{
    double widest = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        widest = fmax(widest, vi_text_width(ticks->text[i], VI_TICK_SIZE, false));
    }
    return widest;
}

static double widest_name(const vi_chart *chart)
{
    double widest = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        for (size_t j = 0; chart->layers[i].kind == VI_BARS && j < chart->layers[i].count; j++) {
            widest = fmax(widest, vi_text_width(chart->names[j], VI_LABEL_SIZE, false));
        }
    }
    return widest;
}

static vi_plot_area lay_out(const vi_chart *chart, vi_ticks *x, vi_ticks *y)
{
    vi_plot_area a = {.chart = chart,
                      .x0 = chart->x.low,
                      .x1 = chart->x.high,
                      .y0 = chart->y.low,
                      .y1 = chart->y.high};
    double plot_height = chart->height - 110, plot_width = chart->width - 160;
    y->count = 0;
    if (!chart->y.hidden) {
        vi_ticks_make(&a.y0, &a.y1, (size_t)fmax(plot_height / 55, 2), chart->y.unit,
                      chart->currency, y);
    }
    vi_ticks_make(&a.x0, &a.x1, (size_t)fmax(plot_width / 90, 2), chart->x.unit, chart->currency,
                  x);
    if (chart->y.hidden) {
        a.left = widest_name(chart) + 16;
    } else {
        a.left = widest_tick(y) + 14 + (chart->y.title[0] ? 20 : 0);
    }
    a.right = chart->width - label_margin(chart);
    a.top = chart->title[0] ? 46 : 16;
    a.bottom = chart->height - (chart->x.title[0] ? 52 : 32);
    return a;
}

static void draw_grid(const vi_plot_area *a, const vi_ticks *x, const vi_ticks *y, vi_pen *pen)
{
    const vi_style rule = {VI_NO_COLOUR, VI_RULE, 1, 1, 0, false};
    const vi_style base = {VI_NO_COLOUR, VI_QUIET, 1, 1, 0, false};
    const vi_font right = {VI_TICK_SIZE, VI_QUIET, VI_END, false, false};
    const vi_font middle = {VI_TICK_SIZE, VI_QUIET, VI_MIDDLE, false, false};
    for (size_t i = 0; i < y->count; i++) {
        double at = vi_place_y(a, y->value[i]);
        const double line[] = {a->left, at, a->right, at};
        pen->path(pen, line, 2, y->value[i] == 0 ? &base : &rule);
        pen->text(pen, a->left - 8, at + 4, y->text[i], &right);
    }
    for (size_t i = 0; i < x->count; i++) {
        double at = vi_place_x(a, x->value[i]);
        bool zero = x->value[i] == 0 && a->x0 < 0;
        const double line[] = {at, a->top, at, a->bottom},
                     mark[] = {at, a->bottom, at, a->bottom + 5};
        if (a->chart->y.hidden || zero) {
            pen->path(pen, line, 2, zero ? &base : &rule);
        }
        pen->path(pen, mark, 2, &base);
        pen->text(pen, at, a->bottom + 19, x->text[i], &middle);
    }
}

static void draw_titles(const vi_plot_area *a, vi_pen *pen)
{
    const vi_chart *chart = a->chart;
    const vi_font title = {title_size, VI_INK, VI_START, true, false};
    const vi_font axis = {VI_LABEL_SIZE, VI_INK, VI_MIDDLE, false, false};
    const vi_font side = {VI_LABEL_SIZE, VI_INK, VI_MIDDLE, false, true};
    char text[VI_TEXT];
    if (chart->title[0]) {
        vi_elide(chart->title, title_size * 1.06, chart->width - 20, text, sizeof text);
        pen->text(pen, 10, 24, text, &title);
    }
    if (chart->x.title[0]) {
        pen->text(pen, (a->left + a->right) / 2, chart->height - 10, chart->x.title, &axis);
    }
    if (chart->y.title[0] && !chart->y.hidden) {
        pen->text(pen, 16, (a->top + a->bottom) / 2, chart->y.title, &side);
    }
}

void vi_chart_draw(const vi_chart *chart, vi_pen *pen, vi_sheet *sheet)
{
    vi_ticks x, y;
    vi_plot_area area = lay_out(chart, &x, &y);
    if (sheet) {
        const double frame[8] = {area.left, area.right, area.bottom, area.top,
                                 area.x0,   area.x1,    area.y0,     area.y1};
        for (int i = 0; i < 8; i++) {
            sheet->frame[i] = frame[i];
        }
        sheet->has_frame = !chart->y.hidden;
    }
    if (!pen) {
        return;
    }
    draw_grid(&area, &x, &y, pen);
    vi_draw_layers(&area, pen);
    vi_draw_line_labels(&area, pen);
    draw_titles(&area, pen);
}
