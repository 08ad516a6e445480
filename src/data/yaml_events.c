/* libyaml gives events; what is allowed among them is little, and everything else is refused where
 * it stands. */
#include "data/yaml_events.h"

#include "data/stream.h"

#include <string.h>

enum { MOST_BYTES = 1 << 20, BLOCK = 1 << 14 };

voi_status vi_yaml_open(const char *source, const char *text, size_t size, vi_yaml *out,
                        voi_error *err)
{
    *out = (vi_yaml){.source = source, .text = text, .size = size};
    if (!yaml_parser_initialize(&out->parser)) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", source);
    }
    yaml_parser_set_input_string(&out->parser, (const unsigned char *)text, size);
    return VOI_OK;
}

void vi_yaml_close(vi_yaml *yaml)
{
    yaml_event_delete(&yaml->event);
    yaml_parser_delete(&yaml->parser);
}

voi_status vi_yaml_refuse(const vi_yaml *yaml, const char *what, voi_error *err)
{
    return vi_fail(err, VOI_ERR_FORMAT, "%s:%zu:%zu: %s", yaml->source,
                   yaml->event.start_mark.line + 1, yaml->event.start_mark.column + 1, what);
}

/* Whether there is a tab before the first character of the line. */
static bool is_indented_by_tab(const vi_yaml *yaml, size_t line)
{
    const char *at = yaml->text, *end = yaml->text + yaml->size;
    for (; line > 0 && at < end; at++) {
        line -= *at == '\n';
    }
    while (at < end && *at == ' ') {
        at++;
    }
    return at < end && *at == '\t';
}

voi_status vi_yaml_next(vi_yaml *yaml, voi_error *err)
{
    yaml_event_delete(&yaml->event);
    if (yaml_parser_parse(&yaml->parser, &yaml->event)) {
        return VOI_OK;
    }
    if (yaml->parser.error == YAML_MEMORY_ERROR) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", yaml->source);
    }
    const yaml_mark_t *mark = &yaml->parser.problem_mark;
    if (is_indented_by_tab(yaml, mark->line)) {
        return vi_fail(err, VOI_ERR_FORMAT, "%s:%zu:%zu: a tab; YAML is indented by spaces",
                       yaml->source, mark->line + 1, mark->column + 1);
    }
    return vi_fail(err, VOI_ERR_FORMAT, "%s:%zu:%zu: no YAML: %s", yaml->source, mark->line + 1,
                   mark->column + 1, yaml->parser.problem ? yaml->parser.problem : "damaged");
}

voi_status vi_yaml_expect(vi_yaml *yaml, yaml_event_type_t type, const char *words, voi_error *err)
{
    voi_status status = vi_yaml_next(yaml, err);
    return status != VOI_OK || yaml->event.type == type ? status : vi_yaml_refuse(yaml, words, err);
}

voi_status vi_yaml_enter(vi_yaml *yaml, const char *shape, const char *empty, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_yaml_expect(yaml, YAML_STREAM_START_EVENT, shape, err));
    VI_TRY(vi_yaml_expect(yaml, YAML_DOCUMENT_START_EVENT, empty, err));
    VI_TRY(vi_yaml_expect(yaml, YAML_MAPPING_START_EVENT, shape, err));
    status = vi_yaml_next(yaml, err);
cleanup:
    return status;
}

voi_status vi_yaml_leave(vi_yaml *yaml, const char *shape, voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(vi_yaml_expect(yaml, YAML_DOCUMENT_END_EVENT, shape, err));
    status = vi_yaml_expect(yaml, YAML_STREAM_END_EVENT, "a second document begins here", err);
cleanup:
    return status;
}

const char *vi_yaml_word(const vi_yaml *yaml)
{
    return (const char *)yaml->event.data.scalar.value;
}

voi_status vi_yaml_check_word(const vi_yaml *yaml, const char *missing, voi_error *err)
{
    size_t length = strlen(vi_yaml_word(yaml));
    return length > 0 && length == yaml->event.data.scalar.length
               ? VOI_OK
               : vi_yaml_refuse(yaml, missing, err);
}

static voi_status read_all(const char *path, vi_buffer *text, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_stream *stream = NULL;
    char block[BLOCK];
    size_t count = 1;
    VI_TRY(vi_stream_open(path, false, &stream, err));
    while (count > 0) {
        VI_TRY(vi_stream_read(stream, block, sizeof block, &count, err));
        vi_buffer_add(text, block, count);
        if (text->size > MOST_BYTES) {
            status = vi_fail(err, VOI_ERR_LIMIT, "is larger than 1 MB; no such file is");
            goto cleanup;
        }
    }
    status = text->failed ? vi_fail(err, VOI_ERR_NOMEM, "out of memory") : VOI_OK;
cleanup:
    vi_stream_close(stream);
    return status;
}

voi_status vi_yaml_read(const char *path, const char **source, vi_buffer *text, voi_error *err)
{
    voi_error cause = {VOI_OK, ""};
    *source = strcmp(path, "-") == 0 ? "standard input" : path;
    voi_status status = read_all(path, text, &cause);
    return status == VOI_OK ? status : vi_fail(err, status, "%s: %s", *source, cause.message);
}
