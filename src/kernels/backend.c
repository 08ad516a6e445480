/* Which kernels this machine runs: one line a backend, best first. A backend counts when it is in
 * the build and the processor (and the operating system, which must save its registers) has its
 * instructions. */
#include "kernels/backend.h"

#include "kernels/kernels.h"

#include <stdio.h>
#include <string.h>

static bool cpu_has_avx512(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#else
    return false;
#endif
}

static bool cpu_has_avx2(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

static bool cpu_has_all(void)
{
    return true;
}

typedef struct {
    const vi_kernels *(*table)(void);
    bool (*usable)(void);
    const char *reason; /* why `auto` chose it */
} backend;

static const backend backends[] = {
    {vi_kernels_avx512, cpu_has_avx512, "the best here: this processor has AVX-512"},
    {vi_kernels_avx2, cpu_has_avx2, "the best here: this processor has AVX2, but no AVX-512"},
    {vi_kernels_neon, cpu_has_all, "the best here: this processor has NEON"},
    {vi_kernels_scalar, cpu_has_all,
     "the only one here: this build knows no vectors for this "
     "processor"},
};
enum { BACKENDS = sizeof backends / sizeof *backends };

static bool available(size_t index)
{
    return backends[index].table() && backends[index].usable();
}

/* The place in the list of the `index`-th backend that is available; BACKENDS when there is none.
 */
static size_t find_available(size_t index)
{
    for (size_t i = 0; i < BACKENDS; i++) {
        if (available(i) && index-- == 0) {
            return i;
        }
    }
    return BACKENDS;
}

size_t vi_kernels_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < BACKENDS; i++) {
        count += available(i);
    }
    return count;
}

const vi_kernels *vi_kernels_at(size_t index)
{
    size_t place = find_available(index);
    return place < BACKENDS ? backends[place].table() : NULL;
}

voi_status vi_kernels_refuse(const char *name, const char *why, const char *also, voi_error *err)
{
    char names[100] = "auto";
    size_t length = strlen(names);
    for (size_t i = 0; i < vi_kernels_count(); i++) {
        const char *possible = vi_kernels_at(i)->name;
        length += (size_t)snprintf(names + length, sizeof names - length, ", %s", possible);
    }
    if (also) {
        snprintf(names + length, sizeof names - length, ", %s", also);
    }
    return vi_fail(err, VOI_ERR_UNSUPPORTED,
                   "backend \"%s\" does not run here%s%s; possible are %s", name, why ? ": " : "",
                   why ? why : "", names);
}

voi_status vi_kernels_select(const char *name, const vi_kernels **out, const char **reason,
                             voi_error *err)
{
    bool best = !name || strcmp(name, "auto") == 0;
    for (size_t i = 0; i < BACKENDS; i++) {
        if (available(i) && (best || strcmp(backends[i].table()->name, name) == 0)) {
            *out = backends[i].table();
            *reason = best ? backends[i].reason : "as asked for";
            return VOI_OK;
        }
    }
    return vi_kernels_refuse(name, NULL, NULL, err);
}
