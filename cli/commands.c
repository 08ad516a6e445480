/* One line a command, in the order of `voi --help`. */
#include "commands.h"

const cli_command *const cli_commands[] = {
    &cli_check,   &cli_summary, &cli_icer,   &cli_ceac,    &cli_evpi,   &cli_evppi,
    &cli_evsi,    &cli_enbs,    &cli_design, &cli_shapley, &cli_report, &cli_plot,
    &cli_partial, &cli_merge,   &cli_info,   &cli_bench,
};

const size_t cli_command_count = sizeof cli_commands / sizeof cli_commands[0];

_Static_assert(sizeof cli_commands / sizeof cli_commands[0] <= CLI_MOST_COMMANDS,
               "raise CLI_MOST_COMMANDS");
