/* What studies would return at their best sizes, over willingness to pay. The table has the best
 * size of every study at every k among its rows: studies one after the other, their sizes growing.
 */
#include "render/plots.h"

#include <math.h>
#include <string.h>

/* The rows of one study: from `first` on, before `end`. */
typedef struct {
    size_t first, end, series;
} span;

static bool next_study(const voi_table *table, span *at)
{
    at->series += at->end > 0;
    at->first = at->end;
    at->end = vi_plot_study_end(table, at->first);
    return at->first < voi_table_rows(table);
}

/* The study and the k that return most. */
typedef struct {
    size_t row;
    double k, enbs;
} peak;

/* The values of k of the table, increasing; answers their number, at most VI_PLOT_GAIN_POINTS. */
static size_t list_k(const voi_table *table, double *k)
{
    size_t count = 0;
    for (size_t row = 0; row < voi_table_rows(table); row++) {
        double value = vi_plot_number(table, row, "k");
        size_t place = count;
        while (place > 0 && k[place - 1] > value) {
            place--;
        }
        if (place == 0 || k[place - 1] != value) {
            memmove(k + place + 1, k + place, (count - place) * sizeof *k);
            k[place] = value;
            count++;
        }
    }
    return count;
}

/* The largest ENBS of a study at k. */
static double best_at(const voi_table *table, const span *study, double k)
{
    double best = -INFINITY;
    for (size_t row = study->first; row < study->end; row++) {
        bool here = vi_plot_number(table, row, "k") == k;
        best = here ? fmax(best, vi_plot_number(table, row, "enbs")) : best;
    }
    return best;
}

static void add_curve(vi_chart *chart, const voi_table *table, const span *study,
                      const vi_layer *like, peak *most)
{
    double *x = vi_chart_array(chart, like->count), *y = vi_chart_array(chart, like->count);
    vi_layer line = *like;
    if (!x || !y) {
        return;
    }
    line.weight = -INFINITY;
    for (size_t i = 0; i < line.count; i++) {
        x[i] = like->x[i];
        y[i] = best_at(table, study, x[i]);
        line.weight = fmax(line.weight, y[i]);
        *most = y[i] > most->enbs ? (peak){study->first, x[i], y[i]} : *most;
    }
    line.x = x;
    line.y = y;
    line.series = (int)study->series;
    vi_chart_add(chart, line, like->label[0] ? vi_plot_text(table, study->first, "study") : "");
}

static void say(const vi_plot_input *input, vi_chart *chart, const voi_table *table,
                const peak *most)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    if (most->enbs > 0) {
        vi_plot_put_name(chart, vi_plot_text(table, most->row, "study"), &title);
        vi_buffer_puts(&title, " pays most at k = ");
        vi_plot_put_k(chart, most->k, &title);
        vi_buffer_puts(&title, ": ");
        vi_chart_money(chart, most->enbs, &title);
    } else {
        vi_buffer_puts(&title, "No study pays at any willingness to pay");
    }
    vi_buffer_puts(&subtitle, "Expected net benefit of sampling (ENBS) of the best size");
    vi_buffer_puts(&description, "Expected net benefit of sampling of the best size");
    vi_plot_put_range(chart, &input->k, &description);
    vi_buffer_printf(&description, ". %s.", chart->title);
}

voi_status vi_plot_enbs_k(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    const voi_table *table = NULL;
    voi_status status = vi_plot_table(input, VI_PLOT_GAINS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    peak most = {.enbs = -INFINITY};
    double k[VI_PLOT_GAIN_POINTS];
    vi_layer like = {.kind = VI_LINE, .count = list_k(table, k), .x = k};
    like.label[0] = input->options->plan_count > 1 ? '*' : '\0';
    vi_plot_name_axes(chart, VI_MONEY, "ENBS of the best size");
    for (span study = {0}; next_study(table, &study);) {
        add_curve(chart, table, &study, &like, &most);
    }
    vi_plot_mark_headline(input, chart);
    say(input, chart, table, &most);
    return VOI_OK;
}
