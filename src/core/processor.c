/* The model comes from the system: by name, or on AArch64 as the numbers of who designed it and of
 * the design. The instructions come from the processor itself. */
#include "core/processor.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char text[512];
} value;

/* What the first line "key : value" tells; empty without one. */
static value find_value(FILE *file, const char *key)
{
    value line;
    rewind(file);
    while (fgets(line.text, sizeof line.text, file)) {
        const char *colon = strchr(line.text, ':');
        if (colon && strncmp(line.text, key, strlen(key)) == 0) {
            value found = {""};
            const char *start = colon + 1 + strspn(colon + 1, " ");
            memcpy(found.text, start, strcspn(start, "\n"));
            return found;
        }
    }
    return (value){""};
}

static void add_model(FILE *file, vi_buffer *out)
{
    const value model = find_value(file, "model name");
    const value implementer = find_value(file, "CPU implementer");
    const value part = find_value(file, "CPU part");
    if (*model.text) {
        vi_buffer_puts(out, model.text);
    } else if (*implementer.text && *part.text) {
        vi_buffer_printf(out, "implementer %s, part %s", implementer.text, part.text);
    }
}

void vi_processor_model(const char *path, vi_buffer *out)
{
    FILE *file = fopen(path, "re");
    if (file) {
        add_model(file, out);
        fclose(file);
    }
    if (out->size == 0) {
        vi_buffer_puts(out, "not known");
    }
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
