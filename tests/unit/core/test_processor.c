/* The processor in words. */
#define _GNU_SOURCE
#include "check.h"

#include "core/processor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_model(const char *content, const char *model)
{
    char path[] = "/tmp/test_processor_XXXXXX", text[200];
    vi_buffer words = vi_buffer_over(text, sizeof text);
    int file = mkstemp(path);
    assert_int_equal(write(file, content, strlen(content)), (long)strlen(content));
    close(file);
    vi_processor_model(path, &words);
    assert_string_equal(text, model);
    unlink(path);
}

static void the_system_names_the_model(void **state)
{
    (void)state;
    expect_model("processor : 0\nmodel name\t: Fast (R) 3000\nmodel name\t: Slow\n",
                 "Fast (R) 3000");
    expect_model("model name\t:\n", "not known");
    expect_model("model name without\nCPU part: 0xd0c\n", "not known");
    expect_model("", "not known");
    expect_model("CPU implementer\t: 0x41\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n",
                 "implementer 0x41, part 0xd0c");
    expect_model("CPU implementer\t: 0x41\nCPU part\t:\n", "not known");
    expect_model("CPU part\t: 0xd0c\nmodel name\t: Fast\nCPU implementer\t: 0x41\n", "Fast");
    char text[20];
    vi_buffer words = vi_buffer_over(text, sizeof text);
    vi_processor_model("/no/such/file", &words);
    assert_string_equal(text, "not known");
}

static void the_instructions_are_words(void **state)
{
    (void)state;
    char text[200];
    vi_buffer words = vi_buffer_over(text, sizeof text);
    vi_processor_features(&words);
    assert_true(words.size > 0 && text[0] != ' ' && text[words.size - 1] != ' ');
    assert_null(strstr(text, "  "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_names_the_model),
        cmocka_unit_test(the_instructions_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
