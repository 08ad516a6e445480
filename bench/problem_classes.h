/* Counts in classes: a study with several results whose EVSI is known. */
#ifndef BENCH_PROBLEM_CLASSES_H
#define BENCH_PROBLEM_CLASSES_H

#include "studies.h"

enum { CLASSES = 4 };

/* The functions of a study_kind, for sizes up to 10. */
void classes_draw(draws *d, double *theta, double *nb);
void classes_know(const study_kind *kind, double n, study_fact *fact);
double classes_lead(const study_kind *kind, const double *theta, double n, const study_fact *fact);

#endif
