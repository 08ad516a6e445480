/* Sorted once, then searched by halving: unlike a hash table, no choice of names makes it slow.
 * Equal names stand in order of their positions, so the first of them is found, and a name is a
 * repeat where it is found at another position than its own. */
#include "data/name_index.h"

#include "core/alloc.h"

#include <stdlib.h>
#include <string.h>

struct vi_name_entry {
    const char *name;
    size_t position;
};

static int in_order(const void *left, const void *right)
{
    const struct vi_name_entry *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->position > b->position) - (a->position < b->position);
}

voi_status vi_name_index_create(char *const *names, size_t count, vi_name_index *out,
                                voi_error *err)
{
    out->entries = vi_malloc(count, sizeof *out->entries);
    if (!out->entries) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu names", count);
    }
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        out->entries[i] = (struct vi_name_entry){names[i], i};
    }
    qsort(out->entries, count, sizeof *out->entries, in_order);
    return VOI_OK;
}

size_t vi_name_index_find(const vi_name_index *index, const char *name)
{
    size_t low = 0, high = index->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(index->entries[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < index->count && strcmp(index->entries[low].name, name) == 0;
    return found ? index->entries[low].position : index->count;
}

void vi_name_index_free(vi_name_index *index)
{
    vi_free(index->entries);
    *index = (vi_name_index){0};
}
