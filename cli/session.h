/* What every command needs: a context, the problem, and a way to answer with a table. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "bar.h"
#include "options.h"

typedef struct {
    voi_context *ctx;
    voi_problem *problem;
    cli_bar bar;
    const char *backend; /* that was asked for; NULL: none */
} cli_session;

/* Makes the context; then, with `read`, reads the problem. */
voi_status cli_session_open(const cli_options *options, bool read, cli_session *out,
                            voi_error *err);
/* Ends the session. After success so far (`status`) it warns of a GPU that failed, and tells what
 * was recorded, as the options ask; answers `status`, or that of a trace that could not be written.
 */
voi_status cli_session_close(cli_session *session, const cli_options *options, voi_status status,
                             voi_error *err);

/* The files of the problem; which of them go together is checked here. */
voi_status cli_problem_files(const cli_options *options, voi_problem_files *out, voi_error *err);

/* A measure of the library with the options of the command line. */
typedef voi_status (*cli_measure)(voi_context *ctx, const voi_problem *problem,
                                  const cli_options *options, voi_table **out, voi_error *err);

/* Opens a session, runs the measure, writes its table, prints its warnings. */
voi_status cli_answer(const char *command, const cli_options *options, cli_measure measure,
                      voi_error *err);

/* Writes a table as the options ask, and prints its warnings on standard error. */
voi_status cli_write_table(const cli_session *session, const char *command,
                           const cli_options *options, const voi_table *table, voi_error *err);
/* Writes the answer to `path`, as cli_write does. */
voi_status cli_session_write(const cli_session *session, const char *path, const voi_bytes *bytes,
                             voi_error *err);

/* Refuses files that do not go together, and willingness to pay where it makes no sense; asks for
 * it where it does. */
voi_status cli_need_wtp(const cli_options *options, voi_error *err);

/* The population that the options describe. */
voi_population cli_population(const cli_options *options);

#endif
