/* Parsing against the table. An option takes its value from the next word or after "=". Whatever
 * cannot be right is refused here, before a file is opened. */
#include "options.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

voi_status cli_fail(voi_error *err, voi_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    err->status = status;
    return status;
}

static bool has_word(const char *words, const char *word, size_t length)
{
    for (const char *at = strstr(words, word); at; at = strstr(at + 1, word)) {
        bool starts = at == words || at[-1] == ' ';
        if (starts && (at[length] == '\0' || at[length] == ' ')) {
            return true;
        }
    }
    return false;
}

bool cli_takes(const cli_option *option, const char *command)
{
    return !option->commands || has_word(option->commands, command, strlen(command));
}

void cli_options_default(cli_options *options)
{
    *options = (cli_options){.headline = NAN,
                             .population = NAN,
                             .years = NAN,
                             .discount = NAN,
                             .width = NAN,
                             .height = NAN,
                             .threads = NAN};
}

void cli_options_free(cli_options *options)
{
    voi_wtp_free(&options->wtp);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace) between two short words. */
static size_t edits(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    size_t row[LONGEST + 1], m = strlen(a), n = strlen(b);
    if (m > LONGEST || n > LONGEST) {
        return SIZE_MAX;
    }
    for (size_t j = 0; j <= n; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= m; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];
            size_t change = corner + (a[i - 1] != b[j - 1]);
            row[j] = smaller(change, smaller(above, row[j - 1]) + 1);
            corner = above;
        }
    }
    return row[n];
}

const char *cli_nearest(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edits(word, names[i]);
        if (distance < least) {
            least = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

static const cli_option *find_option(const char *word, size_t length)
{
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *o = &cli_option_table[i];
        bool named = strlen(o->name) == length && strncmp(o->name, word, length) == 0;
        if (named ||
            (o->alias && strlen(o->alias) == length && strncmp(o->alias, word, length) == 0)) {
            return o;
        }
    }
    return NULL;
}

static voi_status refuse_unknown(const char *command, const char *word, voi_error *err)
{
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < cli_option_count; i++) {
        if (cli_takes(&cli_option_table[i], command)) {
            names[count++] = cli_option_table[i].name;
        }
    }
    const char *nearest = cli_nearest(word, names, count);
    if (nearest) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "unknown option %.60s; did you mean %s?", word,
                        nearest);
    }
    return cli_fail(err, VOI_ERR_ARGUMENT, "unknown option %.60s; see voi %s --help", word,
                    command);
}

static voi_status set_number(double *field, const char *name, const char *value, voi_error *err)
{
    char *end = NULL;
    double number = strtod(value, &end);
    if (end == value || *end || !isfinite(number) || number < 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s: \"%.60s\" is not a number of 0 or more", name,
                        value);
    }
    *field = number;
    return VOI_OK;
}

static voi_status add_parameter(cli_options *out, const char *value, voi_error *err)
{
    if (strchr(value, ',')) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--pars: \"%.60s\" is a group; this version takes one parameter at a time: "
                        "repeat --pars",
                        value);
    }
    if (out->pars_count == CLI_MOST_PARS) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--pars: more than %d parameters", CLI_MOST_PARS);
    }
    out->pars[out->pars_count++] = value;
    return VOI_OK;
}

static voi_status set_option(const cli_option *option, const char *value, cli_options *out,
                             voi_error *err)
{
    void *field = (char *)out + option->offset;
    if (out->setting_count < CLI_MOST_SETTINGS) {
        out->settings[out->setting_count++] = (voi_setting){option->name + 2, value};
    }
    if (option->choices && !has_word(option->choices, value, strlen(value))) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s: \"%.60s\" is not one of: %s", option->name,
                        value, option->choices);
    }
    switch (option->kind) {
    case CLI_NUMBER:
        return set_number(field, option->name, value, err);
    case CLI_PARS:
        return add_parameter(out, value, err);
    case CLI_FLAG:
        *(bool *)field = true;
        return VOI_OK;
    default:
        *(const char **)field = value;
        return VOI_OK;
    }
}

/* One option and its value; *used is how many words they took. */
static voi_status take_option(const char *command, char **words, int left, cli_options *out,
                              int *used, voi_error *err)
{
    const char *word = words[0], *equals = strchr(word, '=');
    const cli_option *option = find_option(word, equals ? (size_t)(equals - word) : strlen(word));
    const char *value = equals ? equals + 1 : NULL;
    if (!option) {
        return refuse_unknown(command, word, err);
    }
    if (!cli_takes(option, command)) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "voi %s does not take %s; it belongs to: %s",
                        command, option->name, option->commands);
    }
    *used = 1;
    if (option->kind == CLI_FLAG) {
        if (value) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "%s takes no value", option->name);
        }
        return set_option(option, "yes", out, err);
    }
    if (!value) {
        if (left < 2) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "%s needs a value: %s %s", option->name,
                            option->name, option->argument);
        }
        value = words[1];
        *used = 2;
    }
    return set_option(option, value, out, err);
}

static voi_status check_population(const cli_options *o, voi_error *err)
{
    if (isnan(o->population) && (!isnan(o->years) || !isnan(o->discount) || o->discounting)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--time, --discount and --discounting need --pop, the persons a year");
    }
    if (!isnan(o->population) && isnan(o->years)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--pop needs --time, the years for which the decision is relevant");
    }
    return VOI_OK;
}

static voi_status check_numbers(const cli_options *o, voi_error *err)
{
    if (!isnan(o->threads) &&
        (o->threads < 1 || o->threads > 1024 || o->threads != floor(o->threads))) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--threads: %g is not a whole number from 1 to 1024",
                        o->threads);
    }
    return check_population(o, err);
}

voi_status cli_parse(const char *command, int count, char **words, cli_options *out, voi_error *err)
{
    for (int i = 0; i < count;) {
        int used = 1;
        if (words[i][0] == '-' && words[i][1]) {
            voi_status status = take_option(command, words + i, count - i, out, &used, err);
            if (status != VOI_OK) {
                return status;
            }
        } else if (strcmp(command, "plot") == 0 && !out->operand) {
            out->operand = words[i];
        } else {
            return cli_fail(err, VOI_ERR_ARGUMENT,
                            "\"%.60s\" stands alone; options begin with --, see voi %s --help",
                            words[i], command);
        }
        i += used;
    }
    if (out->help) {
        return VOI_OK;
    }
    voi_status status = check_numbers(out, err);
    if (status == VOI_OK && out->wtp_text) {
        status = voi_wtp_parse(out->wtp_text, &out->wtp, &out->headline, err);
    }
    return status;
}
