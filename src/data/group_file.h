/* Groups of parameters with names, as a file has them. */
#ifndef VI_DATA_GROUP_FILE_H
#define VI_DATA_GROUP_FILE_H

#include "core/error.h"

/* Reads the text of voi_groups_read; `source` stands before what is wrong. */
voi_status vi_groups_parse(const voi_problem *problem, const char *source, const char *text,
                           size_t size, voi_groups **out, voi_error *err);

#endif
