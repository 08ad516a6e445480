/* A triangle whose diagonal carries the names: cell (i, j) stands in the row of name i and under
 * name j. Values above and below 0 have two colours that the colour-blind tell apart, and a sign;
 * what may be chance is written quietly. */
#include "render/chart_pairs.h"

#include "render/amount.h"

#include <math.h>

enum { CELL_SIZE = 12, GAP = 2, LEGEND = 26 };

static const double tallest = 44, widest = 96, deepest = 0.45; /* colour: letters stay readable */

/* How the triangle is laid out: its left and upper edge, width and height of a cell; and its
 * largest value, in whatever direction. */
typedef struct {
    double left, top, width, height, most;
} frame;

static double name_width(const vi_chart *chart, size_t i)
{
    return vi_text_width(chart->names[i], VI_LABEL_SIZE, false) + 12;
}

/* Cells as wide as leaves room for the names at their ends, of which no one takes half the sheet.
 */
static frame lay_out(const vi_plot_area *a, const vi_layer *layer)
{
    frame f = {.left = a->left, .top = a->top, .width = widest};
    double room = a->right - a->left;
    f.height = fmin((a->bottom + LEGEND - a->top) / (double)layer->count, tallest);
    for (size_t i = 1; i < layer->count; i++) {
        double name = fmin(name_width(a->chart, i), room / 2);
        f.width = fmin(f.width, (room - name) / (double)i);
    }
    return f;
}

static double largest(const vi_layer *layer)
{
    double most = 0;
    for (size_t i = 0; i < layer->count * (layer->count - 1) / 2; i++) {
        most = fmax(most, fabs(layer->x[i]));
    }
    return most;
}

/* How values are written: so that the largest has three digits. */
static int decimals_for(double most)
{
    return most > 0 ? (int)fmin(fmax(2 - floor(log10(most)), 0), 9) : 0;
}

static void write_value(double value, int decimals, char *text)
{
    vi_buffer words = vi_buffer_over(text, VI_TICK_TEXT);
    bool zero = fabs(value) < 0.5 * pow(10, -decimals);
    vi_buffer_puts(&words, value > 0 && !zero ? "+" : "");
    vi_amount_fixed(&words, "", zero ? 0 : value, decimals);
}

static void draw_cell(const frame *f, size_t row, size_t column, double value, double chance,
                      vi_pen *pen)
{
    double share = f->most > 0 ? fabs(value) / f->most : 0;
    const double box[] = {f->left + f->width * (double)column, f->top + f->height * (double)row,
                          f->width - GAP, f->height - GAP};
    const vi_style empty = {VI_RULE, VI_NO_COLOUR, 0, 0.35, 0, true};
    const vi_style full = {
        value < 0 ? VI_SERIES + 1 : VI_SERIES, VI_NO_COLOUR, 0, deepest * share, 0, true};
    bool certain = fabs(value) > chance;
    const vi_font font = {CELL_SIZE, certain ? VI_INK : VI_QUIET, VI_MIDDLE, certain, false, false};
    char text[VI_TICK_TEXT];
    write_value(value, decimals_for(f->most), text);
    pen->boxes(pen, box, 1, &empty);
    if (share > 0.01) {
        pen->boxes(pen, box, 1, &full);
    }
    if (vi_text_width(text, CELL_SIZE, certain) <= box[2]) {
        pen->text(pen, box[0] + box[2] / 2, box[1] + box[3] / 2 + 4, text, &font);
    }
}

static void write_name(const vi_plot_area *a, const frame *f, size_t i, vi_pen *pen)
{
    const vi_font font = {VI_LABEL_SIZE, VI_INK, VI_START, false, false, false};
    double x = f->left + f->width * (double)i + 4;
    double y = f->top + f->height * (double)i + (f->height - GAP) / 2;
    char text[VI_LABEL];
    vi_shorten(a->chart->names[i], VI_LABEL_SIZE, false, a->chart->width - x - 4, text,
               sizeof text);
    pen->text(pen, x, y + 4, text, &font);
}

void vi_draw_pairs(const vi_plot_area *area, const vi_layer *layer, vi_pen *pen)
{
    frame f = lay_out(area, layer);
    f.most = largest(layer);
    for (size_t i = 0; i < layer->count; i++) {
        for (size_t j = 0; j < i; j++) {
            size_t place = i * (i - 1) / 2 + j;
            draw_cell(&f, i, j, layer->x[place], layer->y[place], pen);
        }
        write_name(area, &f, i, pen);
    }
}
