/* voi check. What is wrong with the data is the answer, not a failure to answer: the table goes
 * where tables go, and the exit status says whether there are errors in it. */
#include "commands.h"
#include "session.h"

#include <string.h>

static size_t count_errors(const voi_table *table)
{
    size_t errors = 0, severity = voi_table_find(table, "severity");
    for (size_t i = 0; i < voi_table_rows(table); i++) {
        errors += strcmp(voi_table_text(table, i, severity), "error") == 0;
    }
    return errors;
}

static voi_status answer(const cli_session *session, const voi_problem_files *files,
                         const cli_options *options, voi_error *err)
{
    voi_table *table = NULL;
    voi_status status = voi_check_files(session->ctx, files, &table, err);
    if (status == VOI_OK) {
        status = cli_write_table(session, "check", options, table, err);
    }
    size_t errors = status == VOI_OK ? count_errors(table) : 0;
    voi_table_destroy(table);
    if (errors > 0) {
        status = cli_fail(err, VOI_ERR_DATA, "%zu error%s found", errors, errors > 1 ? "s" : "");
    }
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_problem_files files;
    voi_status status = cli_problem_files(options, &files, err);
    if (status != VOI_OK) {
        return status;
    }
    status = cli_session_open(options, false, &session, err);
    if (status == VOI_OK) {
        status = answer(&session, &files, options, err);
    }
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_check = {
    "check",
    "looks for what is wrong or odd in the files",
    "Reads all files to their end and lists what it finds: errors (missing values, text, rows or "
    "names that do not match), warnings (constant, repeated or collinear parameters, strategies "
    "that are the same, too few rows) and notes. The exit status is 1 when there is an error.",
    {"voi check --costs costs.csv --effects effects.csv --params params.csv",
     "voi check --costs costs.csv --effects effects.csv --format json"},
    run};
