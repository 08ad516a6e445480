/* Raw bytes come from a file descriptor or from memory into `raw`; if they begin with gzip's two
 * bytes they go through zlib, member after member, else straight to the caller. */
#include "data/stream.h"

#include "core/alloc.h"
#include "data/input_file.h"
#include "data/raw_read.h"

#include <errno.h>
#include <math.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { RAW_BLOCK = 1 << 18 };

struct vi_stream {
    int file; /* -1 for memory */
    const char *memory;
    size_t memory_left, memory_block;
    uint64_t total, seen; /* raw bytes; total 0 when unknown */
    uint64_t unpacked;    /* bytes that came out of them */
    unsigned char *raw;
    size_t raw_count, raw_used;
    bool raw_end, started, packed, member_open;
    z_stream unpack;
    EVP_MD_CTX *digest;
};

static void *allocate(void *unused, unsigned count, unsigned size)
{
    (void)unused;
    return vi_malloc(count, size);
}

static void release(void *unused, void *block)
{
    (void)unused;
    vi_free(block);
}

static voi_status new_stream(bool hash, vi_stream **out, voi_error *err)
{
    vi_stream *stream = vi_calloc(1, sizeof *stream);
    if (!stream) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    stream->file = -1;
    stream->unpack.zalloc = allocate;
    stream->unpack.zfree = release;
    stream->raw = vi_malloc(RAW_BLOCK, 1);
    stream->digest = hash ? EVP_MD_CTX_new() : NULL;
    if (!stream->raw ||
        (hash && (!stream->digest || EVP_DigestInit_ex(stream->digest, EVP_sha256(), NULL) != 1))) {
        vi_stream_close(stream);
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    *out = stream;
    return VOI_OK;
}

voi_status vi_stream_open(const char *path, bool hash, vi_stream **out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_stream *stream = NULL;
    VI_TRY(new_stream(hash, &stream, err));
    VI_TRY(vi_input_open(path, &stream->file, &stream->total, err));
    *out = stream;
    stream = NULL;
cleanup:
    vi_stream_close(stream);
    return status;
}

voi_status vi_stream_of_memory(const void *bytes, size_t size, size_t block, vi_stream **out,
                               voi_error *err)
{
    voi_status status = new_stream(false, out, err);
    if (status == VOI_OK) {
        (*out)->memory = bytes;
        (*out)->memory_left = (*out)->total = size;
        (*out)->memory_block = block;
    }
    return status;
}

static size_t take_memory(vi_stream *stream, void *buffer, size_t capacity)
{
    size_t count = stream->memory_left < capacity ? stream->memory_left : capacity;
    count = count < stream->memory_block ? count : stream->memory_block;
    memcpy(buffer, stream->memory, count);
    stream->memory += count;
    stream->memory_left -= count;
    return count;
}

/* Reads raw bytes: the only place where they are counted and hashed. */
static voi_status read_raw(vi_stream *stream, void *buffer, size_t capacity, size_t *count,
                           voi_error *err)
{
    ssize_t got = stream->memory ? (ssize_t)take_memory(stream, buffer, capacity)
                                 : vi_raw_read(stream->file, buffer, capacity);
    if (got < 0) {
        return vi_fail(err, VOI_ERR_IO, "cannot be read: %s", strerror(errno));
    }
    *count = (size_t)got;
    stream->seen += *count;
    stream->raw_end = got == 0;
    if (stream->digest && EVP_DigestUpdate(stream->digest, buffer, *count) != 1) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    return VOI_OK;
}

static voi_status refill(vi_stream *stream, voi_error *err)
{
    stream->raw_used = 0;
    return read_raw(stream, stream->raw, RAW_BLOCK, &stream->raw_count, err);
}

/* Looks at the first bytes to tell gzip from anything else. */
static voi_status start(vi_stream *stream, voi_error *err)
{
    while (stream->raw_count < 2 && !stream->raw_end) {
        size_t more = 0;
        voi_status status = read_raw(stream, stream->raw + stream->raw_count,
                                     RAW_BLOCK - stream->raw_count, &more, err);
        if (status != VOI_OK) {
            return status;
        }
        stream->raw_count += more;
    }
    stream->started = true;
    stream->packed = stream->raw_count >= 2 && stream->raw[0] == 0x1f && stream->raw[1] == 0x8b;
    if (stream->packed && inflateInit2(&stream->unpack, 15 + 16) != Z_OK) {
        stream->packed = false;
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    stream->member_open = stream->packed;
    return VOI_OK;
}

/* Feeds what is left of the raw bytes to zlib once. */
static voi_status unpack_some(vi_stream *stream, voi_error *err)
{
    z_stream *z = &stream->unpack;
    if (!stream->member_open) {
        inflateReset(z);
        stream->member_open = true;
    }
    z->next_in = stream->raw + stream->raw_used;
    z->avail_in = (unsigned)(stream->raw_count - stream->raw_used);
    int code = inflate(z, Z_NO_FLUSH);
    stream->raw_used = stream->raw_count - z->avail_in;
    if (code == Z_STREAM_END) {
        stream->member_open = false;
    } else if (code == Z_MEM_ERROR) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return vi_fail(err, VOI_ERR_FORMAT, "is damaged: not a valid gzip file");
    }
    return VOI_OK;
}

/* Unpacks until something has come out or the last member ends. */
static voi_status read_packed(vi_stream *stream, char *buffer, size_t capacity, size_t *count,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    z_stream *z = &stream->unpack;
    unsigned room = capacity > 1u << 30 ? 1u << 30 : (unsigned)capacity;
    z->next_out = (unsigned char *)buffer;
    z->avail_out = room;
    while (z->avail_out == room) {
        if (stream->raw_used == stream->raw_count && !stream->raw_end) {
            VI_TRY(refill(stream, err));
        }
        if (stream->raw_used == stream->raw_count) {
            if (stream->member_open) {
                return vi_fail(err, VOI_ERR_FORMAT, "ends early: the gzip file is cut short");
            }
            break;
        }
        VI_TRY(unpack_some(stream, err));
    }
    *count = room - z->avail_out;
    stream->unpacked += *count;
    status = vi_input_check_unpacked(stream->seen, stream->unpacked, err);
cleanup:
    return status;
}

voi_status vi_stream_read(vi_stream *stream, char *buffer, size_t capacity, size_t *count,
                          voi_error *err)
{
    if (!stream->started) {
        voi_status status = start(stream, err);
        if (status != VOI_OK) {
            return status;
        }
    }
    if (stream->packed) {
        return read_packed(stream, buffer, capacity, count, err);
    }
    size_t left = stream->raw_count - stream->raw_used;
    if (left > 0) {
        *count = left < capacity ? left : capacity;
        memcpy(buffer, stream->raw + stream->raw_used, *count);
        stream->raw_used += *count;
        return VOI_OK;
    }
    return read_raw(stream, buffer, capacity, count, err);
}

bool vi_stream_is_plain(const vi_stream *stream)
{
    return stream->file >= 0 && stream->total > 0 && stream->started && !stream->packed;
}

bool vi_stream_is_packed(const vi_stream *stream)
{
    return stream->packed;
}

voi_status vi_stream_read_at(const vi_stream *stream, uint64_t place, void *buffer, size_t size,
                             voi_error *err)
{
    for (size_t done = 0; done < size;) {
        ssize_t got =
            vi_raw_read_at(stream->file, (char *)buffer + done, size - done, (off_t)(place + done));
        if (got < 0) {
            return vi_fail(err, VOI_ERR_IO, "cannot be read: %s", strerror(errno));
        }
        if (got == 0) {
            return vi_fail(err, VOI_ERR_FORMAT, "has become shorter while it was read");
        }
        done += (size_t)got;
    }
    return VOI_OK;
}

double vi_stream_fraction(const vi_stream *stream)
{
    double used = (double)stream->seen - (double)(stream->raw_count - stream->raw_used);
    return stream->total ? fmin(1.0, used / (double)stream->total) : 0.0;
}

uint64_t vi_stream_seen(const vi_stream *stream)
{
    return stream->seen;
}

uint64_t vi_stream_size(const vi_stream *stream)
{
    return stream->packed ? 0 : stream->total;
}

void vi_stream_digest(vi_stream *stream, char digest[65])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    digest[0] = '\0';
    if (stream->digest && EVP_DigestFinal_ex(stream->digest, bytes, &size) == 1) {
        for (unsigned i = 0; i < size && i < 32; i++) {
            static const char hex[] = "0123456789abcdef";
            digest[2 * i] = hex[bytes[i] >> 4];
            digest[2 * i + 1] = hex[bytes[i] & 15];
            digest[2 * i + 2] = '\0';
        }
    }
}

void vi_stream_close(vi_stream *stream)
{
    if (!stream) {
        return;
    }
    if (stream->packed) {
        inflateEnd(&stream->unpack);
    }
    if (stream->file >= 0) {
        close(stream->file);
    }
    EVP_MD_CTX_free(stream->digest);
    vi_free(stream->raw);
    vi_free(stream);
}
