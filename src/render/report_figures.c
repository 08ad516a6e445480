/* The pictures on the page are the ones of `voi plot`, drawn twice: for a wide page and for a
 * narrow one, where the wide one's letters would be too small to read. Headings of the
 * page stand in place of their titles, and their lines at the headline k are drawn here instead, so
 * that the script can move them. */
#include "render/report.h"

#include <math.h>
#include <string.h>

typedef struct {
    const char *class;
    double width, height;
    size_t most_cells; /* of the plane: a million points must stay a small page */
} format;

static const format formats[] = {{"wide", 560, 370, 12000}, {"narrow", 358, 320, 5000}};

/* Room that the label of a line needs on its right. */
enum { LABEL_WIDTH = 72 };

typedef enum { NO_MARK, MARK_K, MARK_SLOPE } mark;

static const vi_plot *find_plot(const char *name)
{
    size_t i = 0;
    while (strcmp(vi_plots[i].name, name) != 0) {
        i++;
    }
    return &vi_plots[i];
}

/* ---- What a page leaves out of a picture ---- */

/* Which cells of a plane stay: those of more than `points`, and `kept` of the `all` that hold as
 * many, taken evenly. */
typedef struct {
    size_t points, kept, all, seen;
} thinning;

enum { MOST_POINTS = 255 }; /* cells that hold more are alike */

static size_t points_in(const vi_layer *layer, size_t cell)
{
    return (size_t)fmin(layer->x[3 * cell + 2], MOST_POINTS);
}

/* Leaves at most `most` cells. */
static thinning thin_cells(const vi_chart *chart, size_t most)
{
    size_t counts[MOST_POINTS + 1] = {0}, kept = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        const vi_layer *layer = &chart->layers[i];
        for (size_t c = 0; layer->kind == VI_CLOUD && c < layer->count; c++) {
            counts[points_in(layer, c)]++;
        }
    }
    for (size_t points = MOST_POINTS; points > 0; points--) {
        if (kept + counts[points] > most) {
            return (thinning){.points = points, .kept = most - kept, .all = counts[points]};
        }
        kept += counts[points];
    }
    return (thinning){.points = 0};
}

static bool stays(thinning *t, size_t points)
{
    if (points != t->points) {
        return points > t->points;
    }
    size_t before = t->seen++ * t->kept / t->all;
    return t->seen * t->kept / t->all > before;
}

static void drop_cells(vi_chart *chart, vi_layer *layer, thinning *t)
{
    double *kept = vi_chart_array(chart, 3 * layer->count);
    size_t count = 0;
    for (size_t c = 0; kept && c < layer->count; c++) {
        if (stays(t, points_in(layer, c))) {
            memcpy(kept + 3 * count++, layer->x + 3 * c, 3 * sizeof *kept);
        }
    }
    layer->x = kept;
    layer->count = count;
}

static bool is_drawn(const vi_report *report, const vi_layer *layer, bool by_strategy)
{
    return !by_strategy || layer->series < 0 || report->drawn[layer->series];
}

/* Takes out what stands at the headline, strategies beyond the dozen, and the emptiest cells. */
static mark reduce(const vi_report *report, const format *f, bool by_strategy, vi_chart *chart)
{
    double headline = report->plot.headline;
    mark found = NO_MARK;
    thinning thin = thin_cells(chart, f->most_cells);
    size_t kept = 0;
    for (size_t i = 0; i < chart->layer_count; i++) {
        vi_layer *layer = &chart->layers[i];
        bool stands_there = layer->kind == VI_VLINE || (layer->kind == VI_POINT && found == MARK_K);
        if (layer->kind == VI_SLOPE || (stands_there && layer->x[0] == headline)) {
            found = layer->kind == VI_SLOPE ? MARK_SLOPE : MARK_K;
        } else if (is_drawn(report, layer, by_strategy)) {
            if (layer->kind == VI_CLOUD && thin.points > 0) {
                drop_cells(chart, layer, &thin);
            }
            chart->layers[kept++] = *layer;
        }
    }
    chart->layer_count = kept;
    return found;
}

/* ---- The moving line ---- */

/* Ends of the line y = k·x inside a frame, in pixels; as the script has it. */
static void place_slope(const double *frame, double k, double line[4])
{
    double from = frame[4], to = frame[5];
    if (k > 0) {
        from = fmax(from, fmin(frame[6] / k, frame[7] / k));
        to = fmin(to, fmax(frame[6] / k, frame[7] / k));
    }
    double across = (frame[1] - frame[0]) / (frame[5] - frame[4]);
    double up = (frame[3] - frame[2]) / (frame[7] - frame[6]);
    line[0] = frame[0] + (from - frame[4]) * across;
    line[1] = frame[2] + (k * from - frame[6]) * up;
    line[2] = frame[0] + (to - frame[4]) * across;
    line[3] = frame[2] + (k * to - frame[6]) * up;
}

static void put_tenths(double value, vi_buffer *html)
{
    vi_buffer_digits(html, nearbyint(10 * value) / 10, 7);
}

