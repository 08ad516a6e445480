/* The version comes from the build, so that it is written down once. */
#include "voi.h"

const char *voi_version(void)
{
    return VOI_VERSION;
}
