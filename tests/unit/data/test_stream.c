/* Streams: the same bytes from files, pipes and memory, packed or not, whatever the sizes of the
 * blocks; and the words about what cannot be read. */
#include "files.h"

#include "data/stream.h"

#include <sys/stat.h>

enum { SIZE = 3000, CAPACITY = 8192 };

/* "abc", and its SHA-256 (FIPS 180-2, appendix B.1). */
static const char ABC_DIGEST[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static const char *some_text(void)
{
    static char text[SIZE];
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (char)('a' + (i * i / 7) % 26);
    }
    return text;
}

/* Reads to the end in pieces of at most `capacity`, and closes; answers the status. */
static voi_status drain(vi_stream *stream, size_t capacity, char *text, size_t *size,
                        voi_error *error)
{
    voi_status status = VOI_OK;
    size_t count = 1;
    *size = 0;
    while (status == VOI_OK && count > 0) {
        assert_true(*size + capacity <= CAPACITY);
        status = vi_stream_read(stream, text + *size, capacity, &count, error);
        *size += status == VOI_OK ? count : 0;
    }
    vi_stream_close(stream);
    return status;
}

static void check_text(vi_stream *stream, size_t capacity, const char *expected, size_t length)
{
    char text[CAPACITY];
    size_t size;
    voi_error error = {0};
    check_ok(drain(stream, capacity, text, &size, &error));
    assert_int_equal(size, length);
    assert_memory_equal(text, expected, length);
}

static void check_refused(const void *bytes, size_t size, const char *message)
{
    char text[CAPACITY];
    size_t got;
    for (size_t block = 1; block <= size; block += block < 40 ? 1 : size - 1) {
        vi_stream *stream = NULL;
        voi_error error = {0};
        check_ok(vi_stream_of_memory(bytes, size, block, &stream, &error));
        assert_int_equal(drain(stream, 1000, text, &got, &error), VOI_ERR_FORMAT);
        assert_string_equal(error.message, message);
    }
}

static void memory_in_blocks(void **state)
{
    (void)state;
    for (size_t block = 1; block < 20; block += 3) {
        for (size_t capacity = 1; capacity < 20; capacity += 4) {
            vi_stream *stream = NULL;
            voi_error error = {0};
            check_ok(vi_stream_of_memory(some_text(), 100, block, &stream, &error));
            assert_int_equal(vi_stream_size(stream), 100);
            check_text(stream, capacity, some_text(), 100);
        }
    }
}

static void packed_in_blocks(void **state)
{
    unsigned char packed[CAPACITY];
    size_t size = gzip(some_text(), 1000, packed, sizeof packed);
    (void)state;
    /* A second member, and an empty third one. */
    size += gzip(some_text() + 1000, SIZE - 1000, packed + size, sizeof packed - size);
    size += gzip("", 0, packed + size, sizeof packed - size);
    for (size_t block = 1; block <= size; block = 3 * block + 1) {
        vi_stream *stream = NULL;
        voi_error error = {0};
        check_ok(vi_stream_of_memory(packed, size, block, &stream, &error));
        check_text(stream, 777, some_text(), SIZE);
    }
}

static void damaged_and_cut_gzip(void **state)
{
    unsigned char packed[CAPACITY];
    size_t size = gzip(some_text(), SIZE, packed, sizeof packed);
    (void)state;
    for (size_t kept = 2; kept < size; kept += kept < 30 || kept > size - 10 ? 1 : 50) {
        check_refused(packed, kept, "ends early: the gzip file is cut short");
    }
    packed[size - 5] ^= 1; /* in the checksum */
    check_refused(packed, size, "is damaged: not a valid gzip file");
    packed[size - 5] ^= 1;
    memcpy(packed + size, "junk", 4);
    check_refused(packed, size + 4, "is damaged: not a valid gzip file");
    packed[2] = 99; /* the method */
    check_refused(packed, size, "is damaged: not a valid gzip file");
}

static void a_zip_bomb_is_refused(void **state)
{
    enum { UNPACKED = 17 << 20, PACKED = 1 << 16 };
    char *zeros = calloc(UNPACKED, 1);
    unsigned char *packed = malloc(PACKED);
    vi_stream *stream = NULL;
    voi_error error = {0};
    voi_status status = VOI_OK;
    size_t count = 1;
    (void)state;
    assert_true(zeros && packed);
    size_t size = gzip(zeros, UNPACKED, packed, PACKED);
    check_ok(vi_stream_of_memory(packed, size, size, &stream, &error));
    while (status == VOI_OK && count > 0) {
        status = vi_stream_read(stream, zeros, UNPACKED, &count, &error);
    }
    assert_int_equal(status, VOI_ERR_LIMIT);
    assert_string_equal(error.message, "unpacks to more than 200 times its size; no data do, so "
                                       "this limit keeps zip bombs out");
    vi_stream_close(stream);
    free(zeros);
    free(packed);
}

