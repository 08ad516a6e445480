/* Names in UTF-8 stay; names in Windows-1252 become what Excel showed. */
#include "check.h"

#include "core/alloc.h"
#include "data/code_page.h"

#include <string.h>

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ""},
        {"cost_A", "cost_A"},
        {"co\303\273t", "co\303\273t"},
        {"\342\202\254/QALY", "\342\202\254/QALY"},
        {"\357\277\275", "\357\277\275"},
        {"co\373t", "co\303\273t"},
        {"\334berwachung", "\303\234berwachung"},
        {"\200/QALY", "\342\202\254/QALY"},
        {"\226 \231", "\342\200\223 \342\204\242"},
        {"\201", "\357\277\275"},
        {"\377\240", "\303\277\302\240"},
        {"\303\273 \373", "\303\203\302\273 \303\273"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *name = vi_name_to_utf8(cases[i].text, strlen(cases[i].text));
        assert_non_null(name);
        assert_string_equal(name, cases[i].expected);
        vi_free(name);
    }
}

static void only_the_length_given(void **state)
{
    (void)state;
    char *name = vi_name_to_utf8("co\303\273t", 3);
    assert_string_equal(name, "co\303\203");
    vi_free(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(only_the_length_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
