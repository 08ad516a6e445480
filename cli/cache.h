/* The folder where the command keeps what it makes for later runs: compiled kernels of GPUs. */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include <voi.h>

enum { CLI_CACHE_PATH = 4096 };

typedef struct {
    char path[CLI_CACHE_PATH]; /* "" where the environment names no place for it */
    bool exists;
    const char *foreign; /* why it is left alone, though it exists; NULL where it is not */
    size_t files;
    double bytes;
} cli_cache;

/* Where compiled kernels are kept, in a folder of the cache: `path`, or NULL where the environment
 * names no place for it. */
const char *cli_cache_kernels(char path[CLI_CACHE_PATH]);

/* Looks at XDG_CACHE_HOME/voi, or ~/.cache/voi. What is no folder of this user's is not entered. */
voi_status cli_cache_look(cli_cache *out, voi_error *err);

/* Removes what is in the folder, and the folder; no link and no mount is followed. What is no
 * folder of this user's is an error. `out` tells what was there. */
voi_status cli_cache_clear(cli_cache *out, voi_error *err);

#endif
