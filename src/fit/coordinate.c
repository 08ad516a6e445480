/* A cell's score is Φ⁻¹ of the share of the rows below its middle row. */
#include "fit/coordinate.h"

#include "core/alloc.h"
#include "math/normal.h"

#include <math.h>

/* Halves, so that a span of more than the largest double does not overflow. */
static double place_of(const vi_coordinate *c, double value)
{
    return (value / 2 - c->low / 2) / c->half_span;
}

static void standardise_line(const vi_cells *cells, const double *column, vi_coordinate *c)
{
    double rows = (double)cells->rows, squares = 0;
    for (size_t j = 0; j < cells->count; j++) {
        c->place[j] = cells->x[j];
        c->centre += cells->weight[j] * cells->x[j] / rows;
    }
    for (size_t i = 0; i < cells->rows; i++) {
        double away = place_of(c, column[cells->sorted[i].row]) - c->centre;
        squares += away * away;
    }
    c->spread = sqrt(squares / rows);
}

static void set_scores(const vi_cells *cells, vi_coordinate *c)
{
    double rows = (double)cells->rows, mean = 0, squares = 0;
    for (size_t j = 0; j < c->cells; j++) {
        c->score[j] = vi_normal_quantile(((double)cells->start[j] + cells->weight[j] / 2) / rows);
        mean += cells->weight[j] * c->score[j] / rows;
    }
    for (size_t j = 0; j < c->cells; j++) {
        c->score[j] -= mean;
        squares += cells->weight[j] * c->score[j] * c->score[j];
    }
    for (size_t j = 0; j < c->cells; j++) {
        c->score[j] /= sqrt(squares / rows);
    }
}

voi_status vi_coordinate_create(const vi_cells *cells, const double *column, vi_coordinate *out,
                                voi_error *err)
{
    double low = column[cells->sorted[0].row], high = column[cells->sorted[cells->rows - 1].row];
    vi_coordinate c = {.low = low, .half_span = high / 2 - low / 2, .cells = cells->count};
    c.place = vi_malloc(2 * c.cells, sizeof *c.place);
    if (!c.place) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu cells", c.cells);
    }
    c.score = c.place + c.cells;
    standardise_line(cells, column, &c);
    set_scores(cells, &c);
    *out = c;
    return VOI_OK;
}

void vi_coordinate_free(vi_coordinate *coordinate)
{
    vi_free(coordinate->place);
    *coordinate = (vi_coordinate){0};
}

double vi_coordinate_line(const vi_coordinate *c, double value)
{
    return (place_of(c, value) - c->centre) / c->spread;
}

double vi_coordinate_score(const vi_coordinate *c, double value)
{
    double x = place_of(c, value);
    size_t left = 0, right = c->cells - 1;
    while (right - left > 1) {
        size_t middle = (left + right) / 2;
        if (x >= c->place[middle]) {
            left = middle;
        } else {
            right = middle;
        }
    }
    double share = (x - c->place[left]) / (c->place[right] - c->place[left]);
    share = fmin(fmax(share, 0), 1);
    return c->score[left] + share * (c->score[right] - c->score[left]);
}
