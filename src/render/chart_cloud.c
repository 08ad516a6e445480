/* A cloud of any number of points, from their counts in cells. A sparse cloud is the usual scatter:
 * the points of a cell are a dot at their mean. A dense one, most of whose points would cover their
 * cells, is a shading: its cells are filled, and those of a few points around it stay dots. The
 * more points, the stronger, in a few levels, each one path; filled cells of one level one above
 * the other are one box. */
#include "render/chart_cloud.h"

#include <math.h>

enum { LEVELS = 6, BATCH = 1024, FEW = 2 };

static const double DOT = 2.4, DOT_AREA = 4.5;

typedef struct {
    const vi_plot_area *area;
    const double *grid;   /* first x, width, first y, height, number a side of the cells */
    double width, height; /* of a cell in pixels */
    double most;          /* points in a cell */
    double enough;        /* points of a cell that is filled */
} cloud;

/* Boxes or dots that wait to be drawn together. */
typedef struct {
    vi_pen *pen;
    vi_style style;
    double places[4 * BATCH];
    size_t count, column, row; /* where the last box ends */
} batch;

static cloud prepare(const vi_plot_area *area, const vi_layer *layer)
{
    cloud c = {.area = area, .grid = layer->y, .most = 1};
    c.width = layer->y[1] / (area->x.high - area->x.low) * (area->right - area->left);
    c.height = layer->y[3] / (area->y.high - area->y.low) * (area->bottom - area->top);
    double cover = fmax(c.width * c.height / DOT_AREA, FEW), dense = 0, all = 0;
    for (size_t i = 0; i < layer->count; i++) {
        double points = layer->x[3 * i + 2];
        c.most = fmax(c.most, points);
        dense += points >= cover ? points : 0;
        all += points;
    }
    c.enough = dense > all / 2 ? FEW + 1 : INFINITY;
    return c;
}

static int level_of(const cloud *c, const double *cell)
{
    return (int)(sqrt(cell[2] / c->most) * LEVELS * 0.999);
}

/* Whether a cell is to be filled, and which one of the grid it is. */
static bool find_cell(const cloud *c, const double *cell, size_t *column, size_t *row)
{
    const double *grid = c->grid;
    double x = floor((cell[0] - grid[0]) / grid[1]), y = floor((cell[1] - grid[2]) / grid[3]);
    if (!(cell[2] >= c->enough && x >= 0 && x < grid[4] && y >= 0 && y < grid[4])) {
        return false;
    }
    *column = (size_t)x;
    *row = (size_t)y;
    return true;
}

static void flush_boxes(batch *b)
{
    if (b->count > 0) {
        b->pen->boxes(b->pen, b->places, b->count, &b->style);
    }
    b->count = 0;
}

static void add_box(const cloud *c, size_t column, size_t row, batch *b)
{
    if (b->count > 0 && b->column == column && b->row == row) {
        double *last = b->places + 4 * (b->count - 1);
        last[1] -= c->height;
        last[3] += c->height;
    } else {
        if (b->count == BATCH) {
            flush_boxes(b);
        }
        double *box = b->places + 4 * b->count++;
        box[0] = vi_place_x(c->area, c->grid[0] + (double)column * c->grid[1]);
        box[1] = vi_place_y(c->area, c->grid[2] + (double)(row + 1) * c->grid[3]);
        box[2] = c->width;
        box[3] = c->height;
    }
    b->column = column;
    b->row = row + 1;
}

static void draw_filled(const cloud *c, const vi_layer *layer, int level, batch *b)
{
    size_t column, row;
    b->count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const double *cell = layer->x + 3 * i;
        if (level_of(c, cell) == level && find_cell(c, cell, &column, &row)) {
            add_box(c, column, row, b);
        }
    }
    flush_boxes(b);
}

static void draw_dots(const cloud *c, const vi_layer *layer, int level, batch *b)
{
    const vi_plot_area *a = c->area;
    const vi_axis *x = &a->chart->x, *y = &a->chart->y;
    size_t column, row;
    b->count = 0;
    for (size_t i = 0; i < layer->count; i++) {
        const double *cell = layer->x + 3 * i;
        bool inside =
            cell[0] >= x->low && cell[0] <= x->high && cell[1] >= y->low && cell[1] <= y->high;
        if (inside && level_of(c, cell) == level && !find_cell(c, cell, &column, &row)) {
            b->places[2 * b->count] = vi_place_x(a, cell[0]);
            b->places[2 * b->count++ + 1] = vi_place_y(a, cell[1]);
        }
        if (b->count == 2 * BATCH || (i + 1 == layer->count && b->count > 0)) {
            b->pen->dots(b->pen, b->places, b->count, &b->style);
            b->count = 0;
        }
    }
}

void vi_draw_cloud(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    cloud c = prepare(area, layer);
    int colour = vi_series_colour(layer->series);
    for (int level = 0; level < LEVELS; level++) {
        batch b = {.pen = pen, .style = {colour, VI_NO_COLOUR, 0, 0.14 + 0.13 * level, 0, true}};
        draw_filled(&c, layer, level, &b);
        b.style = (vi_style){VI_NO_COLOUR, colour, DOT, 0.4 + 0.08 * level, 0, false};
        draw_dots(&c, layer, level, &b);
    }
}
