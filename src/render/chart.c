/* Putting a chart together. */
#include "render/chart.h"

#include "core/alloc.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

vi_chart *vi_chart_create(const voi_plot_options *options)
{
    vi_chart *chart = vi_calloc(1, sizeof *chart);
    if (chart) {
        chart->width = options->width;
        chart->height = options->height;
        chart->dark = options->dark;
        snprintf(chart->currency, sizeof chart->currency, "%.10s",
                 options->currency ? options->currency : "");
        size_t length = strlen(chart->currency);
        if (length > 1 && chart->currency[length - 1] >= 'A') {
            strcat(chart->currency, "\u00a0"); /* EUR 20,000 */
        }
        chart->x.low = chart->y.low = INFINITY;
        chart->x.high = chart->y.high = -INFINITY;
    }
    return chart;
}

void vi_chart_destroy(vi_chart *chart)
{
    if (chart) {
        for (size_t i = 0; i < chart->array_count; i++) {
            vi_free(chart->arrays[i]);
        }
        vi_free(chart->arrays);
        vi_free(chart->names);
        vi_free(chart);
    }
}

double *vi_chart_array(vi_chart *chart, size_t count)
{
    double **arrays = vi_realloc(chart->arrays, chart->array_count + 1, sizeof *arrays);
    double *array = NULL;
    if (arrays) {
        chart->arrays = arrays;
        array = vi_calloc(count, sizeof *array);
    }
    if (!array) {
        chart->failed = true;
        return NULL;
    }
    chart->arrays[chart->array_count++] = array;
    return array;
}

void vi_axis_include(vi_axis *axis, double value)
{
    if (isfinite(value)) {
        axis->low = fmin(axis->low, value);
        axis->high = fmax(axis->high, value);
    }
}

static void include_layer(vi_chart *chart, const vi_layer *layer)
{
    for (size_t i = 0; i < layer->count; i++) {
        switch (layer->kind) {
        case VI_CELLS:
        case VI_SLOPE:
            return; /* the builder says what the axes hold */
        case VI_VLINE:
            vi_axis_include(&chart->x, layer->x[i]);
            break;
        case VI_BARS:
            vi_axis_include(&chart->x, layer->x[i]);
            vi_axis_include(&chart->x, layer->y2[i]);
            break;
        default:
            vi_axis_include(&chart->x, layer->x[i]);
            vi_axis_include(&chart->y, layer->y[i]);
            vi_axis_include(&chart->y, layer->y2 ? layer->y2[i] : layer->y[i]);
        }
    }
}

void vi_chart_add(vi_chart *chart, vi_layer layer, const char *label)
{
    if (chart->failed || chart->layer_count == VI_MOST_LAYERS) {
        return;
    }
    vi_elide(label, 13, 170, layer.label, sizeof layer.label);
    include_layer(chart, &layer);
    chart->layers[chart->layer_count++] = layer;
}
