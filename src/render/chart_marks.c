/* Every kind of layer is one function. A line of many points is thinned so that files stay small: a
 * point is left out while one straight line passes all points since the last one kept, to a tenth
 * of a pixel. The slopes of such lines are an interval that every point narrows. */
#include "render/chart_marks.h"

#include "render/chart_cloud.h"
#include "render/chart_pairs.h"

#include <math.h>

enum { MOST_POINTS = 2048 };

static const double STRAIGHT = 0.1;

static int dash_of(int series)
{
    return series < 0 ? 1 : series / (VI_SERIES_COLOURS / 2) % VI_DASHES;
}

/* A line being drawn. The last point is pending: the next may replace it. */
typedef struct {
    double points[2 * MOST_POINTS];
    size_t count, run; /* points, those of them in the current piece */
    double low, high;  /* slopes from the last point but one that pass all since */
} stroke;

/* Whether a straight line to a point on the right passes all points since the last but one. */
static bool goes_straight(stroke *s, const double *to)
{
    const double *from = s->points + 2 * s->count - 4;
    double width = to[0] - from[0], slope = (to[1] - from[1]) / width;
    if (!(width > 0)) {
        s->low = INFINITY; /* no line passes a point straight above */
        return false;
    }
    bool passes = slope >= s->low && slope <= s->high;
    s->low = fmax(s->low, slope - STRAIGHT / width);
    s->high = fmin(s->high, slope + STRAIGHT / width);
    return passes;
}

static bool is_near(const double *a, const double *b)
{
    return fabs(a[0] - b[0]) < STRAIGHT && fabs(a[1] - b[1]) < STRAIGHT;
}

static void add_point(stroke *s, double x, double y)
{
    const double to[] = {x, y};
    double *end = s->points + 2 * s->count;
    s->run = isnan(y) ? 0 : s->run + 1;
    if (s->run >= 3 && goes_straight(s, to)) {
        end -= 2;
        s->run--;
    } else {
        s->count++;
        s->low = -INFINITY;
        s->high = INFINITY;
    }
    end[0] = x;
    end[1] = y;
    if (s->run >= 2 && s->low == -INFINITY) {
        goes_straight(s, to);
    }
}

static void draw_line(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    const vi_style style = {
        VI_NO_COLOUR, vi_series_colour(layer->series), 2.2, 1, dash_of(layer->series), false};
    stroke s;
    s.count = s.run = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const double at[] = {vi_place_x(area, layer->x[i]), vi_place_y(area, layer->y[i])};
        if (s.run >= 2 && i + 1 < layer->count && is_near(s.points + 2 * s.count - 2, at)) {
            continue;
        }
        add_point(&s, at[0], at[1]);
        if (s.count == MOST_POINTS) { /* the next piece goes on from here */
            pen->path(pen, s.points, s.count, &style);
            s.points[0] = s.points[2 * s.count - 2];
            s.points[1] = s.points[2 * s.count - 1];
            s.count = 1;
            s.run = s.run > 0;
        }
    }
    pen->path(pen, s.points, s.count, &style);
}

static void draw_band(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double points[2 * MOST_POINTS];
    size_t step = 2 * layer->count / (MOST_POINTS - 2) + 1, count = 0;
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
    const vi_style style = {vi_series_colour(layer->series), VI_NO_COLOUR, 0, 0.15, 0, true};
    pen->path(pen, points, count, &style);
}

static void draw_point(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    const double at[] = {vi_place_x(area, layer->x[0]), vi_place_y(area, layer->y[0])};
    const vi_style rim = {VI_NO_COLOUR, VI_PAGE, 12, 1, 0, false};
    const vi_style core = {VI_NO_COLOUR, vi_series_colour(layer->series), 9, 1, 0, false};
    pen->dots(pen, at, 1, &rim);
    pen->dots(pen, at, 1, &core);
}

/* The words at the upper end of a reference line, above the plot. */
static void write_above(const vi_plot_area *area, double x, const char *words, vi_pen *pen)
{
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, VI_MIDDLE, false, false, false};
    double half = vi_text_width(words, VI_TICK_SIZE, false) / 2 + 4;
    pen->text(pen, fmin(fmax(x, half), area->chart->width - half), area->top - 7, words, &font);
}

static void draw_vline(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double x = vi_place_x(area, layer->x[0]);
    const double line[] = {x, area->top - 3, x, area->bottom};
    const vi_style style = {VI_NO_COLOUR, VI_QUIET, 1.2, 1, 1, false};
    pen->path(pen, line, 2, &style);
    write_above(area, x, layer->label, pen);
}

