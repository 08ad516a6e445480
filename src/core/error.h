/* The one error idiom: fill the caller's voi_error, return its status, leave through `cleanup`. */
#ifndef VI_CORE_ERROR_H
#define VI_CORE_ERROR_H

#include "voi.h"

/* voi_error_set that answers `status`; a macro, so that compilers and analysers see which one. */
#define vi_fail(err, status, ...) (voi_error_set((err), (status), __VA_ARGS__), (status))

/* An argument that is wrong where a file has it: the message gets the place before it, "file:2:1",
 * and the status becomes VOI_ERR_FORMAT. `where` NULL and other errors leave both as they are. */
voi_status vi_error_at(voi_error *err, const char *where, voi_status status);

/* Runs a call and leaves through the function's cleanup label when it fails. */
#define VI_TRY(call)                                                                               \
    do {                                                                                           \
        status = (call);                                                                           \
        if (status != VOI_OK) {                                                                    \
            goto cleanup;                                                                          \
        }                                                                                          \
    } while (0)

#endif
