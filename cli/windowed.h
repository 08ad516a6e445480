/* Samples in parts: files larger than memory, and states of parts. */
#ifndef CLI_WINDOWED_H
#define CLI_WINDOWED_H

#include "session.h"

/* As cli_answer, but reads the files a window of rows at a time where they are large or a bound on
 * the memory is given. */
voi_status cli_answer_in_parts(voi_state_kind kind, const cli_options *options, cli_measure measure,
                               voi_error *err);

/* The state of the files that the options name. */
voi_status cli_state_of_files(voi_context *ctx, voi_state_kind kind, const cli_options *options,
                              voi_state **out, voi_error *err);

#endif
