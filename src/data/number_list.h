/* Lists of numbers >= 0 as people type them: "20000,30000", "0:50000:100", or a mix. */
#ifndef VI_DATA_NUMBER_LIST_H
#define VI_DATA_NUMBER_LIST_H

#include "core/error.h"

typedef struct {
    const char *what;     /* "willingness to pay" */
    const char *expected; /* a clause that shows one */
} vi_list_words;

typedef struct {
    double *values; /* freed with vi_free */
    size_t count;
    size_t opening; /* values of the first item */
} vi_numbers;

/* Of participants: a study has no more of them. */
enum { VI_LARGEST_SIZE = 1000000000 };
#define VI_LARGEST_SIZE_WORDS "1,000,000,000"

/* Of a part: its n where that of the whole is 1. */
enum { VI_MOST_MULTIPLE = 1000000 };

/* At most 1,000,000 values. Errors: VOI_ERR_ARGUMENT, VOI_ERR_LIMIT, VOI_ERR_NOMEM. */
voi_status vi_number_list(const char *text, const vi_list_words *words, vi_numbers *out,
                          voi_error *err);

#endif
