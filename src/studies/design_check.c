/* Fields and functions that go together are there together: the list of parameters and how many of
 * them are named; an option's standard and its range; results and values; statistics, uniforms and
 * draw. A design has one of these two forms or both; which one counts depends on the setup. */
#include "studies/design_check.h"

#include "studies/designs.h"
#include "studies/form.h"

#include <math.h>

/* A combined study has the parameters of its parts, and summaries need not tell any. */
static bool may_name_none(const voi_design *design)
{
    return design == &vi_design_combined || design == &vi_design_custom;
}

static voi_status check_parameters(const voi_design *d, voi_error *err)
{
    if (may_name_none(d)) {
        return VOI_OK;
    }
    if (!d->parameters || d->parameter_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "design %s lists no parameters", d->name);
    }
    if (d->fewest == 0 || d->most < d->fewest || d->most > VOI_MOST_STATISTICS) {
        return vi_fail(
            err, VOI_ERR_ARGUMENT,
            "design %s takes from %zu (fewest) to %zu (most) parameters; it must be from "
            "1 or more to no fewer and at most %d",
            d->name, d->fewest, d->most, (int)VOI_MOST_STATISTICS);
    }
    if (d->parameter_count > d->most) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "design %s lists %zu parameters but takes %zu at most", d->name,
                       d->parameter_count, d->most);
    }
    for (size_t j = 0; j < d->parameter_count; j++) {
        int domain = (int)d->parameters[j].domain;
        if (!d->parameters[j].name || domain < VOI_DOMAIN_REAL || domain > VOI_DOMAIN_PROBABILITY) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "design %s: parameter %zu has no %s", d->name,
                           j + 1, d->parameters[j].name ? "domain that there is" : "name");
        }
    }
    return VOI_OK;
}

static bool is_allowed(const voi_design_option *option, double value)
{
    return (option->open ? value > option->low : value >= option->low) && value <= option->high;
}

static voi_status check_options(const voi_design *d, voi_error *err)
{
    if (d->option_count > 0 && !d->options) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "design %s: its %zu option%s missing", d->name,
                       d->option_count, d->option_count == 1 ? " is" : "s are");
    }
    for (size_t i = 0; i < d->option_count; i++) {
        const voi_design_option *option = &d->options[i];
        if (!option->name || !option->purpose) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "design %s: option %zu has no %s", d->name, i + 1,
                           option->name ? "purpose" : "name");
        }
        if (!(option->low <= option->high)) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "design %s: no %s is from %g to %g", d->name,
                           option->name, option->low, option->high);
        }
        if (!isnan(option->standard) && !is_allowed(option, option->standard)) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "design %s: the standard %s of %g is outside its range, %g to %g",
                           d->name, option->name, option->standard, option->low, option->high);
        }
    }
    return VOI_OK;
}

/* The first function that others need; NULL: all are there. */
static const char *missing_function(const voi_design *d)
{
    bool tells = d->results || d->values, draws = d->statistics || d->uniforms || d->draw;
    const struct {
        bool there, needed;
        const char *name;
    } functions[] = {{d->results != NULL, tells, "results"},
                     {d->values != NULL, tells, "values"},
                     {d->statistics != NULL, draws, "statistics"},
                     {d->uniforms != NULL, draws, "uniforms"},
                     {d->draw != NULL, draws, "draw"}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (functions[i].needed && !functions[i].there) {
            return functions[i].name;
        }
    }
    return NULL;
}

static voi_status check_functions(const voi_design *d, voi_error *err)
{
    const char *missing = missing_function(d);
    if (missing) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "design %s has no function %s: results and values go together, and so do "
                       "statistics, uniforms and draw",
                       d->name, missing);
    }
    return d->results || d->draw
               ? VOI_OK
               : vi_fail(err, VOI_ERR_ARGUMENT,
                         "design %s has no functions: results and values are needed, or "
                         "statistics, uniforms and draw",
                         d->name);
}

voi_status vi_design_check(const voi_design *design, voi_error *err)
{
    voi_status status = VOI_OK;
    if (!design) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "the design of the study is missing");
    }
    if (!design->name || !*design->name) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "the design of the study has no name");
    }
    VI_TRY(check_parameters(design, err));
    VI_TRY(check_options(design, err));
    VI_TRY(check_functions(design, err));
cleanup:
    return status;
}

voi_status vi_design_check_data(const voi_design *design, const voi_setup *setup, voi_error *err)
{
    voi_result results[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    if (count > VOI_MOST_RESULTS) {
        return vi_fail(err, VOI_ERR_LIMIT, "design %s: %zu results; at most %d are possible",
                       design->name, count, (int)VOI_MOST_RESULTS);
    }
    return count > 0 || design->draw
               ? VOI_OK
               : vi_fail(err, VOI_ERR_ARGUMENT,
                         "design %s has no results with %zu parameter%s, and no statistics, "
                         "uniforms and draw in their place",
                         design->name, setup->parameters, setup->parameters == 1 ? "" : "s");
}

static bool is_result(const voi_result *r)
{
    bool size = r->size >= 0 && isfinite(r->size);
    switch (r->family) {
    case VOI_RESULT_BINOMIAL:
    case VOI_RESULT_POISSON:
        return size;
    case VOI_RESULT_NORMAL:
        return size && r->sd > 0 && isfinite(r->sd);
    }
    return false;
}

voi_status vi_design_check_results(const voi_design *design, const voi_setup *setup, voi_error *err)
{
    voi_result results[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    for (size_t j = 0; j < count; j++) {
        const voi_result *r = &results[j];
        if (!is_result(r)) {
            return vi_fail(err, VOI_ERR_NUMERIC,
                           "design %s: result %zu for n = %g, of family %d with size %g and sd %g, "
                           "cannot be",
                           design->name, j + 1, setup->n, (int)r->family, r->size, r->sd);
        }
    }
    return VOI_OK;
}

static bool is_value(voi_result_family family, double value)
{
    return isfinite(value) && (family == VOI_RESULT_NORMAL || value >= 0) &&
           (family != VOI_RESULT_BINOMIAL || value <= 1);
}

voi_status vi_design_check_values(const voi_design *design, const voi_setup *setup,
                                  const double *theta, size_t rows, voi_error *err)
{
    voi_result results[VOI_MOST_RESULTS];
    double values[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    for (size_t i = 0; count > 0 && i < rows; i++) {
        design->values(setup, theta + i * setup->parameters, values);
        for (size_t j = 0; j < count; j++) {
            if (!is_value(results[j].family, values[j])) {
                return vi_fail(err, VOI_ERR_NUMERIC,
                               "design %s: row %zu: the value of result %zu is %g, which cannot be",
                               design->name, i + 1, j + 1, values[j]);
            }
        }
    }
    return VOI_OK;
}
