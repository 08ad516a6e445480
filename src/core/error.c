/* Status names and error messages. A message is one line whatever a file's bytes put into it: users
 * read it in a terminal, scripts read it line by line. */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

static void keep_to_one_line(char *message, size_t capacity, int wanted)
{
    for (char *c = message; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = ' ';
        }
    }
    if (wanted >= 0 && (size_t)wanted >= capacity) {
        memcpy(message + capacity - 4, "...", 4);
    }
}

void vi_error_set(voi_error *err, voi_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        int wanted = vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        keep_to_one_line(err->message, sizeof err->message, wanted);
        err->status = status;
    }
}
