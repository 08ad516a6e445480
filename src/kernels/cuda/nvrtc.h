/* NVIDIA's run-time compiler, opened when it is asked for. */
#ifndef VI_KERNELS_CUDA_NVRTC_H
#define VI_KERNELS_CUDA_NVRTC_H

#include "core/error.h"

typedef struct vi_nvrtc vi_nvrtc;

/* For a driver that is not there. */
#define VI_NVRTC_ANY_DRIVER 1000000

/* Opens `library`, or with NULL the newest one by its usual names that a driver of this version
 * (1000 major + 10 minor) understands. VOI_ERR_UNSUPPORTED says what was looked for. */
voi_status vi_nvrtc_open(const char *library, int driver_version, vi_nvrtc **out, voi_error *err);
void vi_nvrtc_close(vi_nvrtc *nvrtc);

/* 1000 major + 10 minor. */
int vi_nvrtc_version(const vi_nvrtc *nvrtc);

/* A program: its text, which may include the other texts by their names. */
typedef struct {
    const char *name, *text;
    const char *const *header_names, *const *headers;
    size_t header_count;
} vi_device_source;

/* Compiles to a binary for the device that the options name. `log`, which may be NULL, receives
 * what the compiler says. VOI_ERR_UNSUPPORTED with its first words where it refuses, VOI_ERR_NOMEM.
 */
voi_status vi_nvrtc_compile(const vi_nvrtc *nvrtc, const vi_device_source *source,
                            const char *const *options, size_t count, voi_bytes *out,
                            voi_bytes *log, voi_error *err);

#endif
