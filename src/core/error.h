/* The one error idiom: fill the caller's voi_error, return its status, leave through `cleanup`. */
#ifndef VI_CORE_ERROR_H
#define VI_CORE_ERROR_H

#include "voi.h"

#if defined(__GNUC__)
#define VI_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define VI_PRINTF(format_index, first)
#endif

/* Writes the status and the formatted line (see vi_line_format) into err, which may be NULL. */
void vi_error_set(voi_error *err, voi_status status, const char *format, ...) VI_PRINTF(3, 4);

/* The same, and answers `status`; a macro, so that compilers and analysers see which one. */
#define vi_fail(err, status, ...) (vi_error_set((err), (status), __VA_ARGS__), (status))

/* Runs a call and leaves through the function's cleanup label when it fails. */
#define VI_TRY(call)                                                                               \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != VOI_OK) {                                                                    \
            goto cleanup;                                                                          \
        }                                                                                          \
    } while (0)

#endif
