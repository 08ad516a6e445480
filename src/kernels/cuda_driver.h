/* The driver of NVIDIA's GPUs, opened when it is asked for: the library is built without CUDA and
 * runs without it. */
#ifndef VI_KERNELS_CUDA_DRIVER_H
#define VI_KERNELS_CUDA_DRIVER_H

#include "core/error.h"

#define VI_CUDA_LIBRARY "libcuda.so.1"

typedef struct vi_cuda_driver vi_cuda_driver;

typedef struct {
    char name[128];
    double memory;    /* bytes */
    int major, minor; /* compute capability */
} vi_cuda_device;

/* Opens and starts the driver `library`. VOI_ERR_UNSUPPORTED says in one sentence why there is no
 * GPU to be had: no driver, one that does not start (with the driver's name of the error), or no
 * device. */
voi_status vi_cuda_open(const char *library, vi_cuda_driver **out, voi_error *err);
void vi_cuda_close(vi_cuda_driver *driver);

/* At least 1. */
size_t vi_cuda_devices(const vi_cuda_driver *driver);
/* VOI_ERR_UNSUPPORTED where the driver does not tell. */
voi_status vi_cuda_describe(const vi_cuda_driver *driver, size_t index, vi_cuda_device *out,
                            voi_error *err);
/* The version of CUDA that the driver knows, as 1000 major + 10 minor; 0 where it does not tell. */
int vi_cuda_version(const vi_cuda_driver *driver);

#endif
