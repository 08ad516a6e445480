/* The functions of the driver API (CUDA Toolkit Reference Manual, "CUDA Driver API") by name, into
 * a struct. Their types are written out here, since no header of CUDA is needed to build; results
 * and devices are ints. A library that lacks one of them is no driver that could be used. */
#include "kernels/cuda_driver.h"

#include "core/alloc.h"

#include <dlfcn.h>
#include <string.h>

enum { NO_DEVICE = 100, CAPABILITY_MAJOR = 75, CAPABILITY_MINOR = 76 };

struct vi_cuda_driver {
    void *library;
    int count;
    int (*init)(unsigned flags);
    int (*error_name)(int result, const char **name);
    int (*version)(int *version);
    int (*device_count)(int *count);
    int (*device)(int *device, int index);
    int (*device_name)(char *name, int capacity, int device);
    int (*device_memory)(size_t *bytes, int device);
    int (*device_attribute)(int *value, int attribute, int device);
};

/* One line a function: its name in the library, its place in the struct. */
static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    {"cuInit", offsetof(vi_cuda_driver, init)},
    {"cuGetErrorName", offsetof(vi_cuda_driver, error_name)},
    {"cuDriverGetVersion", offsetof(vi_cuda_driver, version)},
    {"cuDeviceGetCount", offsetof(vi_cuda_driver, device_count)},
    {"cuDeviceGet", offsetof(vi_cuda_driver, device)},
    {"cuDeviceGetName", offsetof(vi_cuda_driver, device_name)},
    {"cuDeviceTotalMem_v2", offsetof(vi_cuda_driver, device_memory)},
    {"cuDeviceGetAttribute", offsetof(vi_cuda_driver, device_attribute)},
};

static voi_status load(vi_cuda_driver *driver, const char *library, voi_error *err)
{
    driver->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!driver->library) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "%s, the driver of NVIDIA GPUs, cannot be opened",
                       library);
    }
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(driver->library, functions[i].name);
        if (!function) {
            return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver %s is too old: it has no %s",
                           library, functions[i].name);
        }
        /* An object pointer becomes one to a function, as POSIX allows and ISO C has no cast for.
         */
        memcpy((char *)driver + functions[i].offset, &function, sizeof function);
    }
    return VOI_OK;
}

static const char *error_name(const vi_cuda_driver *driver, int result)
{
    const char *name = NULL;
    return driver->error_name(result, &name) == 0 && name ? name : "an unknown error";
}

static voi_status start(vi_cuda_driver *driver, voi_error *err)
{
    int result = driver->init(0);
    if (result == 0) {
        result = driver->device_count(&driver->count);
    }
    if (result == NO_DEVICE || (result == 0 && driver->count < 1)) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver finds no device");
    }
    if (result != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver does not start: %s",
                       error_name(driver, result));
    }
    return VOI_OK;
}

voi_status vi_cuda_open(const char *library, vi_cuda_driver **out, voi_error *err)
{
    vi_cuda_driver *driver = vi_calloc(1, sizeof *driver);
    *out = NULL;
    if (!driver) {
        return vi_fail(err, VOI_ERR_NOMEM, "GPU driver: out of memory");
    }
    voi_status status = load(driver, library, err);
    if (status == VOI_OK) {
        status = start(driver, err);
    }
    if (status != VOI_OK) {
        vi_cuda_close(driver);
        return status;
    }
    *out = driver;
    return VOI_OK;
}

void vi_cuda_close(vi_cuda_driver *driver)
{
    if (driver) {
        if (driver->library) {
            dlclose(driver->library);
        }
        vi_free(driver);
    }
}

size_t vi_cuda_devices(const vi_cuda_driver *driver)
{
    return (size_t)driver->count;
}

int vi_cuda_version(const vi_cuda_driver *driver)
{
    int version = 0;
    return driver->version(&version) == 0 ? version : 0;
}

voi_status vi_cuda_describe(const vi_cuda_driver *driver, size_t index, vi_cuda_device *out,
                            voi_error *err)
{
    vi_cuda_device told = {.name = ""};
    size_t memory = 0;
    int device = 0;
    int result = driver->device(&device, (int)index);
    if (result == 0) {
        result = driver->device_name(told.name, (int)sizeof told.name - 1, device);
    }
    if (result == 0) {
        result = driver->device_memory(&memory, device);
    }
    if (result == 0) {
        result = driver->device_attribute(&told.major, CAPABILITY_MAJOR, device);
    }
    if (result == 0) {
        result = driver->device_attribute(&told.minor, CAPABILITY_MINOR, device);
    }
    if (result != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver does not describe device %zu: %s",
                       index, error_name(driver, result));
    }
    told.memory = (double)memory;
    *out = told;
    return VOI_OK;
}
