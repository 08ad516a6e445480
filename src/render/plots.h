/* The pictures: one line each in plots.c. */
#ifndef VI_RENDER_PLOTS_H
#define VI_RENDER_PLOTS_H

#include "render/chart.h"

/* The tables that pictures share. */
typedef enum {
    VI_PLOT_CEAC,
    VI_PLOT_EVPI,
    VI_PLOT_EVPPI,   /* over a few of the values of k */
    VI_PLOT_SINGLES, /* EVPPI at the headline, of every parameter alone */
    VI_PLOT_PAIRS,   /* and of the pairs of the leading ones, with vi_plot_input's `leading` */
    VI_PLOT_CELLS,   /* of the plane */
    VI_PLOT_SHAPES,
    VI_PLOT_DENSITY,
    VI_PLOT_RESIDUALS, /* at the headline, of the parameter of the highest EVPPI */
    VI_PLOT_GAINS,     /* ENBS of all studies over a few of the values of k */
    VI_PLOT_TABLES
} vi_plot_table_kind;

/* The values of k in the table of gains, at most. */
enum { VI_PLOT_GAIN_POINTS = 21 };

/* What a picture is made of. `k` is sorted, without repeats, and has at least two values; for a
 * problem with net benefit it is empty and headline is NaN. */
typedef struct {
    voi_context *ctx;
    const voi_problem *problem;
    const voi_plot_options *options;
    voi_wtp k;
    double headline;
    char at[64];        /* " at k = £20,000"; empty for net benefit */
    voi_table **tables; /* VI_PLOT_TABLES, NULL until computed */
    size_t leading;     /* how many parameters are paired; 0: the usual number */
} vi_plot_input;

typedef struct {
    const char *name, *purpose;
    unsigned needs; /* of voi_plot_need */
    voi_status (*build)(const vi_plot_input *input, vi_chart *chart, voi_error *err);
} vi_plot;

extern const vi_plot vi_plots[];
extern const size_t vi_plot_total;

/* The values of k of a picture, sorted, without repeats: those asked for and the headline; a single
 * one becomes a range around it, so that there is a curve to see. Freed by vi_free. */
voi_status vi_plot_values(const voi_wtp *asked, double headline, double **values, size_t *count,
                          voi_error *err);

/* Fills `at`. */
void vi_plot_say_where(vi_plot_input *input, const vi_chart *chart);

/* A table of the input, computed at its first use; the input keeps it. */
voi_status vi_plot_table(const vi_plot_input *input, vi_plot_table_kind kind,
                         const voi_table **table, voi_error *err);
void vi_plot_tables_free(voi_table **tables);

/* How many parameters of a problem are paired. */
size_t vi_plot_paired(const vi_plot_input *input);

/* The rows of a table with a row a parameter, by falling value of a column, then by row; NULL where
 * memory ran out. Freed by vi_free. */
size_t *vi_plot_rank(const voi_table *table, const char *column);

/* ---- What several pictures share: plot_parts.c ---- */

double vi_plot_number(const voi_table *table, size_t row, const char *column);
const char *vi_plot_text(const voi_table *table, size_t row, const char *column);
/* The number of a strategy, which is that of its colour. */
int vi_plot_series(const vi_plot_input *input, const char *strategy);

/* Names the axes of a picture over willingness to pay, whose y begin at 0. */
void vi_plot_name_axes(vi_chart *chart, vi_unit unit, const char *y);
/* A line at the headline, where the picture reaches so far. */
void vi_plot_mark_headline(const vi_plot_input *input, vi_chart *chart);

/* Whether worth is told for the population, and how: " per person", " for the population". */
bool vi_plot_for_population(const vi_plot_input *input);
const char *vi_plot_for_whom(const vi_plot_input *input);

/* The k of the headline, as options want it. */
voi_wtp vi_plot_headline_k(const vi_plot_input *input);

/* Sizes of a study for a curve: from 0 to `most`, close where it is steep; some may be equal. */
enum { VI_PLOT_SIZES = 33 };
void vi_plot_spread_sizes(double most, double sizes[VI_PLOT_SIZES]);

/* The row behind the last one of the study whose rows begin at `first` in a table of ENBS: those of
 * one name, n growing and k within. */
size_t vi_plot_study_end(const voi_table *enbs, size_t first);
/* Whether the plan lists a size above 0. */
bool vi_plot_lists_sizes(const voi_study_plan *plan);
/* A smooth curve of VI_PLOT_SMOOTH points through `count` sizes and what is at each, which turns
 * only where they do; both in arrays of that length. */
enum { VI_PLOT_SMOOTH = 65 };
void vi_plot_smooth(const double *sizes, const double *at, size_t count, double *x, double *y);

/* The summaries of a plan for sizes of its own in another order, freed by vi_free; NULL where it
 * has none. Errors: VOI_ERR_NOMEM. */
voi_status vi_plot_summaries(const voi_study_plan *plan, const double *sizes, size_t count,
                             voi_matrix **out, voi_error *err);

/* Parts of sentences: a value of k; a name, shortened; " for k from £0 to £50,000". */
void vi_plot_put_k(const vi_chart *chart, double k, vi_buffer *out);
void vi_plot_put_name(const vi_chart *chart, const char *name, vi_buffer *out);
void vi_plot_put_range(const vi_chart *chart, const voi_wtp *k, vi_buffer *out);

voi_status vi_plot_plane(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_ceac(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_ceaf(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_loss(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evpi(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_density(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evppi(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evppi_k(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_pairs(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_residuals(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_evsi(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_enbs(const vi_plot_input *input, vi_chart *chart, voi_error *err);
voi_status vi_plot_enbs_k(const vi_plot_input *input, vi_chart *chart, voi_error *err);

#endif