static void check_file(const void *bytes, size_t size, const char *text, size_t length)
{
    char path[PATH_SIZE];
    vi_stream *stream = NULL;
    voi_error error = {0};
    write_file(path, "", bytes, size);
    check_ok(vi_stream_open(path, false, &stream, &error));
    check_text(stream, 1000, text, length);
    unlink(path);
}

static void files(void **state)
{
    unsigned char packed[CAPACITY];
    size_t size = gzip(some_text(), SIZE, packed, sizeof packed);
    (void)state;
    check_file(some_text(), SIZE, some_text(), SIZE);
    check_file(packed, size, some_text(), SIZE);
    check_file("x", 1, "x", 1);
}

/* Standard input as a pipe whose writer brings the text in two parts. */
static void standard_input(void **state)
{
    int ends[2], kept = dup(STDIN_FILENO);
    vi_stream *stream = NULL;
    voi_error error = {0};
    char text[CAPACITY];
    size_t count = 0;
    (void)state;
    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    assert_int_equal(write(ends[1], "a", 1), 1);
    check_ok(vi_stream_open("-", true, &stream, &error));
    assert_int_equal(write(ends[1], "b", 1), 1);
    check_ok(vi_stream_read(stream, text, 1, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(text[0], 'a');
    assert_int_equal(vi_stream_size(stream), 0);
    check_close(vi_stream_fraction(stream), 0, 0);
    assert_int_equal(write(ends[1], "c", 1), 1);
    close(ends[1]);
    check_text(stream, 10, "bc", 2);
    dup2(kept, STDIN_FILENO);
    close(kept);
}

static void digests(void **state)
{
    char path[PATH_SIZE], text[CAPACITY], digest[65], again[65];
    unsigned char packed[CAPACITY];
    voi_error error = {0};
    size_t count = 1;
    (void)state;
    write_file(path, "", "abc", 3);
    for (int hash = 0; hash < 2; hash++) {
        vi_stream *stream = NULL;
        check_ok(vi_stream_open(path, hash, &stream, &error));
        for (count = 1; count > 0;) {
            check_ok(vi_stream_read(stream, text, 2, &count, &error));
        }
        check_close(vi_stream_fraction(stream), 1, 0);
        vi_stream_digest(stream, digest);
        assert_string_equal(digest, hash ? ABC_DIGEST : "");
        vi_stream_close(stream);
    }
    unlink(path);
    /* Of a packed file it is the digest of the file, not of what comes out. */
    size_t size = gzip("abc", 3, packed, sizeof packed);
    write_file(path, ".gz", packed, size);
    for (size_t capacity = 1; capacity < 3; capacity++) {
        vi_stream *stream = NULL;
        check_ok(vi_stream_open(path, true, &stream, &error));
        for (count = 1; count > 0;) {
            check_ok(vi_stream_read(stream, text, capacity, &count, &error));
        }
        vi_stream_digest(stream, capacity == 1 ? digest : again);
        vi_stream_close(stream);
    }
    assert_string_not_equal(digest, ABC_DIGEST);
    assert_int_equal(strlen(digest), 64);
    assert_string_equal(digest, again);
    unlink(path);
}

static void check_not_opened(const char *path, voi_status expected, const char *message)
{
    vi_stream *stream = NULL;
    voi_error error = {0};
    assert_int_equal(vi_stream_open(path, true, &stream, &error), expected);
    assert_string_equal(error.message, message);
    assert_null(stream);
}

static void what_cannot_be_opened(void **state)
{
    char path[PATH_SIZE];
    (void)state;
    check_not_opened("/tmp", VOI_ERR_IO, "is a folder, not a file");
    check_not_opened("/tmp/no/such/file", VOI_ERR_IO, "no such file");
    check_not_opened("", VOI_ERR_IO, "no such file");
    write_file(path, "", "", 0);
    check_not_opened(path, VOI_ERR_FORMAT, "is empty");
    chmod(path, 0);
    if (geteuid() != 0) {
        check_not_opened(path, VOI_ERR_IO, "permission denied");
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_in_blocks),
        cmocka_unit_test(packed_in_blocks),
        cmocka_unit_test(damaged_and_cut_gzip),
        cmocka_unit_test(a_zip_bomb_is_refused),
        cmocka_unit_test(files),
        cmocka_unit_test(standard_input),
        cmocka_unit_test(digests),
        cmocka_unit_test(what_cannot_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
