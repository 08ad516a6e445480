/* Laying out and drawing: the margins follow the widths of their texts; grid, then layers, then
 * labels. */
#include "render/chart_labels.h"

#include <math.h>

/* A lower sheet has no room for titles; the plot area has at least LEAST_WIDTH, whatever stands
 * beside it. */
enum { LEAST_HEIGHT = 180, LEAST_WIDTH = 40 };

enum { TITLE_SIZE = 15, TITLE_LEADING = 20, LEADING = 17, NARROW_MARGIN = 18 };

static double widest_tick(const vi_ticks *ticks)
{
    double widest = 0;
    for (size_t i = 0; i < ticks->count; i++) {
        widest = fmax(widest, vi_text_width(ticks->text[i], VI_TICK_SIZE, false));
    }
    return widest;
}

static bool has_label_above(const vi_chart *chart)
{
    bool has = false;
    for (size_t i = 0; i < chart->layer_count; i++) {
        has = has || chart->layers[i].kind == VI_VLINE || chart->layers[i].kind == VI_SLOPE;
    }
    return has;
}

/* The lines of title and subtitle. */
typedef struct {
    char title[VI_LINES][VI_LABEL], subtitle[VI_LINES][VI_LABEL];
    size_t title_lines, subtitle_lines;
} headings;

static headings make_headings(const vi_chart *chart)
{
    headings h = {.title_lines = 0};
    double width = chart->width - 20;
    if (chart->title[0] && !chart->untitled && chart->height >= LEAST_HEIGHT) {
        h.title_lines = vi_wrap(chart->title, TITLE_SIZE, true, width, h.title);
        if (chart->subtitle[0] && chart->height >= LEAST_HEIGHT + 60) {
            h.subtitle_lines = vi_wrap(chart->subtitle, VI_LABEL_SIZE, false, width, h.subtitle);
        }
    }
    return h;
}

static double headings_height(const headings *h)
{
    return 8 + TITLE_LEADING * (double)h->title_lines + LEADING * (double)h->subtitle_lines;
}

/* As many numbers as have room side by side; where not even two have, some are left out. */
static void make_x_ticks(vi_plot_area *a)
{
    const vi_chart *chart = a->chart;
    const char *prefix = vi_chart_tick_prefix(chart);
    double width = a->right - a->left, each = 0, room = 0;
    size_t wanted = (size_t)fmax(width / (chart->y.named ? 85 : 60), 2);
    a->x.count = 0;
    do {
        vi_ticks fewer;
        vi_ticks_make(&chart->x, prefix, wanted, &fewer);
        if (a->x.count > 0 && fewer.count < 2) {
            break;
        }
        a->x = fewer;
        each = widest_tick(&fewer) + 18;
        room = fewer.step / (fewer.high - fewer.low) * width;
    } while (each > room && --wanted >= 2);
    for (size_t i = 0, every = (size_t)ceil(each / room); i < a->x.count; i++) {
        if (i % every != 0) {
            a->x.text[i][0] = '\0';
        }
    }
}

static vi_plot_area lay_out(const vi_chart *chart)
{
    vi_plot_area a = {.chart = chart};
    const headings h = make_headings(chart);
    const char *prefix = vi_chart_tick_prefix(chart);
    a.top = headings_height(&h) + (has_label_above(chart) ? 20 : 8);
    a.bottom = chart->height - (chart->x.title[0] ? 52 : 32);
    vi_ticks_make(&chart->y, prefix, (size_t)fmax((a.bottom - a.top) / 50, 2), &a.y);
    if (chart->y.named) {
        vi_ticks_make(&chart->x, prefix, 5, &a.x);
        a.y.count = 0;
        a.left = vi_bar_name_width(chart) + 16;
        a.right = chart->width - fmax(vi_bar_label_width(chart, &a.x) + 12, NARROW_MARGIN);
    } else {
        a.left = widest_tick(&a.y) + 14 + (chart->y.title[0] ? 22 : 0);
        a.right = chart->width - fmax(vi_line_label_margin(chart), NARROW_MARGIN);
    }
    if (chart->bare) {
        a.left = NARROW_MARGIN;
        a.right = chart->width - NARROW_MARGIN;
        return a;
    }
    a.left = fmin(a.left, chart->width / 2);
    a.right = fmax(a.right, a.left + LEAST_WIDTH);
    make_x_ticks(&a);
    if (a.x.count > 0) { /* a number at the end stands half beyond it */
        double beyond = vi_text_width(a.x.text[a.x.count - 1], VI_TICK_SIZE, false) / 2 + 4;
        a.right = fmax(fmin(a.right, chart->width - beyond), a.left + LEAST_WIDTH);
    }
    return a;
}

