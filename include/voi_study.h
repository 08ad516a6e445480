/* Studies: designs whose data would inform a decision, what such a study would be worth (EVSI), and
 * whether it pays (ENBS). A part of voi.h, which includes it, and under its conventions. */
#ifndef VOI_STUDY_H
#define VOI_STUDY_H

#include "voi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Designs: how the data of a study come about ----------------------------------------------
 */

/* The values that a parameter of a design may have. */
typedef enum {
    VOI_DOMAIN_REAL = 0,       /* any finite number */
    VOI_DOMAIN_POSITIVE = 1,   /* > 0 */
    VOI_DOMAIN_PROBABILITY = 2 /* 0 to 1 */
} voi_domain;

typedef struct {
    const char *name; /* for help and messages, such as "p_control" */
    voi_domain domain;
} voi_design_parameter;

/* A number that the user of a design gives. `standard` NaN: it must be given. */
typedef struct {
    const char *name, *purpose; /* such as "sd"; a line with the unit */
    double standard, low, high; /* allowed: low <= value <= high, or above low where `open` */
    bool open;
    size_t until; /* 0, or: a user who names so many parameters gives no such number, since one of
                     them stands in its place */
    size_t from;  /* 0, or: one who names fewer gives none either, since it would change nothing */
} voi_design_option;

/* One study of a given size: what the functions of a design are told. */
typedef struct {
    double n;                 /* participants with data, per arm; exposure of a rate; >= 0 */
    size_t parameters;        /* how many the user named */
    const double *options;    /* in the order of the design's list */
    const double *covariance; /* parameters × parameters, of one observation; NULL: none given */
    const double *root;       /* its lower Cholesky factor, by column, zeros above; or NULL */
    const void *data;         /* the design's own, from voi_study */
} voi_setup;

/* Distributions of one number x, given a value v that depends on the parameters. */
typedef enum {
    VOI_RESULT_BINOMIAL = 0, /* x successes of `size`, a whole number, with probability v */
    VOI_RESULT_POISSON = 1,  /* x events in an exposure of `size` at rate v */
    VOI_RESULT_NORMAL = 2    /* x a normal mean around v, with standard error sd / sqrt(size) */
} voi_result_family;

typedef struct {
    voi_result_family family;
    double size, sd;
} voi_result;

enum { VOI_MOST_RESULTS = 16, VOI_MOST_STATISTICS = 64, VOI_MOST_ARMS = 64 };

/* A design of study. All functions are pure and may be called from any thread.
 *
 * A design of independent results gives `results` and `values`, and nothing more is needed. Any
 * other gives `statistics`, `uniforms` and `draw`, and `natural` where its likelihood has that
 * form. One that gives neither pair nor triple whole, names fewer than one parameter, or has fields
 * that contradict each other is refused by every measure (VOI_ERR_ARGUMENT). */
