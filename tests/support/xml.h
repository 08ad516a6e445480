/* Reads XML with expat and fails where it is not well-formed. */
#ifndef TESTS_SUPPORT_XML_H
#define TESTS_SUPPORT_XML_H

#include "check.h"

#include "voi.h"

#include <expat.h>
#include <string.h>

enum { XML_WORDS = 40000 };

typedef struct {
    size_t elements, paths, texts;
    char root[2000];       /* name and attributes of the root: name=value; ... */
    char words[XML_WORDS]; /* contents of all elements, each behind its name: title=...; */
} xml_content;

static inline void xml_append(char *text, size_t capacity, const char *more, size_t length)
{
    size_t used = strlen(text);
    length = length < capacity - used - 1 ? length : capacity - used - 1;
    memcpy(text + used, more, length);
    text[used + length] = '\0';
}

static inline void xml_start(void *data, const char *name, const char **attributes)
{
    xml_content *content = data;
    content->paths += strcmp(name, "path") == 0;
    content->texts += strcmp(name, "text") == 0;
    if (content->elements++ == 0) {
        xml_append(content->root, sizeof content->root, name, strlen(name));
        for (; *attributes; attributes += 2) {
            xml_append(content->root, sizeof content->root, "; ", 2);
            xml_append(content->root, sizeof content->root, attributes[0], strlen(attributes[0]));
            xml_append(content->root, sizeof content->root, "=", 1);
            xml_append(content->root, sizeof content->root, attributes[1], strlen(attributes[1]));
        }
    }
    xml_append(content->words, XML_WORDS, name, strlen(name));
    xml_append(content->words, XML_WORDS, "=", 1);
}

static inline void xml_end(void *data, const char *name)
{
    xml_content *content = data;
    (void)name;
    xml_append(content->words, XML_WORDS, ";", 1);
}

static inline void xml_characters(void *data, const char *text, int length)
{
    xml_content *content = data;
    xml_append(content->words, XML_WORDS, text, (size_t)length);
}

static inline void read_xml(const voi_bytes *bytes, xml_content *content)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    assert_non_null(parser);
    memset(content, 0, sizeof *content);
    XML_SetUserData(parser, content);
    XML_SetElementHandler(parser, xml_start, xml_end);
    XML_SetCharacterDataHandler(parser, xml_characters);
    if (XML_Parse(parser, bytes->data, (int)bytes->size, 1) != XML_STATUS_OK) {
        print_error("line %lu: %s\n", XML_GetCurrentLineNumber(parser),
                    XML_ErrorString(XML_GetErrorCode(parser)));
        fail();
    }
    XML_ParserFree(parser);
}

#endif
