/* The table of phases: the tree in depth-first order, each phase named by its path, then the whole
 * since the context was made. A phase contains those inside it. */
#include "core/context.h"
#include "core/table.h"
#include "core/trace.h"

#include <math.h>
#include <stdio.h>

enum { PHASE, CALLS, WALL, CPU, BYTES, PEAK, COLUMNS };

static const vi_column columns[COLUMNS] = {
    {"phase", VOI_COLUMN_TEXT},   {"calls", VOI_COLUMN_NUMBER}, {"wall_s", VOI_COLUMN_NUMBER},
    {"cpu_s", VOI_COLUMN_NUMBER}, {"bytes", VOI_COLUMN_NUMBER}, {"peak_mb", VOI_COLUMN_NUMBER}};

static void add_row(voi_table *table, const char *path, const vi_phase *phase)
{
    vi_table_add_row(table);
    vi_table_set_text(table, PHASE, path);
    vi_table_set_number(table, CALLS, (double)phase->calls);
    vi_table_set_number(table, WALL, 1e-9 * (double)phase->wall);
    vi_table_set_number(table, CPU, 1e-9 * (double)phase->cpu);
    vi_table_set_number(table, BYTES, phase->bytes ? (double)phase->bytes : NAN);
    vi_table_set_number(table, PEAK, 1e-6 * phase->peak);
}

/* The phases inside `parent`, each followed by those inside it. `path` ends where it is unfinished:
 * at `length`. */
static void add_phases(voi_table *table, const vi_trace *trace, size_t parent, char path[500],
                       size_t length)
{
    for (size_t i = parent == VI_NO_PHASE ? 0 : parent + 1; i < trace->phase_count; i++) {
        const vi_phase *phase = &trace->phases[i];
        if (phase->parent == parent && length < 400) {
            int more = snprintf(path + length, 80, "%s%.70s", length > 0 ? "/" : "", phase->name);
            if (phase->calls > 0) {
                add_row(table, path, phase);
            }
            add_phases(table, trace, i, path, length + (size_t)more);
        }
    }
}

voi_status voi_context_profile(const voi_context *ctx, voi_table **out, voi_error *err)
{
    char path[500] = "";
    voi_table *table = NULL;
    const vi_trace *trace = ctx->trace;
    *out = NULL;
    if (!trace) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "nothing was recorded: make the context with the option profile");
    }
    voi_status status = vi_table_create(columns, COLUMNS, &table, err);
    if (status != VOI_OK) {
        return status;
    }
    const vi_phase whole = {.calls = 1,
                            .wall = vi_wall_time() - trace->start,
                            .cpu = vi_cpu_time() - trace->cpu_start,
                            .peak = fmax(trace->peak, voi_peak_memory())};
    add_phases(table, trace, VI_NO_PHASE, path, 0);
    add_row(table, "total", &whole);
    if (vi_trace_dropped(trace) > 0) {
        vi_table_warn(table, "%zu spans are not in the trace: too many, or out of memory",
                      vi_trace_dropped(trace));
    }
    return vi_table_finish(&table, out, err);
}
