/* Names in a sentence. */
#ifndef VI_DATA_NAME_LIST_H
#define VI_DATA_NAME_LIST_H

#include <stddef.h>

/* Writes "a", "a and b" or "a, b and c": the names at the places `which` (NULL: the first `count`),
 * each cut at 60 bytes. Those that do not fit into `capacity` (at least 200) are counted: "a, b and
 * 17 more". */
void vi_name_list(char *const *names, const size_t *which, size_t count, char *text,
                  size_t capacity);

#endif
