/* The command line: one table of options makes parsing, help, the man page and the completions. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <voi.h>

enum {
    CLI_MOST_OPTIONS = 64,
    CLI_MOST_PARS = 256,
    CLI_MOST_SETTINGS = CLI_MOST_OPTIONS + CLI_MOST_PARS
};

/* What was asked for. Texts point into argv. */
typedef struct {
    const char *costs, *effects, *net_benefit, *outcome, *params;
    const char *wtp_text;
    voi_wtp wtp;
    double headline;
    double population, years, discount;
    const char *discounting;
    const char *pars[CLI_MOST_PARS];
    size_t pars_count;
    const char *groups, *method;
    const char *study, *sizes_text, *transform, *study_method, *summaries, *covariance;
    double sd, allocation, follow_up, accrual_time, dropout, shape, baseline, event_rate, missing;
    const char *costs_setup, *costs_each, *arms, *studies, *allocations, *follow_ups;
    double accrual, reporting_delay;
    double seed, bootstrap;
    bool pairs, exact, frontier_only;
    const char *format, *output, *title, *currency;
    double width, height;
    bool dark, quiet, no_progress, profile, clear_cache, help;
    const char *trace;
    double threads;
    const char *backend, *bench_case, *threads_list, *max_memory_text;
    double repeat, max_memory; /* max_memory: bytes */
    const char **operands;     /* what stands without an option: a picture, files */
    size_t operand_count;
    const char *given[CLI_MOST_OPTIONS]; /* by the table's rows: the value as typed, last of many */
    voi_setting settings[CLI_MOST_SETTINGS]; /* the options that the result depends on */
    size_t setting_count;
} cli_options;

typedef enum { CLI_FLAG, CLI_TEXT, CLI_FILE, CLI_NUMBER, CLI_PARS } cli_kind;

typedef struct {
    const char *name;     /* with its dashes */
    const char *alias;    /* NULL without */
    const char *argument; /* as help shows it; NULL for a flag */
    cli_kind kind;
    bool setting;         /* the result depends on it: quoted among its settings */
    size_t offset;        /* of its field in cli_options */
    const char *commands; /* the commands that take it, between blanks; NULL = all */
    const char *help;
    const char *choices; /* words it may be, between blanks; NULL = anything. Also for completion */
} cli_option;

extern const cli_option cli_option_table[];
extern const size_t cli_option_count;

/* Whether a command takes an option. */
bool cli_takes(const cli_option *option, const char *command);

void cli_options_default(cli_options *options);
void cli_options_free(cli_options *options);

/* Parses what stands behind the command's name. On failure err says what would be right, and the
 * command ends with status 2. */
voi_status cli_parse(const char *command, int count, char **words, cli_options *out,
                     voi_error *err);

/* Reads one number of an option's value; and refuses one that is no number of threads. */
voi_status cli_read_number(double *field, const char *name, const char *value, voi_error *err);
voi_status cli_check_threads(double threads, voi_error *err);

/* voi_error_set that answers `status`. */
#define cli_fail(err, status, ...) (voi_error_set((err), (status), __VA_ARGS__), (status))

#endif
