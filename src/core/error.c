/* Status names and error messages. A message is one line whatever a file's bytes put into it: users
 * read it in a terminal, scripts read it line by line. */
#include "core/error.h"

#include "core/line.h"

const char *voi_status_name(voi_status status)
{
    switch (status) {
#define STATUS_CASE(name, value, text)                                                             \
    case name:                                                                                     \
        return #name;
        VOI_STATUS_LIST(STATUS_CASE)
#undef STATUS_CASE
    }
    return "unknown status";
}

void voi_error_set(voi_error *err, voi_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        vi_line_format(err->message, sizeof err->message, format, args);
        va_end(args);
        err->status = status;
    }
}

voi_status vi_error_at(voi_error *err, const char *where, voi_status status)
{
    if (!where || status != VOI_ERR_ARGUMENT) {
        return status;
    }
    if (err) {
        const voi_error cause = *err;
        voi_error_set(err, VOI_ERR_FORMAT, "%s: %s", where, cause.message);
    }
    return VOI_ERR_FORMAT;
}
