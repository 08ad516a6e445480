/* What two parameters are worth together, less what each is worth alone. Above 0 each makes the
 * other worth more; below, they tell in part the same, or either alone settles the choice. The
 * three estimates share their sample, so that their errors added in squares are an upper bound. */
#include "core/alloc.h"
#include "render/plots.h"

#include <math.h>

/* Room for the names, and what a cell needs for its number: small pictures show fewer. */
enum { NAMES = 190, NARROWEST = 36 };

static const double normal_975 = 1.959963984540054;

typedef struct {
    size_t count, paired; /* parameters shown, and those in `pairs` */
    size_t *order;        /* of the parameters: rows of `singles` */
    const voi_table *singles, *pairs;
    double persons, unit;
    double *value, *chance; /* of every pair, as VI_PAIRS has them */
} interactions;

/* The row of places i > j among the pairs of `count` parameters. */
static size_t pair_row(size_t count, size_t i, size_t j)
{
    return j * (2 * count - j - 1) / 2 + i - j - 1;
}

static void fill(const interactions *x)
{
    for (size_t i = 1; i < x->count; i++) {
        for (size_t j = 0; j < i; j++) {
            size_t place = i * (i - 1) / 2 + j, row = pair_row(x->paired, i, j);
            double a = vi_plot_number(x->singles, x->order[i], "evppi");
            double b = vi_plot_number(x->singles, x->order[j], "evppi");
            double sa = vi_plot_number(x->singles, x->order[i], "se");
            double sb = vi_plot_number(x->singles, x->order[j], "se");
            double both = vi_plot_number(x->pairs, row, "evppi");
            double error = hypot(hypot(sa, sb), vi_plot_number(x->pairs, row, "se"));
            x->value[place] = x->persons * (both - a - b);
            x->chance[place] = x->persons * normal_975 * error;
        }
    }
}

/* The unit in which large values are written, as they must fit into cells. */
static const char *scale_down(interactions *x)
{
    size_t cells = x->count * (x->count - 1) / 2;
    double most = 0;
    for (size_t c = 0; c < cells; c++) {
        most = fmax(most, fabs(x->value[c]));
    }
    double unit = most >= 1e4 ? (most >= 1e6 ? 1e6 : 1e3) : 1;
    for (size_t c = 0; c < cells; c++) {
        x->value[c] /= unit;
        x->chance[c] /= unit;
    }
    x->unit = unit;
    return unit == 1 ? "" : unit == 1e3 ? ", in thousands" : ", in millions";
}

static void add_layer(vi_chart *chart, const interactions *x)
{
    chart->names = vi_calloc(x->count, sizeof *chart->names);
    chart->failed = chart->failed || !chart->names;
    for (size_t i = 0; !chart->failed && i < x->count; i++) {
        vi_shorten(vi_plot_text(x->singles, x->order[i], "pars"), VI_LABEL_SIZE, false, INFINITY,
                   chart->names[i], VI_LABEL);
    }
    const vi_layer layer = {
        .kind = VI_PAIRS, .series = -1, .count = x->count, .x = x->value, .y = x->chance};
    vi_chart_add(chart, layer, "");
}

/* The pair that is farthest from the sum of its parts, beyond chance; false where there is none. */
static bool find_largest(const interactions *x, size_t *i, size_t *j)
{
    double most = 0;
    for (size_t a = 1; a < x->count; a++) {
        for (size_t b = 0; b < a; b++) {
            size_t place = a * (a - 1) / 2 + b;
            if (fabs(x->value[place]) > x->chance[place] && fabs(x->value[place]) > most) {
                most = fabs(x->value[place]);
                *i = a;
                *j = b;
            }
        }
    }
    return most > 0;
}

static void say(const vi_plot_input *input, const interactions *x, const char *unit,
                vi_chart *chart)
{
    vi_buffer title = vi_buffer_over(chart->title, sizeof chart->title);
    vi_buffer subtitle = vi_buffer_over(chart->subtitle, sizeof chart->subtitle);
    vi_buffer description = vi_buffer_over(chart->description, sizeof chart->description);
    size_t i = 0, j = 0;
    if (find_largest(x, &i, &j)) {
        double value = x->unit * x->value[i * (i - 1) / 2 + j];
        vi_plot_put_name(chart, chart->names[j], &title);
        vi_buffer_puts(&title, " and ");
        vi_plot_put_name(chart, chart->names[i], &title);
        vi_buffer_puts(&title, " are worth ");
        vi_chart_money(chart, fabs(value), &title);
        vi_buffer_printf(&title, " %s together than apart%s", value > 0 ? "more" : "less",
                         input->at);
    } else {
        vi_buffer_printf(&title,
                         "No two parameters are clearly worth more or less together "
                         "than apart%s",
                         input->at);
    }
    vi_buffer_printf(&subtitle, "EVPPI of two parameters less that of each%s%s",
                     vi_plot_for_whom(input), unit);
    size_t all = voi_problem_parameters(input->problem);
    if (x->count < all) {
        vi_buffer_printf(&subtitle, "; the leading %zu of %zu", x->count, all);
    }
    vi_buffer_puts(&subtitle, ". Bold: beyond chance");
    vi_buffer_printf(&description,
                     "Expected value of perfect information about two parameters together, less "
                     "that of each alone%s%s. %s.",
                     vi_plot_for_whom(input), input->at, chart->title);
}

voi_status vi_plot_pairs(const vi_plot_input *input, vi_chart *chart, voi_error *err)
{
    voi_status status = VOI_OK;
    interactions x = {.persons = 1, .unit = 1};
    if (vi_plot_for_population(input)) {
        VI_TRY(voi_population_size(&input->options->population, &x.persons, err));
    }
    VI_TRY(vi_plot_table(input, VI_PLOT_SINGLES, &x.singles, err));
    x.paired = vi_plot_paired(input);
    if (x.paired > 1) {
        VI_TRY(vi_plot_table(input, VI_PLOT_PAIRS, &x.pairs, err));
    }
    x.count = (size_t)fmin((double)x.paired, fmax(1 + (chart->width - NAMES) / NARROWEST, 2));
    x.order = vi_plot_rank(x.singles, "evppi");
    x.value = vi_chart_array(chart, x.count * x.count);
    x.chance = vi_chart_array(chart, x.count * x.count);
    if (!x.order || chart->failed) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    chart->bare = true;
    chart->height = fmin(chart->height, fmax(110 + 44 * (double)x.count, 240));
    vi_axis_include(&chart->x, 0);
    vi_axis_include(&chart->y, 0);
    fill(&x);
    const char *unit = scale_down(&x);
    add_layer(chart, &x);
    if (!chart->failed) {
        say(input, &x, unit, chart);
    }
cleanup:
    vi_free(x.order);
    return status;
}