static void put_mark(const vi_report *report, const vi_chart *chart, mark kind, vi_buffer *html)
{
    double frame[8], line[4], k = report->plot.headline;
    vi_chart_frame(chart, frame);
    if (kind == MARK_SLOPE) {
        place_slope(frame, k, line);
    } else {
        line[0] = line[2] =
            frame[0] + (k - frame[4]) / (frame[5] - frame[4]) * (frame[1] - frame[0]);
        line[1] = frame[2];
        line[3] = frame[3];
    }
    vi_buffer_printf(html, "<g class=\"mark\" data-mark=\"%s\"><path d=\"M",
                     kind == MARK_SLOPE ? "slope" : "k");
    for (int i = 0; i < 4; i++) {
        vi_buffer_puts(html, i == 2 ? "L" : " ");
        put_tenths(line[i], html);
    }
    vi_buffer_puts(html, "\"/><text x=\"");
    bool left = line[2] > frame[1] - LABEL_WIDTH;
    put_tenths(line[2] + (left ? -6 : 6), html);
    vi_buffer_puts(html, "\" y=\"");
    put_tenths(line[3] + (left && kind == MARK_SLOPE ? -4 : 12), html);
    vi_buffer_printf(html, "\" text-anchor=\"%s\">", left ? "end" : "start");
    vi_report_k(report, k, html);
    vi_buffer_puts(html, "</text></g>");
}

/* ---- The figure ---- */

static voi_status build(const vi_report *report, const vi_plot *plot, const format *f,
                        vi_chart **out, voi_error *err)
{
    voi_plot_options options = report->plot_options;
    options.width = f->width;
    options.height = f->height;
    if (plot->build == vi_plot_enbs || plot->build == vi_plot_enbs_k) {
        options.population = report->options->population; /* the other pictures are per person */
    }
    vi_chart *chart = vi_chart_create(&options);
    voi_status status =
        chart ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "report: out of memory for a picture");
    if (status == VOI_OK) {
        vi_plot_input input = report->plot;
        input.options = &options;
        vi_plot_say_where(&input, chart);
        status = plot->build(&input, chart, err);
    }
    if (status == VOI_OK && chart->failed) {
        status = vi_fail(err, VOI_ERR_NOMEM, "report: out of memory for a picture");
    }
    if (status != VOI_OK) {
        vi_chart_destroy(chart);
        chart = NULL;
    }
    *out = chart;
    return status;
}

/* The heading and what follows it up to the drawings. */
static void open_figure(const vi_report_picture *picture, const char *title, vi_buffer *html)
{
    vi_buffer_printf(html, "<figure data-chart=\"%s\">\n<h3 id=\"%s-title\">", picture->plot,
                     picture->plot);
    vi_html_text(html, picture->heading ? picture->heading : title);
    vi_buffer_puts(html, "</h3>\n<div class=\"plot\">\n");
}

/* One drawing, with its class and its heading as its name, and the line that moves. */
static voi_status put_drawing(const vi_report *report, const vi_plot *plot, const format *f,
                              vi_chart *chart, vi_buffer *html, voi_error *err)
{
    static const char begin[] = "<svg ", end[] = "</svg>\n";
    voi_bytes svg = {0};
    bool by_strategy = plot->build != vi_plot_evpi && plot->build != vi_plot_evppi_k &&
                       plot->build != vi_plot_residuals && !(plot->needs & VOI_PLOT_STUDIES);
    mark kind = reduce(report, f, by_strategy, chart);
    chart->title[0] = '\0';
    voi_status status = vi_draw_svg(chart, &svg, err);
    if (status != VOI_OK) {
        return status;
    }
    vi_buffer_printf(html, "<svg class=\"%s\" aria-labelledby=\"%s-title\" ", f->class, plot->name);
    vi_buffer_add(html, svg.data + strlen(begin), svg.size - strlen(begin) - strlen(end));
    if (kind != NO_MARK) {
        put_mark(report, chart, kind, html);
    }
    vi_buffer_puts(html, end);
    voi_bytes_free(&svg);
    return VOI_OK;
}

voi_status vi_report_figure(const vi_report *report, const vi_report_picture *picture,
                            vi_buffer *html, voi_error *err)
{
    voi_status status = VOI_OK;
    const vi_plot *plot = find_plot(picture->plot);
    vi_chart *chart = NULL;
    if (((plot->needs & VOI_PLOT_COSTS) && !voi_problem_has_costs(report->problem)) ||
        ((plot->needs & VOI_PLOT_PARAMETERS) && report->ranked_count == 0)) {
        return VOI_OK;
    }
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        VI_TRY(build(report, plot, &formats[i], &chart, err));
        if (i == 0) {
            open_figure(picture, chart->title, html);
        }
        VI_TRY(put_drawing(report, plot, &formats[i], chart, html, err));
        vi_chart_destroy(chart);
        chart = NULL;
    }
    bool stays = !picture->heading && voi_problem_has_costs(report->problem);
    vi_buffer_printf(html, "</div>\n<figcaption>%s%s%s</figcaption>\n</figure>\n", picture->caption,
                     stays ? " It does not follow the slider." : "",
                     report->all_drawn ? ""
                                       : " Of the strategies, those most likely to be the best are "
                                         "drawn.");
cleanup:
    vi_chart_destroy(chart);
    return status;
}
