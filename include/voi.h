/* libvoi: the value of information of decision models.
 *
 * The whole public interface, with voi_tools.h, which this file includes. Conventions, everywhere:
 *  - A function that can fail returns a voi_status and, when `err` is not NULL, writes a one-line
 *    explanation into it. On failure numeric outputs are untouched and handle outputs are NULL.
 *  - Inputs are const and only borrowed during the call. Handles are owned by the caller and freed
 *    with the matching destroy function, which accepts NULL.
 *  - `err` may be NULL, `options` of a call may be NULL for the defaults; no other pointer may be,
 *    unless its comment says so.
 *  - The library never prints, never aborts, never reads the environment, has no mutable globals.
 *  - One context serves one thread at a time. Problems and tables are immutable: share them freely.
 *  - A missing number is NaN in a table and only there; input data must be finite.
 *  - Money, effects and net benefit are in the units of the input; k (willingness to pay) is money
 *    per unit of effect.
 */
#ifndef VOI_H
#define VOI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define VOI_API __attribute__((visibility("default")))
#define VOI_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define VOI_API
#define VOI_PRINTF(format_index, first)
#endif

/* ---- Status and error ---------------------------------------------------------------------- */

/* The one list of status codes: name, pinned value, meaning. */
#define VOI_STATUS_LIST(X)                                                                         \
    X(VOI_OK, 0, "ok")                                                                             \
    X(VOI_ERR_ARGUMENT, 1, "an argument is wrong")                                                 \
    X(VOI_ERR_NOMEM, 2, "out of memory")                                                           \
    X(VOI_ERR_IO, 3, "a file cannot be read or written")                                           \
    X(VOI_ERR_FORMAT, 4, "a file is malformed")                                                    \
    X(VOI_ERR_DATA, 5, "the data cannot be analysed")                                              \
    X(VOI_ERR_LIMIT, 6, "a limit is exceeded")                                                     \
    X(VOI_ERR_NUMERIC, 7, "a computation failed")                                                  \
    X(VOI_ERR_CANCELLED, 8, "cancelled")                                                           \
    X(VOI_ERR_UNSUPPORTED, 9, "not supported by this build or machine")

typedef enum {
#define VOI_STATUS_ENUM(name, value, text) name = (value),
    VOI_STATUS_LIST(VOI_STATUS_ENUM)
#undef VOI_STATUS_ENUM
} voi_status;

/* What went wrong, where, and what would be right: one line without control characters. */
typedef struct {
    voi_status status;
    char message[1000];
} voi_error;

/* The name of a status, "VOI_ERR_IO"; "unknown status" for a number that is none. Static storage.
 */
VOI_API const char *voi_status_name(voi_status status);

/* For front ends that refuse their users' words as the library does. Writes the status and the
 * formatted line into err, which may be NULL: control characters become blanks, bytes that are no
 * UTF-8 "?", and a line that is too long ends in "...". */
VOI_API void voi_error_set(voi_error *err, voi_status status, const char *format, ...)
    VOI_PRINTF(3, 4);

/* The name that a user may have meant: the one that is fewest edits (insert, delete, replace, swap
 * of neighbours; case hardly counts) away from `text`. NULL when none is near: more than a third of
 * its letters, or all candidates are longer than 60 bytes. Cost O(count length^2). */
VOI_API const char *voi_nearest(const char *text, const char *const *names, size_t count);

/* The library's version, "MAJOR.MINOR.PATCH". Static storage. */
VOI_API const char *voi_version(void);

/* ---- Data passed in and out ---------------------------------------------------------------- */

/* A borrowed view of numbers: element (i, j) is data[i * row_stride + j * col_stride]. Strides are
 * in elements and may be negative. Row-major: {data, n, d, d, 1}; column-major: {data, n, d, 1, n}.
 */
typedef struct {
    const double *data;
    size_t rows, cols;
    ptrdiff_t row_stride, col_stride;
} voi_matrix;

/* Bytes made by the library, owned by the caller; data[size] is 0. Free with voi_bytes_free. */
typedef struct {
    char *data;
    size_t size;
} voi_bytes;

VOI_API void voi_bytes_free(voi_bytes *bytes);

