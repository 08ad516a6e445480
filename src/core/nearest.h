/* "Did you mean": the nearest of some names. */
#ifndef VI_CORE_NEAREST_H
#define VI_CORE_NEAREST_H

#include <stddef.h>

/* The name that is fewest edits (insert, delete, replace, swap of neighbours; case hardly counts)
 * away from `text`; NULL when none is near: more than a third of its letters, or all candidates are
 * longer than 60 bytes. Cost O(count · length²). */
const char *vi_nearest(const char *text, const char *const *names, size_t count);

#endif
