/* The public way to a picture: prepares the values of k, has the picture built, and draws it. */
#include "render/plots.h"

#include "core/alloc.h"
#include "data/grid.h"
#include "data/problem.h"
#include "math/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    COSTS = VOI_PLOT_COSTS,
    PARAMS = VOI_PLOT_PARAMETERS,
    STUDIES = VOI_PLOT_STUDIES,
    PERSONS = VOI_PLOT_POPULATION
};

const vi_plot vi_plots[] = {
    {"plane", "the cost-effectiveness plane: incremental costs and effects", COSTS, vi_plot_plane},
    {"ceac", "the probability that a strategy is optimal, over willingness to pay", COSTS,
     vi_plot_ceac},
    {"ceaf", "the same for the strategy with the highest expected net benefit", COSTS,
     vi_plot_ceaf},
    {"loss", "what choosing a strategy loses on average, over willingness to pay", COSTS,
     vi_plot_loss},
    {"evpi", "the expected value of perfect information over willingness to pay", COSTS,
     vi_plot_evpi},
    {"density", "how the incremental net benefit is distributed", 0, vi_plot_density},
    {"evppi", "what knowing a parameter would be worth, by parameter", PARAMS, vi_plot_evppi},
    {"evppi-k", "the same over willingness to pay, for the leading parameters", COSTS | PARAMS,
     vi_plot_evppi_k},
    {"pairs", "what knowing two parameters together adds to knowing each", PARAMS, vi_plot_pairs},
    {"residuals", "what the regression on the leading parameter leaves", PARAMS, vi_plot_residuals},
    {"evsi", "what the data of a study would be worth, over its size", PARAMS | STUDIES,
     vi_plot_evsi},
    {"enbs", "what is left of that when the study is paid, over its size",
     PARAMS | STUDIES | PERSONS, vi_plot_enbs},
    {"enbs-k", "the same for the best size, over willingness to pay",
     COSTS | PARAMS | STUDIES | PERSONS, vi_plot_enbs_k},
};

const size_t vi_plot_total = sizeof vi_plots / sizeof *vi_plots;

void voi_plot_options_default(voi_plot_options *options)
{
    *options = (voi_plot_options){.headline = NAN, .width = 720, .height = 440};
    voi_population_default(&options->population);
}

size_t voi_plot_count(void)
{
    return vi_plot_total;
}

const char *voi_plot_name(size_t index)
{
    return index < vi_plot_total ? vi_plots[index].name : NULL;
}

const char *voi_plot_purpose(size_t index)
{
    return index < vi_plot_total ? vi_plots[index].purpose : NULL;
}

unsigned voi_plot_needs(size_t index)
{
    return index < vi_plot_total ? vi_plots[index].needs : 0;
}

static voi_status find_plot(const char *name, const vi_plot **out, voi_error *err)
{
    const char *names[32];
    if (!name) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no picture is named; voi_plot_name lists them");
    }
    for (size_t i = 0; i < vi_plot_total; i++) {
        names[i] = vi_plots[i].name;
        if (strcmp(names[i], name) == 0) {
            *out = &vi_plots[i];
            return VOI_OK;
        }
    }
    const char *nearest = voi_nearest(name, names, vi_plot_total);
    return vi_fail(err, VOI_ERR_ARGUMENT, "no picture is named \"%s\"%s%s%s", name,
                   nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                   nearest ? "\"?" : "");
}

/* What a picture needs of its problem. */
static voi_status check_problem(const vi_plot *plot, const voi_problem *problem,
                                const voi_plot_options *options, voi_error *err)
{
    voi_status status = vi_problem_need_strategies(problem, err);
    if (status != VOI_OK) {
        return status;
    }
    if ((plot->needs & COSTS) && !voi_problem_has_costs(problem)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "the picture \"%s\" needs costs and effects, not net benefit", plot->name);
    }
    if ((plot->needs & PARAMS) && voi_problem_parameters(problem) == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "the picture \"%s\" needs parameters", plot->name);
    }
    if ((plot->needs & STUDIES) && options->plan_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "the picture \"%s\" needs a study", plot->name);
    }
    return VOI_OK;
}

