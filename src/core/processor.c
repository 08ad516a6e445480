/* The model comes from the system, the instructions from the processor itself. */
#include "core/processor.h"

#include <stdio.h>
#include <string.h>

void vi_processor_model(const char *path, vi_buffer *out)
{
    static const char key[] = "model name";
    char line[512];
    const char *model = NULL;
    FILE *file = fopen(path, "re");
    while (file && !model && fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (colon && strncmp(line, key, sizeof key - 1) == 0) {
            line[strcspn(line, "\n")] = '\0';
            model = colon + 1 + strspn(colon + 1, " ");
        }
    }
    if (file) {
        fclose(file);
    }
    vi_buffer_puts(out, model && *model ? model : "not known");
}

static void add_feature(vi_buffer *out, const char *name, bool present)
{
    if (present) {
        vi_buffer_printf(out, "%s%s", out->size > 0 ? " " : "", name);
    }
}

void vi_processor_features(vi_buffer *out)
{
#if defined(__x86_64__)
    /* The builtin takes literals alone. */
#define FEATURE(name) add_feature(out, name, __builtin_cpu_supports(name) != 0)
    FEATURE("sse4.2");
    FEATURE("avx");
    FEATURE("fma");
    FEATURE("avx2");
    FEATURE("avx512f");
    FEATURE("avx512dq");
    FEATURE("avx512bw");
    FEATURE("avx512vl");
#undef FEATURE
#elif defined(__ARM_NEON)
    add_feature(out, "neon", true);
#endif
    if (!out->data) {
        vi_buffer_puts(out, "none of those that matter here");
    }
}
