/* voi info: what this build and this machine are. */
#include "commands.h"
#include "output.h"
#include "session.h"

#include <stdio.h>
#include <string.h>

#if defined(__clang__)
static const char compiler[] = "clang " __clang_version__;
#elif defined(__GNUC__)
static const char compiler[] = "gcc " __VERSION__;
#else
static const char compiler[] = "another compiler";
#endif

#if defined(__x86_64__)
static const char processor[] = "x86-64";
#elif defined(__aarch64__)
static const char processor[] = "AArch64";
#else
static const char processor[] = "another processor";
#endif

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    char text[800];
    voi_status status = cli_session_open(options, false, &session, err);
    if (status != VOI_OK) {
        return status;
    }
    snprintf(text, sizeof text,
             "version  %s\n"
             "build    %s, %s\n"
             "backend  %s (%s)\n"
             "threads  %zu\n",
             voi_version(), compiler, processor, voi_context_backend(session.ctx),
             voi_context_backend_reason(session.ctx), voi_context_threads(session.ctx));
    const voi_bytes bytes = {text, strlen(text)};
    status = cli_session_write(&session, options->output, &bytes, err);
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_info = {
    "info",
    "the version, the build, the kernels in use and why, the threads",
    "What a result depends on besides its input: nothing of this changes a bit of it, only the "
    "time it takes.",
    {"voi info", "voi info --backend scalar --threads 1"},
    run};
