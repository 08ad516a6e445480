/* Parsing against the table. An option takes its value from the next word or after "="; given again
 * it takes the last value. Whatever cannot be right is refused here, before a file is opened. */
#include "options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Whether `word` is one of the words between blanks. */
static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    while (*words) {
        size_t next = strcspn(words, " ");
        if (next == length && strncmp(words, word, length) == 0) {
            return true;
        }
        words += next + (words[next] == ' ');
    }
    return false;
}

bool cli_takes(const cli_option *option, const char *command)
{
    return !option->commands || has_word(option->commands, command);
}

void cli_options_default(cli_options *options)
{
    *options = (cli_options){.headline = NAN,
                             .population = NAN,
                             .years = NAN,
                             .discount = NAN,
                             .width = NAN,
                             .height = NAN,
                             .threads = NAN,
                             .max_memory = NAN,
                             .seed = NAN,
                             .sd = NAN,
                             .allocation = NAN,
                             .follow_up = NAN,
                             .accrual_time = NAN,
                             .dropout = NAN,
                             .shape = NAN,
                             .baseline = NAN,
                             .event_rate = NAN,
                             .missing = NAN,
                             .accrual = NAN,
                             .reporting_delay = NAN,
                             .bootstrap = NAN,
                             .repeat = NAN};
}

void cli_options_free(cli_options *options)
{
    voi_wtp_free(&options->wtp);
    free(options->operands);
    options->operands = NULL;
}

static bool is_name(const char *name, const char *word, size_t length)
{
    return name && strlen(name) == length && strncmp(name, word, length) == 0;
}

/* The option of this name that the command takes; where it takes none, one of another command. */
static const cli_option *find_option(const char *command, const char *word, size_t length)
{
    const cli_option *found = NULL;
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *option = &cli_option_table[i];
        if ((!found || cli_takes(option, command)) &&
            (is_name(option->name, word, length) || is_name(option->alias, word, length))) {
            found = option;
        }
    }
    return found;
}

static voi_status refuse_unknown(const char *command, const char *word, size_t length,
                                 voi_error *err)
{
    char name[64] = "";
    const char *names[CLI_MOST_OPTIONS];
    size_t count = 0;
    for (size_t i = 0; i < cli_option_count; i++) {
        if (cli_takes(&cli_option_table[i], command)) {
            names[count++] = cli_option_table[i].name + 2;
        }
    }
    memcpy(name, word, length < sizeof name - 1 ? length : sizeof name - 1);
    const char *nearest = voi_nearest(name + strspn(name, "-"), names, count);
    if (nearest) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "unknown option %s; did you mean --%s?", name,
                        nearest);
    }
    return cli_fail(err, VOI_ERR_ARGUMENT, "unknown option %s; see voi %s --help", name, command);
}

/* Decimal numbers alone: strtod would take "inf", "0x10" and blanks in front. */
voi_status cli_read_number(double *field, const char *name, const char *value, voi_error *err)
{
    char *end = NULL;
    double number = strtod(value, &end);
    bool decimal = *value && value[strspn(value, "0123456789.eE+-")] == '\0';
    if (!decimal || *end || !isfinite(number) || signbit(number)) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "%s: \"%.60s\" is not a number of 0 or more", name,
                        value);
    }
    *field = number;
    return VOI_OK;
}

static voi_status add_parameter(cli_options *out, const char *value, voi_error *err)
{
    if (out->pars_count == CLI_MOST_PARS) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--pars: more than %d parameters", CLI_MOST_PARS);
    }
    out->pars[out->pars_count++] = value;
    return VOI_OK;
}

static voi_status refuse_choice(const cli_option *option, const char *value, voi_error *err)
{
    enum { MOST_CHOICES = 16 };
    char words[200];
    const char *names[MOST_CHOICES];
    size_t count = 0;
    snprintf(words, sizeof words, "%s", option->choices);
    for (char *word = words, *next; word && count < MOST_CHOICES; word = next) {
        next = strchr(word, ' ');
        if (next) {
            *next++ = '\0';
        }
        names[count++] = word;
    }
    const char *nearest = voi_nearest(value, names, count);
    return cli_fail(err, VOI_ERR_ARGUMENT, "%s: \"%.60s\" is not one of: %s%s%s%s", option->name,
                    value, option->choices, nearest ? "; did you mean " : "",
                    nearest ? nearest : "", nearest ? "?" : "");
}

static voi_status set_option(const cli_option *option, const char *value, cli_options *out,
                             voi_error *err)
{
    void *field = (char *)out + option->offset;
    out->given[option - cli_option_table] = value;
    if (option->choices && !has_word(option->choices, value)) {
        return refuse_choice(option, value, err);
    }
    switch (option->kind) {
    case CLI_NUMBER:
        return cli_read_number(field, option->name, value, err);
    case CLI_PARS:
        return add_parameter(out, value, err);
    case CLI_FLAG:
        *(bool *)field = true;
        return VOI_OK;
    case CLI_FILE:
        if (!*value) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "%s: the name of the file is empty",
                            option->name);
        }
        break;
    case CLI_TEXT:
        break;
    }
    *(const char **)field = value;
    return VOI_OK;
}

/* An option of other commands, which may stand in several rows of the table. */
static voi_status refuse_elsewhere(const char *command, const char *name, voi_error *err)
{
    char list[200] = "";
    size_t length = 0;
    for (size_t i = 0; i < cli_option_count && length < sizeof list; i++) {
        const cli_option *option = &cli_option_table[i];
        if (strcmp(option->name, name) == 0) {
            length +=
                (size_t)snprintf(list + length, sizeof list - length, " %s", option->commands);
        }
    }
    return cli_fail(err, VOI_ERR_ARGUMENT, "voi %s does not take %s; it belongs to:%s", command,
                    name, list);
}

