/* A line that ends at the right edge is named in the margin there. These names are moved as little
 * as can be, in the sense of least squares, until none touches its neighbour: each wants a place,
 * their order is given, so pooling those that collide (isotonic regression) finds the best; a thin
 * line then leads to what was moved. Where there is no room for all, lines of little weight stay
 * without a name. */
#include "render/label.h"

#include <math.h>

static const double LEADER = 14;

double vi_line_label_margin(const vi_chart *chart)
{
    double widest = 0;
    size_t last;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        if (vi_label_wanted(layer) && vi_line_reaches_edge(chart, layer, &last)) {
            widest = fmax(widest, vi_label_make(chart, layer).width);
        }
    }
    return widest > 0 ? widest + LEADER + 10 : 0;
}

static size_t lightest(const vi_label *labels, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++) {
        least = labels[i].layer->weight < labels[least].layer->weight ? i : least;
    }
    return least;
}

static size_t remove_label(vi_label *labels, size_t count, size_t index)
{
    for (size_t i = index; i + 1 < count; i++) {
        labels[i] = labels[i + 1];
    }
    return count - 1;
}

/* Puts a label among those above and below it. */
static size_t insert_label(vi_label *labels, size_t count, const vi_label *added)
{
    if (count == VI_MOST_LABELS) {
        size_t least = lightest(labels, count);
        if (labels[least].layer->weight >= added->layer->weight) {
            return count;
        }
        count = remove_label(labels, count, least);
    }
    size_t place = count;
    for (; place > 0 && labels[place - 1].y > added->y; place--) {
        labels[place] = labels[place - 1];
    }
    labels[place] = *added;
    return count + 1;
}

static size_t collect_ends(const vi_plot_area *area, vi_label *labels)
{
    size_t count = 0, last;
    for (size_t i = 0; i < area->chart->layer_count; i++) {
        const vi_layer *layer = &area->chart->layers[i];
        if (vi_label_wanted(layer) && vi_line_reaches_edge(area->chart, layer, &last)) {
            vi_label added = vi_label_make(area->chart, layer);
            added.x = area->right;
            added.y = vi_place_y(area, layer->y[last]);
            count = insert_label(labels, count, &added);
        }
    }
    return count;
}

static double total_height(const vi_label *labels, size_t count)
{
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        total += labels[i].height;
    }
    return total;
}

/* Shortens names to one line, then drops the lightest, until they have room. */
static size_t make_room(const vi_chart *chart, vi_label *labels, size_t count, double room)
{
    for (size_t i = 0; i < count && total_height(labels, count) > room; i++) {
        vi_label_flatten(chart, &labels[i]);
    }
    while (count > 0 && total_height(labels, count) > room) {
        count = remove_label(labels, count, lightest(labels, count));
    }
    return count;
}

/* With the heights of those above taken off, labels may share a place but not change their order:
 * pools of labels at one place are merged while a pool stands below the next. */
static void spread(vi_label *labels, size_t count, double top, double bottom)
{
    double sum[VI_MOST_LABELS], above = 0;
    size_t size[VI_MOST_LABELS], pools = 0, next = 0;
    for (size_t i = 0; i < count; i++) {
        sum[pools] = labels[i].y - labels[i].height / 2 - above;
        size[pools++] = 1;
        above += labels[i].height;
        while (pools > 1 && sum[pools - 2] / (double)size[pools - 2] >
                                sum[pools - 1] / (double)size[pools - 1]) {
            sum[pools - 2] += sum[pools - 1];
            size[pools - 2] += size[pools - 1];
            pools--;
        }
    }
    double lowest = bottom - above;
    above = 0;
    for (size_t p = 0; p < pools; p++) {
        double place = fmax(fmin(sum[p] / (double)size[p], lowest), top);
        for (size_t i = 0; i < size[p]; i++, next++) {
            labels[next].level = place + above + labels[next].height / 2;
            above += labels[next].height;
        }
    }
}

size_t vi_draw_end_labels(const vi_plot_area *area, vi_box *taken, vi_pen *pen)
{
    vi_label labels[VI_MOST_LABELS];
    const double top = area->top - 8, bottom = area->bottom + 8;
    size_t count = collect_ends(area, labels);
    count = make_room(area->chart, labels, count, bottom - top);
    spread(labels, count, top, bottom);
    for (size_t i = 0; i < count; i++) {
        labels[i].x += 2;
        labels[i].centre = area->right + LEADER + labels[i].width / 2;
        vi_label_lead(&labels[i], area->right + LEADER - 3, labels[i].level, pen);
        vi_label_draw(&labels[i], area->right + LEADER, VI_START, pen);
        taken[i] = vi_label_box(&labels[i]);
    }
    return count;
}
