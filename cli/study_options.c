/* Whether a design takes an option, and what values, the library says: here a name on the command
 * line becomes one of a design. */
#include "study_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DESIGNS = 64 };

static voi_status find_design(const char *name, const voi_design **out, voi_error *err)
{
    const char *names[MOST_DESIGNS], *nearest;
    char list[512] = "";
    size_t count = voi_design_count(), length = 0;
    *out = voi_design_find(name);
    if (*out) {
        return VOI_OK;
    }
    for (size_t i = 0; i < count && i < MOST_DESIGNS; i++) {
        names[i] = voi_design_at(i)->name;
        length +=
            (size_t)snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "", names[i]);
        length = length < sizeof list ? length : sizeof list - 1;
    }
    nearest = voi_nearest(name, names, count < MOST_DESIGNS ? count : MOST_DESIGNS);
    return cli_fail(err, VOI_ERR_ARGUMENT, "--study: \"%.60s\" is not one of: %s%s%s%s", name, list,
                    nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* The names behind every --pars, at their commas. */
static voi_status split_names(const cli_options *options, cli_study *out, voi_error *err)
{
    size_t room = 1;
    for (size_t i = 0; i < options->pars_count; i++) {
        room += strlen(options->pars[i]) + 1;
    }
    char *to = out->names = malloc(room);
    if (!to) {
        return cli_fail(err, VOI_ERR_NOMEM, "out of memory for the parameters");
    }
    for (size_t i = 0; i < options->pars_count; i++) {
        strcpy(to, options->pars[i]);
        for (char *name = to, *next; name; name = next) {
            next = strchr(name, ',');
            if (next) {
                *next++ = '\0';
            }
            if (out->study.parameter_count == CLI_MOST_PARS || !*name) {
                return cli_fail(err, VOI_ERR_ARGUMENT, "--pars: \"%.60s\" %s", options->pars[i],
                                *name ? "has too many parameters" : "lacks a name");
            }
            out->parameters[out->study.parameter_count++] = name;
        }
        to += strlen(options->pars[i]) + 1;
    }
    out->study.parameters = out->parameters;
    return VOI_OK;
}

static voi_status read_scale(const char *word, size_t length, voi_scale *out, voi_error *err)
{
    static const char *const names[] = {"none", "logit", "log", "exp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == length && strncmp(names[i], word, length) == 0) {
            *out = (voi_scale)i;
            return VOI_OK;
        }
    }
    return cli_fail(err, VOI_ERR_ARGUMENT, "--transform: \"%.*s\" is not none, logit, log or exp",
                    (int)(length < 60 ? length : 60), word);
}

static voi_status read_scales(const char *text, cli_study *out, voi_error *err)
{
    size_t count = 0;
    for (const char *word = text; word; count++) {
        size_t length = strcspn(word, ",");
        if (count == out->study.parameter_count) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "--transform names more scales than parameters");
        }
        voi_status status = read_scale(word, length, &out->scales[count], err);
        if (status != VOI_OK) {
            return status;
        }
        word = word[length] ? word + length + 1 : NULL;
    }
    if (count < out->study.parameter_count) {
        return cli_fail(
            err, VOI_ERR_ARGUMENT,
            "--transform names %zu scale%s for %zu parameters; none leaves one as it is", count,
            count == 1 ? "" : "s", out->study.parameter_count);
    }
    out->study.scales = out->scales;
    return VOI_OK;
}

static void collect_options(const cli_options *o, cli_study *out)
{
    const voi_study_option all[] = {
        {"sd", o->sd},
        {"allocation", o->allocation},
        {"follow_up", o->follow_up},
        {"accrual_time", o->accrual_time},
        {"dropout", o->dropout},
        {"shape", o->shape},
        {"baseline", o->baseline},
        {"event_rate", o->event_rate},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!isnan(all[i].value)) {
            out->options[out->study.option_count++] = all[i];
        }
    }
    out->study.options = out->options;
    out->study.missing = isnan(o->missing) ? 0 : o->missing;
}

static voi_status read_sizes(const char *text, voi_sizes *out, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    if (!text || strcmp(text, "auto") == 0) {
        return VOI_OK;
    }
    voi_status status = voi_sizes_parse(text, out, &cause);
    return status == VOI_OK ? status : cli_fail(err, status, "--n: %s", cause.message);
}

