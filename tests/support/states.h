/* Mergeable states as bytes, for tests. */
#ifndef TESTS_SUPPORT_STATES_H
#define TESTS_SUPPORT_STATES_H

#include "check.h"

static inline voi_bytes bytes_of(const voi_state *state)
{
    voi_bytes bytes = {0};
    voi_error error = {0};
    check_ok(voi_state_write(state, &bytes, &error));
    return bytes;
}

/* Adds a part, which is used up. */
static inline void merge_into(voi_state *to, voi_state *part)
{
    voi_error error = {0};
    check_ok(voi_state_merge(to, part, &error));
    voi_state_destroy(part);
}

#endif
