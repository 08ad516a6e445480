/* A list of findings; texts are copied, one line each. */
#include "data/findings.h"

#include "core/alloc.h"
#include "core/line.h"

const char *vi_severity_name(vi_severity severity)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[severity];
}

static voi_status append(vi_findings *findings, vi_finding finding)
{
    if (findings->count == findings->capacity) {
        size_t capacity = findings->capacity ? 2 * findings->capacity : 8;
        vi_finding *items = vi_realloc(findings->items, capacity, sizeof *items);
        if (!items) {
            return VOI_ERR_NOMEM;
        }
        findings->items = items;
        findings->capacity = capacity;
    }
    findings->items[findings->count++] = finding;
    return VOI_OK;
}

voi_status vi_find(vi_findings *findings, vi_severity severity, voi_status status,
                   const char *where, voi_error *err, const char *format, ...)
{
    char message[800];
    va_list args;
    va_start(args, format);
    vi_line_format(message, sizeof message, format, args);
    va_end(args);
    if (severity == VI_ERROR && findings->strict) {
        return vi_fail(err, status, "%s: %s", where, message);
    }
    vi_finding finding = {severity, status, vi_strdup(where), vi_strdup(message)};
    if (!finding.where || !finding.message || append(findings, finding) != VOI_OK) {
        vi_free(finding.where);
        vi_free(finding.message);
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", where);
    }
    return VOI_OK;
}

size_t vi_findings_errors(const vi_findings *findings)
{
    size_t errors = 0;
    for (size_t i = 0; i < findings->count; i++) {
        errors += findings->items[i].severity == VI_ERROR;
    }
    return errors;
}

void vi_findings_free(vi_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        vi_free(findings->items[i].where);
        vi_free(findings->items[i].message);
    }
    vi_free(findings->items);
    *findings = (vi_findings){0};
}
