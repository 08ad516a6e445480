/* One line a design; the command's help, the documentation and the conformance tests run over the
 * list. */
#include "studies/designs.h"

#include <string.h>

static const voi_design *const designs[] = {
    &vi_design_binary,
    &vi_design_trial_binary,
    &vi_design_normal_known,
    &vi_design_custom,
};

size_t voi_design_count(void)
{
    return sizeof designs / sizeof designs[0];
}

const voi_design *voi_design_at(size_t index)
{
    return index < voi_design_count() ? designs[index] : NULL;
}

const voi_design *voi_design_find(const char *name)
{
    for (size_t i = 0; i < voi_design_count(); i++) {
        if (strcmp(designs[i]->name, name) == 0) {
            return designs[i];
        }
    }
    return NULL;
}
