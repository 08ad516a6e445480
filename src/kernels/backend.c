/* Which kernels this machine runs. */
#include "kernels/kernels.h"

#include <string.h>

voi_status vi_kernels_select(const char *name, const vi_kernels **out, const char **reason,
                             voi_error *err)
{
    if (name && strcmp(name, "auto") != 0 && strcmp(name, "scalar") != 0) {
        return vi_fail(err, VOI_ERR_UNSUPPORTED, "backend \"%s\" is not one of: auto, scalar",
                       name);
    }
    *out = vi_kernels_scalar();
    *reason = "the only backend of this build";
    return VOI_OK;
}
