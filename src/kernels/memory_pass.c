/* Reading: all words of a chunk, combined by exclusive or in as many chains as let the loads
 * overlap, and asked for well ahead, since the processor's own prefetching stops at the end of a
 * page. Copying is the C library's. */
#include "core/alloc.h"
#include "core/context.h"

#include <string.h>

enum { CHUNK = 1 << 17, CHAINS = 32, AHEAD_WORDS = 512, LINE_WORDS = 8 };

typedef struct {
    const double *from;
    double *to;
    size_t count;
    uint64_t *parities; /* by chunk */
} pass;

static uint64_t read_words(const double *from, size_t count)
{
    uint64_t chains[CHAINS] = {0}, parity = 0, word;
    size_t i = 0;
    for (; i + CHAINS <= count; i += CHAINS) {
        for (size_t j = 0; j < CHAINS; j += LINE_WORDS) {
            __builtin_prefetch((const char *)(from + i + j) + sizeof(double) * AHEAD_WORDS);
        }
        for (size_t j = 0; j < CHAINS; j++) {
            memcpy(&word, &from[i + j], sizeof word);
            chains[j] ^= word;
        }
    }
    for (; i < count; i++) {
        memcpy(&word, &from[i], sizeof word);
        parity ^= word;
    }
    for (size_t j = 0; j < CHAINS; j++) {
        parity ^= chains[j];
    }
    return parity;
}

static voi_status run_chunk(void *state, size_t task, size_t worker, voi_error *err)
{
    const pass *p = state;
    size_t first = task * CHUNK, rest = p->count - first, count = rest < CHUNK ? rest : CHUNK;
    (void)worker;
    (void)err;
    if (p->to) {
        memcpy(p->to + first, p->from + first, count * sizeof *p->to);
    } else {
        p->parities[task] = read_words(p->from + first, count);
    }
    return VOI_OK;
}

voi_status voi_memory_pass(voi_context *ctx, const double *from, double *to, size_t count,
                           uint64_t *parity, voi_error *err)
{
    size_t chunks = count / CHUNK + (count % CHUNK != 0);
    uint64_t all = 0;
    pass p = {from, to, count, vi_calloc(chunks, sizeof *p.parities)};
    const vi_job job = {to ? "copying memory" : "reading memory", chunks, run_chunk, &p};
    if (!p.parities) {
        return vi_fail(err, VOI_ERR_NOMEM, "memory pass: out of memory");
    }
    voi_status status = vi_parallel(ctx, &job, err);
    for (size_t i = 0; i < chunks; i++) {
        all ^= p.parities[i];
    }
    if (status == VOI_OK) {
        *parity = all;
    }
    vi_free(p.parities);
    return status;
}
