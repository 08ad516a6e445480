/* The table of docs/studies.md tells of every design what the library does; a program of this test
 * with any argument prints the table as it should be. */
#include "check.h"

#include "voi.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 2000 };

static void add(char *line, const char *format, ...)
{
    va_list arguments;
    size_t length = strlen(line);
    va_start(arguments, format);
    vsnprintf(line + length, LINE - length, format, arguments);
    va_end(arguments);
}

static const char *domain_of(const voi_design_parameter *parameter)
{
    static const char *const words[] = {"any number", "above 0", "0 to 1"};
    return words[parameter->domain];
}

static void add_parameters(char *line, const voi_design *d)
{
    if (d->most == 0) {
        add(line, "those of its parts");
        return;
    }
    if (d->most > d->parameter_count) {
        add(line, "%zu to %zu ", d->fewest, d->most);
    }
    if (d->alone) {
        add(line, "`%s`, or ", d->alone);
    }
    for (size_t j = 0; j < d->parameter_count; j++) {
        bool same =
            j + 1 < d->parameter_count && d->parameters[j].domain == d->parameters[j + 1].domain;
        add(line, "`%s`", d->parameters[j].name);
        if (!same) {
            add(line, " (%s%s)", domain_of(&d->parameters[j]),
                j > 0 && d->fewest == 1 && !d->alone ? "; may be left out" : "");
        }
        add(line, "%s", j + 1 < d->parameter_count ? ", " : "");
    }
}

static void add_options(char *line, const voi_design *d)
{
    for (size_t j = 0; j < d->option_count; j++) {
        const voi_design_option *o = &d->options[j];
        add(line, "%s`%s`", j > 0 ? "; " : "", o->name);
        if (!isnan(o->standard)) {
            add(line, " = %g", o->standard);
        }
        add(line, ": %s, %s %g", o->purpose, o->open ? "above" : "from", o->low);
        if (isfinite(o->high)) {
            add(line, " to %g", o->high);
        }
        if (o->until > 0) {
            add(line, ", unless there are %zu parameters", o->until);
        }
        if (o->from > 0) {
            add(line, ", where there are %zu parameters", o->from);
        }
    }
    if (d->covariance) {
        add(line, "a covariance");
    }
}

static void describe(const voi_design *d, char *line)
{
    *line = '\0';
    add(line, "| `%s` | %s | %s | ", d->name, d->purpose, d->unit);
    add_parameters(line, d);
    add(line, " | ");
    add_options(line, d);
    const char *likelihood = d->results || d->natural ? "yes" : "no";
    add(line, " | %s |\n", d->most == 0 ? "if its parts have one" : likelihood);
}

static void the_page_has_the_line_of_every_design(void **state)
{
    char expected[LINE], line[LINE];
    size_t at = 0;
    FILE *page = fopen(VOI_STUDIES_PAGE, "r");
    (void)state;
    assert_non_null(page);
    while (fgets(line, sizeof line, page)) {
        if (strncmp(line, "| `", 3) == 0) {
            assert_true(at < voi_design_count());
            describe(voi_design_at(at++), expected);
            assert_string_equal(line, expected);
        }
    }
    fclose(page);
    assert_int_equal(at, voi_design_count());
}

int main(int argc, char **argv)
{
    char line[LINE];
    (void)argv;
    for (size_t i = 0; argc > 1 && i < voi_design_count(); i++) {
        describe(voi_design_at(i), line);
        fputs(line, stdout);
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_has_the_line_of_every_design)};
    return argc > 1 ? 0 : cmocka_run_group_tests(tests, NULL, NULL);
}
