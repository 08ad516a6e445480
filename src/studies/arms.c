/* Numbers of patients are whole in each arm, also where follow-up is lost. */
#include "studies/arms.h"

#include <math.h>

enum { ALLOCATION };

double vi_arms_allocation(const voi_setup *setup)
{
    return setup->options[ALLOCATION];
}

double vi_arms_control(const voi_setup *setup)
{
    return round(setup->n);
}

double vi_arms_treated(const voi_setup *setup)
{
    return round(setup->n * vi_arms_allocation(setup));
}

size_t vi_arms_both(const voi_setup *setup, double *participants)
{
    participants[0] = vi_arms_control(setup);
    participants[1] = vi_arms_treated(setup);
    return 2;
}

size_t vi_arms_by_parameters(const voi_setup *setup, double *participants)
{
    participants[0] = vi_arms_control(setup);
    return setup->parameters == 1 ? 1 : vi_arms_both(setup, participants);
}
