/* A name is added while it and the count of those behind it fit. */
#include "data/name_list.h"

#include <stdio.h>
#include <string.h>

enum { LONGEST = 60, COUNT = 40 }; /* room for a name, and for " and 17 more" */

void vi_name_list(char *const *names, const size_t *which, size_t count, char *text,
                  size_t capacity)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const char *name = names[which ? which[i] : i];
        const char *joint = i == 0 ? "" : i + 1 == count ? " and " : ", ";
        if (used + strlen(joint) + LONGEST + COUNT > capacity) {
            snprintf(text + used, capacity - used, " and %zu more", count - i);
            return;
        }
        used += (size_t)snprintf(text + used, capacity - used, "%s%.*s", joint, LONGEST, name);
    }
}
