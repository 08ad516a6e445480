/* One walk over the folder counts and, if asked to, removes: files when they are met, folders once
 * they have been left. Only a folder whose name ends in /voi and that belongs to this user is ever
 * walked; links in it are removed, not followed, and what is mounted in it is not entered. The walk
 * goes from folder to folder (no FTS_NOCHDIR), each checked to be the one that was met: names are
 * removed from the folder at hand, whatever a path leads to by then. */
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

const char *cli_cache_kernels(char path[CLI_CACHE_PATH])
{
    static const char folder[] = "/kernels";
    find_folder(path);
    size_t length = strlen(path);
    if (length == 0 || length + sizeof folder > CLI_CACHE_PATH) {
        return NULL;
    }
    memcpy(path + length, folder, sizeof folder);
    return path;
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

/* What is at the path of the cache: fills in `exists` and `foreign`. */
static voi_status find_root(bool clear, cli_cache *out, voi_error *err)
{
    struct stat root;
    *out = (cli_cache){.exists = false};
    find_folder(out->path);
    if (!*out->path) {
        return VOI_OK;
    }
    if (lstat(out->path, &root) != 0) {
        return errno == ENOENT ? VOI_OK : refuse(out->path, clear, errno, err);
    }
    out->exists = true;
    if (!S_ISDIR(root.st_mode)) {
        out->foreign = S_ISLNK(root.st_mode) ? "a link, not a folder" : "not a folder";
    } else if (root.st_uid != geteuid()) {
        out->foreign = "a folder of another user";
    }
    return VOI_OK;
}

static voi_status walk(bool clear, cli_cache *cache, voi_error *err)
{
    char *roots[] = {cache->path, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV, NULL);
    if (!tree) {
        return refuse(cache->path, clear, errno, err);
    }
    voi_status status = VOI_OK;
    while (status == VOI_OK) {
        errno = 0;
        const FTSENT *entry = fts_read(tree);
        if (!entry) {
            status = errno == 0 ? VOI_OK : refuse(cache->path, clear, errno, err);
            break;
        }
        int code = visit(entry, clear, cache);
        if (code != 0) {
            status = refuse(entry->fts_path, clear, code, err);
        }
    }
    fts_close(tree);
    return status;
}

voi_status cli_cache_look(cli_cache *out, voi_error *err)
{
    voi_status status = find_root(false, out, err);
    return status == VOI_OK && out->exists && !out->foreign ? walk(false, out, err) : status;
}

voi_status cli_cache_clear(cli_cache *out, voi_error *err)
{
    voi_status status = find_root(true, out, err);
    if (status == VOI_OK && out->foreign) {
        return cli_fail(err, VOI_ERR_IO, "%s: is %s; nothing has been removed", out->path,
                        out->foreign);
    }
    return status == VOI_OK && out->exists ? walk(true, out, err) : status;
}
