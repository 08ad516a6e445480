/* The folder for what is made once and may be made again. */
#ifndef CLI_CACHE_H
#define CLI_CACHE_H

#include <voi.h>

enum { CLI_CACHE_PATH = 4096 };

typedef struct {
    char path[CLI_CACHE_PATH]; /* "" where the environment names no place for it */
    bool exists;
    size_t files;
    double bytes;
} cli_cache;

/* Looks at XDG_CACHE_HOME/voi, or ~/.cache/voi. */
voi_status cli_cache_look(cli_cache *out, voi_error *err);

/* Removes what is in the folder, and the folder; no link is followed. `out` tells what was there.
 */
voi_status cli_cache_clear(cli_cache *out, voi_error *err);

#endif