/* One option and its value; *used is how many words they took. */
static voi_status take_option(const char *command, char **words, int left, cli_options *out,
                              int *used, voi_error *err)
{
    const char *word = words[0], *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    const cli_option *option = find_option(command, word, length);
    const char *value = equals ? equals + 1 : NULL;
    if (!option) {
        return refuse_unknown(command, word, length, err);
    }
    if (!cli_takes(option, command)) {
        return refuse_elsewhere(command, option->name, err);
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
    if (o->population == 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--pop: 0 persons a year; leave it out for none");
    }
    if (o->discount >= 1) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--discount: %g is %g %% a year; a rate of %g %% is written %g",
                        o->discount, 100 * o->discount, o->discount, o->discount / 100);
    }
    return VOI_OK;
}

voi_status cli_check_threads(double threads, voi_error *err)
{
    if (threads < 1 || threads > 1024 || threads != floor(threads)) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--threads: %g is not a whole number from 1 to 1024",
                        threads);
    }
    return VOI_OK;
}

/* A number of bytes: 64M, 2G, 500000k; a power of 1024 each, in either case, with or without B. */
static voi_status parse_size(const char *text, double *bytes, voi_error *err)
{
    static const char units[] = "kKmMgGtT";
    const char *number_end = text + strspn(text, "0123456789.eE+-");
    char *end = NULL;
    double number = *text >= '0' && *text <= '9' ? strtod(text, &end) : 0;
    bool whole = end == number_end;
    const char *unit = whole && *end ? strchr(units, *end) : NULL;
    if (unit) {
        number = ldexp(number, 10 * (int)((unit - units) / 2 + 1));
        end++;
    }
    whole = whole && (!*end || (unit && strcasecmp(end, "B") == 0));
    if (!whole || !(number >= 1 && number <= 0x1p53)) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--max-memory: \"%.60s\" is not a size such as 64M or 2G", text);
    }
    *bytes = number;
    return VOI_OK;
}

static voi_status check_numbers(const cli_options *o, voi_error *err)
{
    if (!isnan(o->threads) && cli_check_threads(o->threads, err) != VOI_OK) {
        return VOI_ERR_ARGUMENT;
    }
    if (!isnan(o->repeat) &&
        !(o->repeat >= 1 && o->repeat <= 10000 && o->repeat == floor(o->repeat))) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--repeat: %g is not a whole number from 1 to 10000",
                        o->repeat);
    }
    if (!isnan(o->seed) && !(o->seed <= 0x1p53 && o->seed == floor(o->seed))) {
        return cli_fail(err, VOI_ERR_ARGUMENT, "--seed: a whole number from 0 to 2^53 is needed");
    }
    if (!isnan(o->bootstrap) &&
        !(o->bootstrap >= 50 && o->bootstrap <= 100000 && o->bootstrap == floor(o->bootstrap))) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--bootstrap: %g is not a whole number from 50 to 100000", o->bootstrap);
    }
    return check_population(o, err);
}

/* What the result depends on, in the order of the table. */
static void collect_settings(const char *command, cli_options *out)
{
    for (size_t i = 0; i < cli_option_count; i++) {
        const cli_option *option = &cli_option_table[i];
        const char *name = option->name + 2;
        if (!cli_takes(option, command)) {
            continue;
        }
        if (option->kind == CLI_PARS) {
            for (size_t p = 0; p < out->pars_count; p++) {
                out->settings[out->setting_count++] = (voi_setting){name, out->pars[p]};
            }
        } else if (option->setting && out->given[i]) {
            out->settings[out->setting_count++] = (voi_setting){name, out->given[i]};
        }
    }
}

/* How many words without an option a command takes. */
static size_t most_operands(const char *command)
{
    if (strcmp(command, "merge") == 0) {
        return SIZE_MAX;
    }
    return strcmp(command, "plot") == 0 || strcmp(command, "partial") == 0;
}

static voi_status take_operand(const char *command, const char *word, cli_options *out,
                               voi_error *err)
{
    if (out->operand_count < most_operands(command)) {
        out->operands[out->operand_count++] = word;
        return VOI_OK;
    }
    return cli_fail(err, VOI_ERR_ARGUMENT,
                    "\"%.60s\" stands alone; options begin with --, see voi %s --help", word,
                    command);
}

static voi_status take_words(const char *command, int count, char **words, cli_options *out,
                             voi_error *err)
{
    out->operands = calloc((size_t)count + 1, sizeof *out->operands);
    if (!out->operands) {
        return cli_fail(err, VOI_ERR_NOMEM, "out of memory for %d words", count);
    }
    for (int i = 0; i < count;) {
        int used = 1;
        voi_status status = words[i][0] == '-' && words[i][1]
                                ? take_option(command, words + i, count - i, out, &used, err)
                                : take_operand(command, words[i], out, err);
        if (status != VOI_OK) {
            return status;
        }
        i += used;
    }
    return VOI_OK;
}

voi_status cli_parse(const char *command, int count, char **words, cli_options *out, voi_error *err)
{
    voi_status status = take_words(command, count, words, out, err);
    if (status != VOI_OK || out->help) {
        return status;
    }
    collect_settings(command, out);
    status = check_numbers(out, err);
    if (status == VOI_OK && out->wtp_text) {
        status = voi_wtp_parse(out->wtp_text, &out->wtp, &out->headline, err);
    }
    if (status == VOI_OK && out->max_memory_text) {
        status = parse_size(out->max_memory_text, &out->max_memory, err);
    }
    return status;
}