/* ---- Context ------------------------------------------------------------------------------- */

/* Called now and then during long work, in the thread that called the library. `phase` says what is
 * being done, `fraction` (0 to 1) how much of it is. A non-zero answer cancels the work, which then
 * returns VOI_ERR_CANCELLED. */
typedef int (*voi_progress_fn)(void *data, const char *phase, double fraction);

typedef struct {
    size_t threads; /* worker threads, 1 to 1024; 0 = the CPUs this process may use */
    const char
        *backend; /* kernels: "auto" (also NULL), "scalar", "neon", "avx2", "avx512", "cuda" */
    voi_progress_fn progress;
    void *progress_data;
    bool profile; /* record what takes how long, for voi_context_profile and voi_context_trace */
    const char *cache_folder; /* of compiled GPU kernels, made if missing; NULL = none is kept */
} voi_context_options;

/* Threads, kernels and progress of a caller. Not for use by two threads at once. */
typedef struct voi_context voi_context;

VOI_API void voi_context_options_default(voi_context_options *options);

/* Makes a context; `options` NULL means defaults. Threads start with the first work that uses them.
 * Errors: VOI_ERR_ARGUMENT (threads), VOI_ERR_UNSUPPORTED (backend; the message lists those this
 * machine can run), VOI_ERR_NOMEM. */
VOI_API voi_status voi_context_create(const voi_context_options *options, voi_context **out,
                                      voi_error *err);
VOI_API void voi_context_destroy(voi_context *ctx);

/* The number of threads and the kernel backend in use, and why this backend was chosen: of a GPU
 * that has failed (docs/cuda.md), the one in its place. */
VOI_API size_t voi_context_threads(const voi_context *ctx);
VOI_API const char *voi_context_backend(const voi_context *ctx);
VOI_API const char *voi_context_backend_reason(const voi_context *ctx);

/* ---- Tables: what every measure answers ------------------------------------------------------ */

/* Named columns of equal length. Missing numbers are NaN. */
typedef struct voi_table voi_table;

typedef enum { VOI_COLUMN_NUMBER = 0, VOI_COLUMN_TEXT = 1, VOI_COLUMN_FLAG = 2 } voi_column_type;

/* Passed as a column index that was not found. */
#define VOI_NO_COLUMN ((size_t)-1)

VOI_API size_t voi_table_rows(const voi_table *table);
VOI_API size_t voi_table_columns(const voi_table *table);
/* NULL where `column` is out of range. Owned by the table. */
VOI_API const char *voi_table_column_name(const voi_table *table, size_t column);
VOI_API voi_column_type voi_table_column_type(const voi_table *table, size_t column);
/* The index of a column by name; VOI_NO_COLUMN where there is none. */
VOI_API size_t voi_table_find(const voi_table *table, const char *name);
/* A cell of a number or flag column (flags are 0 or 1); NaN for text, missing or out of range. */
VOI_API double voi_table_number(const voi_table *table, size_t row, size_t column);
/* A cell of a text column, owned by the table; NULL for a missing text, another type or out of
 * range. */
VOI_API const char *voi_table_text(const voi_table *table, size_t row, size_t column);
/* Sentences about the result that a user should read. NULL where `index` is out of range. */
VOI_API size_t voi_table_warnings(const voi_table *table);
VOI_API const char *voi_table_warning(const voi_table *table, size_t index);
VOI_API void voi_table_destroy(voi_table *table);

typedef enum { VOI_FORMAT_TEXT = 0, VOI_FORMAT_CSV = 1, VOI_FORMAT_JSON = 2 } voi_format;

/* A name and its value, both text, to be quoted in the settings of a JSON answer or a report. One
 * with several values is given as neighbours of the same name. */
typedef struct {
    const char *name, *value;
} voi_setting;

typedef struct {
    voi_format format;
    const char *command;         /* JSON: the measure's name; NULL leaves it out */
    const voi_setting *settings; /* JSON: how the result was made */
    size_t setting_count;
} voi_table_format_options;

VOI_API void voi_table_format_options_default(voi_table_format_options *options);

