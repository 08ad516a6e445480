/* A workbook is found by following its relationships: _rels/.rels names the part of the workbook,
 * that lists the sheets by name with the identifier of a relationship, and the workbook's own
 * relationships say in which part such a sheet stands. Source: ECMA-376, parts 1 and 2. */
#include "data/xlsx.h"

#include "core/alloc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LISTED = 400 };

typedef struct {
    char *name, *relation;
    bool hidden;
} sheet;

typedef struct {
    sheet *sheets;
    size_t count, capacity;
} book;

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), size = strlen(ending);
    return length >= size && strcmp(text + length - size, ending) == 0;
}

static voi_status no_memory(voi_error *err)
{
    return vi_fail(err, VOI_ERR_NOMEM, "out of memory");
}

static voi_status take_sheet(void *state, const char *name, const char **attributes, voi_error *err)
{
    book *b = state;
    const char *title = vi_xml_attribute(attributes, "name");
    const char *relation = vi_xml_attribute(attributes, "id");
    const char *visible = vi_xml_attribute(attributes, "state");
    if (strcmp(name, "sheet") != 0 || !title || !relation) {
        return VOI_OK;
    }
    if (b->count == b->capacity) {
        size_t capacity = b->capacity ? 2 * b->capacity : 8;
        sheet *sheets = vi_realloc(b->sheets, capacity, sizeof *sheets);
        if (!sheets) {
            return no_memory(err);
        }
        b->sheets = sheets;
        b->capacity = capacity;
    }
    sheet *s = &b->sheets[b->count++];
    *s = (sheet){vi_strdup(title), vi_strdup(relation), visible && strcmp(visible, "visible") != 0};
    return s->name && s->relation ? VOI_OK : no_memory(err);
}

static void free_book(book *b)
{
    for (size_t i = 0; i < b->count; i++) {
        vi_free(b->sheets[i].name);
        vi_free(b->sheets[i].relation);
    }
    vi_free(b->sheets);
}

/* The name of a part that a relationship points to: `target` seen from the folder of `from`, with
 * "../" resolved; one that begins with a slash is seen from the root. */
static char *resolve(const char *from, const char *target)
{
    const char *slash = strrchr(from, '/');
    size_t folder = slash ? (size_t)(slash - from) + 1 : 0, length = strlen(target);
    char *part = vi_malloc(folder + length + 1, 1);
    if (!part) {
        return NULL;
    }
    folder = target[0] == '/' ? 0 : folder;
    target += target[0] == '/';
    memcpy(part, from, folder);
    while (strncmp(target, "../", 3) == 0 && folder > 0) {
        target += 3;
        for (folder--; folder > 0 && part[folder - 1] != '/'; folder--) {
        }
    }
    memcpy(part + folder, target, strlen(target) + 1);
    return part;
}

/* A search among the relationships of a part: by identifier, or by the end of the type. */
typedef struct {
    const char *from; /* the part */
    const char *id, *type;
    char *found;   /* the part it points to */
    char *strings; /* that of the shared texts, met on the way */
    bool is_sheet; /* what is found holds cells */
} relation_search;

static voi_status take_relation(void *state, const char *name, const char **attributes,
                                voi_error *err)
{
    relation_search *search = state;
    const char *id = vi_xml_attribute(attributes, "Id");
    const char *type = vi_xml_attribute(attributes, "Type");
    const char *target = vi_xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") != 0 || !id || !type || !target) {
        return VOI_OK;
    }
    char **place = NULL;
    if (search->id ? strcmp(id, search->id) == 0 : ends_with(type, search->type)) {
        place = &search->found;
        search->is_sheet = ends_with(type, "/worksheet");
    } else if (ends_with(type, "/sharedStrings")) {
        place = &search->strings;
    }
    if (place && !*place) {
        *place = resolve(search->from, target);
        return *place ? VOI_OK : no_memory(err);
    }
    return VOI_OK;
}

/* Reads the relationships of the part `search->from`; the archive's own where that is "". */
static voi_status find_relation(const vi_reader *r, vi_archive *archive, relation_search *search,
                                voi_error *err)
{
    static const vi_xml_handlers handlers = {.start = take_relation};
    char part[600];
    const char *slash = strrchr(search->from, '/');
    int folder = slash ? (int)(slash - search->from) + 1 : 0;
    int size = snprintf(part, sizeof part, "%.*s_rels/%s.rels", folder, search->from,
                        search->from + folder);
    if (size < 0 || (size_t)size >= sizeof part) {
        return vi_fail(err, VOI_ERR_FORMAT, "is damaged: the name of a part is too long");
    }
    voi_status status = vi_xml_read(r, archive, part, &handlers, search, err);
    if (status == VOI_OK && !search->found) {
        return vi_fail(err, VOI_ERR_FORMAT, "is damaged: %s lacks a relationship", part);
    }
    return status;
}

