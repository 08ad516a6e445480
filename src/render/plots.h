/* The pictures: one line each in plots.c. */
#ifndef VI_RENDER_PLOTS_H
#define VI_RENDER_PLOTS_H

#include "render/ticks.h"

/* What a picture is made of. `k` is sorted, without repeats, and has at least two values; for a
 * problem with net benefit it is empty and headline is NaN. */
typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
    const voi_plot_options *options;
    voi_wtp k;
    double headline;
    char at[48]; /* " at k = £20,000"; empty for net benefit */
} vi_plot_input;

typedef struct {
    const char *name, *purpose;
    bool needs_costs, needs_parameters;
    voi_status (*build)(const vi_plot_input *input, vi_chart *chart, voi_error *err);
} vi_plot;

extern const vi_plot vi_plots[];
extern const size_t vi_plot_total;

voi_status vi_plot_plane(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_ceac(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_ceaf(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_loss(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evpi(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_density(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evppi(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evppi_k(const vi_plot_input *input, vi_chart *chart, voi_error *err);

#endif
