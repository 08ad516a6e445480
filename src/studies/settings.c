/* An option that a parameter stands in for is NaN; one that would change nothing has its standard.
 */
#include "studies/settings.h"

#include "core/buffer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LIST = 200 };

static bool is_replaced(const voi_design_option *option, const vi_study *study)
{
    return option->until > 0 && study->parameters >= option->until;
}

/* Out of range where there is none of this name. */
static size_t find(const voi_design *design, const char *name)
{
    size_t i = 0;
    while (i < design->option_count && strcmp(design->options[i].name, name) != 0) {
        i++;
    }
    return i;
}

static voi_status refuse_unknown(const vi_study *study, const char *name, voi_error *err)
{
    const voi_design *design = study->design;
    char names[LIST];
    if (design->option_count == 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: design %s has no options, and so no %s",
                       study->name, design->name, name);
    }
    vi_buffer text = vi_buffer_over(names, sizeof names);
    for (size_t i = 0; i < design->option_count; i++) {
        vi_buffer_printf(&text, "%s%s", i ? ", " : "", design->options[i].name);
    }
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: design %s has no option %s; it has %s",
                   study->name, design->name, name, names);
}

static voi_status refuse_value(const vi_study *study, const voi_design_option *option, double value,
                               voi_error *err)
{
    char upper[LIST] = "";
    if (isfinite(option->high)) {
        snprintf(upper, sizeof upper, " and at most %g", option->high);
    }
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: %s is %g, not a number %s %g%s", study->name,
                   option->name, value, option->open ? "above" : "of at least", option->low, upper);
}

static voi_status check(const vi_study *study, size_t i, voi_error *err)
{
    const voi_design_option *option = &study->design->options[i];
    double value = study->options[i];
    if (is_replaced(option, study)) {
        return VOI_OK;
    }
    if (isnan(value)) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s needs %s, the %s", study->name,
                       option->name, option->purpose);
    }
    bool enough = option->open ? value > option->low : value >= option->low;
    if (!isfinite(value) || !enough || value > option->high) {
        return refuse_value(study, option, value, err);
    }
    return VOI_OK;
}

static voi_status set(const voi_study_option *given, vi_study *out, voi_error *err)
{
    size_t at = find(out->design, given->name);
    if (at == out->design->option_count) {
        return refuse_unknown(out, given->name, err);
    }
    if (is_replaced(&out->design->options[at], out)) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s takes no %s beside %zu parameters, one of which stands in its "
                       "place",
                       out->name, given->name, out->parameters);
    }
    if (out->parameters < out->design->options[at].from) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s takes no %s with %zu parameter%s, where it would change nothing, "
                       "only with %zu",
                       out->name, given->name, out->parameters, out->parameters == 1 ? "" : "s",
                       out->design->options[at].from);
    }
    if (isnan(given->value)) {
        return refuse_value(out, &out->design->options[at], given->value, err);
    }
    out->options[at] = given->value;
    return VOI_OK;
}

voi_status vi_settings_read(const voi_study *study, vi_study *out, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; i < out->design->option_count; i++) {
        const voi_design_option *option = &out->design->options[i];
        out->options[i] = is_replaced(option, out) ? NAN : option->standard;
    }
    for (size_t i = 0; i < study->option_count; i++) {
        VI_TRY(set(&study->options[i], out, err));
    }
    for (size_t i = 0; i < out->design->option_count; i++) {
        VI_TRY(check(out, i, err));
    }
cleanup:
    return status;
}
