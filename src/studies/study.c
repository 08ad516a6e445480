/* Checks run in the order in which a user would find his mistake: names, options, covariance, then
 * the rows. */
#include "studies/study.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "data/number_list.h"
#include "studies/combine.h"
#include "studies/covariance.h"
#include "studies/design_check.h"
#include "studies/designs.h"
#include "studies/form.h"
#include "studies/settings.h"

#include <math.h>
#include <string.h>

enum { WHY = 200 };

/* ---- What the user asks for ---- */

/* Such as "1 or 2 parameters (rate, or rate_control, rate_treatment)". */
static void describe_need(const voi_design *design, vi_buffer *out)
{
    size_t fewest = design->fewest, most = design->most;
    vi_buffer_printf(out, "%zu", fewest);
    if (most > fewest) {
        vi_buffer_printf(out, " %s %zu", most == fewest + 1 ? "or" : "to", most);
    }
    vi_buffer_puts(out, most == 1 ? " parameter (" : " parameters (");
    if (design->alone) {
        vi_buffer_printf(out, "%s, or ", design->alone);
    }
    for (size_t j = 0; j < design->parameter_count; j++) {
        vi_buffer_printf(out, "%s%s", j > 0 ? ", " : "", design->parameters[j].name);
    }
    vi_buffer_puts(out, most > design->parameter_count ? ", ...)" : ")");
}

static voi_status find_parameters(const voi_problem *problem, const voi_study *study, vi_study *out,
                                  voi_error *err)
{
    const voi_design *design = study->design;
    voi_status status = VOI_OK;
    size_t count = study->parameter_count;
    if (count < design->fewest || count > design->most || count > VOI_MOST_STATISTICS) {
        char need[WHY];
        vi_buffer text = vi_buffer_over(need, sizeof need);
        describe_need(design, &text);
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s needs %s, not %zu", out->name, need, count);
    }
    for (size_t j = 0; j < count; j++) {
        VI_TRY(vi_problem_find_parameter(problem, study->parameters[j], &out->member[j], err));
        for (size_t i = 0; i < j; i++) {
            if (out->member[i] == out->member[j]) {
                return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: parameter %s is given twice",
                               out->name, study->parameters[j]);
            }
        }
    }
cleanup:
    return status;
}

static voi_status check_whole(const voi_study *study, const vi_study *out, voi_error *err)
{
    if (!(study->missing >= 0 && study->missing < 1)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: a missing fraction of %g is not from 0 to below 1", out->name,
                       study->missing);
    }
    if (study->missing > 0 && study->design == &vi_design_custom) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: its data are simulated elsewhere, with those missing that are; "
                       "leave the missing fraction out",
                       out->name);
    }
    if (!(out->multiple > 0 && out->multiple <= VI_MOST_MULTIPLE)) {
        return vi_fail(
            err, VOI_ERR_ARGUMENT,
            "study %s: its n is %.10g times that of the whole; possible is a number above 0 "
            "and up to a million",
            out->name, out->multiple);
    }
    if (study->design->covariance && !study->covariance.data) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s needs the covariance of one observation, a matrix with a row and "
                       "a column for every parameter",
                       out->name);
    }
    if (!study->design->covariance && study->covariance.data) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: design %s takes no covariance", out->name,
                       study->design->name);
    }
    return VOI_OK;
}

/* ---- The rows ---- */

static double unscale(double x, voi_scale scale)
{
    switch (scale) {
    case VOI_SCALE_LOGIT:
        return 1 / (1 + exp(-x));
    case VOI_SCALE_LOG:
        return exp(x);
    case VOI_SCALE_EXP:
        return log(x);
    case VOI_SCALE_NONE:
        break;
    }
    return x;
}

static bool is_inside(double x, voi_domain domain)
{
    return isfinite(x) && (domain != VOI_DOMAIN_POSITIVE || x > 0) &&
           (domain != VOI_DOMAIN_PROBABILITY || (x >= 0 && x <= 1));
}

static const char *domain_words(voi_domain domain)
{
    return domain == VOI_DOMAIN_POSITIVE      ? "a number > 0"
           : domain == VOI_DOMAIN_PROBABILITY ? "a probability from 0 to 1"
                                              : "a finite number";
}

