/* The parts are studies of their own. The whole has the values of their parameters side by side;
 * one that several parts inform on the same scale is there once, so that a fit to the parameters
 * does not meet it twice. */
#include "studies/combine.h"

#include "core/alloc.h"
#include "core/error.h"
#include "studies/designs.h"
#include "studies/form.h"

/* Why a study of this design is no part of another; NULL: it may be one. */
static const char *why_no_part(const voi_design *design)
{
    return !design                         ? "has no design"
           : design == &vi_design_combined ? "is a combined study itself; give its parts instead"
           : design == &vi_design_custom
               ? "is custom, but data of parts are drawn together; simulate the whole study, or "
                 "leave it out"
               : NULL;
}

static voi_status check(const voi_study *study, const vi_study *out, voi_error *err)
{
    if (study->part_count == 0 || !study->parts) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "study %s needs parts, the studies it consists of",
                       out->name);
    }
    if (study->parameter_count > 0 || study->option_count > 0) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "study %s: its parts have the parameters and options, not the whole",
                       out->name);
    }
    for (size_t i = 0; i < study->part_count; i++) {
        const char *why = why_no_part(study->parts[i].design);
        if (why) {
            return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: part %zu %s", out->name, i + 1, why);
        }
    }
    return VOI_OK;
}

static voi_status read_parts(const voi_problem *problem, const voi_study *study, vi_study *out,
                             voi_error *err)
{
    out->parts = vi_calloc(study->part_count, sizeof *out->parts);
    if (!out->parts) {
        return vi_fail(err, VOI_ERR_NOMEM, "study %s: out of memory for %zu parts", out->name,
                       study->part_count);
    }
    for (size_t i = 0; i < study->part_count; i++) {
        voi_error cause = {VOI_OK, ""};
        voi_status status = vi_study_create(problem, &study->parts[i], &out->parts[i], &cause);
        if (status != VOI_OK) {
            return vi_fail(err, status, "study %s: part %zu: %s", out->name, i + 1, cause.message);
        }
        out->part_count++;
    }
    return VOI_OK;
}

/* Where the whole has parameter j of a part; it takes it up if need be. */
static voi_status place(vi_study *whole, vi_study *part, size_t j, voi_error *err)
{
    size_t at = 0;
    while (at < whole->parameters &&
           (whole->member[at] != part->member[j] || whole->scale[at] != part->scale[j])) {
        at++;
    }
    if (at == VOI_MOST_STATISTICS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: more than %d parameters in all its parts",
                       whole->name, (int)VOI_MOST_STATISTICS);
    }
    if (at == whole->parameters) {
        whole->member[at] = part->member[j];
        whole->scale[at] = part->scale[j];
        whole->parameters++;
    }
    part->place[j] = at;
    return VOI_OK;
}

static void fill(vi_study *whole, const vi_study *part)
{
    for (size_t i = 0; i < whole->rows; i++) {
        for (size_t j = 0; j < part->parameters; j++) {
            whole->theta[i * whole->parameters + part->place[j]] =
                part->theta[i * part->parameters + j];
        }
    }
}

static voi_status check_room(const vi_study *out, voi_error *err)
{
    size_t statistics = 0, arms = 0;
    double participants[VOI_MOST_ARMS];
    for (size_t i = 0; i < out->part_count; i++) {
        const voi_setup setup = vi_study_setup(&out->parts[i], 1);
        statistics += vi_form_statistics(out->parts[i].design, &setup);
        arms += vi_study_arms(&out->parts[i], 1, participants);
    }
    if (arms > VOI_MOST_ARMS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: its parts have %zu arms, more than %d",
                       out->name, arms, (int)VOI_MOST_ARMS);
    }
    if (statistics > VOI_MOST_STATISTICS) {
        return vi_fail(err, VOI_ERR_LIMIT, "study %s: its parts have %zu statistics, more than %d",
                       out->name, statistics, (int)VOI_MOST_STATISTICS);
    }
    return VOI_OK;
}

voi_status vi_combine(const voi_problem *problem, const voi_study *study, vi_study *out,
                      voi_error *err)
{
    voi_status status = VOI_OK;
    VI_TRY(check(study, out, err));
    VI_TRY(read_parts(problem, study, out, err));
    VI_TRY(check_room(out, err));
    for (size_t i = 0; i < out->part_count; i++) {
        for (size_t j = 0; j < out->parts[i].parameters; j++) {
            VI_TRY(place(out, &out->parts[i], j, err));
        }
    }
    VI_TRY(vi_study_make_room(out, 0, err));
    for (size_t i = 0; i < out->part_count; i++) {
        fill(out, &out->parts[i]);
    }
cleanup:
    return status;
}