/* The line y = slope · x, slope >= 0, cut to the plot area. */
static void draw_slope(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    double slope = layer->x[0], from = area->x.low, to = area->x.high;
    if (slope > 0) {
        from = fmax(from, area->y.low / slope);
        to = fmin(to, area->y.high / slope);
    }
    if (!(to > from)) {
        return;
    }
    const double line[] = {vi_place_x(area, from), vi_place_y(area, slope * from),
                           vi_place_x(area, to), vi_place_y(area, slope * to)};
    const vi_style style = {VI_NO_COLOUR, VI_QUIET, 1.4, 1, 1, false};
    const vi_font font = {VI_TICK_SIZE, VI_QUIET, VI_END, false, false, true};
    pen->path(pen, line, 2, &style);
    if (line[3] < area->top + 1) {
        write_above(area, line[2], layer->label, pen);
    } else {
        pen->text(pen, line[2] - 6, line[3] - 7, layer->label, &font);
    }
}

double vi_bar_name_width(const vi_chart *chart)
{
    char lines[VI_LINES][VI_LABEL];
    double widest = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        for (size_t j = 0; layer->kind == VI_BARS && j < layer->count; j++) {
            size_t count = vi_chart_bar_name(chart, j, lines);
            for (size_t k = 0; k < count; k++) {
                widest = fmax(widest, vi_text_width(lines[k], VI_LABEL_SIZE, false));
            }
        }
    }
    return widest;
}

static void write_bar_label(const vi_chart *chart, const vi_ticks *x, double value, char *text)
{
    vi_ticks_write(&chart->x, chart->currency, x, value, text);
}

double vi_bar_label_width(const vi_chart *chart, const vi_ticks *x)
{
    char text[VI_TICK_TEXT];
    double widest = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        for (size_t j = 0; layer->kind == VI_BARS && j < layer->count; j++) {
            write_bar_label(chart, x, layer->x[j], text);
            widest = fmax(widest, vi_text_width(text, VI_TICK_SIZE, false));
        }
    }
    return widest;
}

static void write_bar_name(const vi_plot_area *area, size_t i, double middle, vi_pen *pen)
{
    const vi_font font = {VI_LABEL_SIZE, VI_INK, VI_END, false, false, false};
    char lines[VI_LINES][VI_LABEL];
    size_t count = vi_chart_bar_name(area->chart, i, lines);
    double first = middle + 4.5 - 7 * (double)(count - 1);
    for (size_t k = 0; k < count; k++) {
        pen->text(pen, area->left - 8, first + 14 * (double)k, lines[k], &font);
    }
}

static void draw_bar(const vi_plot_area *area, const vi_layer *layer, size_t i, vi_pen *pen)
{
    double pitch = (area->bottom - area->top) / (double)layer->count;
    double middle = area->top + pitch * ((double)i + 0.5), half = fmin(pitch * 0.32, 12);
    double zero = vi_place_x(area, 0), end = vi_place_x(area, layer->x[i]);
    double low = vi_place_x(area, layer->y[i]), high = vi_place_x(area, layer->y2[i]);
    const double box[] = {zero, middle - half, fmax(end - zero, 1), 2 * half};
    const double line[] = {low, middle,     high, middle, NAN,  NAN,        low,  middle - 4,
                           low, middle + 4, NAN,  NAN,    high, middle - 4, high, middle + 4};
    const vi_style bar = {vi_series_colour(layer->series), VI_NO_COLOUR, 0, 0.8, 0, true};
    const vi_style whisker = {VI_NO_COLOUR, VI_INK, 1.4, 1, 0, false};
    const vi_font amount = {VI_TICK_SIZE, VI_QUIET, VI_START, false, false, true};
    char text[VI_TICK_TEXT];
    pen->boxes(pen, box, 1, &bar);
    if (high > low + 1) {
        pen->path(pen, line, 8, &whisker);
    }
    write_bar_label(area->chart, &area->x, layer->x[i], text);
    pen->text(pen, fmax(end, high) + 6, middle + 4, text, &amount);
    write_bar_name(area, i, middle, pen);
}

static void draw_bars(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    for (size_t i = 0; i < layer->count; i++) {
        draw_bar(area, layer, i, pen);
    }
}

void vi_draw_layers(const vi_plot_area *area, vi_pen *pen)
{
    static void (*const draw[])(const vi_plot_area *, const vi_layer *, vi_pen *) = {
        [VI_LINE] = draw_line,   [VI_BAND] = draw_band,     [VI_CLOUD] = vi_draw_cloud,
        [VI_POINT] = draw_point, [VI_VLINE] = draw_vline,   [VI_SLOPE] = draw_slope,
        [VI_BARS] = draw_bars,   [VI_PAIRS] = vi_draw_pairs};
    for (size_t i = 0; i < area->chart->layer_count; i++) {
        draw[area->chart->layers[i].kind](area, &area->chart->layers[i], pen);
    }
}
