/* Compiles every kernel as the library does, with the real NVRTC, which needs no GPU:
 *
 *     compile_kernels LIBRARY ARCHITECTURE...      (90 for sm_90)
 *
 * and reads from what the assembler says of it that nothing is kept in local memory: arrays stay in
 * registers. One line a kernel: registers and shared memory. */
#include "kernels/cuda/device_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the assembler speaks of a function, which is not the only one of its source; where it does
 * not, the end of what it says. */
static const char *section_of(const char *log, const char *function)
{
    char heading[100];
    snprintf(heading, sizeof heading, "Function properties for %s\n", function);
    const char *at = strstr(log, heading);
    return at ? at : log + strlen(log);
}

/* The number before a word of the assembler's; -1 where the word is missing. */
static long number_before(const char *log, const char *word)
{
    const char *at = strstr(log, word);
    while (at && at > log && at[-1] >= '0' && at[-1] <= '9') {
        at--;
    }
    return at ? strtol(at, NULL, 10) : -1;
}

static int check(const vi_nvrtc *nvrtc, const vi_kernel_variant *variant, int architecture)
{
    voi_bytes binary = {0}, log = {0};
    voi_error error = {VOI_OK, ""};
    int bad = 1;
    voi_status status = vi_kernel_compile(nvrtc, variant, architecture, "--ptxas-options=-v",
                                          &binary, &log, &error);
    if (status != VOI_OK) {
        fprintf(stderr, "%s\n", error.message);
    } else {
        const char *section = section_of(log.data, vi_kernel_function(variant));
        long stack = number_before(section, " bytes stack frame");
        long stores = number_before(section, " bytes spill stores");
        long loads = number_before(section, " bytes spill loads");
        bad = stack != 0 || stores != 0 || loads != 0;
        printf("sm_%d %s, %d columns, by %s: %ld registers, %ld bytes of local memory%s\n",
               architecture, vi_kernel_function(variant), variant->cols,
               variant->by_row ? "row" : "column", number_before(section, " registers"), stack,
               bad ? ": WRONG" : "");
    }
    voi_bytes_free(&binary);
    voi_bytes_free(&log);
    return bad;
}

static int check_all(const vi_nvrtc *nvrtc, int architecture)
{
    int bad = 0;
    for (int order = 0; order < 2; order++) {
        for (int cols = 1; cols <= VI_NARROW_COLUMNS; cols++) {
            const vi_kernel_variant narrow = {VI_KERNEL_REGRETS, cols, order == 1};
            bad += check(nvrtc, &narrow, architecture);
        }
        const vi_kernel_variant wide = {VI_KERNEL_REGRETS_WIDE, 0, order == 1};
        bad += check(nvrtc, &wide, architecture);
    }
    for (vi_kernel_name name = VI_KERNEL_CURVE; name < VI_KERNELS; name++) {
        const vi_kernel_variant other = {name, 0, false};
        bad += check(nvrtc, &other, architecture);
    }
    return bad;
}

int main(int count, char **words)
{
    vi_nvrtc *nvrtc = NULL;
    voi_error error = {VOI_OK, ""};
    int bad = 0;
    if (count < 3 || vi_nvrtc_open(words[1], 0, &nvrtc, &error) != VOI_OK) {
        fprintf(stderr, "compile_kernels LIBRARY ARCHITECTURE...: %s\n", error.message);
        return 2;
    }
    for (int i = 2; i < count; i++) {
        bad += check_all(nvrtc, atoi(words[i]));
    }
    vi_nvrtc_close(nvrtc);
    return bad > 0;
}
