/* voi partial: the state of a part of a sample, for voi merge. */
#include "commands.h"
#include "windowed.h"

#include <string.h>

static voi_status find_kind(const cli_options *options, voi_state_kind *kind, voi_error *err)
{
    static const voi_state_kind kinds[] = {VOI_STATE_EVPI, VOI_STATE_SUMMARY, VOI_STATE_CEAC};
    const char *name = options->operand_count > 0 ? options->operands[0] : "";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(name, voi_state_kind_name(kinds[i])) == 0) {
            *kind = kinds[i];
            return VOI_OK;
        }
    }
    return cli_fail(err, VOI_ERR_ARGUMENT,
                    "voi partial needs the name of a measure: evpi, summary or ceac");
}

static voi_status write_state(const cli_session *session, const voi_state *state,
                              const cli_options *options, voi_error *err)
{
    voi_bytes bytes = {0};
    voi_status status = voi_state_write(state, &bytes, err);
    if (status == VOI_OK) {
        status = cli_session_write(session, options->output, &bytes, err);
    }
    voi_bytes_free(&bytes);
    return status;
}

static voi_status check(const cli_options *options, voi_state_kind *kind, voi_error *err)
{
    voi_status status = find_kind(options, kind, err);
    if (status == VOI_OK && !options->output) {
        status = cli_fail(err, VOI_ERR_ARGUMENT, "voi partial needs --output FILE, the state");
    }
    return status == VOI_OK ? cli_need_wtp(options, err) : status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_state *state = NULL;
    voi_state_kind kind = VOI_STATE_EVPI;
    voi_status status = check(options, &kind, err);
    if (status != VOI_OK) {
        return status;
    }
    status = cli_session_open(options, false, &session, err);
    if (status == VOI_OK) {
        status = cli_state_of_files(session.ctx, kind, options, &state, err);
    }
    cli_bar_erase(&session.bar);
    if (status == VOI_OK) {
        status = write_state(&session, state, options, err);
    }
    voi_state_destroy(state);
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_partial = {
    "partial",
    "writes the state of a part of the sample, for voi merge",
    "Works on some of the rows and writes what a measure (evpi, summary or ceac) needs of them. "
    "voi merge puts such states together: work on the parts of a sample in any order and on any "
    "machines. Cut at multiples of 65536 rows, for up to 8192 values of k, the parts give the same "
    "bits as the whole.",
    {"voi partial evpi --costs costs.csv --effects effects.csv --wtp 20000 --output part.state",
     "voi partial ceac --costs costs.csv --effects effects.csv --wtp 20000 --output 2.state"},
    run};
