/* What tests see of the stand-ins for libcuda and libnvrtc, and may change: a library that is open
 * in a test is the one that the code under test opens too. */
#ifndef TESTS_SUPPORT_CUDA_STAND_IN_H
#define TESTS_SUPPORT_CUDA_STAND_IN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    /* Call number `fail_at`, from 0, of all functions together answers an error; with `lost` so
     * does every call after it. -1: none. */
    long calls, fail_at;
    bool lost;
    size_t memory, used;  /* of the device */
    long live;            /* allocations, streams, modules and contexts not given back */
    size_t sent, fetched; /* bytes copied to and from the device */
    long launches;
} stand_in_cuda;

typedef struct {
    long calls, fail_at;
    long compiled;
} stand_in_nvrtc;

#endif
