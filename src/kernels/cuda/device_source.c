/* One line a kernel. Options make a variant of it: products are not fused into sums (--fmad=false),
 * so that every regret has the bits that it has on the CPU, and only their sums differ. Functions
 * that do not say where they run, those shared with the CPU, run on the device. C++17 has their
 * hexadecimal constants. */
#include "kernels/cuda/device_source.h"

#include "core/alloc.h"

#include <stdio.h>
#include <string.h>

#define EMBEDDED(name) extern const unsigned char vi_##name[]
EMBEDDED(arguments_h);
EMBEDDED(device_cuh);
EMBEDDED(freestanding_h);
EMBEDDED(philox_h);
EMBEDDED(philox_rounds_h);
EMBEDDED(elementary_h);
EMBEDDED(probit_h);
EMBEDDED(regrets_cu);
EMBEDDED(regrets_wide_cu);
EMBEDDED(curve_cu);
EMBEDDED(moments_cu);
EMBEDDED(random_cu);
EMBEDDED(spline_products_cu);
EMBEDDED(net_benefits_cu);

static const struct {
    const char *function, *file;
    const unsigned char *text;
} kernels[VI_KERNELS] = {
    [VI_KERNEL_REGRETS] = {"regrets", "regrets.cu", vi_regrets_cu},
    [VI_KERNEL_REGRETS_WIDE] = {"regrets_wide", "regrets_wide.cu", vi_regrets_wide_cu},
    [VI_KERNEL_CURVE] = {"curve", "curve.cu", vi_curve_cu},
    [VI_KERNEL_MOMENTS] = {"moments", "moments.cu", vi_moments_cu},
    [VI_KERNEL_UNIFORMS] = {"uniforms", "random.cu", vi_random_cu},
    [VI_KERNEL_NORMALS] = {"normals", "random.cu", vi_random_cu},
    [VI_KERNEL_NET_BENEFITS] = {"net_benefits", "net_benefits.cu", vi_net_benefits_cu},
    [VI_KERNEL_WINS] = {"wins", "net_benefits.cu", vi_net_benefits_cu},
    [VI_KERNEL_SPLINE_PRODUCTS] = {"spline_products", "spline_products.cu", vi_spline_products_cu},
};

/* What the sources include, by the names that they use. The last of them stand for what a system
 * would have. */
enum { HEADERS = 9 };
static const char *const header_names[HEADERS] = {
    "arguments.h",       "device.cuh",    "core/philox.h", "core/philox_rounds.h",
    "math/elementary.h", "math/probit.h", "math.h",        "stdint.h",
    "string.h"};

static void set_headers(const char *headers[HEADERS])
{
    const unsigned char *const texts[HEADERS] = {
        vi_arguments_h, vi_device_cuh,     vi_philox_h,       vi_philox_rounds_h, vi_elementary_h,
        vi_probit_h,    vi_freestanding_h, vi_freestanding_h, vi_freestanding_h};
    for (size_t i = 0; i < HEADERS; i++) {
        headers[i] = (const char *)texts[i];
    }
}

enum {
    ARCHITECTURE,
    LANGUAGE,
    FUSING,
    PLACE,
    COLUMNS,
    ORDER,
    EXTRA,
    MOST_OPTIONS,
    OPTION_LENGTH = 64
};

typedef struct {
    char text[EXTRA][OPTION_LENGTH];
    const char *list[MOST_OPTIONS];
    size_t count;
} option_list;

static void set_options(const vi_kernel_variant *variant, int architecture, const char *extra,
                        option_list *out)
{
    snprintf(out->text[ARCHITECTURE], OPTION_LENGTH, "--gpu-architecture=sm_%d", architecture);
    snprintf(out->text[LANGUAGE], OPTION_LENGTH, "--std=c++17");
    snprintf(out->text[FUSING], OPTION_LENGTH, "--fmad=false");
    snprintf(out->text[PLACE], OPTION_LENGTH, "--device-as-default-execution-space");
    snprintf(out->text[COLUMNS], OPTION_LENGTH, "-DCOLS=%d", variant->cols);
    snprintf(out->text[ORDER], OPTION_LENGTH, "-DBY_ROW=%d", variant->by_row);
    for (size_t i = 0; i < EXTRA; i++) {
        out->list[i] = out->text[i];
    }
    out->list[EXTRA] = extra;
    out->count = extra ? MOST_OPTIONS : EXTRA;
}

const char *vi_kernel_function(const vi_kernel_variant *variant)
{
    return kernels[variant->name].function;
}

static voi_status compile(const vi_nvrtc *nvrtc, const vi_kernel_variant *variant,
                          const option_list *options, voi_bytes *out, voi_bytes *log,
                          voi_error *err)
{
    const char *headers[HEADERS];
    const vi_device_source source = {kernels[variant->name].file,
                                     (const char *)kernels[variant->name].text, header_names,
                                     headers, HEADERS};
    set_headers(headers);
    return vi_nvrtc_compile(nvrtc, &source, options->list, options->count, out, log, err);
}

voi_status vi_kernel_compile(const vi_nvrtc *nvrtc, const vi_kernel_variant *variant,
                             int architecture, const char *extra, voi_bytes *out, voi_bytes *log,
                             voi_error *err)
{
    option_list options;
    set_options(variant, architecture, extra, &options);
    return compile(nvrtc, variant, &options, out, log, err);
}

/* Everything that the binary follows from. */
static bool digest_of(const vi_nvrtc *nvrtc, const vi_kernel_variant *variant,
                      const option_list *options, unsigned char digest[VI_DIGEST])
{
    enum { SOURCE = HEADERS, VERSION, TEXTS };
    char version[OPTION_LENGTH];
    const char *texts[TEXTS + MOST_OPTIONS];
    const vi_module_key key = {texts, TEXTS + options->count};
    set_headers(texts);
    texts[SOURCE] = (const char *)kernels[variant->name].text;
    texts[VERSION] = version;
    snprintf(version, sizeof version, "NVRTC %d", vi_nvrtc_version(nvrtc));
    memcpy(texts + TEXTS, options->list, options->count * sizeof *texts);
    return vi_module_digest(&key, digest);
}

voi_status vi_kernel_binary(const vi_nvrtc *nvrtc, const vi_module_cache *cache,
                            const vi_kernel_variant *variant, int architecture, voi_bytes *out,
                            voi_error *err)
{
    option_list options;
    unsigned char digest[VI_DIGEST];
    set_options(variant, architecture, NULL, &options);
    bool kept = cache->folder && digest_of(nvrtc, variant, &options, digest);
    if (kept && vi_module_load(cache, digest, out)) {
        return VOI_OK;
    }
    voi_status status = compile(nvrtc, variant, &options, out, NULL, err);
    if (status == VOI_OK && kept) {
        vi_module_store(cache, digest, out);
    }
    return status;
}
