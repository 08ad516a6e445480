/* The tables behind the pictures. The first picture that needs one has it computed; the next ones
 * of the same input find it, so that a page of many pictures measures once. */
#include "measures/pictures.h"
#include "render/plots.h"

#include "core/alloc.h"

#include <math.h>
#include <stdlib.h>

enum { CURVE_POINTS = 51 };

static voi_status measure_ceac(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    const voi_ceac_options options = {.wtp = input->k};
    return voi_ceac(input->ctx, input->problem, &options, out, err);
}

static voi_status measure_evpi(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    voi_evpi_options options;
    voi_evpi_options_default(&options);
    options.wtp = input->k;
    options.population = input->options->population;
    return voi_evpi(input->ctx, input->problem, &options, out, err);
}

/* At most so many of the values of k, evenly chosen, the ends among them. */
static voi_wtp thin_out(const voi_wtp *k, size_t most, double *values)
{
    size_t count = k->count < most ? k->count : most;
    for (size_t i = 0; i < count; i++) {
        values[i] = k->values[i * (k->count - 1) / (count - 1)];
    }
    return (voi_wtp){values, count};
}

static voi_status measure_evppi(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    double values[CURVE_POINTS];
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.wtp = thin_out(&input->k, CURVE_POINTS, values);
    options.population = input->options->population;
    return voi_evppi(input->ctx, input->problem, &options, out, err);
}

/* A search for the best size at every k takes time, so a few of them must do. */
static voi_status measure_gains(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    double values[VI_PLOT_GAIN_POINTS];
    voi_enbs_options options;
    voi_enbs_options_default(&options);
    options.wtp = thin_out(&input->k, VI_PLOT_GAIN_POINTS, values);
    options.population = input->options->population;
    options.plans = input->options->plans;
    options.plan_count = input->options->plan_count;
    return voi_enbs(input->ctx, input->problem, &options, out, err);
}

static voi_status measure_singles(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.population = input->options->population;
    if (isfinite(input->headline)) {
        options.wtp = (voi_wtp){&input->headline, 1};
    }
    return voi_evppi(input->ctx, input->problem, &options, out, err);
}

typedef struct {
    size_t row;
    double value;
} ranked;

static int by_value_descending(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    return a->row < b->row ? -1 : a->row > b->row;
}

size_t *vi_plot_rank(const voi_table *table, const char *column)
{
    size_t rows = voi_table_rows(table), value = voi_table_find(table, column);
    size_t *order = vi_malloc(rows, sizeof *order);
    ranked *all = vi_malloc(rows, sizeof *all);
    for (size_t i = 0; order && all && i < rows; i++) {
        all[i] = (ranked){i, voi_table_number(table, i, value)};
    }
    if (order && all) {
        qsort(all, rows, sizeof *all, by_value_descending);
    }
    for (size_t i = 0; order && all && i < rows; i++) {
        order[i] = all[i].row;
    }
    if (!all) {
        vi_free(order);
        order = NULL;
    }
    vi_free(all);
    return order;
}

size_t vi_plot_paired(const vi_plot_input *input)
{
    enum { USUAL = 10 };
    size_t all = voi_problem_parameters(input->problem);
    size_t most = input->leading > 0 ? input->leading : USUAL;
    return all < most ? all : most;
}

/* Of the leading parameters alone, in falling order, so that the cost does not grow with the square
 * of their number. */
static voi_status measure_pairs(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *singles;
    size_t *order = NULL;
    const char **names = NULL;
    voi_evppi_options options;
    voi_evppi_options_default(&options);
    options.population = input->options->population;
    options.pairs = true;
    if (isfinite(input->headline)) {
        options.wtp = (voi_wtp){&input->headline, 1};
    }
    VI_TRY(vi_plot_table(input, VI_PLOT_SINGLES, &singles, err));
    options.parameter_count = vi_plot_paired(input);
    order = vi_plot_rank(singles, "evppi");
    names = vi_malloc(options.parameter_count, sizeof *names);
    if (!order || !names) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    for (size_t i = 0; i < options.parameter_count; i++) {
        names[i] = vi_plot_text(singles, order[i], "pars");
    }
    options.parameters = names;
    status = voi_evppi(input->ctx, input->problem, &options, out, err);
cleanup:
    vi_free(order);
    vi_free(names);
    return status;
}

static voi_status measure_residuals(const vi_plot_input *input, voi_table **out, voi_error *err)
{
    voi_status status = VOI_OK;
    const voi_table *singles;
    size_t *order = NULL;
    VI_TRY(vi_plot_table(input, VI_PLOT_SINGLES, &singles, err));
    order = vi_plot_rank(singles, "evppi");
    if (!order) {
        status = vi_fail(err, VOI_ERR_NOMEM, "picture: out of memory");
        goto cleanup;
    }
    status = vi_residuals(input->ctx, input->problem, order[0], input->headline, out, err);
cleanup:
    vi_free(order);
    return status;
}

/* The plane is two tables of one pass. */
static voi_status measure_plane(const vi_plot_input *input, voi_error *err)
{
    return vi_plane(input->ctx, input->problem, &input->tables[VI_PLOT_CELLS],
                    &input->tables[VI_PLOT_SHAPES], err);
}

voi_status vi_plot_table(const vi_plot_input *input, vi_plot_table_kind kind,
                         const voi_table **table, voi_error *err)
{
    voi_table **kept = &input->tables[kind];
    voi_status status = VOI_OK;
    if (*kept) {
        *table = *kept;
        return VOI_OK;
    }
    switch (kind) {
    case VI_PLOT_CEAC:
        status = measure_ceac(input, kept, err);
        break;
    case VI_PLOT_EVPI:
        status = measure_evpi(input, kept, err);
        break;
    case VI_PLOT_EVPPI:
        status = measure_evppi(input, kept, err);
        break;
    case VI_PLOT_SINGLES:
        status = measure_singles(input, kept, err);
        break;
    case VI_PLOT_PAIRS:
        status = measure_pairs(input, kept, err);
        break;
    case VI_PLOT_DENSITY:
        status = vi_density(input->ctx, input->problem, input->headline, kept, err);
        break;
    case VI_PLOT_GAINS:
        status = measure_gains(input, kept, err);
        break;
    case VI_PLOT_RESIDUALS:
        status = measure_residuals(input, kept, err);
        break;
    default:
        status = measure_plane(input, err);
    }
    *table = *kept;
    return status;
}

void vi_plot_tables_free(voi_table **tables)
{
    for (int kind = 0; kind < VI_PLOT_TABLES; kind++) {
        voi_table_destroy(tables[kind]);
        tables[kind] = NULL;
    }
}
