/* What designs of two arms share: n under control and r n under treatment, r their first option. */
#ifndef VI_STUDIES_ARMS_H
#define VI_STUDIES_ARMS_H

#include "voi.h"

/* The first option; `from`: see voi_design_option. */
#define VI_ALLOCATION_OPTION(from)                                                                 \
    {                                                                                              \
        "allocation", "participants under treatment for one under control", 1, 0, 1000, true, 0,   \
            (from)                                                                                 \
    }

double vi_arms_allocation(const voi_setup *setup);
/* Whole numbers of participants with data. */
double vi_arms_control(const voi_setup *setup);
double vi_arms_treated(const voi_setup *setup);
/* For voi_design: two arms, or one where there is one parameter. */
size_t vi_arms_both(const voi_setup *setup, double *participants);
size_t vi_arms_by_parameters(const voi_setup *setup, double *participants);

#endif
