/* One line a design; the command's help, the documentation and the conformance tests run over the
 * list. */
#include "studies/designs.h"

#include <string.h>

static const voi_design *const designs[] = {
    &vi_design_binary,         &vi_design_multi_arm_binary, &vi_design_trial_binary,
    &vi_design_log_odds_ratio, &vi_design_normal_known,     &vi_design_normal,
    &vi_design_trial_normal,   &vi_design_normal_multi,     &vi_design_rate,
    &vi_design_time_to_event,  &vi_design_hazard_ratio,     &vi_design_multinomial,
    &vi_design_combined,       &vi_design_custom,
};

size_t voi_design_count(void)
{
    return sizeof designs / sizeof(const voi_design *);
}

const voi_design *voi_design_at(size_t index)
{
    return index < voi_design_count() ? designs[index] : NULL;
}

const voi_design *voi_design_find(const char *name)
{
    for (size_t i = 0; i < voi_design_count(); i++) {
        if (strcmp(designs[i]->name, name) == 0) {
            return designs[i];
        }
    }
    return NULL;
}

void vi_values_are_parameters(const voi_setup *setup, const double *theta, double *values)
{
    memcpy(values, theta, setup->parameters * sizeof *values);
}
