/* A point, and a line that ends early, is named beside it, at a near place where no other name
 * stands and, if there is one, no line comes through; else at the nearest free place of the plot.
 */
#include "render/label.h"

#include <math.h>

enum { DIRECTIONS = 8, RINGS = 8, LINE_SAMPLES = 512 };

/* A label farther than FAR from what it names needs a line to it. */
static const double FAR = 12, STEP = 8;

/* The middle of the longest piece of a line. */
static void find_middle(const vi_plot_area *area, const vi_layer *layer, vi_label *l)
{
    size_t begin = 0, best = 0, longest = 0;
    for (size_t i = 0; i <= layer->count; i++) {
        if (i == layer->count || isnan(layer->y[i])) {
            if (i - begin > longest) {
                longest = i - begin;
                best = begin;
            }
            begin = i + 1;
        }
    }
    l->x = vi_place_x(area, layer->x[best + longest / 2]);
    l->y = vi_place_y(area, layer->y[best + longest / 2]);
}

static bool overlap(const vi_box *a, const vi_box *b)
{
    return a->left < b->right && a->right > b->left && a->top < b->bottom && a->bottom > b->top;
}

static bool is_free(const vi_plot_area *area, const vi_box *taken, size_t count, const vi_box *b)
{
    if (b->left < area->left || b->right > area->chart->width - 4 || b->top < area->top ||
        b->bottom > area->bottom) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (overlap(&taken[i], b)) {
            return false;
        }
    }
    return true;
}

/* Whether a line comes through a place, seen at some of its points. */
static bool is_crossed(const vi_plot_area *area, const vi_box *b)
{
    for (size_t i = 0; i < area->chart->layer_count; i++) {
        const vi_layer *layer = &area->chart->layers[i];
        bool upright = layer->kind == VI_VLINE;
        size_t step = layer->count / LINE_SAMPLES + 1;
        for (size_t j = 0; (upright || layer->kind == VI_LINE) && j < layer->count; j += step) {
            double x = vi_place_x(area, layer->x[j]);
            double y = upright ? (b->top + b->bottom) / 2 : vi_place_y(area, layer->y[j]);
            if (x > b->left && x < b->right && y > b->top && y < b->bottom) {
                return true;
            }
        }
    }
    return false;
}

static bool has_clouds(const vi_chart *chart)
{
    bool has = false;
    for (size_t i = 0; i < chart->layer_count; i++) {
        has = has || chart->layers[i].kind == VI_CLOUD;
    }
    return has;
}

/* Puts a label in the i-th direction from what it names. */
static void put_beside(vi_label *l, int i, double distance)
{
    static const double across[DIRECTIONS] = {0, 0.7, 1, 0.7, 0, -0.7, -1, -0.7};
    static const double upwards[DIRECTIONS] = {1, 0.7, 0, -0.7, -1, -0.7, 0, 0.7};
    double half_width = across[i] == 0 ? 0 : copysign(l->width / 2, across[i]);
    double half_height = upwards[i] == 0 ? 0 : copysign(l->height / 2, upwards[i]);
    l->centre = l->x + across[i] * distance + half_width;
    l->level = l->y - upwards[i] * distance - half_height;
}

/* Tries the eight directions, farther and farther away, first only where no line comes through (in
 * a cloud that is nowhere). */
static bool find_place_beside(const vi_plot_area *area, const vi_box *taken, size_t count,
                              vi_label *l)
{
    for (int crossed = has_clouds(area->chart); crossed < 2; crossed++) {
        for (int ring = 0; ring < RINGS; ring++) {
            for (int i = 0; i < DIRECTIONS; i++) {
                put_beside(l, i, 7 + 12 * ring);
                const vi_box b = vi_label_box(l);
                if (is_free(area, taken, count, &b) && (crossed || !is_crossed(area, &b))) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Tries places all over the plot area for the nearest that is free. */
static bool find_place_anywhere(const vi_plot_area *area, const vi_box *taken, size_t count,
                                vi_label *l)
{
    size_t across = (size_t)((area->right - area->left) / STEP);
    size_t down = (size_t)((area->bottom - area->top) / STEP);
    double nearest = INFINITY;
    vi_label best = *l;
    for (size_t i = 0; i < across * down; i++) {
        size_t column = i % across, row = i / across;
        l->centre = area->left + l->width / 2 + STEP * (double)column;
        l->level = area->top + l->height / 2 + STEP * (double)row;
        double distance = hypot(l->centre - l->x, l->level - l->y);
        const vi_box b = vi_label_box(l);
        if (distance < nearest && is_free(area, taken, count, &b)) {
            nearest = distance;
            best = *l;
        }
    }
    *l = best;
    return nearest < INFINITY;
}

static size_t take_markers(const vi_plot_area *area, vi_box *taken, size_t count)
{
    for (size_t i = 0; i < area->chart->layer_count && count < VI_MOST_BOXES / 2; i++) {
        const vi_layer *layer = &area->chart->layers[i];
        if (layer->kind == VI_POINT) {
            double x = vi_place_x(area, layer->x[0]), y = vi_place_y(area, layer->y[0]);
            taken[count++] = (vi_box){x - 5, x + 5, y - 5, y + 5};
        }
    }
    return count;
}

void vi_draw_side_labels(const vi_plot_area *area, vi_box *taken, size_t count, vi_pen *pen)
{
    size_t last;
    count = take_markers(area, taken, count);
    for (size_t i = 0; i < area->chart->layer_count && count < VI_MOST_BOXES; i++) {
        const vi_layer *layer = &area->chart->layers[i];
        if (!vi_label_wanted(layer) || vi_line_reaches_edge(area->chart, layer, &last)) {
            continue;
        }
        vi_label l = vi_label_make(area->chart, layer);
        find_middle(area, layer, &l);
        if (find_place_beside(area, taken, count, &l) ||
            find_place_anywhere(area, taken, count, &l)) {
            const vi_box b = vi_label_box(&l);
            double x = fmax(b.left, fmin(l.x, b.right)), y = fmax(b.top, fmin(l.y, b.bottom));
            if (hypot(x - l.x, y - l.y) > FAR) {
                vi_label_lead(&l, x, y, pen);
            }
            vi_label_draw(&l, l.centre, VI_MIDDLE, pen);
            taken[count++] = b;
        }
    }
}