static voi_status check_options(const voi_plot_options *options, voi_error *err)
{
    double width = options->width, height = options->height;
    if (options->headline < 0 || isinf(options->headline)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "willingness to pay: the headline (%g) is not a finite number >= 0",
                       options->headline);
    }
    if (!(width >= 200 && width <= 10000 && height >= 150 && height <= 10000)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "a picture of %g × %g pixels; from 200 × 150 to 10000 × 10000 is possible",
                       width, height);
    }
    return VOI_OK;
}

voi_status vi_plot_values(const voi_wtp *asked, double headline, double **values, size_t *count,
                          voi_error *err)
{
    enum { AROUND = 101 };
    size_t given = asked->count + 1;
    double *k = vi_malloc(given + AROUND, sizeof *k);
    if (!k) {
        return vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
    }
    memcpy(k, asked->values, asked->count * sizeof *k);
    k[asked->count] = headline;
    qsort(k, given, sizeof *k, vi_numbers_compare);
    size_t kept = 0;
    for (size_t i = 0; i < given; i++) {
        if (i == 0 || k[i] != k[kept - 1]) {
            k[kept++] = k[i];
        }
    }
    if (kept == 1) {
        double most = headline > 0 ? 2 * headline : 50000;
        for (kept = 0; kept < AROUND; kept++) {
            k[kept] = most * (double)kept / (AROUND - 1);
        }
        k[headline > 0 ? AROUND / 2 : 0] = headline;
    }
    *values = k;
    *count = kept;
    return VOI_OK;
}

static voi_status draw(const vi_chart *chart, voi_image image, voi_bytes *out, voi_error *err)
{
    switch (image) {
    case VOI_IMAGE_SVG:
        return vi_draw_svg(chart, out, err);
    case VOI_IMAGE_PNG:
        return vi_draw_png(chart, out, err);
    case VOI_IMAGE_PDF:
        return vi_draw_pdf(chart, out, err);
    default:
        return vi_fail(err, VOI_ERR_ARGUMENT, "picture: image kind %d does not exist", image);
    }
}

void vi_plot_say_where(vi_plot_input *input, const vi_chart *chart)
{
    vi_buffer at = vi_buffer_over(input->at, sizeof input->at);
    if (isfinite(input->headline)) {
        vi_buffer_puts(&at, " at k = ");
        vi_plot_put_k(chart, input->headline, &at);
    }
}

voi_status voi_plot(voi_context *ctx, const voi_problem *problem, const char *name,
                    const voi_plot_options *options, voi_bytes *out, voi_error *err)
{
    voi_status status = VOI_OK;
    voi_plot_options defaults;
    const vi_plot *plot = NULL;
    vi_chart *chart = NULL;
    double *k = NULL;
    voi_table *tables[VI_PLOT_TABLES] = {NULL};
    voi_plot_options_default(&defaults);
    voi_phase_begin(ctx, "plot");
    options = options ? options : &defaults;
    vi_plot_input input = {
        .ctx = ctx, .problem = problem, .options = options, .headline = NAN, .tables = tables};
    VI_TRY(find_plot(name, &plot, err));
    VI_TRY(check_problem(plot, problem, options, err));
    VI_TRY(vi_grid_check(problem, &options->wtp, err));
    VI_TRY(check_options(options, err));
    if (voi_problem_has_costs(problem)) {
        input.headline = isnan(options->headline) ? options->wtp.values[0] : options->headline;
        VI_TRY(vi_plot_values(&options->wtp, input.headline, &k, &input.k.count, err));
        input.k.values = k;
    }
    chart = vi_chart_create(options);
    if (!chart) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    vi_plot_say_where(&input, chart);
    VI_TRY(plot->build(&input, chart, err));
    if (chart->failed) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    VI_TRY(draw(chart, options->image, out, err));
cleanup:
    voi_phase_end(ctx, 0);
    vi_chart_destroy(chart);
    vi_plot_tables_free(tables);
    vi_free(k);
    return status;
}