typedef struct {
    const char *name, *purpose;
    const char *unit; /* what n counts, such as "patients per arm" */
    const voi_design_parameter *parameters;
    size_t parameter_count; /* of the list, whose last entry may repeat */
    const char *alone;      /* the name of the first where it is the only one; NULL: no other */
    size_t fewest, most;    /* parameters that a user names, 1 to VOI_MOST_STATISTICS; those of
                               "combined" are in its voi_study.parts */
    const voi_design_option *options;
    size_t option_count;
    bool covariance; /* the study needs one */

    /* The independent results of a study of this setup; answers their number, up to
     * VOI_MOST_RESULTS, which depends on no n. NULL, or 0, where data are not of this kind. */
    size_t (*results)(const voi_setup *setup, voi_result *results);
    /* The value v of every result, from a row's parameters. */
    void (*values)(const voi_setup *setup, const double *theta, double *values);

    /* The number of statistics that sum up the data, from 1 to VOI_MOST_STATISTICS, and of uniform
     * random numbers that it takes to draw them, up to four times that. */
    size_t (*statistics)(const voi_setup *setup);
    size_t (*uniforms)(const voi_setup *setup);
    /* Draws the statistics of one study where the parameters are theta, from numbers in (0, 1) that
     * are the same for every n: a statistic per participant should hardly change between n and
     * n + 1. */
    void (*draw)(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic);
    /* As many numbers that say the same as the statistics and suit a regression better, such as a
     * mean and the logarithm of a spread. NULL: the statistics themselves. */
    void (*regressors)(const voi_setup *setup, const double *statistic, double *regressor);
    /* The likelihood as an exponential family: log p(t | theta) = sum_s t_s eta_s - answer, but for
     * terms without theta. Fills eta, one a statistic. NULL: no likelihood, so no "importance". */
    double (*natural)(const voi_setup *setup, const double *theta, double *eta);
    /* Data fall into independent parts, one a parameter, such as the arms of a trial: in order of
     * the parameters, equal shares of the statistics, uniform numbers and eta, and each depends on
     * its parameter alone. Then one or two parameters need no regression. */
    bool by_parameter;

    /* Fills the participants of every arm, control first, and answers the number of arms, up to
     * VOI_MOST_ARMS, which depends on no n. `n` is before any loss to follow-up. NULL: one arm. */
    size_t (*arms)(const voi_setup *setup, double *participants);
    /* Everybody who takes part, for costs; NULL: all arms, or n where they are not told. */
    double (*participants)(const voi_setup *setup);
    /* Why a row cannot be, beyond the domains: one clause such as "the probabilities sum to 1.2,
     * not 1" written into `why`; false where all is well. NULL: nothing more to refuse. */
    bool (*refuse)(const voi_setup *setup, const double *theta, char *why, size_t capacity);
} voi_design;

/* The built-in designs: their number; each, or NULL where the index is out of range; and by name,
 * or NULL. */
VOI_API size_t voi_design_count(void);
VOI_API const voi_design *voi_design_at(size_t index);
VOI_API const voi_design *voi_design_find(const char *name);

/* The scale on which a parameter of the sample is: its inverse is applied before a design sees it.
 */
typedef enum {
    VOI_SCALE_NONE = 0,  /* as it is */
    VOI_SCALE_LOGIT = 1, /* the sample has log(p / (1 - p)), the design sees p */
    VOI_SCALE_LOG = 2,   /* the sample has log x, the design sees x */
    VOI_SCALE_EXP = 3    /* the sample has exp(x), the design sees x */
} voi_scale;

typedef struct {
    const char *name;
    double value;
} voi_study_option;

/* A study that could be done. One that consists of several has the design "combined", `parts`, and
 * neither parameters nor options of its own; its parts have no parts. */
typedef struct voi_study {
    const char *name;              /* for tables; NULL = the design's */
    const voi_design *design;      /* built in or one's own */
    const char *const *parameters; /* of the problem, in the order of the design */
    size_t parameter_count;
    const voi_scale *scales;         /* of every parameter; NULL = none */
    const voi_study_option *options; /* those not named have their standards */
    size_t option_count;
    double missing;        /* the fraction lost to follow-up, 0 to below 1 */
    voi_matrix covariance; /* of one observation, for designs that need it; data NULL = none */
    const char *covariance_file; /* where it is from: what is wrong with it is told with this name,
                                    and VOI_ERR_FORMAT; NULL = from no file */
    const void *data;            /* for a design of one's own */
    const struct voi_study *parts;
    size_t part_count;
    double multiple; /* of a part: its n where that of the whole is 1; 0 = 1 */
} voi_study;

/* A file of numbers beside those of a problem, such as a covariance or summaries: formats and
 * errors as for voi_problem_read. */
typedef struct voi_values voi_values;
VOI_API voi_status voi_values_read(voi_context *ctx, const char *path, voi_values **out,
                                   voi_error *err);
/* A view of the numbers, which lives as long as they do. */
VOI_API voi_matrix voi_values_matrix(const voi_values *values);
VOI_API void voi_values_destroy(voi_values *values);

/* ---- EVSI: what the data of a study would be worth ---------------------------------------------
 */

