/* What stands behind a key of a study, as words, numbers and files. */
#ifndef VI_DATA_STUDY_WORDS_H
#define VI_DATA_STUDY_WORDS_H

#include "data/study_entry.h"

/* Errors of all: VOI_ERR_FORMAT, or as they say, with source, line and column; VOI_ERR_NOMEM. */
VOI_PRINTF(5, 6)
voi_status vi_study_refuse(const vi_study_origin *from, vi_file_place at, voi_status status,
                           voi_error *err, const char *format, ...);

voi_status vi_study_one_word(const vi_study_origin *from, const vi_study_value *value,
                             const char **out, voi_error *err);
/* The i-th word as a number >= 0; the only one as such. */
voi_status vi_study_number(const vi_study_origin *from, const vi_study_value *value, size_t i,
                           double *out, voi_error *err);
voi_status vi_study_one_number(const vi_study_origin *from, const vi_study_value *value,
                               double *out, voi_error *err);
/* All as sizes of a study, ranges such as 50:500:50 among them; to be freed with vi_free. */
voi_status vi_study_sizes(const vi_study_origin *from, const vi_study_value *value, double **out,
                          size_t *count, voi_error *err);
voi_status vi_study_amount(const vi_study_origin *from, const vi_study_value *value, voi_cost *out,
                           voi_error *err);

/* A list of lists as numbers, row by row. `out`, to be freed with vi_free, is NULL on failure. */
voi_status vi_study_matrix(const vi_study_origin *from, const vi_study_value *value, double **out,
                           voi_error *err);
/* The file that the i-th word names. Errors besides: those of voi_values_read. */
voi_status vi_study_values(const vi_study_origin *from, const vi_study_value *value, size_t i,
                           voi_values **out, voi_error *err);

#endif
