/* The most likely degree of smoothness. */
#ifndef VI_FIT_REML_MODE_H
#define VI_FIT_REML_MODE_H

#include "fit/reml.h"

/* The λ that minimises vi_reml_criterion. INFINITY where the unpenalised functions alone win. */
double vi_reml_lambda(const vi_reml *problem);

#endif
