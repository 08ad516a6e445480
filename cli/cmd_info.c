/* voi info: what this build and this machine are. The rows of the library's table come first, then
 * one for the folder where the command keeps what it makes for later runs. */
#include "cache.h"
#include "commands.h"
#include "output.h"
#include "session.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ROWS = 100, WHAT = 0, VALUE, COLUMNS, LONGEST_VALUE = CLI_CACHE_PATH + 100 };

typedef struct {
    voi_cell cells[MOST_ROWS * COLUMNS];
    size_t count;
} rows;

static void add(rows *all, const char *what, const char *value)
{
    if (all->count < MOST_ROWS) {
        all->cells[COLUMNS * all->count + WHAT].text = what;
        all->cells[COLUMNS * all->count + VALUE].text = value;
        all->count++;
    }
}

static void tell_cache(const cli_cache *cache, bool cleared, char text[LONGEST_VALUE])
{
    if (!*cache->path) {
        snprintf(text, LONGEST_VALUE, "none: neither XDG_CACHE_HOME nor HOME names a folder");
    } else if (!cache->exists) {
        snprintf(text, LONGEST_VALUE, "%s: not there", cache->path);
    } else if (cache->foreign) {
        snprintf(text, LONGEST_VALUE, "%s: %s", cache->path, cache->foreign);
    } else {
        snprintf(text, LONGEST_VALUE, "%s: %s%zu files, %.0f bytes", cache->path,
                 cleared ? "removed, " : "", cache->files, cache->bytes);
    }
}

/* The library's table with the row of the cache behind it. */
static voi_status extend(const voi_table *machine, const char *cache, voi_table **out,
                         voi_error *err)
{
    static const voi_column columns[COLUMNS] = {{"what", VOI_COLUMN_TEXT},
                                                {"value", VOI_COLUMN_TEXT}};
    rows all = {.count = 0};
    for (size_t i = 0; i < voi_table_rows(machine); i++) {
        add(&all, voi_table_text(machine, i, WHAT), voi_table_text(machine, i, VALUE));
    }
    add(&all, "cache", cache);
    const voi_table_data data = {
        .columns = columns, .column_count = COLUMNS, .cells = all.cells, .rows = all.count};
    return voi_table_make(&data, out, err);
}

/* Nothing is removed where the answer could not be told. */
static voi_status clear_cache(const cli_options *options, cli_cache *out, voi_error *err)
{
    voi_status status = VOI_OK;
    if (options->output && strcmp(options->output, "-") != 0) {
        status = cli_can_write(options->output, err);
    }
    return status == VOI_OK ? cli_cache_clear(out, err) : status;
}

static voi_status answer(const cli_session *session, const cli_options *options, voi_error *err)
{
    cli_cache cache;
    char text[LONGEST_VALUE];
    voi_table *machine = NULL, *table = NULL;
    voi_status status =
        options->clear_cache ? clear_cache(options, &cache, err) : cli_cache_look(&cache, err);
    if (status == VOI_OK) {
        tell_cache(&cache, options->clear_cache, text);
        status = voi_machine(session->ctx, &machine, err);
    }
    if (status == VOI_OK) {
        status = extend(machine, text, &table, err);
    }
    if (status == VOI_OK) {
        status = cli_write_table(session, "info", options, table, err);
    }
    voi_table_destroy(machine);
    voi_table_destroy(table);
    return status;
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_status status = cli_session_open(options, false, &session, err);
    if (status == VOI_OK) {
        status = answer(&session, options, err);
    }
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_info = {
    "info",
    "the build, the machine, the kernels in use and why, the cache",
    "What the time that a result takes depends on; without a GPU no bit of the result does. The "
    "processors and "
    "the memory are those that this process may use: affinity mask and control groups are told. "
    "GPUs are looked for with CUDA's driver, and its compiler NVRTC. The last row is the folder of "
    "the cache, XDG_CACHE_HOME/voi or ~/.cache/voi, where the command keeps the kernels that were "
    "compiled for a GPU, at most 34 MB.",
    {"voi info", "voi info --backend scalar --threads 1 --format json"},
    run};
