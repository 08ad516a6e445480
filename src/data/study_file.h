/* Studies with their costs, as a file has them. */
#ifndef VI_DATA_STUDY_FILE_H
#define VI_DATA_STUDY_FILE_H

#include "data/study_entry.h"

/* Reads the text of voi_studies_read. */
voi_status vi_studies_parse(const vi_study_origin *from, const char *text, size_t size,
                            voi_studies **out, voi_error *err);

#endif
