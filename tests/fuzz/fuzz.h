/* What the fuzz targets share. A target asserts what must hold for any input; the corpus is
 * replayed by the tests. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "voi.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Aborts, also without assertions, with the place and what did not hold. */
#define require(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* The entry that libFuzzer, or replay.c, calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A failure carries its status and one line of text. */
static inline void require_failure(voi_status status, const voi_error *error)
{
    require(status != VOI_OK && status == error->status);
    require(error->message[0] != '\0');
    for (const char *c = error->message; *c; c++) {
        require((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

#endif