/* A file for every size. */
static voi_status check_summaries(const char *text, size_t sizes, voi_error *err)
{
    size_t files = 1;
    if (text && sizes == 0) {
        return cli_fail(err, VOI_ERR_ARGUMENT,
                        "--summaries needs --n LIST, the size that each file is of");
    }
    for (const char *at = text; at && (at = strchr(at, ',')); at++) {
        files++;
    }
    return !text || files == sizes
               ? VOI_OK
               : cli_fail(err, VOI_ERR_ARGUMENT, "--summaries names %zu file%s for %zu size%s",
                          files, files == 1 ? "" : "s", sizes, sizes == 1 ? "" : "s");
}

voi_status cli_study_read(const cli_options *options, cli_study *out, voi_error *err)
{
    *out = (cli_study){0};
    voi_status status = find_design(options->study, &out->study.design, err);
    if (status == VOI_OK && out->study.design->most == 0) {
        status = cli_fail(err, VOI_ERR_ARGUMENT,
                          "--study %s consists of several studies: write it into a file for "
                          "--studies, with its parts",
                          options->study);
    }
    bool needs_names = status == VOI_OK && out->study.design->fewest > 0;
    if (needs_names && options->pars_count == 0) {
        status = cli_fail(err, VOI_ERR_ARGUMENT,
                          "--pars NAMES is missing, the parameters that the study informs");
    }
    if (status == VOI_OK) {
        status = split_names(options, out, err);
    }
    if (status == VOI_OK && options->transform) {
        status = read_scales(options->transform, out, err);
    }
    if (status == VOI_OK) {
        collect_options(options, out);
    }
    if (status == VOI_OK) {
        status = read_sizes(options->sizes_text, &out->sizes, err);
    }
    return status == VOI_OK ? check_summaries(options->summaries, out->sizes.count, err) : status;
}

/* Reads the next file, which must have as many rows as the sample. */
static voi_status load_file(voi_context *ctx, const char *path, size_t rows, cli_study *study,
                            voi_error *err)
{
    voi_values **file = &study->files[study->file_count];
    voi_status status = voi_values_read(ctx, path, file, err);
    if (status != VOI_OK) {
        return status;
    }
    const voi_matrix matrix = voi_values_matrix(*file);
    study->summaries[study->file_count++] = matrix;
    return matrix.rows == rows ? VOI_OK
                               : cli_fail(err, VOI_ERR_DATA,
                                          "--summaries: %.200s has %zu row%s; the sample has %zu",
                                          path, matrix.rows, matrix.rows == 1 ? "" : "s", rows);
}

/* One file a size, in the order of the sizes. */
static voi_status load_summaries(voi_context *ctx, const char *text, size_t rows, cli_study *study,
                                 voi_error *err)
{
    size_t count = study->sizes.count;
    voi_status status = VOI_OK;
    study->files = calloc(count, sizeof(voi_values *));
    study->summaries = calloc(count, sizeof *study->summaries);
    if (!study->files || !study->summaries) {
        return cli_fail(err, VOI_ERR_NOMEM, "out of memory for %zu files", count);
    }
    while (text && status == VOI_OK) {
        char path[4096];
        size_t length = strcspn(text, ",");
        if (length >= sizeof path) {
            return cli_fail(err, VOI_ERR_ARGUMENT, "--summaries: a file's name is too long");
        }
        snprintf(path, sizeof path, "%.*s", (int)length, text);
        status = load_file(ctx, path, rows, study, err);
        text = text[length] ? text + length + 1 : NULL;
    }
    return status;
}

voi_status cli_study_load(voi_context *ctx, const voi_problem *problem, const cli_options *options,
                          cli_study *study, voi_error *err)
{
    voi_status status = VOI_OK;
    if (options->covariance) {
        status = voi_values_read(ctx, options->covariance, &study->covariance, err);
        if (status == VOI_OK) {
            study->study.covariance = voi_values_matrix(study->covariance);
            study->study.covariance_file = options->covariance;
        }
    }
    if (status == VOI_OK && options->summaries) {
        status = load_summaries(ctx, options->summaries, voi_problem_rows(problem), study, err);
    }
    return status;
}

void cli_study_free(cli_study *study)
{
    voi_sizes_free(&study->sizes);
    voi_values_destroy(study->covariance);
    for (size_t i = 0; i < study->file_count; i++) {
        voi_values_destroy(study->files[i]);
    }
    free(study->files);
    free(study->summaries);
    free(study->names);
    *study = (cli_study){0};
}
