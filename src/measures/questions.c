/* Parameters and groups by their names or in pairs, and the method by its name. */
#include "measures/questions.h"

#include "core/alloc.h"
#include "fit/methods.h"

#include <string.h>

/* Sets the method: "auto" and the spline, which is for single parameters, leave it NULL. */
static voi_status check_method(const char *name, vi_questions *q, voi_error *err)
{
    const char *names[VI_MOST_METHODS + 2] = {"auto", "spline"};
    size_t count = 2;
    for (; count < vi_method_count + 2; count++) {
        names[count] = vi_methods[count - 2].name;
    }
    q->method = name && vi_method_find(name) ? name : NULL;
    if (!name || q->method || strcmp(name, "auto") == 0) {
        return VOI_OK;
    }
    if (strcmp(name, "spline") != 0) {
        const char *nearest = voi_nearest(name, names, count);
        return nearest ? vi_fail(err, VOI_ERR_ARGUMENT,
                                 "no method is named \"%s\"; did you mean \"%s\"?", name, nearest)
                       : vi_fail(err, VOI_ERR_ARGUMENT,
                                 "no method is named \"%s\"; there are auto, spline, anova, gp and "
                                 "mars",
                                 name);
    }
    for (size_t s = 0; s < q->asked.count; s++) {
        if (vi_asked_size(&q->asked, s) > 1) {
            return vi_fail(err, VOI_ERR_ARGUMENT,
                           "the method spline is for single parameters, not for a group of %zu",
                           vi_asked_size(&q->asked, s));
        }
    }
    return VOI_OK;
}

/* Sets q->asked: the questions, and their names. */
static voi_status ask(const voi_problem *problem, const voi_evppi_options *options, vi_questions *q,
                      voi_error *err)
{
    const char *const *names = options->parameters ? options->group_names : NULL;
    voi_status status =
        vi_asked_create(problem, options->parameters, options->parameter_count, &q->asked, err);
    if (status != VOI_OK || options->pairs) {
        return status == VOI_OK ? vi_asked_pair_up(&q->asked, err) : status;
    }
    for (size_t s = 0; names && s < q->asked.count; s++) {
        for (size_t t = 0; t < s; t++) {
            if (strcmp(names[s], names[t]) == 0) {
                return vi_fail(err, VOI_ERR_ARGUMENT, "two groups are named \"%s\"", names[s]);
            }
        }
    }
    q->group_names = names;
    return VOI_OK;
}

void vi_questions_free(vi_questions *questions)
{
    vi_asked_free(&questions->asked);
    vi_asked_free(&questions->left);
    vi_free(questions->reduced);
    *questions = (vi_questions){0};
}

voi_status vi_questions_create(const voi_problem *problem, const voi_evppi_options *options,
                               vi_questions *out, voi_error *err)
{
    voi_status status = VOI_OK;
    vi_questions q = {.rows = problem->rows};
    VI_TRY(ask(problem, options, &q, err));
    VI_TRY(check_method(options->method, &q, err));
    q.reduced = vi_calloc(q.asked.count, sizeof *q.reduced);
    if (!q.reduced) {
        status =
            vi_fail(err, VOI_ERR_NOMEM, "EVPPI: out of memory for %zu parameters", q.asked.count);
        goto cleanup;
    }
    *out = q;
    q = (vi_questions){0};
cleanup:
    vi_questions_free(&q);
    return status;
}
