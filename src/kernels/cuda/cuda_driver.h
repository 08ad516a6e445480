/* The driver of NVIDIA's GPUs, opened when it is asked for: the library is built without CUDA and
 * runs without it. */
#ifndef VI_KERNELS_CUDA_CUDA_DRIVER_H
#define VI_KERNELS_CUDA_CUDA_DRIVER_H

#include "core/error.h"

#define VI_CUDA_LIBRARY "libcuda.so.1"

/* An address in the memory of a device. */
typedef unsigned long long vi_address;

/* The functions in use, by the names that the library gives them: CUDA Toolkit Reference Manual,
 * "CUDA Driver API". Results, devices and attributes are ints there, handles are pointers. */
#define VI_CUDA_FUNCTIONS(X)                                                                       \
    X(cuInit, int (*cuInit)(unsigned flags))                                                       \
    X(cuGetErrorName, int (*cuGetErrorName)(int result, const char **name))                        \
    X(cuDriverGetVersion, int (*cuDriverGetVersion)(int *version))                                 \
    X(cuDeviceGetCount, int (*cuDeviceGetCount)(int *count))                                       \
    X(cuDeviceGet, int (*cuDeviceGet)(int *device, int index))                                     \
    X(cuDeviceGetName, int (*cuDeviceGetName)(char *name, int capacity, int device))               \
    X(cuDeviceTotalMem_v2, int (*cuDeviceTotalMem_v2)(size_t * bytes, int device))                 \
    X(cuDeviceGetAttribute, int (*cuDeviceGetAttribute)(int *value, int attribute, int device))    \
    X(cuDevicePrimaryCtxRetain, int (*cuDevicePrimaryCtxRetain)(void **context, int device))       \
    X(cuDevicePrimaryCtxRelease_v2, int (*cuDevicePrimaryCtxRelease_v2)(int device))               \
    X(cuCtxPushCurrent_v2, int (*cuCtxPushCurrent_v2)(void *context))                              \
    X(cuCtxPopCurrent_v2, int (*cuCtxPopCurrent_v2)(void **context))                               \
    X(cuMemGetInfo_v2, int (*cuMemGetInfo_v2)(size_t * free, size_t * total))                      \
    X(cuMemAlloc_v2, int (*cuMemAlloc_v2)(vi_address * address, size_t bytes))                     \
    X(cuMemFree_v2, int (*cuMemFree_v2)(vi_address address))                                       \
    X(cuMemHostAlloc, int (*cuMemHostAlloc)(void **block, size_t bytes, unsigned flags))           \
    X(cuMemFreeHost, int (*cuMemFreeHost)(void *block))                                            \
    X(cuMemcpyHtoD_v2, int (*cuMemcpyHtoD_v2)(vi_address to, const void *from, size_t bytes))      \
    X(cuMemcpyDtoH_v2, int (*cuMemcpyDtoH_v2)(void *to, vi_address from, size_t bytes))            \
    X(cuMemcpyHtoDAsync_v2,                                                                        \
      int (*cuMemcpyHtoDAsync_v2)(vi_address to, const void *from, size_t bytes, void *stream))    \
    X(cuMemsetD8Async,                                                                             \
      int (*cuMemsetD8Async)(vi_address to, unsigned char byte, size_t bytes, void *stream))       \
    X(cuStreamCreate, int (*cuStreamCreate)(void **stream, unsigned flags))                        \
    X(cuStreamSynchronize, int (*cuStreamSynchronize)(void *stream))                               \
    X(cuStreamDestroy_v2, int (*cuStreamDestroy_v2)(void *stream))                                 \
    X(cuModuleLoadData, int (*cuModuleLoadData)(void **module, const void *image))                 \
    X(cuModuleGetFunction,                                                                         \
      int (*cuModuleGetFunction)(void **function, void *module, const char *name))                 \
    X(cuModuleUnload, int (*cuModuleUnload)(void *module))                                         \
    X(cuLaunchKernel,                                                                              \
      int (*cuLaunchKernel)(void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z,     \
                            unsigned block_x, unsigned block_y, unsigned block_z, unsigned shared, \
                            void *stream, void **arguments, void **extra))

typedef struct {
    void *library;
    int count; /* of devices */
#define VI_CUDA_MEMBER(name, declaration) declaration;
    VI_CUDA_FUNCTIONS(VI_CUDA_MEMBER)
#undef VI_CUDA_MEMBER
} vi_cuda_driver;

typedef struct {
    char name[128];
    double memory;    /* bytes */
    double bandwidth; /* of the memory, bytes a second; 0: the driver does not tell */
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

/* VOI_OK for result 0, else VOI_ERR_UNSUPPORTED with the names of the function and the error. */
voi_status vi_cuda_check(const vi_cuda_driver *driver, int result, const char *function,
                         voi_error *err);

/* Calls a function of a driver and leaves through the cleanup label when it fails. */
#define VI_CUDA_TRY(driver, function, ...)                                                         \
    VI_TRY(vi_cuda_check((driver), (driver)->function(__VA_ARGS__), #function, err))

/* Functions of a library by name into a struct of pointers to functions: one line a function. */
typedef struct {
    const char *name;
    size_t offset;
} vi_symbol;

/* The name of the first function that the library lacks; NULL where it has them all. */
const char *vi_load_symbols(void *library, const vi_symbol *symbols, size_t count, void *out);

#endif