/* n of studies: whole numbers from 0 to 1e9. */
typedef struct {
    const double *values;
    size_t count;
} voi_sizes;

/* Parses "50,100,200" or "50:500:50" (from:to:step) or a mix. The values belong to the caller:
 * voi_sizes_free. Errors: VOI_ERR_ARGUMENT, VOI_ERR_LIMIT (more than 1,000,000), VOI_ERR_NOMEM. */
VOI_API voi_status voi_sizes_parse(const char *text, voi_sizes *out, voi_error *err);
/* The same for numbers >= 0 that are no sizes, such as allocations. */
VOI_API voi_status voi_numbers_parse(const char *text, voi_sizes *out, voi_error *err);
VOI_API void voi_sizes_free(voi_sizes *sizes);

typedef struct {
    voi_wtp wtp;
    voi_population population;
    voi_study study;
    voi_sizes sizes;
    const char *method; /* "enumerate", "regression", "importance", "gaussian"; NULL or "auto"
                           chooses */
    uint64_t seed;      /* of simulated data; default 1 */
    const voi_matrix *summaries; /* for the design "custom": statistics that one's own code has
                                    simulated, N rows, one matrix a size; else NULL */
    const struct voi_study_plan *plans; /* one or more studies, in place of study, sizes, method and
                                           summaries, which then do not matter, nor do the costs,
                                           times and arms of plans. NULL: the study above */
    size_t plan_count;
} voi_evsi_options;
VOI_API void voi_evsi_options_default(voi_evsi_options *options);
/* Expected value of sample information. Columns: study, pars (joined by commas), n, k, evsi, se,
 * ci_low, ci_high (95 %), method, and pop_evsi with a population. Rows: studies in the order given;
 * sizes in the order asked, of a plan without any 10, 25, 50, 100, 250, 500, 1000; k within.
 * 0 <= evsi <= the EVPPI of what the study measures and of its parameters, and evsi never falls as
 * n grows. Methods: docs/evsi.md. Errors: VOI_ERR_ARGUMENT (what a study cannot be, sizes, an
 * unknown or unsuitable method, plans without any), VOI_ERR_DATA (fewer than 50 rows, a row outside
 * a parameter's domain), VOI_ERR_LIMIT (a design of one's own with more results, statistics or
 * uniform numbers than there is room for, 16, 64 and 256; more parameters than a regression takes),
 * VOI_ERR_NUMERIC (also for numbers of a design of one's own that cannot be), VOI_ERR_NOMEM,
 * VOI_ERR_CANCELLED. */
VOI_API voi_status voi_evsi(voi_context *ctx, const voi_problem *problem,
                            const voi_evsi_options *options, voi_table **out, voi_error *err);

/* ---- ENBS: whether a study pays ----------------------------------------------------------------
 */

/* An amount of money, not negative: low = high, or the 95 % interval of a normal distribution. */
typedef struct {
    double low, high;
} voi_cost;

/* Parses "2500" or "2000,3000". Errors: VOI_ERR_ARGUMENT (no such amounts; the higher one first),
 * VOI_ERR_NOMEM. */
VOI_API voi_status voi_cost_parse(const char *text, voi_cost *out, voi_error *err);

/* A study, what it costs and how long it takes. Zeros stand for nothing. */
typedef struct voi_study_plan {
    voi_study study;
    voi_sizes sizes;    /* to be shown; count 0 = from where EVSI starts to where it flattens */
    const char *method; /* as in voi_evsi_options */
    voi_cost setup, per_participant;
    double accrual;          /* participants who enter a year; 0 = all at once */
    double reporting_delay;  /* years from the end of follow-up to the report */
    const char *const *arms; /* the strategy that each arm gets, all of the design's, in its order:
                                whoever gets another than the best now bears the difference.
                                NULL = all get what they would get anyway */
    size_t arm_count;
    const voi_matrix *summaries; /* as in voi_evsi_options; the sizes must be listed */
    const char *where; /* "file:2:1", where the study stands in a file: comes before what is wrong
                          with it, which then is VOI_ERR_FORMAT; NULL = in no file */
} voi_study_plan;

