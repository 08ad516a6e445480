/* The warnings of a state: a set, so that it does not show in which order parts were merged. */
#ifndef VI_MEASURES_STATE_WARNINGS_H
#define VI_MEASURES_STATE_WARNINGS_H

#include "data/problem.h"

/* Adds the warnings of `from`; all are then in the order of their bytes, each once. */
voi_status vi_warnings_merge(vi_findings *to, const vi_findings *from, voi_error *err);

/* What a table tells of them: the first ones, and how many more there are. Texts are borrowed. */
enum { VI_WARNINGS_TOLD = 20 };
typedef struct {
    vi_finding items[VI_WARNINGS_TOLD + 1];
    char where[24], rest[40];
} vi_few_warnings;

/* `of` with no more warnings than that, which lie in `few`; nothing else is copied. */
voi_problem vi_warnings_shorten(const voi_problem *of, vi_few_warnings *few);

#endif
