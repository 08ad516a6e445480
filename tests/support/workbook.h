/* Small workbooks for tests, made by libzip in memory. */
#ifndef TESTS_SUPPORT_WORKBOOK_H
#define TESTS_SUPPORT_WORKBOOK_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* A part of the archive; ends with one without a name. */
typedef struct {
    const char *name, *text;
    size_t size; /* 0: up to the end of the text */
} workbook_part;

#define RELATION(id, kind, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"http://x/" kind "\" Target=\"" target "\"/>"
#define RELATIONS(list) "<Relationships>" list "</Relationships>"

static const char WORKBOOK_ROOT[] =
    RELATIONS(RELATION("rId1", "officeDocument", "xl/workbook.xml"));
static const char WORKBOOK_RELATIONS[] =
    RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml")
                  RELATION("r2", "worksheet", "/xl/worksheets/sheet2.xml")
                      RELATION("r3", "sharedStrings", "sharedStrings.xml"));
static const char WORKBOOK_ONE_SHEET[] =
    "<workbook><sheets><sheet name=\"Costs\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

/* The bytes of an archive of these parts; stored as they are, or packed. The caller frees them. */
static inline unsigned char *zip_parts(const workbook_part *parts, int pack, size_t *size)
{
    zip_source_t *bytes = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(bytes, ZIP_TRUNCATE, NULL);
    zip_source_keep(bytes);
    for (; parts->name; parts++) {
        size_t length = parts->size ? parts->size : strlen(parts->text);
        zip_source_t *part = zip_source_buffer(zip, parts->text, length, 0);
        zip_int64_t index = zip_file_add(zip, parts->name, part, ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(zip, (zip_uint64_t)index, pack ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
        zip_file_set_mtime(zip, (zip_uint64_t)index, 0, 0);
    }
    zip_close(zip);
    zip_stat_t about;
    zip_source_stat(bytes, &about);
    zip_source_open(bytes);
    *size = (size_t)about.size;
    unsigned char *copy = malloc(*size + 1);
    if (copy) {
        zip_source_read(bytes, copy, *size);
    }
    zip_source_close(bytes);
    zip_source_free(bytes);
    return copy;
}

/* A workbook of one sheet, "Costs", with this part for its cells and this for its shared texts. */
static inline unsigned char *zip_workbook(const char *sheet, const char *strings, size_t *size)
{
    const workbook_part parts[] = {{"_rels/.rels", WORKBOOK_ROOT, 0},
                                   {"xl/workbook.xml", WORKBOOK_ONE_SHEET, 0},
                                   {"xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS, 0},
                                   {"xl/worksheets/sheet1.xml", sheet, 0},
                                   {"xl/sharedStrings.xml", strings, 0},
                                   {NULL, NULL, 0}};
    return zip_parts(parts, 1, size);
}

#endif