/* Studies from a YAML file ("-": standard input): names of studies, each with keys and values:
 *     nurses: {design: trial_binary, pars: [p_a, p_b], allocation: 2, costs_per_participant: 900}
 * Keys: design, pars, n (a list, or auto), transform, missing, method, costs_setup and
 * costs_per_participant (an amount, or [low, high]), accrual, reporting_delay, arms, and the
 * options of the design; cov (a file, or rows such as [[4, 1], [1, 2]]) and summaries (a file a
 * size), files being named relative to the folder of this one; and of design combined parts, a list
 * of studies with design, pars, transform, missing, cov, options, and multiple. At most 100 studies
 * of 16 parts, lists of 64 entries (of sizes 1024), and 1 MB. The context reads the files beside
 * this one, as voi_values_read does; the problem tells which parameters there are, and how many
 * rows summaries need. Errors, with file, line and column: VOI_ERR_FORMAT (not such a file; unknown
 * keys, designs and parameters; sizes, multiples and summaries that cannot be), VOI_ERR_LIMIT,
 * VOI_ERR_IO, VOI_ERR_NOMEM; and those of voi_values_read. What else a study cannot be is told by
 * the measures. The plans live as long as the studies, which live on their own. */
typedef struct voi_studies voi_studies;
VOI_API voi_status voi_studies_read(voi_context *ctx, const voi_problem *problem, const char *path,
                                    voi_studies **out, voi_error *err);
VOI_API void voi_studies_destroy(voi_studies *studies);
VOI_API size_t voi_studies_count(const voi_studies *studies);
VOI_API const voi_study_plan *voi_studies_plans(const voi_studies *studies);

typedef struct {
    voi_wtp wtp;
    voi_population population; /* must be given */
    const voi_study_plan *plans;
    size_t plan_count;
    uint64_t seed; /* of simulated data; default 1 */
} voi_enbs_options;
VOI_API void voi_enbs_options_default(voi_enbs_options *options);
/* Expected net benefit of sampling: EVSI of the population that profits, less the costs. With an
 * accrual or a delay that is the population after the report. Columns: study, pars, n,
 * participants, k, enbs, se (of EVSI and costs), prob_worthwhile (that ENBS > 0), optimal (at every
 * k in one row: the best size of the study that returns most), n_low and n_high (in the row of a
 * study's best size: the sizes whose ENBS lies within 1.96 standard errors of the difference of the
 * best). Rows: studies in the order given; n increasing; k within. The best size of every study at
 * every k is among them, listed or not. Method "enumerate" finds it among all whole numbers, others
 * among the sizes listed. Model of time and search: docs/enbs.md. Errors: those of voi_evsi, and
 * VOI_ERR_ARGUMENT for a missing population, costs, times or arms that cannot be. */
VOI_API voi_status voi_enbs(voi_context *ctx, const voi_problem *problem,
                            const voi_enbs_options *options, voi_table **out, voi_error *err);

/* Values that options of a design may have. */
typedef struct {
    voi_enbs_options enbs;     /* sizes of its plans are for methods that need a list; a warning of
                                  the table tells of a list without need */
    const double *allocations; /* of the design's option "allocation"; count 0 = the plan's own */
    size_t allocation_count;
    const double *follow_ups; /* the same of "follow_up" */
    size_t follow_up_count;
} voi_best_design_options;
VOI_API void voi_best_design_options_default(voi_best_design_options *options);
/* The best size of every study for all combinations of these values. Columns: study, pars, n,
 * allocation, follow_up (missing where the design has none), participants, k, enbs, se, optimal (at
 * every k in one row). Rows: studies, allocations, follow-ups, k. Cost that of one voi_enbs each.
 * Errors: those of voi_enbs; VOI_ERR_ARGUMENT for a design without such an option. */
VOI_API voi_status voi_best_design(voi_context *ctx, const voi_problem *problem,
                                   const voi_best_design_options *options, voi_table **out,
                                   voi_error *err);

#ifdef __cplusplus
}
#endif

#endif
