/* Studies with their costs, as a file has them. */
#ifndef VI_DATA_STUDY_FILE_H
#define VI_DATA_STUDY_FILE_H

#include "core/error.h"

/* Reads the text of voi_studies_read; `source` stands before what is wrong. */
voi_status vi_studies_parse(const voi_problem *problem, const char *source, const char *text,
                            size_t size, voi_studies **out, voi_error *err);

#endif