/* Writes a table as aligned text (4 to 6 significant digits), CSV (RFC 4180, shortest digits that
 * read back exactly) or JSON ({"command","version","results":[{...}],"warnings":[...],
 * "settings":{...}}, 17 digits, missing values null). Cost O(cells). Errors: VOI_ERR_ARGUMENT,
 * VOI_ERR_NOMEM. */
VOI_API voi_status voi_table_format(const voi_table *table, const voi_table_format_options *options,
                                    voi_bytes *out, voi_error *err);

/* ---- The decision problem -------------------------------------------------------------------- */

/* A PSA sample: N rows of outcomes for D strategies, either costs and effects or net benefit, and
 * optionally P parameters. Or outcomes of a model without strategies, for voi_evppi_variance and
 * voi_check; everything else refuses them (VOI_ERR_ARGUMENT). Immutable; columns of double; about
 * 8 N (2 D + P) bytes. */
typedef struct voi_problem voi_problem;

/* Where data is NULL the matrix is absent. Give costs and effects, or net_benefit, all N × D; or
 * outcomes. */
typedef struct {
    voi_matrix costs, effects;          /* money and units of effect */
    voi_matrix net_benefit;             /* money */
    voi_matrix parameters;              /* N × P */
    const char *const *strategy_names;  /* D names, or NULL for s1, s2, ... */
    const char *const *parameter_names; /* P names, or NULL for p1, p2, ... */
    voi_matrix outcomes;                /* N × M, without strategies; any units */
    const char *const *outcome_names;   /* M names, or NULL for y1, y2, ... */
} voi_problem_data;

/* Copies data into a problem. Errors: VOI_ERR_ARGUMENT (no or two kinds of outcome, one
 * strategy, no rows, names repeated), VOI_ERR_DATA (rows that differ, a value not finite: the
 * message names matrix, row and column), VOI_ERR_NOMEM. */
VOI_API voi_status voi_problem_create(voi_context *ctx, const voi_problem_data *data,
                                      voi_problem **out, voi_error *err);

/* The files of a problem; NULL where absent. A path ends in .csv, .tsv, .npy or .xlsx (with
 * #Sheet), each of the first three also with .gz; "-" is CSV on standard input; other endings are
 * read as CSV. Costs and effects, or net_benefit, or outcomes. */
typedef struct {
    const char *costs, *effects, *net_benefit, *parameters;
    bool hash; /* keep the SHA-256 of every file, for a report */
    const char *outcomes;
} voi_problem_files;

/* Reads a problem. The first thing wrong is the error: "costs.csv:1042:3: ...". Errors: as
 * voi_problem_create, and VOI_ERR_IO, VOI_ERR_FORMAT, VOI_ERR_LIMIT, VOI_ERR_CANCELLED. */
VOI_API voi_status voi_problem_read(voi_context *ctx, const voi_problem_files *files,
                                    voi_problem **out, voi_error *err);
VOI_API void voi_problem_destroy(voi_problem *problem);

VOI_API size_t voi_problem_rows(const voi_problem *problem);
VOI_API size_t voi_problem_strategies(const voi_problem *problem);
VOI_API size_t voi_problem_parameters(const voi_problem *problem);
/* Outcomes without strategies: 0 for a problem with strategies. */
VOI_API size_t voi_problem_outcomes(const voi_problem *problem);
/* Whether the problem has costs and effects, so that measures take willingness to pay. */
VOI_API bool voi_problem_has_costs(const voi_problem *problem);
/* Names, owned by the problem; NULL where the index is out of range. */
VOI_API const char *voi_problem_strategy_name(const voi_problem *problem, size_t strategy);
VOI_API const char *voi_problem_parameter_name(const voi_problem *problem, size_t parameter);
VOI_API const char *voi_problem_outcome_name(const voi_problem *problem, size_t outcome);
/* What was odd about the input but no error, such as names paired by position. */
VOI_API size_t voi_problem_warnings(const voi_problem *problem);
VOI_API const char *voi_problem_warning(const voi_problem *problem, size_t index);

/* Groups of parameters with names, from a YAML file: names, and a list of parameters each.
 *     costs: [c_a, c_b]
 *     effects:
 *       - u_a
 * Errors: VOI_ERR_IO, VOI_ERR_FORMAT (no YAML, or of another shape; an empty group, a name twice, a
 * parameter that the problem does not have), VOI_ERR_LIMIT (more than 1 MB), VOI_ERR_NOMEM;
 * messages begin "groups.yaml:2:5: ". At most 1000 groups. */
