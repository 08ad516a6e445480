/* What a design answers, whichever of its two forms the data have: independent results, or
 * statistics of its own. The numbers of a voi_design's functions, under the same names. */
#ifndef VI_STUDIES_FORM_H
#define VI_STUDIES_FORM_H

#include "voi.h"

/* 0 where the data are no independent results. */
size_t vi_form_results(const voi_design *design, const voi_setup *setup, voi_result *results);
size_t vi_form_statistics(const voi_design *design, const voi_setup *setup);
size_t vi_form_uniforms(const voi_design *design, const voi_setup *setup);
void vi_form_draw(const voi_design *design, const voi_setup *setup, const double *theta,
                  const double *uniform, double *statistic);
void vi_form_regressors(const voi_design *design, const voi_setup *setup, const double *statistic,
                        double *regressor);
bool vi_form_has_likelihood(const voi_design *design, const voi_setup *setup);
double vi_form_natural(const voi_design *design, const voi_setup *setup, const double *theta,
                       double *eta);

#endif
