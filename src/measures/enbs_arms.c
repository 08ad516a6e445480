/* A participant of an arm loses max_e E NB_e − E NB_d of its strategy d. Losses of arms move
 * together, for all are differences to one best strategy, so their standard errors are added up: an
 * upper bound. */
#include "measures/enbs_arms.h"

#include "core/alloc.h"
#include "core/buffer.h"
#include "core/context.h"
#include "data/problem.h"
#include "kernels/kernels.h"
#include "measures/moments.h"

#include <math.h>
#include <string.h>

static voi_status find_strategy(const voi_problem *problem, const char *study, const char *name,
                                size_t *out, voi_error *err)
{
    for (*out = 0; *out < problem->strategies; ++*out) {
        if (strcmp(problem->strategy_names[*out], name) == 0) {
            return VOI_OK;
        }
    }
    const char *nearest =
        voi_nearest(name, (const char *const *)problem->strategy_names, problem->strategies);
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: no strategy is named \"%s\"%s%s%s", study,
                   name, nearest ? "; did you mean " : "", nearest ? nearest : "",
                   nearest ? "?" : "");
}

/* Who is in the arms, for those who named too many or too few. */
static void describe_arms(const vi_evsi_work *work, size_t arms, vi_buffer *out)
{
    const vi_study *study = &work->study;
    if (arms == 1) {
        vi_buffer_puts(out, ", everybody");
    } else if (study->part_count > 0) {
        vi_buffer_puts(out, ", those of its parts");
    } else if (arms == 2) {
        vi_buffer_puts(out, ", control and treatment");
    } else if (arms == study->parameters) {
        vi_buffer_printf(out, ", one for each of %s", work->pars);
    }
}

static voi_status check_count(const vi_evsi_work *work, size_t named, voi_error *err)
{
    double each[VOI_MOST_ARMS];
    char who[400] = "";
    size_t arms = vi_study_arms(&work->study, 1, each);
    if (named == 0 || named == arms) {
        return VOI_OK;
    }
    vi_buffer text = vi_buffer_over(who, sizeof who);
    describe_arms(work, arms, &text);
    return vi_fail(err, VOI_ERR_ARGUMENT, "study %s: %zu %s for its %zu arm%s%s", work->study.name,
                   named, named == 1 ? "strategy is named" : "strategies are named", arms,
                   arms == 1 ? "" : "s", who);
}

static voi_status fill_arm(const vi_kernels *kernels, const vi_evsi_work *work, size_t strategy,
                           double *loss, double *se, voi_error *err)
{
    const vi_grid *grid = &work->grid;
    voi_status status = VOI_OK;
    size_t last = SIZE_MAX;
    vi_moments moments = {0};
    for (size_t i = 0; i < grid->count; i++) {
        size_t best = work->curve.best[grid->rank[i]];
        if (best == strategy) {
            continue;
        }
        if (best != last) {
            VI_TRY(vi_moments_of(kernels, work->question.problem, strategy, best, &moments, err));
            last = best;
        }
        loss[i] = fmax(-vi_net_benefit(grid->values[i], moments.effect, moments.cost), 0);
        se[i] = vi_net_benefit_se(&moments, grid->values[i]);
    }
cleanup:
    return status;
}

voi_status vi_arms_create(voi_context *ctx, const vi_evsi_work *work, const voi_study_plan *plan,
                          vi_arms *out, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = plan->arm_count, columns = work->grid.count;
    *out = (vi_arms){.study = &work->study, .count = count, .columns = columns};
    VI_TRY(check_count(work, count, err));
    out->loss = vi_calloc(2 * count * columns, sizeof *out->loss);
    if (!out->loss) {
        return vi_fail(err, VOI_ERR_NOMEM, "ENBS: out of memory for %zu arms", count);
    }
    out->se = out->loss + count * columns;
    for (size_t a = 0; a < count; a++) {
        size_t strategy;
        VI_TRY(
            find_strategy(work->question.problem, work->study.name, plan->arms[a], &strategy, err));
        VI_TRY(fill_arm(ctx->kernels, work, strategy, out->loss + a * columns,
                        out->se + a * columns, err));
    }
cleanup:
    if (status != VOI_OK) {
        vi_arms_free(out);
    }
    return status;
}

void vi_arms_free(vi_arms *arms)
{
    vi_free(arms->loss);
    *arms = (vi_arms){0};
}

double vi_arms_loss(const vi_arms *arms, double n, size_t i, double *se)
{
    double each[VOI_MOST_ARMS], loss = 0;
    *se = 0;
    if (arms->count > 0) {
        vi_study_arms(arms->study, n, each);
    }
    for (size_t a = 0; a < arms->count; a++) {
        loss += each[a] * arms->loss[a * arms->columns + i];
        *se += each[a] * arms->se[a * arms->columns + i];
    }
    return loss;
}
