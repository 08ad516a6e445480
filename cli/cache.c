/* One walk over the folder counts and, if asked to, removes: files when they are met, folders once
 * they have been left. Only a folder whose name ends in /voi is ever walked. */
#define _GNU_SOURCE
#include "cache.h"

#include "options.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As the XDG Base Directory Specification says: a path that is not absolute does not count. */
static void find_folder(char path[CLI_CACHE_PATH])
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int length = 0;
    path[0] = '\0';
    if (base && base[0] == '/') {
        length = snprintf(path, CLI_CACHE_PATH, "%s/voi", base);
    } else if (home && home[0] == '/') {
        length = snprintf(path, CLI_CACHE_PATH, "%s/.cache/voi", home);
    }
    if (length >= CLI_CACHE_PATH) {
        path[0] = '\0';
    }
}

/* Counts an entry and, with `clear`, removes it; answers the system's error number, 0 for none. */
static int visit(const FTSENT *entry, bool clear, cli_cache *cache)
{
    switch (entry->fts_info) {
    case FTS_D:
        return 0;
    case FTS_DP:
        return clear && rmdir(entry->fts_accpath) != 0 ? errno : 0;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return entry->fts_errno;
    default:
        cache->files++;
        cache->bytes += (double)entry->fts_statp->st_size;
        return clear && unlink(entry->fts_accpath) != 0 ? errno : 0;
    }
}

static voi_status refuse(const char *path, bool clear, int code, voi_error *err)
{
    return cli_fail(err, VOI_ERR_IO, "%s: cannot be %s: %s", path, clear ? "removed" : "read",
                    strerror(code));
}

static voi_status walk(bool clear, cli_cache *out, voi_error *err)
{
    *out = (cli_cache){.exists = false};
    find_folder(out->path);
    char *roots[] = {out->path, NULL};
    if (!*out->path || access(out->path, F_OK) != 0) {
        return VOI_OK;
    }
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!tree) {
        return refuse(out->path, clear, errno, err);
    }
    voi_status status = VOI_OK;
    out->exists = true;
    for (FTSENT *entry = fts_read(tree); entry && status == VOI_OK; entry = fts_read(tree)) {
        int code = visit(entry, clear, out);
        if (code != 0) {
            status = refuse(entry->fts_path, clear, code, err);
        }
    }
    fts_close(tree);
    return status;
}

voi_status cli_cache_look(cli_cache *out, voi_error *err)
{
    return walk(false, out, err);
}

voi_status cli_cache_clear(cli_cache *out, voi_error *err)
{
    return walk(true, out, err);
}
