/* A small YAML file as libyaml's events, with errors that say where. */
#ifndef VI_DATA_YAML_EVENTS_H
#define VI_DATA_YAML_EVENTS_H

#include "core/buffer.h"
#include "core/error.h"

#include <yaml.h>

/* libyaml's own memory does not go through our hook; it is bounded by the size of the file. */
typedef struct {
    const char *source; /* stands before what is wrong */
    const char *text;
    size_t size;
    yaml_parser_t parser;
    yaml_event_t event; /* the last one */
} vi_yaml;

/* Over a text that must outlive it. Errors: VOI_ERR_NOMEM. */
voi_status vi_yaml_open(const char *source, const char *text, size_t size, vi_yaml *out,
                        voi_error *err);
void vi_yaml_close(vi_yaml *yaml);

/* Refuses what stands at the last event: VOI_ERR_FORMAT with source, line and column. */
voi_status vi_yaml_refuse(const vi_yaml *yaml, const char *what, voi_error *err);

/* Goes on to the next event; to one of a type, any other being refused by the words; and from the
 * beginning of the file to what stands in its one mapping, or from its end to the end of the file.
 */
voi_status vi_yaml_next(vi_yaml *yaml, voi_error *err);
voi_status vi_yaml_expect(vi_yaml *yaml, yaml_event_type_t type, const char *words, voi_error *err);
voi_status vi_yaml_enter(vi_yaml *yaml, const char *shape, const char *empty, voi_error *err);
voi_status vi_yaml_leave(vi_yaml *yaml, const char *shape, voi_error *err);

/* The text of a scalar; whether it is there, and no byte of it is 0. */
const char *vi_yaml_word(const vi_yaml *yaml);
voi_status vi_yaml_check_word(const vi_yaml *yaml, const char *missing, voi_error *err);

/* The whole of a file, at most 1 MB, "-" being standard input; *source is what messages call it.
 * `text` is to be freed in either case. */
voi_status vi_yaml_read(const char *path, const char **source, vi_buffer *text, voi_error *err);

#endif