static void list_sheets(const book *b, char text[LISTED])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < b->count && used < LISTED - 80; i++) {
        used += (size_t)snprintf(text + used, LISTED - used, "%s\"%.60s\"", i ? ", " : "",
                                 b->sheets[i].name);
    }
}

static voi_status refuse_name(const book *b, const char *wanted, voi_error *err)
{
    char list[LISTED], nearby[100] = "";
    if (b->count == 0) {
        return vi_fail(err, VOI_ERR_FORMAT, "has no sheets");
    }
    const char **names = vi_malloc(b->count, sizeof *names);
    if (!names) {
        return no_memory(err);
    }
    for (size_t i = 0; i < b->count; i++) {
        names[i] = b->sheets[i].name;
    }
    const char *nearest = voi_nearest(wanted, names, b->count);
    if (nearest) {
        snprintf(nearby, sizeof nearby, "; did you mean \"%.60s\"?", nearest);
    }
    vi_free(names);
    list_sheets(b, list);
    return vi_fail(err, VOI_ERR_FORMAT, "has no sheet \"%.60s\"%s Its sheets: %s", wanted,
                   nearby[0] ? nearby : ".", list);
}

/* The sheet of that name, then that name in other letters; without one, the first visible sheet. */
static const sheet *choose_sheet(const book *b, const char *wanted)
{
    for (size_t i = 0; i < b->count; i++) {
        if (wanted ? strcmp(b->sheets[i].name, wanted) == 0 : !b->sheets[i].hidden) {
            return &b->sheets[i];
        }
    }
    for (size_t i = 0; i < b->count; i++) {
        if (!wanted || strcasecmp(b->sheets[i].name, wanted) == 0) {
            return &b->sheets[i];
        }
    }
    return NULL;
}

static voi_status note_choice(vi_reader *r, const book *b, const sheet *chosen, voi_error *err)
{
    char list[LISTED];
    list_sheets(b, list);
    return vi_find(r->findings, VI_NOTE, VOI_OK, r->frame->source, err,
                   "sheet \"%.60s\" is read; write #NAME behind the file's name for another of %s",
                   chosen->name, list);
}

static voi_status locate(const vi_reader *r, vi_archive *archive, const char *workbook,
                         const sheet *chosen, xlsx_parts *out, voi_error *err)
{
    relation_search search = {.from = workbook, .id = chosen->relation};
    voi_status status = find_relation(r, archive, &search, err);
    if (status == VOI_OK && !search.is_sheet) {
        status = vi_fail(err, VOI_ERR_FORMAT, "sheet \"%.60s\" holds no cells", chosen->name);
    }
    if (status == VOI_OK) {
        out->name = vi_strdup(chosen->name);
        status = out->name ? VOI_OK : no_memory(err);
    }
    out->sheet = search.found;
    out->strings = search.strings;
    return status;
}

voi_status vi_xlsx_find(vi_reader *r, vi_archive *archive, const char *sheet_name, xlsx_parts *out,
                        voi_error *err)
{
    static const vi_xml_handlers handlers = {.start = take_sheet};
    voi_status status = VOI_OK;
    book b = {0};
    relation_search root = {.from = "", .type = "/officeDocument"};
    VI_TRY(find_relation(r, archive, &root, err));
    VI_TRY(vi_xml_read(r, archive, root.found, &handlers, &b, err));
    const sheet *chosen = choose_sheet(&b, sheet_name);
    if (!chosen) {
        status = refuse_name(&b, sheet_name, err);
        goto cleanup;
    }
    if (!sheet_name && b.count > 1) {
        VI_TRY(note_choice(r, &b, chosen, err));
    }
    VI_TRY(locate(r, archive, root.found, chosen, out, err));
cleanup:
    vi_free(root.found);
    vi_free(root.strings);
    free_book(&b);
    return status;
}

void vi_xlsx_parts_free(xlsx_parts *parts)
{
    vi_free(parts->name);
    vi_free(parts->sheet);
    vi_free(parts->strings);
    *parts = (xlsx_parts){0};
}
