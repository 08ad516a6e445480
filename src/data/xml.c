/* expat, fed a block at a time. Its memory comes from our hook. It keeps open elements, and all of
 * a tag until its end; limits on both keep a small part from taking much memory or time. */
#include "data/xml.h"

#include "core/alloc.h"
#include "core/line.h"

#include <expat.h>
#include <string.h>

enum { BLOCK = 1 << 16, DEEPEST = 100, LONGEST_TAG = 1 << 20 };

typedef struct {
    vi_archive *archive;
    const char *part;
    XML_Parser parser;
    const vi_xml_handlers *handlers;
    void *state;
    int depth;
    int64_t fed; /* bytes given to the parser */
    voi_status status;
    voi_error *err;
} xml;

static void *allocate(size_t size)
{
    return vi_malloc(size, 1);
}

static void *reallocate(void *block, size_t size)
{
    return vi_realloc(block, size, 1);
}

static const char *without_prefix(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void stop(xml *x, voi_status status)
{
    if (status != VOI_OK) {
        x->status = status;
        XML_StopParser(x->parser, XML_FALSE);
    }
}

static voi_status refuse(const xml *x, const char *what)
{
    return vi_fail(x->err, VOI_ERR_FORMAT, "is damaged: %.200s, line %lu: %s", x->part,
                   (unsigned long)XML_GetCurrentLineNumber(x->parser), what);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    xml *x = data;
    if (x->status != VOI_OK) {
        return;
    }
    if (++x->depth > DEEPEST) {
        stop(x, refuse(x, "nested too deeply"));
    } else if (x->handlers->start) {
        stop(x, x->handlers->start(x->state, without_prefix(name), attributes, x->err));
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    xml *x = data;
    x->depth--;
    if (x->status == VOI_OK && x->handlers->end) {
        stop(x, x->handlers->end(x->state, without_prefix(name), x->err));
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length)
{
    xml *x = data;
    if (x->status == VOI_OK) {
        stop(x, x->handlers->text(x->state, text, (size_t)length, x->err));
    }
}

static void XMLCALL on_document_type(void *data, const XML_Char *name, const XML_Char *system_id,
                                     const XML_Char *public_id, int has_internal_subset)
{
    xml *x = data;
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_internal_subset;
    stop(x, refuse(x, "it declares a document type, as no workbook does"));
}

static voi_status create_parser(xml *x, voi_error *err)
{
    static const XML_Memory_Handling_Suite memory = {allocate, reallocate, vi_free};
    x->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (!x->parser) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
    }
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    if (x->handlers->text) {
        XML_SetCharacterDataHandler(x->parser, on_text);
    }
    XML_SetStartDoctypeDeclHandler(x->parser, on_document_type);
    return VOI_OK;
}

static voi_status explain(const xml *x)
{
    enum XML_Error code = XML_GetErrorCode(x->parser);
    if (x->status != VOI_OK) {
        return x->status;
    }
    if (code == XML_ERROR_NO_MEMORY) {
        return vi_fail(x->err, VOI_ERR_NOMEM, "out of memory");
    }
    return refuse(x, XML_ErrorString(code));
}

static voi_status parse_block(xml *x, bool *end)
{
    voi_status status = VOI_OK;
    size_t count = 0;
    void *block = XML_GetBuffer(x->parser, BLOCK);
    if (!block) {
        return vi_fail(x->err, VOI_ERR_NOMEM, "out of memory");
    }
    VI_TRY(vi_archive_read(x->archive, block, BLOCK, &count, x->err));
    *end = count == 0;
    x->fed += (int64_t)count;
    if (XML_ParseBuffer(x->parser, (int)count, *end) != XML_STATUS_OK) {
        return explain(x);
    }
    if (x->fed - XML_GetCurrentByteIndex(x->parser) > LONGEST_TAG) {
        return refuse(x, "a tag is too long");
    }
cleanup:
    return status;
}

voi_status vi_xml_read(const vi_reader *r, vi_archive *archive, const char *part,
                       const vi_xml_handlers *handlers, void *state, voi_error *err)
{
    voi_status status = VOI_OK;
    xml x = {archive, part, NULL, handlers, state, .err = err};
    char phase[300];
    bool end = false;
    vi_line_print(phase, sizeof phase, "reading %s", r->frame->source);
    VI_TRY(vi_archive_start(archive, part, err));
    VI_TRY(create_parser(&x, err));
    while (!end) {
        VI_TRY(parse_block(&x, &end));
        VI_TRY(vi_progress(r->ctx, phase, vi_archive_fraction(archive), err));
    }
cleanup:
    if (x.parser) {
        XML_ParserFree(x.parser);
    }
    return status;
}

const char *vi_xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2) {
        if (strcmp(without_prefix(attributes[0]), name) == 0) {
            return attributes[1];
        }
    }
    return NULL;
}