static const char *parameters_file(const voi_problem *problem)
{
    for (size_t s = 0; s < problem->source_count; s++) {
        if (strcmp(problem->sources[s].role, "parameters") == 0) {
            return problem->sources[s].path;
        }
    }
    return "parameters";
}

static voi_status read_parameter(const voi_problem *problem, const voi_study *study, size_t j,
                                 vi_study *out, voi_error *err)
{
    const voi_design *design = study->design;
    size_t last = design->parameter_count - 1;
    const voi_design_parameter *wanted = &design->parameters[j < last ? j : last];
    voi_scale scale = study->scales ? study->scales[j] : VOI_SCALE_NONE;
    const char *role = out->parameters == 1 && design->alone ? design->alone : wanted->name;
    out->scale[j] = scale;
    const double *column = problem->params[out->member[j]];
    for (size_t i = 0; i < out->rows; i++) {
        double value = unscale(column[i], scale);
        if (!is_inside(value, wanted->domain)) {
            return vi_fail(err, VOI_ERR_DATA, "%s: row %zu: %s is %g%s; %s of study %s is %s",
                           parameters_file(problem), i + 1, study->parameters[j], column[i],
                           scale == VOI_SCALE_NONE ? "" : " before its transformation", role,
                           out->name, domain_words(wanted->domain));
        }
        out->theta[i * out->parameters + j] = value;
    }
    return VOI_OK;
}

static voi_status refuse_rows(const voi_problem *problem, const vi_study *study, voi_error *err)
{
    const voi_setup setup = vi_study_setup(study, 1);
    char why[WHY];
    for (size_t i = 0; study->design->refuse && i < study->rows; i++) {
        if (study->design->refuse(&setup, study->theta + i * study->parameters, why, sizeof why)) {
            return vi_fail(err, VOI_ERR_DATA, "%s: row %zu: study %s: %s", parameters_file(problem),
                           i + 1, study->name, why);
        }
    }
    return VOI_OK;
}

/* ---- One study ---- */

voi_status vi_study_make_room(vi_study *out, size_t more, voi_error *err)
{
    size_t values = out->rows * out->parameters;
    out->numbers = vi_malloc(values + more, sizeof *out->numbers);
    if (!out->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "study %s: out of memory for %zu rows", out->name,
                       out->rows);
    }
    out->theta = out->numbers;
    out->options = out->theta + values;
    return VOI_OK;
}

static voi_status read_one(const voi_problem *problem, const voi_study *study, vi_study *out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    size_t p = study->parameter_count, options = study->design->option_count;
    size_t square = study->design->covariance ? p * p : 0;
    if (study->part_count > 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s is of design %s and has parts; only one of design %s has any",
                       out->name, study->design->name, vi_design_combined.name);
    }
    VI_TRY(find_parameters(problem, study, out, err));
    out->parameters = p;
    VI_TRY(vi_study_make_room(out, options + 2 * square, err));
    VI_TRY(vi_settings_read(study, out, err));
    if (square > 0) {
        out->covariance = out->options + options;
        out->root = out->covariance + square;
        VI_TRY(vi_covariance_read(study, out, err));
    }
    for (size_t j = 0; j < p; j++) {
        VI_TRY(read_parameter(problem, study, j, out, err));
    }
    const voi_setup setup = vi_study_setup(out, 1);
    VI_TRY(vi_design_check_data(out->design, &setup, err));
    VI_TRY(refuse_rows(problem, out, err));
    VI_TRY(vi_design_check_values(out->design, &setup, out->theta, out->rows, err));
cleanup:
    return status;
}

voi_status vi_study_create(const voi_problem *problem, const voi_study *study, vi_study *out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    *out = (vi_study){0};
    VI_TRY(vi_design_check(study->design, err));
    *out = (vi_study){.design = study->design,
                      .name = study->name ? study->name : study->design->name,
                      .rows = problem->rows,
                      .missing = study->missing,
                      .data = study->data,
                      .multiple = study->multiple == 0 ? 1 : study->multiple};
    VI_TRY(check_whole(study, out, err));
    if (study->design == &vi_design_combined) {
        VI_TRY(vi_combine(problem, study, out, err));
    } else {
        VI_TRY(read_one(problem, study, out, err));
    }
cleanup:
    if (status != VOI_OK) {
        vi_study_free(out);
    }
    return status;
}

