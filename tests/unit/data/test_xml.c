/* XML from an archive: what the handlers are told, that their status ends the reading, and where
 * the limits are. */
#include "files.h"
#include "read_bytes.h"
#include "workbook.h"

#include "data/xml.h"

enum { TEXT = 400 };

typedef struct {
    char log[TEXT];
    const char *fail_at; /* the element at which to give up */
} recorder;

static void add(recorder *r, const char *mark, const char *text, size_t length)
{
    size_t used = strlen(r->log);
    snprintf(r->log + used, TEXT - used, "%s%.*s", mark, (int)length, text);
}

static voi_status on_start(void *state, const char *name, const char **attributes, voi_error *err)
{
    recorder *r = state;
    const char *id = vi_xml_attribute(attributes, "id");
    add(r, "<", name, strlen(name));
    add(r, id ? " " : "", id ? id : "", id ? strlen(id) : 0);
    if (r->fail_at && strcmp(name, r->fail_at) == 0) {
        return vi_fail(err, VOI_ERR_DATA, "given up");
    }
    return VOI_OK;
}

static voi_status on_end(void *state, const char *name, voi_error *err)
{
    (void)err;
    add(state, ">", name, strlen(name));
    return VOI_OK;
}

static voi_status on_text(void *state, const char *text, size_t length, voi_error *err)
{
    (void)err;
    add(state, "", text, length);
    return VOI_OK;
}

static voi_status read_part(const char *text, size_t size, recorder *state, voi_error *error)
{
    static const vi_xml_handlers handlers = {on_start, on_end, on_text};
    const workbook_part parts[] = {{"a.xml", text, size}, {NULL, NULL, 0}};
    char path[PATH_SIZE];
    voi_context ctx = {0};
    vi_frame frame = {.source = path};
    vi_reader r = {.ctx = &ctx, .frame = &frame};
    vi_archive *archive = NULL;
    unsigned char *bytes = zip_parts(parts, 1, &size);
    write_file(path, ".zip", bytes, size);
    free(bytes);
    voi_status status = vi_archive_open(path, &archive, error);
    if (status == VOI_OK) {
        status = vi_xml_read(&r, archive, "A.XML", &handlers, state, error);
    }
    vi_archive_close(archive);
    unlink(path);
    return status;
}

static void what_the_handlers_are_told(void **state)
{
    recorder r = {.log = ""};
    voi_error error = {0};
    (void)state;
    check_ok(read_part("<?xml version=\"1.0\"?><x:a r:id=\"7\" b=\"8\"><!-- no -->t&lt;&#65;<b/>"
                       "<![CDATA[<c>]]></x:a>",
                       0, &r, &error));
    assert_string_equal(r.log, "<a 7t<A<b>b<c>>a");
}

static void utf16_becomes_utf8(void **state)
{
    static const char text[] = "\xff\xfe<\0a\0>\0\xe9\0<\0/\0a\0>";
    recorder r = {.log = ""};
    voi_error error = {0};
    (void)state;
    check_ok(read_part(text, sizeof text, &r, &error));
    assert_string_equal(r.log, "<a\xc3\xa9>a");
}

static void a_handler_can_give_up(void **state)
{
    recorder r = {.fail_at = "b"};
    voi_error error = {0};
    (void)state;
    assert_int_equal(read_part("<a><b/><c/></a>", 0, &r, &error), VOI_ERR_DATA);
    assert_string_equal(error.message, "given up");
    assert_string_equal(r.log, "<a<b");
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    for (int depth = 100; depth <= 101; depth++) {
        char text[2000] = "";
        recorder r = {.log = ""};
        voi_error error = {0};
        for (int i = 0; i < depth; i++) {
            strcat(text, "<a>");
        }
        for (int i = 0; i < depth; i++) {
            strcat(text, "</a>");
        }
        assert_int_equal(read_part(text, 0, &r, &error), depth == 100 ? VOI_OK : VOI_ERR_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_handlers_are_told),
        cmocka_unit_test(utf16_becomes_utf8),
        cmocka_unit_test(a_handler_can_give_up),
        cmocka_unit_test(nesting_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
