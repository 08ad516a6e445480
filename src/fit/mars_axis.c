/* Knots stand at cells that part the rows evenly, not at the outermost: a hinge at the lowest value
 * is the straight line. */
#include "fit/mars_axis.h"

#include "core/alloc.h"

#include <math.h>

/* At least this many rows between two knots. */
enum { ROWS_BETWEEN = 6 };

static void place_rows(const vi_cells *cells, vi_axis *axis)
{
    for (size_t j = 0; j < cells->count; j++) {
        double middle = (double)(cells->start[j] + cells->start[j + 1]) / 2;
        axis->rank[j] = 2 * middle / (double)cells->rows - 1;
        for (size_t i = cells->start[j]; i < cells->start[j + 1]; i++) {
            axis->cell[cells->sorted[i].row] = (uint16_t)j;
        }
    }
}

static void standardise(const vi_cells *cells, vi_axis *axis)
{
    double mean = 0, squares = 0, n = (double)cells->rows;
    for (size_t j = 0; j < cells->count; j++) {
        mean += cells->weight[j] * cells->x[j];
    }
    mean /= n;
    for (size_t j = 0; j < cells->count; j++) {
        axis->z[j] = cells->x[j] - mean;
        squares += cells->weight[j] * axis->z[j] * axis->z[j];
    }
    axis->mean = mean;
    axis->deviation = squares > 0 ? sqrt(squares / n) : 1;
    for (size_t j = 0; j < cells->count; j++) {
        axis->z[j] /= axis->deviation;
    }
}

static void place_knots(const vi_cells *cells, vi_axis *axis)
{
    size_t wanted = cells->rows / ROWS_BETWEEN;
    wanted = wanted < VI_MOST_KNOTS ? wanted : VI_MOST_KNOTS;
    bool all = cells->count <= wanted + 2;
    for (size_t j = 1; j + 1 < cells->count && axis->knots < wanted; j++) {
        size_t rank = cells->rows * (axis->knots + 1) / (wanted + 1);
        if (all || cells->start[j + 1] > rank) {
            axis->knot[axis->knots++] = (uint16_t)j;
        }
    }
}

voi_status vi_axis_create(const vi_cells *cells, const double *column, vi_axis *out, voi_error *err)
{
    double low = column[cells->sorted[0].row], high = column[cells->sorted[cells->rows - 1].row];
    vi_axis axis = {
        .low = low, .half_span = high > low ? high / 2 - low / 2 : 1, .cells = cells->count};
    axis.at = vi_malloc(cells->rows, sizeof *axis.at);
    axis.cell = vi_malloc(cells->rows, sizeof *axis.cell);
    axis.z = vi_malloc(cells->count, sizeof *axis.z);
    axis.rank = vi_malloc(cells->count, sizeof *axis.rank);
    if (!axis.at || !axis.cell || !axis.z || !axis.rank) {
        vi_axis_free(&axis);
        return vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu rows", cells->rows);
    }
    place_rows(cells, &axis);
    standardise(cells, &axis);
    place_knots(cells, &axis);
    for (size_t i = 0; i < cells->rows; i++) {
        axis.at[i] = vi_axis_at_value(&axis, column[i]);
    }
    *out = axis;
    return VOI_OK;
}

void vi_axis_end_search(vi_axis *axis)
{
    vi_free(axis->cell);
    vi_free(axis->z);
    vi_free(axis->rank);
    axis->cell = NULL;
    axis->z = axis->rank = NULL;
}

void vi_axis_free(vi_axis *axis)
{
    vi_axis_end_search(axis);
    vi_free(axis->at);
    *axis = (vi_axis){0};
}

double vi_axis_at_value(const vi_axis *axis, double value)
{
    return ((value / 2 - axis->low / 2) / axis->half_span - axis->mean) / axis->deviation;
}
