/* Text into HTML and JSON: nothing that stands in a name may end the place it stands in. */
#include "check.h"

#include "render/html.h"

static void check_text(const char *text, const char *expected)
{
    vi_buffer html = {0};
    vi_html_text(&html, text);
    assert_string_equal(html.data ? html.data : "", expected);
    vi_buffer_free(&html);
}

static void check_json(const char *text, const char *expected)
{
    vi_buffer html = {0};
    vi_html_json_string(&html, text);
    assert_string_equal(html.data, expected);
    vi_buffer_free(&html);
}

static void markup_is_escaped(void **state)
{
    (void)state;
    check_text("<script>alert(\"1\")</script>",
               "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    check_text("R&D's", "R&amp;D&#39;s");
    check_text("", "");
    check_text(NULL, "");
}

static void other_alphabets_stay(void **state)
{
    (void)state;
    check_text("Ibuprofène £ 治療 \xF0\x9F\x92\x8A", "Ibuprofène £ 治療 \xF0\x9F\x92\x8A");
    check_json("Ibuprofène 治療 \xF0\x9F\x92\x8A", "\"Ibuprofène 治療 \xF0\x9F\x92\x8A\"");
}

static void what_xml_forbids_is_replaced(void **state)
{
    (void)state;
    check_text("a\x01z", "a\xEF\xBF\xBDz");
    check_text("a\tb\nc", "a\tb\nc");
    check_text("\xEF\xBF\xBE", "\xEF\xBF\xBD");
}

static void broken_utf8_is_replaced(void **state)
{
    (void)state;
    check_text("Caf\xE9", "Caf\xEF\xBF\xBD");
    check_text("\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");
    check_text("\xE2\x82", "\xEF\xBF\xBD\xEF\xBF\xBD");
    check_text("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    check_text("\xF4\x90\x80\x80<", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD&lt;");
    check_text("\xFF", "\xEF\xBF\xBD");
    check_json("Caf\xE9", "\"Caf\\ufffd\"");
}

static void json_cannot_end_its_script(void **state)
{
    (void)state;
    check_json("</script><!--", "\"\\u003c/script\\u003e\\u003c!--\"");
    check_json("a\"b\\c&d", "\"a\\u0022b\\u005cc\\u0026d\"");
    check_json("line\nbreak\x7F", "\"line\\u000abreak\\u007f\"");
    check_json("\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_escaped),
        cmocka_unit_test(other_alphabets_stay),
        cmocka_unit_test(what_xml_forbids_is_replaced),
        cmocka_unit_test(broken_utf8_is_replaced),
        cmocka_unit_test(json_cannot_end_its_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
