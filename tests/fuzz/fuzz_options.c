/* Command lines: words between line feeds, for the command that the first byte chooses. Whatever is
 * wrong is told in one line, and what is accepted is usable. */
#include "fuzz.h"

#include "commands.h"

#include <math.h>

enum { MOST_WORDS = 300 };

/* Cuts a text into words; answers how many. */
static int split(char *text, char **words)
{
    int count = 0;
    for (char *next; text && count < MOST_WORDS; text = next) {
        next = strchr(text, '\n');
        if (next) {
            *next++ = '\0';
        }
        words[count++] = text;
    }
    return count;
}

static void require_usable(const cli_options *options)
{
    require(options->pars_count <= CLI_MOST_PARS && options->setting_count <= CLI_MOST_SETTINGS);
    require(!(options->population < 0) && !(options->years < 0) && !(options->discount < 0));
    if (!options->help) {
        require(isnan(options->threads) || (options->threads >= 1 && options->threads <= 1024));
        require(isnan(options->repeat) || (options->repeat >= 1 && options->repeat <= 10000));
        require(!options->wtp_text || options->wtp.count > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *words[MOST_WORDS];
    voi_error error = {VOI_OK, ""};
    cli_options options;
    require(text);
    memcpy(text, data, size);
    text[size] = '\0';
    const char *command = cli_commands[(size > 0 ? data[0] : 0) % cli_command_count]->name;
    int count = size > 1 ? split(text + 1, words) : 0;
    cli_options_default(&options);
    voi_status status = cli_parse(command, count, words, &options, &error);
    if (status == VOI_OK) {
        require_usable(&options);
    } else {
        require_failure(status, &error);
    }
    cli_options_free(&options);
    free(text);
    return 0;
}
