/* Checks run in the order in which a user would find his mistake: names, options, then the rows. A
 * design of independent results gets its statistics, draws and likelihood from the families of its
 * results (results.h). */
#include "studies/study.h"

#include "core/alloc.h"
#include "studies/results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WHY = 200 };

/* ---- What the user asks for ---- */

static voi_status find_parameters(const voi_problem *problem, const voi_study *study, vi_study *out,
                                  voi_error *err)
{
    const voi_design *design = study->design;
    voi_status status = VOI_OK;
    if (study->parameter_count < design->fewest || study->parameter_count > design->most) {
        return vi_fail(
            err, VOI_ERR_ARGUMENT, "study %s: %zu parameters are given, %s%zu %s needed (%s)",
            out->name, study->parameter_count, design->most > design->fewest ? "at least " : "",
            design->fewest, design->fewest == 1 ? "is" : "are", design->parameters[0].name);
    }
    for (size_t j = 0; j < study->parameter_count; j++) {
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

static size_t option_index(const voi_design *design, const char *name)
{
    size_t i = 0;
    while (i < design->option_count && strcmp(design->options[i].name, name) != 0) {
        i++;
    }
    return i;
}

static voi_status unknown_option(const voi_design *design, const char *name, voi_error *err)
{
    if (design->option_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s has no option %s", design->name, name);
    }
    char names[WHY] = "";
    size_t length = 0;
    for (size_t i = 0; i < design->option_count && length < sizeof names; i++) {
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "",
                                   design->options[i].name);
    }
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s has no option %s; it has %s", design->name,
                   name, names);
}

static bool is_allowed(const voi_design_option *option, double value)
{
    return isfinite(value) && value <= option->high &&
           (option->open ? value > option->low : value >= option->low);
}

static voi_status set_options(const voi_study *study, vi_study *out, voi_error *err)
{
    const voi_design *design = study->design;
    for (size_t i = 0; i < design->option_count; i++) {
        out->options[i] = design->options[i].standard;
    }
    for (size_t i = 0; i < study->option_count; i++) {
        size_t at = option_index(design, study->options[i].name);
        if (at == design->option_count) {
            return unknown_option(design, study->options[i].name, err);
        }
        out->options[at] = study->options[i].value;
    }
    for (size_t i = 0; i < design->option_count; i++) {
        const voi_design_option *option = &design->options[i];
        if (isnan(out->options[i])) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "study %s needs %s, the %s", out->name,
                           option->name, option->purpose);
        }
        if (!is_allowed(option, out->options[i])) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: %s %g is not %s %g%s", out->name,
                           option->name, out->options[i], option->open ? ">" : ">=", option->low,
                           isfinite(option->high) ? " or is too large" : "");
        }
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
    const double *column = problem->params[out->member[j]];
    for (size_t i = 0; i < out->rows; i++) {
        double value = unscale(column[i], scale);
        if (!is_inside(value, wanted->domain)) {
            return vi_fail(err, VOI_ERR_DATA, "%s: row %zu: %s is %g%s; %s of study %s is %s",
                           parameters_file(problem), i + 1, study->parameters[j], column[i],
                           scale == VOI_SCALE_NONE ? "" : " before its transformation",
                           wanted->name, out->name, domain_words(wanted->domain));
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
            return vi_fail(err, VOI_ERR_DATA, "%s: row %zu: %s", parameters_file(problem), i + 1,
                           why);
        }
    }
    return VOI_OK;
}

static voi_status make_room(const voi_problem *problem, const voi_study *study, vi_study *out,
                            voi_error *err)
{
    size_t p = study->parameter_count, options = study->design->option_count;
    out->numbers = vi_malloc(problem->rows * p + options + p * p, sizeof *out->numbers);
    if (!out->numbers) {
        return vi_fail(err, VOI_ERR_NOMEM, "study %s: out of memory for %zu rows", out->name,
                       problem->rows);
    }
    out->theta = out->numbers;
    out->options = out->theta + problem->rows * p;
    out->covariance = NULL;
    return VOI_OK;
}

voi_status vi_study_create(const voi_problem *problem, const voi_study *study, vi_study *out,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    *out = (vi_study){.design = study->design,
                      .name = study->name ? study->name : study->design->name,
                      .rows = problem->rows,
                      .parameters = study->parameter_count,
                      .missing = study->missing,
                      .data = study->data};
    if (!(study->missing >= 0 && study->missing < 1)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: a missing fraction of %g is not from 0 to below 1", out->name,
                       study->missing);
    }
    VI_TRY(find_parameters(problem, study, out, err));
    VI_TRY(make_room(problem, study, out, err));
    VI_TRY(set_options(study, out, err));
    for (size_t j = 0; j < out->parameters; j++) {
        VI_TRY(read_parameter(problem, study, j, out, err));
    }
    VI_TRY(refuse_rows(problem, out, err));
cleanup:
    if (status != VOI_OK) {
        vi_study_free(out);
    }
    return status;
}

void vi_study_free(vi_study *study)
{
    vi_free(study->numbers);
    *study = (vi_study){0};
}

/* ---- What a design answers ---- */

voi_setup vi_study_setup(const vi_study *study, double n)
{
    return (voi_setup){n * (1 - study->missing), study->parameters, study->options,
                       study->covariance, study->data};
}

double vi_study_participants(const vi_study *study, double n)
{
    voi_setup setup = vi_study_setup(study, n);
    setup.n = n;
    return study->design->participants ? study->design->participants(&setup) : n;
}

size_t vi_study_results(const vi_study *study, double n, voi_result *results)
{
    const voi_setup setup = vi_study_setup(study, n);
    return study->design->results ? study->design->results(&setup, results) : 0;
}

size_t vi_study_statistics(const vi_study *study, const voi_setup *setup)
{
    voi_result results[VOI_MOST_RESULTS];
    return study->design->results ? study->design->results(setup, results)
                                  : study->design->statistics(setup);
}

size_t vi_study_uniforms(const vi_study *study, const voi_setup *setup)
{
    return study->design->results ? vi_study_statistics(study, setup)
                                  : study->design->uniforms(setup);
}

void vi_study_draw(const vi_study *study, const voi_setup *setup, size_t row, const double *uniform,
                   double *statistic)
{
    const double *theta = study->theta + row * study->parameters;
    voi_result results[VOI_MOST_RESULTS];
    double values[VOI_MOST_RESULTS];
    if (!study->design->results) {
        study->design->draw(setup, theta, uniform, statistic);
        return;
    }
    size_t count = study->design->results(setup, results);
    study->design->values(setup, theta, values);
    for (size_t j = 0; j < count; j++) {
        statistic[j] = vi_result_draw(&results[j], values[j], uniform[j]);
    }
}

bool vi_study_has_likelihood(const vi_study *study)
{
    return study->design->results || study->design->natural;
}

double vi_study_natural(const vi_study *study, const voi_setup *setup, size_t row, double *eta)
{
    const double *theta = study->theta + row * study->parameters;
    voi_result results[VOI_MOST_RESULTS];
    double values[VOI_MOST_RESULTS], offset = 0;
    if (!study->design->results) {
        return study->design->natural(setup, theta, eta);
    }
    size_t count = study->design->results(setup, results);
    study->design->values(setup, theta, values);
    for (size_t j = 0; j < count; j++) {
        offset += vi_result_natural(&results[j], values[j], &eta[j]);
    }
    return offset;
}
