/* libzip reads the archive through a source of our own, so that every byte comes from vi_raw_read
 * and a failed read is told from a damaged file. Sizes in the archive's directory are not believed:
 * what comes out is counted. */
#include "data/archive.h"

#include "core/alloc.h"
#include "data/input_file.h"
#include "data/raw_read.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

struct vi_archive {
    int file;
    uint64_t size;
    uint64_t wanted;   /* where libzip reads next */
    uint64_t position; /* where the file stands */
    int failure;       /* errno of a failed read; 0 without */
    zip_error_t error;
    zip_t *zip;
    zip_file_t *part;
    uint64_t unpacked; /* bytes, of all parts read so far */
};

static zip_int64_t read_source(vi_archive *archive, void *buffer, size_t capacity)
{
    if (archive->wanted != archive->position) {
        if (lseek(archive->file, (off_t)archive->wanted, SEEK_SET) < 0) {
            archive->failure = errno;
            zip_error_set(&archive->error, ZIP_ER_SEEK, errno);
            return -1;
        }
        archive->position = archive->wanted;
    }
    ssize_t count = vi_raw_read(archive->file, buffer, capacity);
    if (count < 0) {
        archive->failure = errno;
        zip_error_set(&archive->error, ZIP_ER_READ, errno);
        return -1;
    }
    archive->wanted = archive->position += (uint64_t)count;
    return count;
}

static zip_int64_t describe_source(const vi_archive *archive, zip_stat_t *description)
{
    zip_stat_init(description);
    description->valid = ZIP_STAT_SIZE;
    description->size = archive->size;
    return sizeof *description;
}

static zip_int64_t seek_source(vi_archive *archive, void *data, zip_uint64_t length)
{
    zip_int64_t offset = zip_source_seek_compute_offset(archive->wanted, archive->size, data,
                                                        length, &archive->error);
    if (offset < 0) {
        return -1;
    }
    archive->wanted = (uint64_t)offset;
    return 0;
}

/* What libzip calls; the archive outlives its source. */
static zip_int64_t source(void *state, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    vi_archive *archive = state;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        archive->wanted = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return read_source(archive, data, length);
    case ZIP_SOURCE_STAT:
        return describe_source(archive, data);
    case ZIP_SOURCE_SEEK:
        return seek_source(archive, data, length);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)archive->wanted;
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&archive->error, data, length);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: /* close and free */
        return 0;
    }
}

static voi_status refuse_kind(vi_archive *archive, voi_error *err)
{
    static const char old_workbook[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    char start[8] = {0};
    zip_int64_t count = 0, more = 1;
    if (archive->size == 0) {
        return vi_fail(err, VOI_ERR_IO, "is not a plain file, as a workbook must be");
    }
    for (; more > 0 && count < 8; count += more) {
        more = read_source(archive, start + count, (size_t)(8 - count));
    }
    if (more < 0) {
        return vi_fail(err, VOI_ERR_IO, "cannot be read: %s", strerror(archive->failure));
    }
    if (memcmp(start, old_workbook, 8) == 0) {
        return vi_fail(err, VOI_ERR_FORMAT,
                       "is an old .xls workbook, or has a password; save it as .xlsx without one");
    }
    if (memcmp(start, "PK", 2) != 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not an .xlsx workbook");
    }
    return VOI_OK;
}

/* Turns an error of libzip into ours; `what` is what cannot be read. */
static voi_status translate(const vi_archive *archive, const zip_error_t *error, const char *what,
                            voi_error *err)
{
    int code = zip_error_code_zip(error);
    if (archive->failure) {
        return vi_fail(err, VOI_ERR_IO, "cannot be read: %s", strerror(archive->failure));
    }
    if (code == ZIP_ER_MEMORY ||
        (code == ZIP_ER_ZLIB && zip_error_code_system(error) == Z_MEM_ERROR)) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_ENCRNOTSUPP) {
        return vi_fail(err, VOI_ERR_FORMAT, "has a password; save it without one");
    }
    return vi_fail(err, VOI_ERR_FORMAT, "is damaged or cut short: %s cannot be read", what);
}

static voi_status open_zip(vi_archive *archive, voi_error *err)
{
    zip_error_t error;
    voi_status status = VOI_OK;
    zip_error_init(&error);
    zip_source_t *bytes = zip_source_function_create(source, archive, &error);
    archive->zip = bytes ? zip_open_from_source(bytes, ZIP_RDONLY, &error) : NULL;
    if (!archive->zip) {
        status = translate(archive, &error, "its directory", err);
        zip_source_free(bytes);
    }
    zip_error_fini(&error);
    return status;
}

voi_status vi_archive_open(const char *path, vi_archive **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_archive *archive = vi_calloc(1, sizeof *archive);
    if (!archive) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    zip_error_init(&archive->error);
    VI_TRY(vi_input_open(path, &archive->file, &archive->size, err));
    VI_TRY(refuse_kind(archive, err));
    VI_TRY(open_zip(archive, err));
    *out = archive;
    archive = NULL;
cleanup:
    vi_archive_close(archive);
    return status;
}

voi_status vi_archive_start(vi_archive *archive, const char *part, voi_error *err)
{
    zip_stat_t about;
    if (archive->part) {
        zip_fclose(archive->part);
        archive->part = NULL;
    }
    zip_int64_t index = zip_name_locate(archive->zip, part, ZIP_FL_NOCASE);
    if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &about) != 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "is not an .xlsx workbook: it holds no %.200s", part);
    }
    if (about.comp_method != ZIP_CM_STORE && about.comp_method != ZIP_CM_DEFLATE) {
        return vi_fail(err, VOI_ERR_FORMAT, "is packed in a way that workbooks are not: %.200s",
                       part);
    }
    archive->part = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    if (!archive->part) {
        return translate(archive, zip_get_error(archive->zip), part, err);
    }
    return VOI_OK;
}

voi_status vi_archive_read(vi_archive *archive, void *buffer, size_t capacity, size_t *count,
                           voi_error *err)
{
    zip_int64_t got = zip_fread(archive->part, buffer, capacity);
    if (got < 0) {
        return translate(archive, zip_file_get_error(archive->part), "a part of it", err);
    }
    *count = (size_t)got;
    archive->unpacked += *count;
    return vi_input_check_unpacked(archive->size, archive->unpacked, err);
}

double vi_archive_fraction(const vi_archive *archive)
{
    return fmin(1.0, (double)archive->position / (double)archive->size);
}

void vi_archive_close(vi_archive *archive)
{
    if (!archive) {
        return;
    }
    if (archive->part) {
        zip_fclose(archive->part);
    }
    if (archive->zip) {
        zip_discard(archive->zip);
    }
    if (archive->file >= 0) {
        close(archive->file);
    }
    zip_error_fini(&archive->error);
    vi_free(archive);
}
