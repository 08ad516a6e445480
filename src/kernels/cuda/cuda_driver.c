/* The functions of the driver API by name, into a struct. Their types are written out in the
 * header, since none of CUDA is needed to build. A library that lacks one of them is no driver that
 * could be used. */
#include "kernels/cuda/cuda_driver.h"

#include "core/alloc.h"

#include <dlfcn.h>
#include <string.h>

enum {
    NO_DEVICE = 100,
    MEMORY_CLOCK = 36, /* kHz */
    MEMORY_BUS = 37,   /* bits */
    CAPABILITY_MAJOR = 75,
    CAPABILITY_MINOR = 76
};

static const vi_symbol functions[] = {
#define CUDA_SYMBOL(name, declaration) {#name, offsetof(vi_cuda_driver, name)},
    VI_CUDA_FUNCTIONS(CUDA_SYMBOL)
#undef CUDA_SYMBOL
};

/* An object pointer becomes one to a function, as POSIX allows and ISO C has no cast for. */
const char *vi_load_symbols(void *library, const vi_symbol *symbols, size_t count, void *out)
{
    for (size_t i = 0; i < count; i++) {
        void *function = dlsym(library, symbols[i].name);
        if (!function) {
            return symbols[i].name;
        }
        memcpy((char *)out + symbols[i].offset, &function, sizeof function);
    }
    return NULL;
}

static voi_status load(vi_cuda_driver *driver, const char *library, voi_error *err)
{
    driver->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!driver->library) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "%s, the driver of NVIDIA GPUs, cannot be opened",
                       library);
    }
    const char *missing =
        vi_load_symbols(driver->library, functions, sizeof functions / sizeof *functions, driver);
    if (missing) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver %s is too old: it has no %s",
                       library, missing);
    }
    return VOI_OK;
}

static const char *error_name(const vi_cuda_driver *driver, int result)
{
    const char *name = NULL;
    return driver->cuGetErrorName(result, &name) == 0 && name ? name : "an unknown error";
}

static voi_status start(vi_cuda_driver *driver, voi_error *err)
{
    int result = driver->cuInit(0);
    if (result == 0) {
        result = driver->cuDeviceGetCount(&driver->count);
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
    return driver->cuDriverGetVersion(&version) == 0 ? version : 0;
}

/* Two transfers a cycle. */
static double bandwidth_of(const vi_cuda_driver *driver, int device)
{
    int kilohertz = 0, bits = 0;
    bool told = driver->cuDeviceGetAttribute(&kilohertz, MEMORY_CLOCK, device) == 0 &&
                driver->cuDeviceGetAttribute(&bits, MEMORY_BUS, device) == 0;
    return told ? 2e3 * kilohertz * bits / 8 : 0;
}

voi_status vi_cuda_describe(const vi_cuda_driver *driver, size_t index, vi_cuda_device *out,
                            voi_error *err)
{
    vi_cuda_device told = {.name = ""};
    size_t memory = 0;
    int device = 0;
    int result = driver->cuDeviceGet(&device, (int)index);
    if (result == 0) {
        result = driver->cuDeviceGetName(told.name, (int)sizeof told.name - 1, device);
    }
    if (result == 0) {
        result = driver->cuDeviceTotalMem_v2(&memory, device);
    }
    if (result == 0) {
        result = driver->cuDeviceGetAttribute(&told.major, CAPABILITY_MAJOR, device);
    }
    if (result == 0) {
        result = driver->cuDeviceGetAttribute(&told.minor, CAPABILITY_MINOR, device);
    }
    if (result != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "the GPU driver does not describe device %zu: %s",
                       index, error_name(driver, result));
    }
    told.memory = (double)memory;
    told.bandwidth = bandwidth_of(driver, device);
    *out = told;
    return VOI_OK;
}

voi_status vi_cuda_check(const vi_cuda_driver *driver, int result, const char *function,
                         voi_error *err)
{
    if (result == 0) {
        return VOI_OK;
    }
    return vi_fail(err, VOI_ERR_UNSUPPORTED, "%s: %s", function, error_name(driver, result));
}
