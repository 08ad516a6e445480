/* The keys that a study of a file, or a part of one, may have whatever its design. */
#ifndef VI_DATA_STUDY_KEYS_H
#define VI_DATA_STUDY_KEYS_H

#include "data/study_entry.h"

typedef struct {
    const char *name;
    bool of_whole, of_part;
    vi_study_shape shape;
    /* NULL where the reader of the file takes it. */
    voi_status (*take)(const vi_study_origin *from, const vi_study_value *value,
                       vi_study_entry *entry, voi_error *err);
} vi_study_key;

enum { VI_STUDY_KEYS = 15 };
extern const vi_study_key vi_study_keys[VI_STUDY_KEYS];

/* NULL: there is none. */
const vi_study_key *vi_study_key_find(const char *name);

#endif
