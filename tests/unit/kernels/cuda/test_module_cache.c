/* Compiled kernels on disk, and all that can be wrong with a folder or a file. */
#define _GNU_SOURCE
#include "failing_alloc.h"

#include "check.h"

#include "kernels/cuda/module_cache.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATH = 300, HEADER = 80, SIZE = 5000 };

static char base[] = "/tmp/voi-cache-XXXXXX", folder[PATH];
static unsigned char digest[VI_DIGEST];
static char contents[SIZE];

static int make_folder(void **state)
{
    (void)state;
    static const char *const texts[] = {"source", "--option"};
    const vi_module_key key = {texts, 2};
    strcpy(base, "/tmp/voi-cache-XXXXXX");
    for (size_t i = 0; i < SIZE; i++) {
        contents[i] = (char)(i * i % 251);
    }
    snprintf(folder, sizeof folder, "%.30s/voi/kernels", mkdtemp(base));
    return vi_module_digest(&key, digest) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[PATH];
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", base, base);
    return system(command);
}

static const vi_module_cache *cache(void)
{
    static vi_module_cache found;
    found = (vi_module_cache){folder, 1 << 20};
    return &found;
}

static const voi_bytes binary = {contents, SIZE};

static bool is_there(void)
{
    voi_bytes loaded = {0};
    bool there = vi_module_load(cache(), digest, &loaded);
    if (there) {
        assert_int_equal(loaded.size, SIZE);
        assert_memory_equal(loaded.data, contents, SIZE);
    }
    assert_true(there == (loaded.data != NULL));
    voi_bytes_free(&loaded);
    assert_int_equal(atomic_load(&live_blocks), 0);
    return there;
}

static const char *file_of(const unsigned char of[VI_DIGEST])
{
    static char path[PATH + 100];
    int length = snprintf(path, sizeof path, "%s/", folder);
    for (size_t i = 0; i < VI_DIGEST; i++) {
        length += snprintf(path + length, sizeof path - (size_t)length, "%02x", of[i]);
    }
    strcpy(path + length, ".cubin");
    return path;
}

