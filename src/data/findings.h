/* What is odd about an input, collected in the order it is met. The same sentences serve `voi
 * check`, the errors of a strict read, the warnings of a table and the report. */
#ifndef VI_DATA_FINDINGS_H
#define VI_DATA_FINDINGS_H

#include "core/error.h"

typedef enum { VI_NOTE = 0, VI_WARNING = 1, VI_ERROR = 2 } vi_severity;

typedef struct {
    vi_severity severity;
    voi_status status; /* of an error: what a strict read returns */
    char *where;       /* "costs.csv:1042:3", "parameter p_died", ... */
    char *message;
} vi_finding;

typedef struct {
    vi_finding *items;
    size_t count, capacity;
    bool strict; /* the first error ends the work */
} vi_findings;

/* Records a finding. In strict mode an error is not recorded but returned, as "where: message".
 * Otherwise VOI_OK, or VOI_ERR_NOMEM. */
voi_status vi_find(vi_findings *findings, vi_severity severity, voi_status status,
                   const char *where, voi_error *err, const char *format, ...) VOI_PRINTF(6, 7);
size_t vi_findings_errors(const vi_findings *findings);
void vi_findings_free(vi_findings *findings);

/* The word users see: "note", "warning", "error". */
const char *vi_severity_name(vi_severity severity);

#endif
