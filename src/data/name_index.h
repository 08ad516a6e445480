/* Finds one name among many. A file may have a hundred thousand columns, and comparing each name
 * with each other one would take minutes. */
#ifndef VI_DATA_NAME_INDEX_H
#define VI_DATA_NAME_INDEX_H

#include "core/error.h"

typedef struct {
    struct vi_name_entry *entries; /* in order of name, then position */
    size_t count;
} vi_name_index;

/* Sorts `count` names, which must outlive the index. Cost O(count log count) comparisons. */
voi_status vi_name_index_create(char *const *names, size_t count, vi_name_index *out,
                                voi_error *err);
/* The first position of a name; `count` where it is none of them. */
size_t vi_name_index_find(const vi_name_index *index, const char *name);
void vi_name_index_free(vi_name_index *index);

#endif
