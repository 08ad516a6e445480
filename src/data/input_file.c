/* What cannot be data is refused before the first byte is read: a folder, an empty file. Packed
 * numbers are a fifth to a fifteenth of their text, constant columns included in a workbook; a
 * limit far above that stops files made to exhaust memory. */
#define _GNU_SOURCE
#include "data/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_TIMES = 200, ALWAYS_ALLOWED = 16 << 20 };

static const char *why_not_opened(int code)
{
    switch (code) {
    case ENOENT:
        return "no such file";
    case EACCES:
        return "permission denied";
    default:
        return strerror(code);
    }
}

static voi_status check_kind(int file, uint64_t *size, voi_error *err)
{
    struct stat info;
    if (fstat(file, &info) != 0) {
        return vi_fail(err, VOI_ERR_IO, "%s", strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
        return vi_fail(err, VOI_ERR_IO, "is a folder, not a file");
    }
    *size = 0;
    if (S_ISREG(info.st_mode)) {
        if (info.st_size == 0) {
            return vi_fail(err, VOI_ERR_FORMAT, "is empty");
        }
        *size = (uint64_t)info.st_size;
    }
    return VOI_OK;
}

voi_status vi_input_open(const char *path, int *file, uint64_t *size, voi_error *err)
{
    *file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (*file < 0) {
        return vi_fail(err, VOI_ERR_IO, "%s", why_not_opened(errno));
    }
    voi_status status = check_kind(*file, size, err);
    if (status != VOI_OK) {
        close(*file);
        *file = -1;
    }
    return status;
}

voi_status vi_input_check_unpacked(uint64_t packed, uint64_t unpacked, voi_error *err)
{
    if (unpacked <= ALWAYS_ALLOWED || unpacked / MOST_TIMES <= packed) {
        return VOI_OK;
    }
    return vi_fail(err, VOI_ERR_LIMIT,
                   "unpacks to more than %d times its size; no data do, so this limit keeps zip "
                   "bombs out",
                   MOST_TIMES);
}
