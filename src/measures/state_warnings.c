/* Warnings of the reading name files, so that very many parts can have as many of them. A merge
 * appends those of a part and puts each in its place, found by halving; what is in order already,
 * all but the new ones, costs one comparison each. A state keeps them all, as only then does it not
 * matter in which order parts come; a table tells of the first ones. */
#include "measures/state_warnings.h"

#include "core/alloc.h"

#include <stdio.h>
#include <string.h>

static int compare(const vi_finding *a, const vi_finding *b)
{
    int where = strcmp(a->where, b->where);
    return where != 0 ? where : strcmp(a->message, b->message);
}

/* How many of `count` warnings in order come before this one. */
static size_t place_of(const vi_finding *items, size_t count, const vi_finding *of)
{
    size_t low = 0, high = count;
    if (count > 0 && compare(&items[count - 1], of) < 0) {
        return count;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&items[middle], of) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Puts a warning into `count` that are in order, behind which there is room; their new number. One
 * that is there already is freed. */
static size_t settle(vi_finding *items, size_t count, vi_finding new)
{
    size_t at = place_of(items, count, &new);
    if (at < count && compare(&items[at], &new) == 0) {
        vi_free(new.where);
        vi_free(new.message);
        return count;
    }
    memmove(&items[at + 1], &items[at], (count - at) * sizeof *items);
    items[at] = new;
    return count + 1;
}

voi_status vi_warnings_merge(vi_findings *to, const vi_findings *from, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t i = 0; status == VOI_OK && i < from->count; i++) {
        const vi_finding *new = &from->items[i];
        status = vi_find(to, new->severity, new->status, new->where, err, "%s", new->message);
    }
    size_t kept = 0;
    for (size_t i = 0; i < to->count; i++) {
        kept = settle(to->items, kept, to->items[i]);
    }
    to->count = kept;
    return status;
}

voi_problem vi_warnings_shorten(const voi_problem *of, vi_few_warnings *few)
{
    voi_problem shown = *of;
    size_t count = of->findings.count;
    if (count <= VI_WARNINGS_TOLD) {
        return shown;
    }
    snprintf(few->where, sizeof few->where, "reading the parts");
    snprintf(few->rest, sizeof few->rest, "%zu more warnings", count - VI_WARNINGS_TOLD);
    memcpy(few->items, of->findings.items, VI_WARNINGS_TOLD * sizeof *few->items);
    few->items[VI_WARNINGS_TOLD] =
        (vi_finding){.severity = VI_WARNING, .where = few->where, .message = few->rest};
    shown.findings = (vi_findings){.items = few->items, .count = VI_WARNINGS_TOLD + 1};
    return shown;
}
