/* libvoi: pictures and the report. Included by voi.h, whose conventions hold here too. */
#ifndef VOI_REPORT_H
#define VOI_REPORT_H

#include "voi.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { VOI_IMAGE_SVG = 0, VOI_IMAGE_PNG = 1, VOI_IMAGE_PDF = 2 } voi_image;

typedef struct {
    voi_wtp wtp;
    double headline; /* the k shown where a picture has one k; NaN = the first of wtp */
    voi_population population;
    voi_image image;
    double width, height; /* CSS pixels; PNG is drawn at twice that */
    bool dark;
    const char *currency;               /* before amounts, such as "£"; NULL = none */
    const struct voi_study_plan *plans; /* studies, which "evsi" and "enbs" need */
    size_t plan_count;
} voi_plot_options;
VOI_API void voi_plot_options_default(voi_plot_options *options);

/* The pictures there are: their number, and the name and one-line purpose of each. */
VOI_API size_t voi_plot_count(void);
VOI_API const char *voi_plot_name(size_t index);
VOI_API const char *voi_plot_purpose(size_t index);
/* What the picture needs beside strategies, of VOI_PLOT_COSTS (and effects), VOI_PLOT_PARAMETERS,
 * VOI_PLOT_STUDIES and VOI_PLOT_POPULATION; 0 for an index that there is not. Pictures without
 * VOI_PLOT_STUDIES pass over the plans of the options. */
typedef enum {
    VOI_PLOT_COSTS = 1,
    VOI_PLOT_PARAMETERS = 2,
    VOI_PLOT_STUDIES = 4,
    VOI_PLOT_POPULATION = 8
} voi_plot_need;
VOI_API unsigned voi_plot_needs(size_t index);

/* Draws the picture `name`. Errors: VOI_ERR_ARGUMENT (unknown name; a picture this problem does not
 * allow, such as the plane without costs), and those of the measure it shows. */
VOI_API voi_status voi_plot(voi_context *ctx, const voi_problem *problem, const char *name,
                            const voi_plot_options *options, voi_bytes *out, voi_error *err);

typedef struct {
    voi_wtp wtp;
    double headline; /* the k the report opens with; NaN = the first of wtp */
    voi_population population;
    const char *title;           /* NULL = "Value of information" */
    const char *currency;        /* before amounts, such as "£"; NULL = none */
    const voi_setting *settings; /* how it was made: command line, seed, ... */
    size_t setting_count;
    const char *const *groups; /* of parameters, each joined by commas: their EVPPI at the headline;
                                  NULL = none. As for voi_evppi, and from voi_groups too */
    size_t group_count;
    const char *const *group_names;     /* names of the groups, all different; NULL = none */
    const struct voi_study_plan *plans; /* studies: their EVSI and, with a population, ENBS */
    size_t plan_count;
} voi_report_options;
VOI_API void voi_report_options_default(voi_report_options *options);

/* Writes one self-contained HTML page, under 2 MB for any number of rows: decision, uncertainty,
 * value of research, research on what, which study, checks and settings. Parts that the problem
 * does not allow are left out. Its text is written for the headline k; a slider moves it to the
 * others, of which at most about 200 are kept, evenly. The same bytes for every number of threads
 * and every backend of the CPU. Cost: that of summary, icer, ceac, evpi, evppi and check, each run
 * once, of the pairs of five parameters, of the Shapley values of eight, and of the groups. Of more
 * than 60 parameters or groups those of the highest EVPPI are shown. Errors: VOI_ERR_ARGUMENT
 * (willingness to pay missing or refused, a headline or population that cannot be, groups without
 * parameters or of unknown ones), and those of the measures. */
VOI_API voi_status voi_report(voi_context *ctx, const voi_problem *problem,
                              const voi_report_options *options, voi_bytes *out, voi_error *err);

#ifdef __cplusplus
}
#endif

#endif
