/* EVSI by importance sampling (Menzies 2016): given data drawn from the sample, all rows weigh as
 * likely as they make the data, E[m | x] = Σ_i p(x | θ_i) m_i / Σ_i p(x | θ_i), m the fitted
 * increments, and the decision follows. It is valued by all rows, each with its own chance of the
 * data (weighing_value.c).
 *
 * Where a study tells finer than the sample does, its value moves over to the EVPPI, as for
 * enumeration. Near zero, the upper end is that of decisions that take the other strategies for
 * 1.96 standard errors better given any data. */
#include "core/alloc.h"
#include "measures/evsi_method.h"
#include "measures/weighing.h"

#include <math.h>

/* One size at the values of k where a reference is best. */
typedef struct {
    size_t count;
    size_t *at; /* count: the place of each k in the grid */
    double *k;
    vi_weighed *found; /* count */
    double weight;     /* how far the sample's own resolution, not the study's, sets the value */
} valued;

static voi_status make_room(const vi_evsi_question *q, valued *v, voi_error *err)
{
    size_t most = q->grid->count;
    v->at = vi_malloc(most, sizeof *v->at);
    v->k = vi_malloc(most, sizeof *v->k);
    v->found = vi_malloc(most, sizeof *v->found);
    if (!v->at || !v->k || !v->found) {
        return vi_fail(err, VOI_ERR_NOMEM, "EVSI: out of memory for %zu values of k", most);
    }
    return VOI_OK;
}

static void list_k(const vi_evsi_question *q, size_t reference, valued *v)
{
    for (size_t i = 0; i < q->grid->count; i++) {
        if (vi_is_best(q->curve, q->grid, reference, i)) {
            v->at[v->count] = i;
            v->k[v->count++] = q->grid->values[i];
        }
    }
}

static voi_status run_size(voi_context *ctx, const vi_evsi_question *q, const vi_informed *informed,
                           size_t size, vi_evsi_answer *answers, const vi_partial *limits,
                           voi_error *err)
{
    voi_status status = VOI_OK;
    vi_weighing weighing = {0};
    valued v = {0};
    answers += size * q->grid->count;
    VI_TRY(make_room(q, &v, err));
    list_k(q, informed->increments.reference, &v);
    VI_TRY(vi_weighing_create(ctx, q->study, informed, q->sizes[size], q->seed, &weighing, err));
    VI_TRY(vi_weighing_value(ctx, &weighing, v.k, v.count, v.found, err));
    double weight = vi_evsi_weight(weighing.resolved);
    for (size_t i = 0; i < v.count; i++) {
        const vi_weighed *f = &v.found[i];
        const vi_partial *limit = &limits[v.at[i]];
        const vi_evsi_gain gain = {f->value, f->error, f->known, f->known_error};
        vi_evsi_answer a = vi_evsi_from_gain(&gain, weight, limit);
        vi_evsi_finish(&a, fmax(a.high, f->hopeful), weight, limit);
        answers[v.at[i]] = a;
    }
cleanup:
    vi_weighing_free(&weighing);
    vi_free(v.at);
    vi_free(v.k);
    vi_free(v.found);
    return status;
}

const char *vi_evsi_importance_unfit(const vi_study *study)
{
    return vi_study_has_likelihood(study) ? NULL : "its design tells no likelihood";
}

voi_status vi_evsi_importance(voi_context *ctx, const vi_evsi_question *question,
                              vi_evsi_answer *answers, vi_partial *limits, voi_error *err)
{
    return vi_evsi_by_parameters(ctx, question, run_size, answers, limits, err);
}