void vi_study_free(vi_study *study)
{
    for (size_t i = 0; i < study->part_count; i++) {
        vi_free(study->parts[i].numbers);
    }
    vi_free(study->parts);
    vi_free(study->numbers);
    *study = (vi_study){0};
}

/* ---- What a design answers ---- */

voi_setup vi_study_setup(const vi_study *study, double n)
{
    return (voi_setup){.n = n * (1 - study->missing),
                       .parameters = study->parameters,
                       .options = study->options,
                       .covariance = study->covariance,
                       .root = study->root,
                       .data = study->parts ? study : study->data};
}

/* The setup in which n is everybody. */
static voi_setup setup_of_all(const vi_study *study, double n)
{
    voi_setup setup = vi_study_setup(study, n);
    setup.n = n;
    return setup;
}

double vi_study_participants(const vi_study *study, double n)
{
    double each[VOI_MOST_ARMS], all = 0;
    const voi_setup setup = setup_of_all(study, n);
    if (study->design->participants) {
        return study->design->participants(&setup);
    }
    size_t arms = study->design->arms ? study->design->arms(&setup, each) : 0;
    for (size_t a = 0; a < arms; a++) {
        all += each[a];
    }
    return arms > 0 ? all : n;
}

size_t vi_study_arms(const vi_study *study, double n, double participants[VOI_MOST_ARMS])
{
    const voi_setup setup = setup_of_all(study, n);
    if (study->design->arms) {
        return study->design->arms(&setup, participants);
    }
    participants[0] = vi_study_participants(study, n);
    return 1;
}

size_t vi_study_results(const vi_study *study, double n, voi_result *results)
{
    const voi_setup setup = vi_study_setup(study, n);
    return vi_form_results(study->design, &setup, results);
}

size_t vi_study_statistics(const vi_study *study, const voi_setup *setup)
{
    return vi_form_statistics(study->design, setup);
}

size_t vi_study_uniforms(const vi_study *study, const voi_setup *setup)
{
    return vi_form_uniforms(study->design, setup);
}

voi_status vi_study_check_draw(const vi_study *study, const voi_setup *setup, voi_error *err)
{
    size_t statistics = vi_study_statistics(study, setup);
    size_t uniforms = vi_study_uniforms(study, setup);
    if (statistics == 0) {
        return vi_fail(err, VOI_ERR_LIMIT,
                       "study %s: its design draws no statistics for n = %.10g, so that its data "
                       "tell nothing; from 1 to %d are possible",
                       study->name, setup->n, (int)VOI_MOST_STATISTICS);
    }
    if (statistics > VOI_MOST_STATISTICS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: %zu statistics; from 1 to %d are possible",
                       study->name, statistics, (int)VOI_MOST_STATISTICS);
    }
    if (uniforms > VI_MOST_UNIFORMS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: %zu random numbers a row; at most %d",
                       study->name, uniforms, (int)VI_MOST_UNIFORMS);
    }
    return vi_design_check_results(study->design, setup, err);
}

void vi_study_draw(const vi_study *study, const voi_setup *setup, size_t row, const double *uniform,
                   double *statistic)
{
    vi_form_draw(study->design, setup, study->theta + row * study->parameters, uniform, statistic);
}

void vi_study_regressors(const vi_study *study, const voi_setup *setup, const double *statistic,
                         double *regressor)
{
    vi_form_regressors(study->design, setup, statistic, regressor);
}

bool vi_study_has_likelihood(const vi_study *study)
{
    bool all = true;
    for (size_t i = 0; i < study->part_count; i++) {
        const voi_setup setup = vi_study_setup(&study->parts[i], 1);
        all = all && vi_form_has_likelihood(study->parts[i].design, &setup);
    }
    const voi_setup setup = vi_study_setup(study, 1);
    return all && vi_form_has_likelihood(study->design, &setup);
}

double vi_study_natural(const vi_study *study, const voi_setup *setup, size_t row, double *eta)
{
    return vi_form_natural(study->design, setup, study->theta + row * study->parameters, eta);
}
