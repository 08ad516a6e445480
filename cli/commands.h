/* The commands: one file each, one line each in commands.c. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "options.h"

typedef struct {
    const char *name, *purpose;
    const char *details;     /* a paragraph for its help */
    const char *examples[2]; /* run in examples/heart_failure */
    /* Does the work; the answer is the status to end with, the message is in err. */
    voi_status (*run)(const cli_options *options, voi_error *err);
} cli_command;

enum { CLI_MOST_COMMANDS = 32 };

extern const cli_command *const cli_commands[];
extern const size_t cli_command_count;

extern const cli_command cli_check, cli_summary, cli_icer, cli_ceac, cli_evpi, cli_evppi, cli_evsi,
    cli_enbs, cli_design, cli_shapley, cli_report, cli_plot, cli_partial, cli_merge, cli_info,
    cli_bench;

#endif