static void what_is_kept_is_found(void **state)
{
    (void)state;
    struct stat about;
    assert_false(is_there());
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_true(is_there());
    assert_int_equal(stat(folder, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_int_equal(stat(file_of(digest), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(about.st_size, SIZE + HEADER);
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_true(is_there());
}

static void the_digest_is_of_each_text(void **state)
{
    (void)state;
    static const char *const one[] = {"ab", "c"}, *const other[] = {"a", "bc"};
    unsigned char first[VI_DIGEST], second[VI_DIGEST];
    const vi_module_key keys[] = {{one, 2}, {other, 2}};
    assert_true(vi_module_digest(&keys[0], first));
    assert_true(vi_module_digest(&keys[1], second));
    assert_memory_not_equal(first, second, VI_DIGEST);
}

static void without_a_folder_nothing_is_kept(void **state)
{
    (void)state;
    voi_bytes loaded = {0};
    const vi_module_cache none = {NULL, 1 << 20};
    assert_false(vi_module_store(&none, digest, &binary));
    assert_false(vi_module_load(&none, digest, &loaded));
    char longest[5000];
    memset(longest, 'x', sizeof longest - 1);
    longest[0] = '/';
    longest[sizeof longest - 1] = '\0';
    const vi_module_cache far = {longest, 1 << 20};
    assert_false(vi_module_store(&far, digest, &binary));
}

/* Every byte of the header, and some of the binary. */
static void a_changed_file_is_not_used(void **state)
{
    (void)state;
    assert_true(vi_module_store(cache(), digest, &binary));
    for (off_t at = 0; at < HEADER + SIZE; at += at < HEADER ? 1 : 997) {
        char byte, changed;
        int file = open(file_of(digest), O_RDWR);
        assert_int_equal(pread(file, &byte, 1, at), 1);
        changed = (char)(byte ^ 1);
        assert_int_equal(pwrite(file, &changed, 1, at), 1);
        assert_false(is_there());
        assert_int_equal(pwrite(file, &byte, 1, at), 1);
        close(file);
    }
    assert_true(is_there());
}

static void a_file_cut_short_or_too_long_is_not_used(void **state)
{
    (void)state;
    static const off_t sizes[] = {
        0, 1, HEADER - 1, HEADER, HEADER + SIZE - 1, HEADER + SIZE + 1, (off_t)1 << 27};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_true(vi_module_store(cache(), digest, &binary));
        assert_int_equal(truncate(file_of(digest), sizes[i]), 0);
        assert_false(is_there());
    }
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_true(is_there());
}

static void a_file_under_another_name_is_not_used(void **state)
{
    (void)state;
    char from[PATH + 100];
    assert_true(vi_module_store(cache(), digest, &binary));
    strcpy(from, file_of(digest));
    digest[3] ^= 1;
    assert_int_equal(rename(from, file_of(digest)), 0);
    assert_false(is_there());
}

static void what_others_may_write_is_not_used(void **state)
{
    (void)state;
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_int_equal(chmod(file_of(digest), 0620), 0);
    assert_false(is_there());
    assert_int_equal(chmod(file_of(digest), 0644), 0);
    assert_true(is_there());
    assert_int_equal(chmod(folder, 0777), 0);
    assert_false(is_there());
    assert_false(vi_module_store(cache(), digest, &binary));
    assert_int_equal(chmod(folder, 0755), 0);
    assert_true(is_there());
}

static void what_belongs_to_others_is_not_used(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_int_equal(chown(file_of(digest), 12345, 12345), 0);
    assert_false(is_there());
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_true(is_there());
    assert_int_equal(chown(folder, 12345, 12345), 0);
    assert_false(is_there());
    assert_false(vi_module_store(cache(), digest, &binary));
}

static void links_and_other_things_are_not_followed(void **state)
{
    (void)state;
    char real[PATH + 10];
    assert_true(vi_module_store(cache(), digest, &binary));
    snprintf(real, sizeof real, "%s-real", folder);
    assert_int_equal(rename(folder, real), 0);
    assert_int_equal(symlink(real, folder), 0);
    assert_false(is_there());
    assert_int_equal(unlink(folder), 0);
    assert_int_equal(rename(real, folder), 0);
    assert_true(is_there());
    snprintf(real, sizeof real, "%s/real", folder);
    assert_int_equal(rename(file_of(digest), real), 0);
    assert_int_equal(symlink(real, file_of(digest)), 0);
    assert_false(is_there());
    assert_int_equal(unlink(file_of(digest)), 0);
    assert_int_equal(mkfifo(file_of(digest), 0600), 0);
    assert_false(is_there());
    assert_int_equal(unlink(file_of(digest)), 0);
    assert_int_equal(mkdir(file_of(digest), 0700), 0);
    assert_false(is_there());
    assert_false(vi_module_store(cache(), digest, &binary));
}

/* Root may write where nobody may, and so is not stopped. */
static void a_folder_that_cannot_be_written_costs_nothing_else(void **state)
{
    (void)state;
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_int_equal(unlink(file_of(digest)), 0);
    assert_int_equal(chmod(folder, 0500), 0);
    assert_int_equal(vi_module_store(cache(), digest, &binary), geteuid() == 0);
    assert_int_equal(is_there(), geteuid() == 0);
}

static void a_full_disk_leaves_nothing_behind(void **state)
{
    (void)state;
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        /* Files of this process may have no more than 1000 bytes. */
        signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {1000, 1000};
        bool kept =
            setrlimit(RLIMIT_FSIZE, &limit) == 0 && vi_module_store(cache(), digest, &binary);
        _exit(kept);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_false(is_there());
    assert_int_equal(rmdir(folder), 0); /* it is empty */
}

static void the_oldest_files_make_room(void **state)
{
    (void)state;
    enum { FILES = 6, KEPT = 3 };
    const vi_module_cache small = {folder, KEPT * (SIZE + HEADER) + 10};
    for (size_t i = 0; i < FILES; i++) {
        digest[0] = (unsigned char)i;
        assert_true(vi_module_store(&small, digest, &binary));
        const struct timespec then[] = {{.tv_sec = 1000 + (time_t)i}, {.tv_sec = 1000 + (time_t)i}};
        assert_int_equal(utimensat(AT_FDCWD, file_of(digest), then, 0), 0);
        digest[0] = 0;
        assert_int_equal(is_there(), i < FILES); /* and now it is the one used last */
    }
    for (size_t i = 0; i < FILES; i++) {
        digest[0] = (unsigned char)i;
        assert_int_equal(access(file_of(digest), F_OK) == 0, i == 0 || i > FILES - KEPT);
    }
    const vi_module_cache tiny = {folder, SIZE};
    assert_false(vi_module_store(&tiny, digest, &binary));
}

/* More than the list of files has room for at first. */
static void many_files_make_room_at_once(void **state)
{
    (void)state;
    enum { FILES = 150 };
    const vi_module_cache small = {folder, SIZE + HEADER};
    for (size_t i = 0; i < FILES; i++) {
        digest[0] = (unsigned char)i;
        assert_true(vi_module_store(cache(), digest, &binary));
    }
    digest[1] ^= 1;
    assert_true(vi_module_store(&small, digest, &binary));
    assert_true(is_there());
    digest[1] ^= 1;
    for (size_t i = 0; i < FILES; i++) {
        digest[0] = (unsigned char)i;
        assert_int_equal(access(file_of(digest), F_OK), -1);
    }
}

/* What is no file of ours is not counted, and what cannot be removed leaves no room. */
static void what_cannot_go_leaves_no_room(void **state)
{
    (void)state;
    const vi_module_cache small = {folder, SIZE + HEADER};
    assert_true(vi_module_store(&small, digest, &binary));
    if (geteuid() == 0) {
        skip();
    }
    assert_int_equal(chmod(folder, 0500), 0);
    digest[0] ^= 1;
    assert_false(vi_module_store(&small, digest, &binary));
}

static void what_a_killed_process_left_goes_after_an_hour(void **state)
{
    (void)state;
    char old[PATH + 20], young[PATH + 20];
    assert_true(vi_module_store(cache(), digest, &binary));
    snprintf(old, sizeof old, "%s/0123-17.part", folder);
    snprintf(young, sizeof young, "%s/0123-18.part", folder);
    close(open(old, O_CREAT | O_WRONLY, 0600));
    close(open(young, O_CREAT | O_WRONLY, 0600));
    const time_t then = time(NULL) - 4000;
    const struct timespec times[] = {{.tv_sec = then}, {.tv_sec = then}};
    assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
    assert_true(vi_module_store(cache(), digest, &binary));
    assert_int_equal(access(old, F_OK), -1);
    assert_int_equal(access(young, F_OK), 0);
}

/* Processes that fill the folder at once, some of them killed at any moment: whatever is found is
 * whole. */
static void processes_at_once_leave_whole_files(void **state)
{
    (void)state;
    enum { PROCESSES = 6 };
    pid_t children[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            for (size_t n = 0; n < (i % 2 == 0 ? SIZE_MAX : 50); n++) {
                vi_module_store(cache(), digest, &binary);
            }
            _exit(0);
        }
    }
    for (size_t i = 1; i < PROCESSES; i += 2) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
        assert_true(is_there());
    }
    for (size_t i = 0; i < PROCESSES; i += 2) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
        assert_true(is_there());
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    voi_bytes loaded = {0};
    assert_true(vi_module_store(cache(), digest, &binary));
    atomic_store(&allocations_left, 0);
    assert_false(vi_module_load(cache(), digest, &loaded));
    atomic_store(&allocations_left, 0);
    assert_false(vi_module_store(cache(), digest, &binary));
    atomic_store(&allocations_left, -1);
    assert_true(is_there());
}

int main(void)
{
#define CACHE_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        CACHE_TEST(what_is_kept_is_found),
        CACHE_TEST(the_digest_is_of_each_text),
        CACHE_TEST(without_a_folder_nothing_is_kept),
        CACHE_TEST(a_changed_file_is_not_used),
        CACHE_TEST(a_file_cut_short_or_too_long_is_not_used),
        CACHE_TEST(a_file_under_another_name_is_not_used),
        CACHE_TEST(what_others_may_write_is_not_used),
        CACHE_TEST(what_belongs_to_others_is_not_used),
        CACHE_TEST(links_and_other_things_are_not_followed),
        CACHE_TEST(a_folder_that_cannot_be_written_costs_nothing_else),
        CACHE_TEST(a_full_disk_leaves_nothing_behind),
        CACHE_TEST(the_oldest_files_make_room),
        CACHE_TEST(many_files_make_room_at_once),
        CACHE_TEST(what_cannot_go_leaves_no_room),
        CACHE_TEST(what_a_killed_process_left_goes_after_an_hour),
        CACHE_TEST(processes_at_once_leave_whole_files),
        CACHE_TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
