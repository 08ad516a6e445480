/* The shared texts: <sst><si><t>text</t></si>…, where formatted text comes in runs <r><t> of which
 * the text is joined, and <rPh> holds a reading aid that is no part of it. */
#include "data/xlsx.h"

#include "core/alloc.h"

#include <string.h>

typedef struct {
    xlsx_strings *strings;
    bool inside; /* a <t> that counts */
    bool phonetic;
} strings_state;

static voi_status on_start(void *state, const char *name, const char **attributes, voi_error *err)
{
    strings_state *s = state;
    (void)attributes;
    (void)err;
    if (strcmp(name, "t") == 0) {
        s->inside = !s->phonetic;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic = true;
    }
    return VOI_OK;
}

static voi_status end_string(xlsx_strings *strings, voi_error *err)
{
    if (strings->count == strings->capacity) {
        size_t capacity = strings->capacity ? 2 * strings->capacity : 64;
        size_t *ends = vi_realloc(strings->ends, capacity, sizeof *ends);
        if (!ends) {
            return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu texts", capacity);
        }
        strings->ends = ends;
        strings->capacity = capacity;
    }
    strings->ends[strings->count++] = strings->text.size;
    return VOI_OK;
}

static voi_status on_end(void *state, const char *name, voi_error *err)
{
    strings_state *s = state;
    if (strcmp(name, "t") == 0) {
        s->inside = false;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic = false;
    } else if (strcmp(name, "si") == 0) {
        return end_string(s->strings, err);
    }
    return VOI_OK;
}

static voi_status on_text(void *state, const char *text, size_t length, voi_error *err)
{
    strings_state *s = state;
    if (s->inside) {
        vi_buffer_add(&s->strings->text, text, length);
    }
    return s->strings->text.failed ? vi_fail(err, VOI_ERR_NOMEM, "out of memory for texts")
                                   : VOI_OK;
}

voi_status vi_xlsx_strings_read(const vi_reader *r, vi_archive *archive, const char *part,
                                xlsx_strings *out, voi_error *err)
{
    static const vi_xml_handlers handlers = {on_start, on_end, on_text};
    strings_state state = {.strings = out};
    return vi_xml_read(r, archive, part, &handlers, &state, err);
}

void vi_xlsx_strings_free(xlsx_strings *strings)
{
    vi_buffer_free(&strings->text);
    vi_free(strings->ends);
    *strings = (xlsx_strings){0};
}
