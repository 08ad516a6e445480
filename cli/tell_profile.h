/* What --profile and --trace ask for. */
#ifndef CLI_TELL_PROFILE_H
#define CLI_TELL_PROFILE_H

#include "options.h"

/* Refuses, before any work is done, a --trace that cannot be written. */
voi_status cli_check_trace(const cli_options *options, voi_error *err);

/* After the work: writes the trace to its file and the table of phases to standard error, as far as
 * the options ask for them. */
voi_status cli_tell_profile(const voi_context *ctx, const cli_options *options, voi_error *err);

#endif
