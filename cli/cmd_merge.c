/* voi merge: the measure's table from the states of all parts. */
#include "commands.h"
#include "windowed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16 };

static const char *name_of(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* A whole file into memory that free takes, also after a failure; answers the system's error
 * number, 0 for none. */
static int read_file(FILE *file, char **bytes, size_t *size)
{
    size_t capacity = 0, got = 1;
    while (got > 0) {
        if (*size == capacity) {
            capacity = capacity ? 2 * capacity : BLOCK;
            char *more = realloc(*bytes, capacity);
            if (!more) {
                return ENOMEM;
            }
            *bytes = more;
        }
        got = fread(*bytes + *size, 1, capacity - *size, file);
        *size += got;
    }
    return ferror(file) ? errno : 0;
}

static voi_status load(const char *path, char **bytes, size_t *size, voi_error *err)
{
    bool input = strcmp(path, "-") == 0;
    FILE *file = input ? stdin : fopen(path, "re");
    int code = file ? read_file(file, bytes, size) : errno;
    if (file && !input) {
        fclose(file);
    }
    if (code == ENOMEM) {
        return cli_fail(err, VOI_ERR_NOMEM, "%s: out of memory", name_of(path));
    }
    if (code != 0) {
        return cli_fail(err, VOI_ERR_IO, "%s: %s", name_of(path),
                        code == ENOENT ? "no such file" : strerror(code));
    }
    return VOI_OK;
}

/* Of the bytes of a file (FNV-1a): files of equal ones have nearly surely the same rows. */
typedef struct {
    size_t size;
    uint64_t hash;
} fingerprint;

static fingerprint fingerprint_of(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    }
    return (fingerprint){size, hash};
}

static voi_status read_state(const char *path, voi_state **out, fingerprint *print, voi_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    voi_error cause = {VOI_OK, ""};
    voi_status status = load(path, &bytes, &size, err);
    if (status == VOI_OK) {
        status = voi_state_read(bytes, size, out, &cause);
        if (status != VOI_OK) {
            voi_error_set(err, status, "%s: %s", name_of(path), cause.message);
        }
    }
    *print = fingerprint_of(bytes, size);
    free(bytes);
    return status;
}

static voi_status merge_file(const cli_options *o, size_t index, voi_state *all, fingerprint *print,
                             voi_error *err)
{
    voi_state *part = NULL;
    voi_error cause = {VOI_OK, ""};
    voi_status status = read_state(o->operands[index], &part, print, err);
    if (status == VOI_OK) {
        status = voi_state_merge(all, part, &cause);
        if (status != VOI_OK) {
            voi_error_set(err, status, "%s: %s (as %s)", name_of(o->operands[index]), cause.message,
                          name_of(o->operands[0]));
        }
    }
    voi_state_destroy(part);
    return status;
}

/* `prints` are zeros, one a file. */
static voi_status merge_files(voi_context *ctx, const cli_options *options, voi_state **out,
                              fingerprint *prints, voi_error *err)
{
    uint64_t total = 0;
    voi_phase_begin(ctx, "merge");
    voi_status status = read_state(options->operands[0], out, &prints[0], err);
    for (size_t i = 1; status == VOI_OK && i < options->operand_count; i++) {
        status = merge_file(options, i, *out, &prints[i], err);
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        total += prints[i].size;
    }
    voi_phase_end(ctx, total);
    return status;
}

/* Warns of files that were given before, perhaps under other names. */
static void tell_copies(const cli_options *options, const fingerprint *prints)
{
    for (size_t i = 1; i < options->operand_count; i++) {
        size_t j = 0;
        while (j < i && (prints[j].size != prints[i].size || prints[j].hash != prints[i].hash)) {
            j++;
        }
        if (j < i) {
            voi_error line;
            voi_error_set(&line, VOI_ERR_DATA, "%s: holds the same as %s; its rows count again",
                          name_of(options->operands[i]), name_of(options->operands[j]));
            fprintf(stderr, "voi: warning: %s\n", line.message);
        }
    }
}

static voi_status run(const cli_options *options, voi_error *err)
{
    cli_session session;
    voi_state *all = NULL;
    voi_table *table = NULL;
    const voi_population population = cli_population(options);
    if (options->operand_count == 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "voi merge needs the files that voi partial has written");
    }
    voi_status status = cli_session_open(options, false, &session, err);
    fingerprint *prints = calloc(options->operand_count, sizeof *prints);
    if (status == VOI_OK && !prints) {
        status = cli_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    if (status == VOI_OK) {
        status = merge_files(session.ctx, options, &all, prints, err);
    }
    if (status == VOI_OK) {
        status = voi_state_table(all, &population, &table, err);
    }
    if (status == VOI_OK) {
        const char *command = voi_state_kind_name(voi_state_kind_of(all));
        status = cli_write_table(&session, command, options, table, err);
    }
    if (status == VOI_OK && !options->quiet) {
        tell_copies(options, prints);
    }
    free(prints);
    voi_table_destroy(table);
    voi_state_destroy(all);
    return cli_session_close(&session, options, status, err);
}

const cli_command cli_merge = {
    "merge",
    "puts the states of parts together into the measure of the whole",
    "Reads states that voi partial has written, of the same measure, strategies and willingness to "
    "pay, and writes the measure's table for all their rows. Any order and grouping gives the same "
    "bits.",
    {"voi merge part.state", "voi merge part.state --pop 30000 --time 10 --format json"},
    run};
