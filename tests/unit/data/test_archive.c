/* Archives: their parts one after the other and again, in pieces of any size, and what is refused.
 */
#include "files.h"
#include "workbook.h"

#include "data/archive.h"

enum { SIZE = 5000 };

static vi_archive *open_parts(const workbook_part *parts, int pack)
{
    char path[PATH_SIZE];
    size_t size;
    vi_archive *archive = NULL;
    voi_error error = {0};
    unsigned char *bytes = zip_parts(parts, pack, &size);
    write_file(path, ".zip", bytes, size);
    free(bytes);
    check_ok(vi_archive_open(path, &archive, &error));
    unlink(path); /* what is open stays readable */
    return archive;
}

static void check_part(vi_archive *archive, const char *name, const char *text, size_t piece)
{
    voi_error error = {0};
    size_t done = 0, count = 1;
    check_ok(vi_archive_start(archive, name, &error));
    while (count > 0) {
        char buffer[SIZE];
        check_ok(vi_archive_read(archive, buffer, piece, &count, &error));
        assert_true(done + count <= strlen(text));
        assert_memory_equal(buffer, text + done, count);
        done += count;
    }
    assert_int_equal(done, strlen(text));
}

static void parts_in_any_order(void **state)
{
    static char text[SIZE];
    const workbook_part parts[] = {{"a/b.txt", text, 0}, {"c.txt", "short", 0}, {NULL, NULL, 0}};
    (void)state;
    for (size_t i = 0; i < SIZE - 1; i++) {
        text[i] = (char)('a' + i * i % 23);
    }
    for (int pack = 0; pack < 2; pack++) {
        vi_archive *archive = open_parts(parts, pack);
        check_part(archive, "c.txt", "short", 1);
        check_part(archive, "a/b.txt", text, 7);
        check_part(archive, "A/B.TXT", text, SIZE);
        check_part(archive, "c.txt", "short", 100);
        assert_in_range((int)(100 * vi_archive_fraction(archive)), 0, 100);
        vi_archive_close(archive);
    }
    vi_archive_close(NULL);
}

static void a_part_that_is_missing(void **state)
{
    const workbook_part parts[] = {{"c.txt", "short", 0}, {NULL, NULL, 0}};
    voi_error error = {0};
    (void)state;
    vi_archive *archive = open_parts(parts, 1);
    assert_int_equal(vi_archive_start(archive, "d.txt", &error), VOI_ERR_FORMAT);
    assert_string_equal(error.message, "is not an .xlsx workbook: it holds no d.txt");
    check_part(archive, "c.txt", "short", 2);
    vi_archive_close(archive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_in_any_order),
        cmocka_unit_test(a_part_that_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
