/* A file is a header and the binary; its name is the digest of what the binary follows from. The
 * header repeats the digest and has that of the binary, so that whatever was cut short, damaged or
 * put there under another name is found out and compiled again. A file is written aside and
 * renamed: a process that is killed, or two that write at once, leave no half file under the name.
 *
 * Checksums do not help against someone who may write here, so folder and file must belong to this
 * user and be writable by nobody else; and all names are looked up from the folder that was
 * checked, without following links. What killed processes left is removed after an hour. */
#define _GNU_SOURCE
#include "kernels/cuda/module_cache.h"

#include "core/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PATH = 4096, NAME = 2 * VI_DIGEST + 8, LARGEST = 1 << 26, STALE_SECONDS = 3600 };

static const char magic[8] = "voicubin", ending[] = ".cubin", aside[] = ".part";

typedef struct {
    char magic[8];
    uint64_t size;
    unsigned char key[VI_DIGEST], binary[VI_DIGEST];
} header;

static bool digest_of(const void *data, size_t size, unsigned char digest[VI_DIGEST])
{
    return EVP_Digest(data, size, digest, NULL, EVP_sha256(), NULL) == 1;
}

bool vi_module_digest(const vi_module_key *key, unsigned char digest[VI_DIGEST])
{
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    bool good = sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL) == 1;
    for (size_t i = 0; good && i < key->count; i++) {
        good = EVP_DigestUpdate(sum, key->texts[i], strlen(key->texts[i]) + 1) == 1;
    }
    good = good && EVP_DigestFinal_ex(sum, digest, NULL) == 1;
    EVP_MD_CTX_free(sum);
    return good;
}

static void name_of(const unsigned char digest[VI_DIGEST], char name[NAME])
{
    for (size_t i = 0; i < VI_DIGEST; i++) {
        snprintf(name + 2 * i, 3, "%02x", digest[i]);
    }
    memcpy(name + (size_t)2 * VI_DIGEST, ending, sizeof ending);
}

static bool is_ours(const struct stat *about)
{
    return about->st_uid == geteuid() && (about->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* The folder as a descriptor; -1 where it is not there or is not ours alone. */
static int open_folder(const vi_module_cache *cache)
{
    struct stat about;
    int folder =
        cache->folder ? open(cache->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (folder >= 0 && (fstat(folder, &about) != 0 || !is_ours(&about))) {
        close(folder);
        folder = -1;
    }
    return folder;
}

/* Makes the folders of a path that are not there yet. */
static void make_folders(const char *folder)
{
    char path[PATH];
    size_t length = strlen(folder);
    if (length >= sizeof path) {
        return;
    }
    memcpy(path, folder, length + 1);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] == '/' || path[i] == '\0') {
            char kept = path[i];
            path[i] = '\0';
            mkdir(path, S_IRWXU);
            path[i] = kept;
        }
    }
}

static bool read_all(int file, void *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, (char *)data + done, size - done);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return false;
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

static bool write_all(int file, const void *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t put = write(file, (const char *)data + done, size - done);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        done += put > 0 ? (size_t)put : 0;
    }
    return true;
}

/* The size of the binary that a header promises for a file like this; 0 where it cannot be. */
static size_t promised(int file, const unsigned char digest[VI_DIGEST], header *head)
{
    struct stat about;
    bool good = fstat(file, &about) == 0 && S_ISREG(about.st_mode) && is_ours(&about) &&
                about.st_size <= LARGEST && read_all(file, head, sizeof *head) &&
                memcmp(head->magic, magic, sizeof magic) == 0 &&
                memcmp(head->key, digest, VI_DIGEST) == 0 &&
                head->size + sizeof *head == (uint64_t)about.st_size;
    return good ? (size_t)head->size : 0;
}

static bool read_binary(int file, const unsigned char digest[VI_DIGEST], voi_bytes *out)
{
    header head;
    unsigned char found[VI_DIGEST];
    size_t size = promised(file, digest, &head);
    char *data = size > 0 ? vi_calloc(size + 1, 1) : NULL;
    if (!data) {
        return false;
    }
    if (!read_all(file, data, size) || !digest_of(data, size, found) ||
        memcmp(found, head.binary, VI_DIGEST) != 0) {
        vi_free(data);
        return false;
    }
    *out = (voi_bytes){data, size};
    return true;
}

