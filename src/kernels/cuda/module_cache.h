/* Compiled kernels on disk, so that they are compiled once. */
#ifndef VI_KERNELS_CUDA_MODULE_CACHE_H
#define VI_KERNELS_CUDA_MODULE_CACHE_H

#include "voi.h"

enum { VI_DIGEST = 32 };

/* Folders that are missing are made, for this user alone. */
typedef struct {
    const char *folder; /* NULL: there is no cache */
    uint64_t limit;     /* bytes of all files together */
} vi_module_cache;

/* What a binary follows from: its source, the options, the version of the compiler; the
 * architecture is one of the options. */
typedef struct {
    const char *const *texts;
    size_t count;
} vi_module_key;

/* SHA-256 of the texts with the 0 behind each; false where it cannot be computed. */
bool vi_module_digest(const vi_module_key *key, unsigned char digest[VI_DIGEST]);

/* The binary kept under this digest; false where there is none that can be trusted: a folder or
 * file of another user or writable by others, or a file that is not what was written. Free with
 * voi_bytes_free. */
bool vi_module_load(const vi_module_cache *cache, const unsigned char digest[VI_DIGEST],
                    voi_bytes *out);

/* Keeps a binary; false where it cannot, which costs the next process a compilation and nothing
 * else. Files not used for longest make room. */
bool vi_module_store(const vi_module_cache *cache, const unsigned char digest[VI_DIGEST],
                     const voi_bytes *binary);

#endif