typedef struct voi_groups voi_groups;
VOI_API voi_status voi_groups_read(const voi_problem *problem, const char *path, voi_groups **out,
                                   voi_error *err);
VOI_API void voi_groups_destroy(voi_groups *groups);
VOI_API size_t voi_groups_count(const voi_groups *groups);
/* The names, and the parameters of each joined by commas: group_names and parameters of
 * voi_evppi_options. Owned by the groups. */
VOI_API const char *const *voi_groups_names(const voi_groups *groups);
VOI_API const char *const *voi_groups_parameters(const voi_groups *groups);

/* Checks files as `voi check` does, without stopping at the first finding.
 * Columns: severity ("error", "warning", "note"), where, message; errors come first, then warnings.
 * A table with errors in it is still a successful call, and no table is empty: a note says what was
 * read. What is looked for: docs/checks.md. Cost: reading, and O(N (P² + D log D)). Errors:
 * VOI_ERR_ARGUMENT (files that do not go together), VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
VOI_API voi_status voi_check_files(voi_context *ctx, const voi_problem_files *files,
                                   voi_table **out, voi_error *err);
/* The same for a problem at hand: what was odd when it was read, constants, duplicates,
 * collinearity, ties, sample size. Errors: VOI_ERR_NOMEM, VOI_ERR_CANCELLED. */
VOI_API voi_status voi_check(voi_context *ctx, const voi_problem *problem, voi_table **out,
                             voi_error *err);

/* ---- Willingness to pay and population --------------------------------------------------------
 */

/* Values of k, each finite and >= 0. Required by every measure for a problem with costs and
 * effects, and refused (VOI_ERR_ARGUMENT) for one with net benefit. Rows come in this order,
 * repeats once. */
typedef struct {
    const double *values;
    size_t count;
} voi_wtp;

/* Parses "20000,30000" or "0:50000:100" (from:to:step) or a comma-separated mix. The values belong
 * to the caller: voi_wtp_free. At most 1,000,000 values. `headline` (may be NULL) receives the
 * value a report opens with: the first number, or the middle of the range where the list begins
 * with one. Errors: VOI_ERR_ARGUMENT, VOI_ERR_LIMIT, VOI_ERR_NOMEM. */
VOI_API voi_status voi_wtp_parse(const char *text, voi_wtp *out, double *headline, voi_error *err);
VOI_API void voi_wtp_free(voi_wtp *wtp);

typedef enum {
    VOI_DISCOUNT_CONTINUOUS = 0,   /* (1 - exp(-rT)) / r */
    VOI_DISCOUNT_ANNUAL_START = 1, /* sum over years t = 0 .. T-1 of (1 + r)^-t */
    VOI_DISCOUNT_ANNUAL_END = 2    /* sum over years t = 1 .. T of (1 + r)^-t */
} voi_discounting;

/* Who profits from the decision: `per_year` 0 (the default) adds no population columns. */
typedef struct {
    double per_year; /* persons a year */
    double years;    /* how long the decision is relevant */
    double discount; /* annual rate, 0.035 by default */
    voi_discounting discounting;
} voi_population;

VOI_API void voi_population_default(voi_population *population);
/* Discounted persons over the whole time: per_year times the multiplier. A part of a year counts in
 * proportion. Errors: VOI_ERR_ARGUMENT (negative, not finite, years missing). */
VOI_API voi_status voi_population_size(const voi_population *population, double *size,
                                       voi_error *err);

/* ---- Measures ---------------------------------------------------------------------------------
 */

typedef struct {
    voi_wtp wtp;
} voi_summary_options;
VOI_API void voi_summary_options_default(voi_summary_options *options);
/* Expected outcomes. Columns: k, strategy, cost, effect, nb, nb_se (SD/sqrt N), incremental_nb
 * (mean minus that of the optimal strategy), prob_optimal (ties share), optimal. Cost O(N D) + O(N
 * D log D) for the probabilities, for any number of k. With net benefit only: k, cost and effect
 * missing. */
