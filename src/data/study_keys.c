/* A key is a line in a table and a function that puts what stands behind it into the plan. */
#include "data/study_keys.h"

#include "data/number_list.h"
#include "data/study_words.h"

#include <string.h>

/* ---- What is measured ---- */

static voi_status take_design(const vi_study_origin *from, const vi_study_value *value,
                              vi_study_entry *entry, voi_error *err)
{
    const char *name = NULL, *names[VI_MOST_ITEMS];
    voi_status status = vi_study_one_word(from, value, &name, err);
    if (status != VOI_OK) {
        return status;
    }
    entry->plan.study.design = voi_design_find(name);
    if (entry->plan.study.design) {
        return VOI_OK;
    }
    size_t count = voi_design_count() < VI_MOST_ITEMS ? voi_design_count() : VI_MOST_ITEMS;
    for (size_t i = 0; i < count; i++) {
        names[i] = voi_design_at(i)->name;
    }
    const char *nearest = voi_nearest(name, names, count);
    return vi_study_refuse(
        from, value->words[0].at, VOI_ERR_FORMAT, err, "no design is named \"%.60s\"%s%s%s", name,
        nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static voi_status take_pars(const vi_study_origin *from, const vi_study_value *value,
                            vi_study_entry *entry, voi_error *err)
{
    for (size_t i = 0; i < value->count; i++) {
        voi_error cause = {VOI_OK, ""};
        size_t index;
        voi_status status =
            vi_problem_find_parameter(from->problem, value->words[i].text, &index, &cause);
        if (status != VOI_OK) {
            status = status == VOI_ERR_ARGUMENT ? VOI_ERR_FORMAT : status;
            return vi_study_refuse(from, value->words[i].at, status, err, "%s", cause.message);
        }
        entry->parameters[i] = value->words[i].text;
    }
    entry->plan.study.parameters = entry->parameters;
    entry->plan.study.parameter_count = value->count;
    return VOI_OK;
}

static voi_status take_scales(const vi_study_origin *from, const vi_study_value *value,
                              vi_study_entry *entry, voi_error *err)
{
    static const char *const names[] = {"none", "logit", "log", "exp"};
    for (size_t i = 0; i < value->count; i++) {
        const char *word = value->words[i].text;
        int scale = 0;
        while (scale < 4 && strcmp(names[scale], word) != 0) {
            scale++;
        }
        if (scale == 4) {
            return vi_study_refuse(from, value->words[i].at, VOI_ERR_FORMAT, err,
                                   "transform: \"%.60s\" is not none, logit, log or exp", word);
        }
        entry->scales[i] = (voi_scale)scale;
    }
    entry->scale_count = value->count;
    entry->scales_at = value->at;
    entry->plan.study.scales = entry->scales;
    return VOI_OK;
}

static voi_status take_missing(const vi_study_origin *from, const vi_study_value *value,
                               vi_study_entry *entry, voi_error *err)
{
    return vi_study_one_number(from, value, &entry->plan.study.missing, err);
}

static voi_status take_covariance(const vi_study_origin *from, const vi_study_value *value,
                                  vi_study_entry *entry, voi_error *err)
{
    voi_matrix *matrix = &entry->plan.study.covariance;
    voi_status status = VOI_OK;
    if (value->rows > 0) {
        size_t cols = value->count / value->rows;
        status = vi_study_matrix(from, value, &entry->covariance, err);
        *matrix = (voi_matrix){entry->covariance, value->rows, cols, (ptrdiff_t)cols, 1};
        return status;
    }
    if (value->count > 1) {
        return vi_study_refuse(from, value->at, VOI_ERR_FORMAT, err,
                               "cov is a file, or a list of rows such as [[4, 1], [1, 2]]");
    }
    status = vi_study_values(from, value, 0, &entry->files[entry->file_count], err);
    if (status == VOI_OK) {
        *matrix = voi_values_matrix(entry->files[entry->file_count++]);
    }
    return status;
}

static voi_status take_multiple(const vi_study_origin *from, const vi_study_value *value,
                                vi_study_entry *entry, voi_error *err)
{
    double *multiple = &entry->plan.study.multiple;
    voi_status status = vi_study_one_number(from, value, multiple, err);
    return status == VOI_OK && !(*multiple > 0 && *multiple <= VI_MOST_MULTIPLE)
               ? vi_study_refuse(from, value->words[0].at, VOI_ERR_FORMAT, err,
                                 "multiple is the n of this part where that of the whole is 1, a "
                                 "number above 0 and up to a million, not \"%.60s\"",
                                 value->words[0].text)
               : status;
}

/* ---- Of what size, and at what cost ---- */

static voi_status take_sizes(const vi_study_origin *from, const vi_study_value *value,
                             vi_study_entry *entry, voi_error *err)
{
    if (value->count == 1 && strcmp(value->words[0].text, "auto") == 0) {
        return VOI_OK;
    }
    voi_status status = vi_study_sizes(from, value, &entry->sizes, &entry->plan.sizes.count, err);
    entry->plan.sizes.values = entry->sizes;
    return status;
}

/* Summaries of every row of the sample. */
static voi_status check_rows(const vi_study_origin *from, const vi_study_value *value, size_t i,
                             const voi_matrix *summaries, voi_error *err)
{
    size_t rows = voi_problem_rows(from->problem);
    return summaries->rows == rows
               ? VOI_OK
               : vi_study_refuse(from, value->words[i].at, VOI_ERR_FORMAT, err,
                                 "summaries: %.200s has %zu row%s; the sample has %zu",
                                 value->words[i].text, summaries->rows,
                                 summaries->rows == 1 ? "" : "s", rows);
}

static voi_status take_summaries(const vi_study_origin *from, const vi_study_value *value,
                                 vi_study_entry *entry, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; status == VOI_OK && i < value->count; i++) {
        voi_values **file = &entry->files[entry->file_count];
        status = vi_study_values(from, value, i, file, err);
        if (status == VOI_OK) {
            entry->file_count++;
            entry->summaries[entry->summary_count++] = voi_values_matrix(*file);
            status = check_rows(from, value, i, &entry->summaries[i], err);
        }
    }
    entry->summaries_at = value->at;
    entry->plan.summaries = entry->summaries;
    return status;
}

static voi_status take_method(const vi_study_origin *from, const vi_study_value *value,
                              vi_study_entry *entry, voi_error *err)
{
    return vi_study_one_word(from, value, &entry->plan.method, err);
}

static voi_status take_setup(const vi_study_origin *from, const vi_study_value *value,
                             vi_study_entry *entry, voi_error *err)
{
    return vi_study_amount(from, value, &entry->plan.setup, err);
}

static voi_status take_each(const vi_study_origin *from, const vi_study_value *value,
                            vi_study_entry *entry, voi_error *err)
{
    return vi_study_amount(from, value, &entry->plan.per_participant, err);
}

static voi_status take_accrual(const vi_study_origin *from, const vi_study_value *value,
                               vi_study_entry *entry, voi_error *err)
{
    double *accrual = &entry->plan.accrual;
    voi_status status = vi_study_one_number(from, value, accrual, err);
    return status == VOI_OK && *accrual == 0
               ? vi_study_refuse(from, value->words[0].at, VOI_ERR_FORMAT, err,
                                 "accrual: 0 participants a year; leave it out where all enter at "
                                 "once")
               : status;
}

static voi_status take_delay(const vi_study_origin *from, const vi_study_value *value,
                             vi_study_entry *entry, voi_error *err)
{
    return vi_study_one_number(from, value, &entry->plan.reporting_delay, err);
}

static voi_status take_arms(const vi_study_origin *from, const vi_study_value *value,
                            vi_study_entry *entry, voi_error *err)
{
    (void)from;
    (void)err;
    for (size_t i = 0; i < value->count; i++) {
        entry->arms[i] = value->words[i].text;
    }
    entry->plan.arms = entry->arms;
    entry->plan.arm_count = value->count;
    return VOI_OK;
}

const vi_study_key vi_study_keys[VI_STUDY_KEYS] = {
    {"design", true, true, VI_BEHIND_WORDS, take_design},
    {"pars", true, true, VI_BEHIND_WORDS, take_pars},
    {"transform", true, true, VI_BEHIND_WORDS, take_scales},
    {"missing", true, true, VI_BEHIND_WORDS, take_missing},
    {"cov", true, true, VI_BEHIND_MATRIX, take_covariance},
    {"multiple", false, true, VI_BEHIND_WORDS, take_multiple},
    {"parts", true, false, VI_BEHIND_PARTS, NULL},
    {"n", true, false, VI_BEHIND_SIZES, take_sizes},
    {"summaries", true, false, VI_BEHIND_WORDS, take_summaries},
    {"method", true, false, VI_BEHIND_WORDS, take_method},
    {"costs_setup", true, false, VI_BEHIND_WORDS, take_setup},
    {"costs_per_participant", true, false, VI_BEHIND_WORDS, take_each},
    {"accrual", true, false, VI_BEHIND_WORDS, take_accrual},
    {"reporting_delay", true, false, VI_BEHIND_WORDS, take_delay},
    {"arms", true, false, VI_BEHIND_WORDS, take_arms},
};

const vi_study_key *vi_study_key_find(const char *name)
{
    for (size_t i = 0; i < VI_STUDY_KEYS; i++) {
        if (strcmp(vi_study_keys[i].name, name) == 0) {
            return &vi_study_keys[i];
        }
    }
    return NULL;
}