bool vi_module_load(const vi_module_cache *cache, const unsigned char digest[VI_DIGEST],
                    voi_bytes *out)
{
    char name[NAME];
    int folder = open_folder(cache);
    if (folder < 0) {
        return false;
    }
    name_of(digest, name);
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool good = file >= 0 && read_binary(file, digest, out);
    if (good) {
        futimens(file, NULL); /* the file was used: others go first */
    }
    if (file >= 0) {
        close(file);
    }
    close(folder);
    return good;
}

typedef struct {
    char name[NAME];
    struct timespec used;
    uint64_t bytes;
} kept_file;

/* What lies in the folder. */
typedef struct {
    kept_file *files;
    size_t count, capacity;
    uint64_t bytes;
    bool failed; /* memory was out */
} inventory;

static bool ends_with(const char *name, const char *tail)
{
    size_t length = strlen(name), size = strlen(tail);
    return length >= size && strcmp(name + length - size, tail) == 0;
}

static void note_file(const char *name, const struct stat *about, inventory *all)
{
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? 2 * all->capacity : 64;
        kept_file *files = vi_realloc(all->files, capacity, sizeof *files);
        if (!files) {
            all->failed = true;
            return;
        }
        all->files = files;
        all->capacity = capacity;
    }
    kept_file *file = &all->files[all->count++];
    *file = (kept_file){.used = about->st_mtim, .bytes = (uint64_t)about->st_size};
    memcpy(file->name, name, strlen(name) + 1);
    all->bytes += file->bytes;
}

/* Notes an entry of the folder; what was left behind is removed. */
static void visit(int folder, const char *name, inventory *all)
{
    struct stat about;
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(about.st_mode)) {
        return;
    }
    if (ends_with(name, aside) && about.st_mtime + STALE_SECONDS < time(NULL)) {
        unlinkat(folder, name, 0);
    } else if (ends_with(name, ending) && strlen(name) < NAME) {
        note_file(name, &about, all);
    }
}

static inventory list_files(int folder)
{
    inventory all = {.files = NULL};
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = copy >= 0 ? fdopendir(copy) : NULL;
    if (!entries) {
        if (copy >= 0) {
            close(copy);
        }
        return all;
    }
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        visit(folder, entry->d_name, &all);
    }
    closedir(entries);
    return all;
}

static int by_last_use(const void *left, const void *right)
{
    const struct timespec *a = &((const kept_file *)left)->used;
    const struct timespec *b = &((const kept_file *)right)->used;
    return a->tv_sec != b->tv_sec ? (a->tv_sec > b->tv_sec) - (a->tv_sec < b->tv_sec)
                                  : (a->tv_nsec > b->tv_nsec) - (a->tv_nsec < b->tv_nsec);
}

/* Removes files, those first that were not used for longest, until all of them, and `more` bytes,
 * are within the limit; false where they are not then. One that another process removed counts as
 * gone. */
static bool make_room(int folder, uint64_t limit, uint64_t more)
{
    inventory all = list_files(folder);
    if (all.count > 0) {
        qsort(all.files, all.count, sizeof *all.files, by_last_use);
    }
    for (size_t i = 0; i < all.count && all.bytes + more > limit; i++) {
        if (unlinkat(folder, all.files[i].name, 0) == 0 || errno == ENOENT) {
            all.bytes -= all.files[i].bytes;
        }
    }
    vi_free(all.files);
    return !all.failed && all.bytes + more <= limit;
}

static bool write_file(int folder, const char *name, const header *head, const voi_bytes *binary)
{
    char part[NAME];
    snprintf(part, sizeof part, "%.16s-%ld%s", name, (long)getpid(), aside);
    int file = openat(folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
    if (file < 0) {
        return false;
    }
    bool good = write_all(file, head, sizeof *head) && write_all(file, binary->data, binary->size);
    good = close(file) == 0 && good;
    good = good && renameat(folder, part, folder, name) == 0;
    if (!good) {
        unlinkat(folder, part, 0);
    }
    return good;
}

bool vi_module_store(const vi_module_cache *cache, const unsigned char digest[VI_DIGEST],
                     const voi_bytes *binary)
{
    char name[NAME];
    header head = {.size = binary->size};
    uint64_t bytes = binary->size + sizeof head;
    if (!cache->folder || bytes > cache->limit || bytes > LARGEST ||
        !digest_of(binary->data, binary->size, head.binary)) {
        return false;
    }
    memcpy(head.magic, magic, sizeof magic);
    memcpy(head.key, digest, VI_DIGEST);
    make_folders(cache->folder);
    int folder = open_folder(cache);
    if (folder < 0) {
        return false;
    }
    name_of(digest, name);
    bool good = make_room(folder, cache->limit, bytes) && write_file(folder, name, &head, binary);
    close(folder);
    return good;
}