VOI_API voi_status voi_summary(voi_context *ctx, const voi_problem *problem,
                               const voi_summary_options *options, voi_table **out, voi_error *err);

typedef struct {
    bool frontier_only; /* leave out dominated strategies */
} voi_icer_options;
VOI_API void voi_icer_options_default(voi_icer_options *options);
/* The efficiency frontier. Columns: strategy, cost, effect, status (frontier, dominated, extended),
 * incremental_cost, incremental_effect, icer; in order of cost. Needs costs and effects. */
VOI_API voi_status voi_icer(voi_context *ctx, const voi_problem *problem,
                            const voi_icer_options *options, voi_table **out, voi_error *err);

typedef struct {
    voi_wtp wtp;
} voi_ceac_options;
VOI_API void voi_ceac_options_default(voi_ceac_options *options);
/* Cost-effectiveness acceptability. Columns: k, strategy, probability (of being optimal; ties
 * share), frontier (the strategy has the highest expected net benefit), expected_loss (money).
 * Cost O(N D log D) + O(K D), by the upper envelope of each row's lines k e - c. */
VOI_API voi_status voi_ceac(voi_context *ctx, const voi_problem *problem,
                            const voi_ceac_options *options, voi_table **out, voi_error *err);

typedef struct {
    voi_wtp wtp;
    voi_population population;
    bool exact; /* between the smallest and largest k, every k where the curve has a kink */
} voi_evpi_options;
VOI_API void voi_evpi_options_default(voi_evpi_options *options);
/* Expected value of perfect information. Columns: k, evpi, se, and pop_evpi with a population;
 * `exact` adds optimal, the strategy with the highest expected net benefit from this k on.
 * Cost: one pass for net benefit; O(N D log D) + O(K) for costs and effects at any number of k. */
VOI_API voi_status voi_evpi(voi_context *ctx, const voi_problem *problem,
                            const voi_evpi_options *options, voi_table **out, voi_error *err);

/* EVPI of an N × D matrix of net benefits, any strides, without copying it. One pass over memory:
 * EVPI = min_d mean_i (max_e NB_ie - NB_id); se = SD of that strategy's regrets / sqrt N, may be
 * NULL. Bit-identical over threads and backends. A value that is not finite is VOI_ERR_DATA with
 * its row and column; fewer than 2 rows or 1 column, or NULL data, is VOI_ERR_ARGUMENT; more than
 * 2^24 columns, or more numbers than memory can hold, is VOI_ERR_LIMIT. */
VOI_API voi_status voi_evpi_matrix(voi_context *ctx, const voi_matrix *net_benefit, double *evpi,
                                   double *se, voi_error *err);

typedef struct {
    voi_wtp wtp;
    voi_population population;
    const char *const *parameters; /* questions: a parameter, or a group joined by commas; NULL =
                                      every parameter alone */
    size_t parameter_count;
    const char *const *group_names; /* names of the questions, all different; NULL = none */
    bool pairs;                     /* ask about every pair of the parameters instead */
    const char *method; /* of all regressions: "spline" (single parameters alone), "anova", "gp" or
                           "mars"; NULL or "auto" chooses for each */
    size_t bootstrap;   /* replicates that check the standard errors, 50 to 100000; 0 = none */
    uint64_t seed;      /* of the replicates; default 1 */
} voi_evppi_options;
VOI_API void voi_evppi_options_default(voi_evppi_options *options);
/* Expected value of partial perfect information. Columns: group (with group_names), pars (joined by
 * commas), k, evppi, se, ci_low, ci_high (95 %), method, edf (effective degrees of freedom),
 * policy_value, and pop_evppi with a population; with `bootstrap`, after se, se_bootstrap: the
 * standard deviation of the estimate over samples of the rows drawn with replacement, the functions
 * and smoothing of the fits kept. Rows: questions in the order asked, pairs in that
 * of their first parameter, then of their second; k within. Penalised regressions of the
 * increments against the best strategy, smoothed by REML: on one parameter a spline; on a group a
 * functional analysis of variance ("anova"), of more than 8 adaptive splines ("mars"), or, where
 * that misses structure, the best in cross-validation of these and a Gaussian process ("gp");
 * "policy" where a fit misses structure and the value of its decisions on the sample stands in;
 * "constant". Warnings say where a method gave way, and where none finds all structure. A group
 * leaves out, with a warning, what is constant or a linear combination of its other parameters. For
 * one parameter, what is answered at one k depends on no other k, and near 0 the interval is wider
 * than 1.96 se on the upper side. See docs/evppi.md. Cost O(N) a parameter and O(1000) a k; of a
 * group O(N p^2) for p functions, up to a few hundred; of 1000 replicates 10 to 30 times that.
 * Errors: VOI_ERR_ARGUMENT (unknown or repeated parameter, or name of a group; pairs of groups),
 * VOI_ERR_DATA (no parameters, fewer than 50 rows), VOI_ERR_LIMIT (a group of more than 100, more
 * than 20000 pairs), VOI_ERR_NUMERIC (an increment beyond the largest double). */
