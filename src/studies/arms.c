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

double vi_arms_participants(const voi_setup *setup)
{
    return setup->n + vi_arms_treated(setup);
}
