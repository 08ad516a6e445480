/* See output.h. The temporary file stands in the same folder, since a rename must not leave the
 * disk. */
#define _GNU_SOURCE
#include "output.h"

#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static voi_status fail_here(const char *path, voi_error *err)
{
    const char *reason = errno == ENOENT ? "no such folder" : strerror(errno);
    return cli_fail(err, VOI_ERR_IO, "%s: cannot be written: %s", path ? path : "standard output",
                    reason);
}

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

static voi_status write_directly(const char *path, const voi_bytes *bytes, voi_error *err)
{
    int file = path ? open(path, O_WRONLY | O_CLOEXEC) : STDOUT_FILENO;
    if (file < 0) {
        return fail_here(path, err);
    }
    bool written = write_all(file, bytes);
    int code = errno;
    if (path && close(file) != 0 && written) {
        written = false;
        code = errno;
    }
    errno = code;
    return written ? VOI_OK : fail_here(path, err);
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
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0 && fchmod(file, mode) != 0) {
        close(file);
        unlink(name);
        return -1;
    }
    return file;
}

static voi_status write_beside(const char *path, const struct stat *old, const voi_bytes *bytes,
                               voi_error *err)
{
    char name[PATH_MAX + 8];
    int file = open_beside(path, old, name, sizeof name);
    if (file < 0) {
        return fail_here(path, err);
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
    if (!written) {
        unlink(name);
        errno = code;
        return fail_here(path, err);
    }
    return VOI_OK;
}

voi_status cli_write(const char *path, const voi_bytes *bytes, voi_error *err)
{
    struct stat old;
    if (!path || strcmp(path, "-") == 0) {
        return write_directly(NULL, bytes, err);
    }
    if (stat(path, &old) != 0) {
        return errno == ENOENT ? write_beside(path, NULL, bytes, err) : fail_here(path, err);
    }
    if (!S_ISREG(old.st_mode)) {
        return write_directly(path, bytes, err);
    }
    if (access(path, W_OK) != 0) {
        return fail_here(path, err);
    }
    char *real = realpath(path, NULL); /* behind a link, the file itself is replaced */
    voi_status status = real ? write_beside(real, &old, bytes, err) : fail_here(path, err);
    free(real);
    return status;
}
