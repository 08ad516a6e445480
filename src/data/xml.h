/* Reading a part of an archive as XML. */
#ifndef VI_DATA_XML_H
#define VI_DATA_XML_H

#include "data/archive.h"
#include "data/reader.h"

/* What is done with a document; each NULL where nothing is. Names come without their prefix. A
 * status other than VOI_OK ends the reading. */
typedef struct {
    voi_status (*start)(void *state, const char *name, const char **attributes, voi_error *err);
    voi_status (*end)(void *state, const char *name, voi_error *err);
    voi_status (*text)(void *state, const char *text, size_t length, voi_error *err);
} vi_xml_handlers;

/* Parses a part. Refused besides what is not well formed: document types (they declare entities,
 * and workbooks have none), very deep nesting, very long names and values. */
voi_status vi_xml_read(const vi_reader *r, vi_archive *archive, const char *part,
                       const vi_xml_handlers *handlers, void *state, voi_error *err);

/* The value of an attribute by its name without prefix; NULL without. */
const char *vi_xml_attribute(const char **attributes, const char *name);

#endif
