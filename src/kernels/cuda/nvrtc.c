/* The compiler works in this process: text in, a binary for one architecture out (CUBIN), no PTX in
 * between, so that the driver compiles nothing. A compiler newer than the driver may write binaries
 * that the driver does not read; so only major versions up to the driver's are tried. */
#define _GNU_SOURCE
#include "kernels/cuda/nvrtc.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "kernels/cuda/cuda_driver.h"

#include <dlfcn.h>

#define NVRTC_FUNCTIONS(X)                                                                         \
    X(nvrtcVersion, int (*nvrtcVersion)(int *major, int *minor))                                   \
    X(nvrtcCreateProgram,                                                                          \
      int (*nvrtcCreateProgram)(void **program, const char *text, const char *name,                \
                                int header_count, const char *const *headers,                      \
                                const char *const *header_names))                                  \
    X(nvrtcCompileProgram,                                                                         \
      int (*nvrtcCompileProgram)(void *program, int count, const char *const *options))            \
    X(nvrtcGetProgramLogSize, int (*nvrtcGetProgramLogSize)(void *program, size_t *size))          \
    X(nvrtcGetProgramLog, int (*nvrtcGetProgramLog)(void *program, char *log))                     \
    X(nvrtcGetCUBINSize, int (*nvrtcGetCUBINSize)(void *program, size_t *size))                    \
    X(nvrtcGetCUBIN, int (*nvrtcGetCUBIN)(void *program, char *binary))                            \
    X(nvrtcDestroyProgram, int (*nvrtcDestroyProgram)(void **program))

struct vi_nvrtc {
    void *library;
    int version;
#define NVRTC_MEMBER(name, declaration) declaration;
    NVRTC_FUNCTIONS(NVRTC_MEMBER)
#undef NVRTC_MEMBER
};

static const vi_symbol functions[] = {
#define NVRTC_SYMBOL(name, declaration) {#name, offsetof(vi_nvrtc, name)},
    NVRTC_FUNCTIONS(NVRTC_SYMBOL)
#undef NVRTC_SYMBOL
};

/* What NVRTC allocates when it is opened it does not give back; so it stays, and is not opened anew
 * by the next context. */
enum { OPENING = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE };

/* Newest first. The name without a version may be of any. */
static const struct {
    int major;
    const char *name;
} libraries[] = {{13, "libnvrtc.so.13"}, {12, "libnvrtc.so.12"}, {11, "libnvrtc.so.11.2"}};

/* Notes what was looked for. */
static void *find_library(int driver_version, vi_buffer *looked_for)
{
    void *library = NULL;
    for (size_t i = 0; !library && i < sizeof libraries / sizeof *libraries; i++) {
        if (1000 * libraries[i].major <= driver_version) {
            library = dlopen(libraries[i].name, OPENING);
            vi_buffer_printf(looked_for, "%s, ", libraries[i].name);
        }
    }
    vi_buffer_printf(looked_for, "none newer than the driver");
    return library;
}

static voi_status load(vi_nvrtc *nvrtc, voi_error *err)
{
    int major = 0, minor = 0;
    const char *missing =
        vi_load_symbols(nvrtc->library, functions, sizeof functions / sizeof *functions, nvrtc);
    if (missing) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED,
                       "NVRTC, the compiler of CUDA, is too old: it has no %s", missing);
    }
    if (nvrtc->nvrtcVersion(&major, &minor) != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC, the compiler of CUDA, does not start");
    }
    nvrtc->version = 1000 * major + 10 * minor;
    return VOI_OK;
}

voi_status vi_nvrtc_open(const char *library, int driver_version, vi_nvrtc **out, voi_error *err)
{
    voi_status status = VOI_OK;
    char names[200] = "";
    vi_buffer looked_for = vi_buffer_over(names, sizeof names);
    vi_nvrtc *nvrtc = vi_calloc(1, sizeof *nvrtc);
    *out = NULL;
    if (!nvrtc) {
        return vi_fail(err, VOI_ERR_NOMEM, "NVRTC: out of memory");
    }
    nvrtc->library = library ? dlopen(library, OPENING) : find_library(driver_version, &looked_for);
    if (!nvrtc->library) {
        status =
            vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC, the compiler of CUDA (%s), cannot be opened",
                    library ? library : names);
        goto cleanup;
    }
    VI_TRY(load(nvrtc, err));
    *out = nvrtc;
    nvrtc = NULL;
cleanup:
    vi_nvrtc_close(nvrtc);
    return status;
}

void vi_nvrtc_close(vi_nvrtc *nvrtc)
{
    if (nvrtc) {
        if (nvrtc->library) {
            dlclose(nvrtc->library);
        }
        vi_free(nvrtc);
    }
}

int vi_nvrtc_version(const vi_nvrtc *nvrtc)
{
    return nvrtc->version;
}

/* One of the two texts that a program gives: its size is asked for first. */
static voi_status fetch(void *program, int (*size_of)(void *, size_t *),
                        int (*text_of)(void *, char *), voi_bytes *out, voi_error *err)
{
    voi_bytes bytes = {0};
    if (size_of(program, &bytes.size) != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC does not hand out what it compiled");
    }
    bytes.data = vi_calloc(bytes.size + 1, 1);
    if (!bytes.data) {
        return vi_fail(err, VOI_ERR_NOMEM, "NVRTC: out of memory");
    }
    if (text_of(program, bytes.data) != 0) {
        vi_free(bytes.data);
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC does not hand out what it compiled");
    }
    *out = bytes;
    return VOI_OK;
}

static voi_status finish(const vi_nvrtc *n, void *program, int result, voi_bytes *out,
                         voi_bytes *log, voi_error *err)
{
    voi_bytes said = {0};
    voi_status status =
        fetch(program, n->nvrtcGetProgramLogSize, n->nvrtcGetProgramLog, &said, err);
    if (status == VOI_OK && result != 0) {
        status = vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC does not compile the kernels: %.400s",
                         said.data);
    }
    if (status == VOI_OK) {
        status = fetch(program, n->nvrtcGetCUBINSize, n->nvrtcGetCUBIN, out, err);
    }
    if (log) {
        *log = said;
    } else {
        vi_free(said.data);
    }
    return status;
}

voi_status vi_nvrtc_compile(const vi_nvrtc *nvrtc, const vi_device_source *source,
                            const char *const *options, size_t count, voi_bytes *out,
                            voi_bytes *log, voi_error *err)
{
    void *program = NULL;
    int result =
        nvrtc->nvrtcCreateProgram(&program, source->text, source->name, (int)source->header_count,
                                  source->headers, source->header_names);
    if (result != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "NVRTC does not take the kernels: error %d",
                       result);
    }
    result = nvrtc->nvrtcCompileProgram(program, (int)count, options);
    voi_status status = finish(nvrtc, program, result, out, log, err);
    nvrtc->nvrtcDestroyProgram(&program);
    return status;
}