VOI_API voi_status voi_evppi(voi_context *ctx, const voi_problem *problem,
                             const voi_evppi_options *options, voi_table **out, voi_error *err);

/* Variance-based value of partial information, for outcomes without strategies: by how much knowing
 * a parameter or a group of them would reduce the variance of each outcome on average, Var E[Y|θ].
 * Columns: group (with group_names), pars, outcome, evppi, se, ci_low, ci_high (95 %), all in
 * squared units of the outcome; share (of the outcome's variance: Sobol's first-order index, of a
 * group the closed one), method, edf. Rows: questions as for voi_evppi; outcomes within. Options as
 * for voi_evppi; wtp and population must be empty, bootstrap 0. Every outcome has regressions of
 * its own, of the same methods and with the same warnings, except that no "policy" can stand in for
 * a fit. A constant parameter or outcome is "constant". See docs/evppi.md. Cost: as for voi_evppi,
 * an outcome each. Errors: VOI_ERR_ARGUMENT (a problem with strategies, wtp or population, and as
 * for voi_evppi), VOI_ERR_DATA, VOI_ERR_LIMIT, VOI_ERR_NUMERIC, VOI_ERR_NOMEM, VOI_ERR_CANCELLED.
 */
VOI_API voi_status voi_evppi_variance(voi_context *ctx, const voi_problem *problem,
                                      const voi_evppi_options *options, voi_table **out,
                                      voi_error *err);

typedef struct {
    voi_wtp wtp;
    const char *const *players; /* parameters, or groups joined by commas, none in two of them; NULL
                                   = every parameter alone */
    size_t player_count;
    const char *method; /* of the regression: "anova" or "mars"; NULL or "auto" chooses */
    uint64_t seed;      /* of the orders that are drawn where not all are taken; default 1 */
} voi_shapley_options;
VOI_API void voi_shapley_options_default(voi_shapley_options *options);
/* Attribution of the EVPI to parameters by Shapley's value: what a parameter adds to the value of
 * the information already there, averaged over all orders in which parameters may become known.
 * Columns: pars, k, shapley, se, share (of the EVPI). Rows: the players in the order asked, then
 * "(not explained)": what the EVPI exceeds the EVPPI of all players together by; k within. They sum
 * to the EVPI. One regression on all parameters is taken apart into functions of few players; all
 * orders of up to 12 players where that is cheap, else random ones for every row. That needs
 * independent players: correlated ones count as one, with a warning, unless they are at most five,
 * whose every set then has a regression of its own. See docs/evppi.md. Cost: one EVPPI of all
 * parameters, and O(N players k D). Errors: VOI_ERR_ARGUMENT (unknown or repeated parameter,
 * unknown method), VOI_ERR_DATA (no parameters, fewer than 50 rows), VOI_ERR_LIMIT (more than 100
 * parameters), VOI_ERR_NUMERIC, VOI_ERR_NOMEM, VOI_ERR_CANCELLED.
 */
VOI_API voi_status voi_shapley(voi_context *ctx, const voi_problem *problem,
                               const voi_shapley_options *options, voi_table **out, voi_error *err);

#ifdef __cplusplus
}
#endif

#include "voi_report.h"
#include "voi_state.h"
#include "voi_study.h"
#include "voi_tools.h"

#endif
