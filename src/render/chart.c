/* Putting a chart together. */
#include "render/chart.h"

#include "core/alloc.h"
#include "render/amount.h"

#include <math.h>
#include <string.h>

/* Beyond this, differences of values overflow. */
static const double LARGEST = 1e300;

vi_chart *vi_chart_create(const voi_plot_options *options)
{
    vi_chart *chart = vi_calloc(1, sizeof *chart);
    if (chart) {
        char currency[16];
        vi_buffer text = vi_buffer_over(chart->currency, sizeof chart->currency);
        vi_shorten(options->currency ? options->currency : "", 1, false, INFINITY, currency,
                   sizeof currency);
        vi_amount_currency(&text, currency);
        chart->width = options->width;
        chart->height = options->height;
        chart->dark = options->dark;
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
        vi_free(chart->layers);
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
    if (fabs(value) <= LARGEST) {
        axis->low = fmin(axis->low, value);
        axis->high = fmax(axis->high, value);
    }
}

static void include_layer(vi_chart *chart, const vi_layer *layer)
{
    for (size_t i = 0; i < layer->count; i++) {
        switch (layer->kind) {
        case VI_CLOUD:
        case VI_SLOPE:
        case VI_PAIRS:
            return;
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
    vi_layer *layers = vi_realloc(chart->layers, chart->layer_count + 1, sizeof *layers);
    if (!layers) {
        chart->failed = true;
        return;
    }
    chart->layers = layers;
    vi_shorten(label, 1, false, INFINITY, layer.label, sizeof layer.label);
    include_layer(chart, &layer);
    chart->layers[chart->layer_count++] = layer;
}

size_t vi_chart_bar_name(const vi_chart *chart, size_t i, char (*lines)[VI_LABEL])
{
    return vi_wrap(chart->names[i], VI_LABEL_SIZE, false, 0.38 * chart->width, lines);
}

/* The length of a currency of several letters, which a space follows; 0 for one that is a sign. */
static size_t word_length(const char *currency)
{
    size_t length = strlen(currency), space = sizeof "\u00a0" - 1;
    bool spaced = length > space + 1 && strcmp(currency + length - space, "\u00a0") == 0;
    return spaced ? length - space : 0;
}

const char *vi_chart_tick_prefix(const vi_chart *chart)
{
    return word_length(chart->currency) ? "" : chart->currency;
}

void vi_chart_name_axis(const vi_chart *chart, vi_axis *axis, vi_unit unit, const char *title)
{
    vi_buffer text = vi_buffer_over(axis->title, sizeof axis->title);
    size_t word = word_length(chart->currency);
    axis->unit = unit;
    vi_buffer_puts(&text, title);
    if (unit == VI_MONEY && word > 0) {
        vi_buffer_puts(&text, ", ");
        vi_buffer_add(&text, chart->currency, word);
    }
}

void vi_chart_money(const vi_chart *chart, double value, vi_buffer *out)
{
    vi_amount_words(out, chart->currency, value);
}
