/* The tables behind the pictures. The first picture that needs one has it computed; the next ones
 * of the same input find it, so that a page of many pictures measures once. */
#include "measures/pictures.h"
#include "render/plots.h"

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

/* At most CURVE_POINTS of the values of k, evenly chosen, the ends among them. */
static voi_wtp thin_out(const voi_wtp *k, double *values)
{
    size_t count = k->count < CURVE_POINTS ? k->count : CURVE_POINTS;
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
    options.wtp = thin_out(&input->k, values);
    options.population = input->options->population;
    return voi_evppi(input->ctx, input->problem, &options, out, err);
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
    case VI_PLOT_DENSITY:
        status = vi_density(input->ctx, input->problem, input->headline, kept, err);
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
