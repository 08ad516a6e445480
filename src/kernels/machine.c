/* One function a subject, each adding its rows. Amounts are written in the units that people
 * compare machines by, 10^9 bytes. */
#define _GNU_SOURCE
#include "kernels/machine.h"

#include "core/buffer.h"
#include "core/cgroup.h"
#include "core/line.h"
#include "core/processor.h"
#include "core/table.h"
#include "kernels/backend.h"
#include "kernels/cuda/cuda_driver.h"
#include "kernels/cuda/gpu.h"
#include "kernels/kernels.h"

#include <math.h>
#include <unistd.h>

#if defined(__clang__)
static const char compiler[] = "clang " __clang_version__;
#elif defined(__GNUC__)
static const char compiler[] = "gcc " __VERSION__;
#else
static const char compiler[] = "another compiler";
#endif

#if defined(__x86_64__)
static const char architecture[] = "x86-64";
#elif defined(__aarch64__)
static const char architecture[] = "AArch64";
#else
static const char architecture[] = "another processor";
#endif

enum { WHAT, VALUE, COLUMNS };

static const vi_column columns[COLUMNS] = {{"what", VOI_COLUMN_TEXT}, {"value", VOI_COLUMN_TEXT}};

static void add(voi_table *table, const char *what, const char *format, ...) VOI_PRINTF(3, 4);

static void add(voi_table *table, const char *what, const char *format, ...)
{
    char value[1000];
    va_list args;
    va_start(args, format);
    vi_line_format(value, sizeof value, format, args);
    va_end(args);
    vi_table_add_row(table);
    vi_table_set_text(table, WHAT, what);
    vi_table_set_text(table, VALUE, value);
}

static void add_build(voi_table *table)
{
    add(table, "version", "%s", voi_version());
    add(table, "compiler", "%s, for %s", compiler, architecture);
    add(table, "build", "%s", VOI_BUILD_FLAGS);
}

static void add_processor(voi_table *table)
{
    char text[500];
    vi_buffer words = vi_buffer_over(text, sizeof text);
    vi_processor_model("/proc/cpuinfo", &words);
    add(table, "processor", "%s", text);
    words = vi_buffer_over(text, sizeof text);
    vi_processor_features(&words);
    add(table, "instructions", "%s", text);
}

static void add_backends(voi_table *table, const voi_context *ctx)
{
    char text[200];
    vi_buffer words = vi_buffer_over(text, sizeof text);
    for (size_t i = 0; i < vi_kernels_count(); i++) {
        vi_buffer_printf(&words, "%s%s", i > 0 ? " " : "", vi_kernels_at(i)->name);
    }
    if (vi_gpu_possible(NULL)) {
        vi_buffer_printf(&words, " %s", VI_CUDA_BACKEND);
    }
    add(table, "backend", "%s", voi_context_backend(ctx));
    add(table, "backend reason", "%s", voi_context_backend_reason(ctx));
    add(table, "backends", "%s", text);
    add(table, "linear algebra", "own, no BLAS: the same bits everywhere");
}

static void add_threads(voi_table *table, const voi_context *ctx)
{
    double quota = vi_own_limit(VI_LIMIT_CPUS);
    add(table, "threads", "%zu", voi_context_threads(ctx));
    add(table, "processors online", "%ld", sysconf(_SC_NPROCESSORS_ONLN));
    add(table, "processors allowed", "%zu", vi_allowed_cpus());
    if (isinf(quota)) {
        add(table, "processor quota", "none");
    } else {
        add(table, "processor quota", "%g", quota);
    }
}

static void add_memory(voi_table *table)
{
    double limit = vi_own_limit(VI_LIMIT_MEMORY);
    double bytes = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    add(table, "memory", "%.1f GB", 1e-9 * bytes);
    if (isinf(limit)) {
        add(table, "memory limit", "none");
    } else {
        add(table, "memory limit", "%.1f GB", 1e-9 * limit);
    }
}

static void add_device(voi_table *table, const vi_cuda_driver *driver, size_t index)
{
    vi_cuda_device device;
    voi_error why = {VOI_OK, ""};
    if (vi_cuda_describe(driver, index, &device, &why) == VOI_OK) {
        add(table, "GPU", "%s, %.1f GB, compute capability %d.%d", device.name,
            1e-9 * device.memory, device.major, device.minor);
    } else {
        add(table, "GPU", "%s", why.message);
    }
}

/* The compiler, and what becomes of it. */
static void add_compiler(voi_table *table, int driver_version)
{
    static const char use[] =
        "with --backend cuda alone: what lies in the memory of the host comes "
        "to a GPU no faster than to a processor";
    bool driver = driver_version < VI_NVRTC_ANY_DRIVER;
    vi_nvrtc *nvrtc = NULL;
    voi_error why = {VOI_OK, ""};
    if (vi_nvrtc_open(NULL, driver_version, &nvrtc, &why) != VOI_OK) {
        add(table, "GPU compiler", "none: %s", why.message);
        add(table, "GPU use", "none: its kernels cannot be compiled; all runs on the processor");
        return;
    }
    int version = vi_nvrtc_version(nvrtc);
    add(table, "GPU compiler", "NVRTC %d.%d", version / 1000, version % 1000 / 10);
    add(table, "GPU use", "%s",
        driver ? use : "none: there is no driver; all runs on the processor");
    vi_nvrtc_close(nvrtc);
}

static void add_gpus(voi_table *table, const char *library)
{
    vi_cuda_driver *driver = NULL;
    voi_error why = {VOI_OK, ""};
    if (vi_cuda_open(library, &driver, &why) != VOI_OK) {
        add(table, "GPU", "none: %s", why.message);
        add_compiler(table, VI_NVRTC_ANY_DRIVER);
        return;
    }
    for (size_t i = 0; i < vi_cuda_devices(driver); i++) {
        add_device(table, driver, i);
    }
    int version = vi_cuda_version(driver);
    add(table, "GPU driver", "CUDA %d.%d", version / 1000, version % 1000 / 10);
    add_compiler(table, version);
    vi_cuda_close(driver);
}

voi_status vi_machine_table(const voi_context *ctx, const char *cuda_library, voi_table **out,
                            voi_error *err)
{
    voi_table *table = NULL;
    *out = NULL;
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    add_build(table);
    add_processor(table);
    add_backends(table, ctx);
    add_threads(table, ctx);
    add_memory(table);
    add_gpus(table, cuda_library);
    return vi_table_finish(&table, out, err);
}

voi_status voi_machine(const voi_context *ctx, voi_table **out, voi_error *err)
{
    return vi_machine_table(ctx, VI_CUDA_LIBRARY, out, err);
}
