/* The colours. Series have a contrast of at least 4.5 : 1 to their page, so that words can be
 * written in them, and the first four differ in lightness too: the colour-blind tell them apart.
 * From the fifth on, dashes help. */
#include "render/pen.h"

const char *vi_colour(int role, bool dark)
{
    static const char *const light[VI_ROLES] = {"#ffffff", "#1a1f26", "#56606b", "#d5dbe1",
                                                "#0a6fd6", "#c8500a", "#00583d", "#a8127f",
                                                "#7d6a00", "#0a7d92", "#6a3fd0", "#454b57"};
    static const char *const night[VI_ROLES] = {"#14181d", "#e7eaee", "#a5afba", "#353d46",
                                                "#6cb2ff", "#f59126", "#9fe6b0", "#f5649a",
                                                "#efd25c", "#45a5b0", "#9c86ff", "#bcc6d3"};
    return dark ? night[role] : light[role];
}
