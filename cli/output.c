/* See output.h. The temporary file stands in the same folder, since a rename must not leave the
 * disk. */
#define _GNU_SOURCE
#include "output.h"

#include "options.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const voi_bytes *bytes)
{
    for (size_t done = 0; done < bytes->size;) {
        ssize_t count = write(file, bytes->data + done, bytes->size - done);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    return true;
}

static bool write_directly(const char *path, const voi_bytes *bytes)
{
    int file = path ? open(path, O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
    if (file < 0) {
        return false;
    }
    bool written = write_all(file, bytes);
    int code = errno;
    if (path && close(file) != 0 && written) {
        return false;
    }
    errno = code;
    return written;
}

/* Opens a new file beside `path` with the mode of the old one, or what the umask leaves. */
static int open_beside(const char *path, const struct stat *old, char *name, size_t capacity)
{
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = old ? old->st_mode & 07777 : 0666 & ~mask;
    if (snprintf(name, capacity, "%s.XXXXXX", path) >= (int)capacity) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = cli_open_unfinished(name);
    if (file >= 0 && fchmod(file, mode) != 0) {
        int code = errno;
        close(file);
        cli_end_unfinished(false);
        errno = code;
        return -1;
    }
    return file;
}

static bool write_beside(const char *path, const struct stat *old, const voi_bytes *bytes)
{
    char name[CLI_LONGEST_NAME];
    int file = open_beside(path, old, name, sizeof name);
    if (file < 0) {
        return false;
    }
    bool written = write_all(file, bytes) && fsync(file) == 0;
    int code = errno;
    if (close(file) != 0 && written) {
        written = false;
        code = errno;
    }
    if (written && rename(name, path) != 0) {
        written = false;
        code = errno;
    }
    cli_end_unfinished(written);
    errno = code;
    return written;
}

/* Behind a link, the file itself is replaced. */
static bool replace(const char *path, const struct stat *old, const voi_bytes *bytes)
{
    char *real = access(path, W_OK) == 0 ? realpath(path, NULL) : NULL;
    bool written = real && write_beside(real, old, bytes);
    int code = errno;
    free(real);
    errno = code;
    return written;
}

static bool write_to(const char *path, const voi_bytes *bytes)
{
    struct stat old;
    if (!path || strcmp(path, "-") == 0) {
        return write_directly(NULL, bytes);
    }
    if (stat(path, &old) != 0) {
        return errno == ENOENT && write_beside(path, NULL, bytes);
    }
    return S_ISREG(old.st_mode) ? replace(path, &old, bytes) : write_directly(path, bytes);
}

static voi_status refuse(const char *path, voi_error *err)
{
    const char *reason = errno == ENOENT ? "no such folder" : strerror(errno);
    return cli_fail(err, VOI_ERR_IO, "%s: cannot be written: %s", path ? path : "standard output",
                    reason);
}

voi_status cli_can_write(const char *path, voi_error *err)
{
    char folder[CLI_LONGEST_NAME] = ".";
    const char *slash = strrchr(path, '/');
    struct stat there;
    if (stat(path, &there) == 0) {
        if (S_ISDIR(there.st_mode)) {
            errno = EISDIR;
            return refuse(path, err);
        }
        return access(path, W_OK) == 0 ? VOI_OK : refuse(path, err);
    }
    if (slash) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path);
    }
    return access(folder, W_OK | X_OK) == 0 ? VOI_OK : refuse(path, err);
}

voi_status cli_write(const char *path, const voi_bytes *bytes, voi_error *err)
{
    return write_to(path, bytes) ? VOI_OK : refuse(path, err);
}
