/* What all labels have in common: their lines, how large they are and how they look. */
#include "render/label.h"

#include <math.h>

static const double LINE_HEIGHT = 15, GAP = 2;

bool vi_label_wanted(const vi_layer *layer)
{
    return layer->label[0] && (layer->kind == VI_LINE || layer->kind == VI_POINT);
}

bool vi_line_reaches_edge(const vi_chart *chart, const vi_layer *layer, size_t *last)
{
    size_t i = layer->count;
    while (i > 0 && isnan(layer->y[i - 1])) {
        i--;
    }
    *last = i - 1;
    double nearly = chart->x.high - 1e-9 * (chart->x.high - chart->x.low);
    return layer->kind == VI_LINE && i > 0 && layer->x[i - 1] >= nearly;
}

double vi_label_width(const vi_chart *chart)
{
    return fmin(200, 0.28 * chart->width);
}

static void measure(vi_label *label)
{
    label->height = LINE_HEIGHT * (double)label->line_count + GAP;
    label->width = 0;
    for (size_t i = 0; i < label->line_count; i++) {
        double width = vi_text_width(label->lines[i], VI_LABEL_SIZE, true);
        label->width = fmax(label->width, width);
    }
}

vi_label vi_label_make(const vi_chart *chart, const vi_layer *layer)
{
    vi_label label = {.layer = layer};
    label.line_count =
        vi_wrap(layer->label, VI_LABEL_SIZE, true, vi_label_width(chart), label.lines);
    measure(&label);
    return label;
}

void vi_label_flatten(const vi_chart *chart, vi_label *label)
{
    vi_shorten(label->layer->label, VI_LABEL_SIZE, true, vi_label_width(chart), label->lines[0],
               VI_LABEL);
    label->line_count = 1;
    measure(label);
}

vi_box vi_label_box(const vi_label *label)
{
    return (vi_box){label->centre - label->width / 2, label->centre + label->width / 2,
                    label->level - label->height / 2, label->level + label->height / 2};
}

void vi_label_draw(const vi_label *label, double x, vi_anchor anchor, vi_pen *pen)
{
    const vi_font font = {
        VI_LABEL_SIZE, vi_series_colour(label->layer->series), anchor, true, false, true};
    double top = label->level - LINE_HEIGHT * (double)label->line_count / 2;
    for (size_t i = 0; i < label->line_count; i++) {
        pen->text(pen, x, top + LINE_HEIGHT * (double)i + 12, label->lines[i], &font);
    }
}

void vi_label_lead(const vi_label *label, double x, double y, vi_pen *pen)
{
    const double line[] = {label->x, label->y, x, y};
    const vi_style style = {VI_NO_COLOUR, vi_series_colour(label->layer->series), 1, 0.7, 0, false};
    pen->path(pen, line, 2, &style);
}

void vi_draw_labels(const vi_plot_area *area, vi_pen *pen)
{
    vi_box taken[VI_MOST_BOXES];
    size_t count = vi_draw_end_labels(area, taken, pen);
    vi_draw_side_labels(area, taken, count, pen);
}