static void draw_y_grid(const vi_plot_area *a, vi_pen *pen)
{
    const vi_ticks *ticks = &a->y;
    const vi_style rule = {VI_NO_COLOUR, VI_RULE, 1, 1, 0, false};
    const vi_style base = {VI_NO_COLOUR, VI_QUIET, 1, 1, 0, false};
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, VI_END, false, false, false};
    for (size_t i = 0; i < ticks->count; i++) {
        double at = vi_place_y(a, ticks->value[i]);
        const double line[] = {a->left, at, a->right, at};
        pen->path(pen, line, 2, ticks->value[i] == 0 ? &base : &rule);
        pen->text(pen, a->left - 8, at + 4, ticks->text[i], &font);
    }
    if (ticks->count == 0 && !a->chart->y.named) {
        const double line[] = {a->left, a->bottom, a->right, a->bottom};
        pen->path(pen, line, 2, &base);
    }
}

static void draw_x_grid(const vi_plot_area *a, vi_pen *pen)
{
    const vi_ticks *ticks = &a->x;
    const vi_style rule = {VI_NO_COLOUR, VI_RULE, 1, 1, 0, false};
    const vi_style base = {VI_NO_COLOUR, VI_QUIET, 1, 1, 0, false};
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, VI_MIDDLE, false, false, false};
    for (size_t i = 0; i < ticks->count; i++) {
        double at = vi_place_x(a, ticks->value[i]);
        bool zero = ticks->value[i] == 0 && (ticks->low < 0 || a->chart->y.named);
        const double line[] = {at, a->top, at, a->bottom};
        const double mark[] = {at, a->bottom, at, a->bottom + 5};
        if (a->chart->y.named || zero) {
            pen->path(pen, line, 2, zero ? &base : &rule);
        }
        pen->path(pen, mark, 2, &base);
        if (ticks->text[i][0]) {
            pen->text(pen, at, a->bottom + 19, ticks->text[i], &font);
        }
    }
}

static void draw_headings(const vi_chart *chart, vi_pen *pen)
{
    const headings h = make_headings(chart);
    const vi_font title = {TITLE_SIZE, VI_INK, VI_START, true, false, false};
    const vi_font subtitle = {VI_LABEL_SIZE, VI_QUIET, VI_START, false, false, false};
    double y = 4;
    for (size_t i = 0; i < h.title_lines; i++) {
        y += TITLE_LEADING;
        pen->text(pen, 10, y, h.title[i], &title);
    }
    for (size_t i = 0; i < h.subtitle_lines; i++) {
        y += LEADING;
        pen->text(pen, 10, y, h.subtitle[i], &subtitle);
    }
}

static void draw_axis_titles(const vi_plot_area *a, vi_pen *pen)
{
    const vi_chart *chart = a->chart;
    const vi_font axis = {VI_LABEL_SIZE, VI_INK, VI_MIDDLE, false, false, false};
    const vi_font side = {VI_LABEL_SIZE, VI_INK, VI_MIDDLE, false, true, false};
    char text[VI_TEXT];
    if (chart->x.title[0]) {
        vi_shorten(chart->x.title, VI_LABEL_SIZE, false, chart->width - 20, text, sizeof text);
        double half = vi_text_width(text, VI_LABEL_SIZE, false) / 2 + 10;
        double middle = fmin((a->left + a->right) / 2, chart->width - half);
        pen->text(pen, fmax(middle, half), chart->height - 10, text, &axis);
    }
    if (chart->y.title[0] && !chart->y.named) {
        double low = chart->height - 8, high = a->top - 8;
        vi_shorten(chart->y.title, VI_LABEL_SIZE, false, low - high, text, sizeof text);
        double half = vi_text_width(text, VI_LABEL_SIZE, false) / 2;
        double middle = fmin((a->top + a->bottom) / 2, low - half);
        pen->text(pen, 18, fmax(middle, high + half), text, &side);
    }
}

bool vi_chart_frame(const vi_chart *chart, double frame[8])
{
    const vi_plot_area a = lay_out(chart);
    const double ends[8] = {a.left, a.right, a.bottom, a.top, a.x.low, a.x.high, a.y.low, a.y.high};
    for (int i = 0; i < 8; i++) {
        frame[i] = ends[i];
    }
    return !chart->y.named && !chart->bare;
}

void vi_chart_draw(const vi_chart *chart, vi_pen *pen)
{
    const vi_plot_area area = lay_out(chart);
    if (!chart->bare) {
        draw_x_grid(&area, pen);
        draw_y_grid(&area, pen);
    }
    vi_draw_layers(&area, pen);
    vi_draw_labels(&area, pen);
    draw_headings(chart, pen);
    draw_axis_titles(&area, pen);
}
