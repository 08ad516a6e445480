/* With m participants in a study of size n and P(m) persons who profit,
 *     ENBS(n) = P(m) · EVSI(n) − cost(m) − δ(m) · loss(n),
 * loss what the arms bear and δ the mean discount factor at entry. EVSI and loss come from one
 * sample; their standard errors are added up, and the variance of the costs to that. The
 * probability that the study is worth it is that of a normal distribution, Φ(ENBS / SE). */
#include "measures/enbs_curve.h"

#include "math/normal.h"
#include "studies/design_check.h"

#include <math.h>
#include <string.h>

/* An option of the design by its name; 0 where it has none. */
static double option_of(const vi_study *study, const char *name)
{
    for (size_t i = 0; i < study->design->option_count; i++) {
        if (strcmp(study->design->options[i].name, name) == 0) {
            return study->options[i];
        }
    }
    return 0;
}

static vi_study_years own_years(const vi_study *study)
{
    double entry = option_of(study, "accrual_time"), follow_up = option_of(study, "follow_up");
    return (vi_study_years){entry, follow_up, entry + follow_up};
}

/* Parts run side by side, so that the longest counts. */
static vi_study_years years_of(const vi_study *study)
{
    vi_study_years years = own_years(study);
    for (size_t i = 0; i < study->part_count; i++) {
        const vi_study_years part = own_years(&study->parts[i]);
        years =
            (vi_study_years){fmax(years.entry, part.entry), fmax(years.follow_up, part.follow_up),
                             fmax(years.whole, part.whole)};
    }
    return years;
}

voi_status vi_enbs_curve_open(voi_context *ctx, const voi_problem *problem,
                              const voi_enbs_options *options, const voi_study_plan *plan,
                              vi_enbs_curve *out, voi_error *err)
{
    static const vi_study_years none = {0};
    voi_status status = VOI_OK;
    const voi_study *study = &plan->study;
    const voi_evsi_options asked = {.wtp = options->wtp,
                                    .population = options->population,
                                    .study = *study,
                                    .sizes = plan->sizes,
                                    .method = plan->method,
                                    .seed = options->seed,
                                    .summaries = plan->summaries};
    VI_TRY(vi_design_check(study->design, err));
    VI_TRY(vi_evsi_check_summaries(plan, err));
    const char *name = study->name ? study->name : study->design->name;
    VI_TRY(vi_study_costs_create(plan, name, &out->costs, err));
    VI_TRY(vi_timing_create(&options->population, plan, name, &none, &out->timing, err));
    VI_TRY(vi_evsi_curve_open(ctx, problem, &asked, &out->evsi, err));
    const vi_study_years years = years_of(&out->evsi.work.study);
    VI_TRY(vi_timing_create(&options->population, plan, name, &years, &out->timing, err));
    VI_TRY(vi_arms_create(ctx, &out->evsi.work, plan, &out->arms, err));
    vi_curve_note_gpu(&out->evsi.work.curve, ctx);
cleanup:
    return status;
}

void vi_enbs_curve_free(vi_enbs_curve *curve)
{
    vi_evsi_curve_free(&curve->evsi);
    vi_arms_free(&curve->arms);
    *curve = (vi_enbs_curve){0};
}

vi_enbs_terms vi_enbs_terms_of(const vi_enbs_curve *curve, double n)
{
    double m = vi_study_participants(&curve->evsi.work.study, n);
    return (vi_enbs_terms){.participants = m,
                           .persons = vi_timing_persons(&curve->timing, m),
                           .cost = vi_study_cost(&curve->costs, m),
                           .cost_sd = vi_study_cost_sd(&curve->costs, m),
                           .entry = vi_timing_entry(&curve->timing, m)};
}

vi_enbs_answer vi_enbs_of(const vi_enbs_curve *curve, double n, const vi_evsi_answer *evsi,
                          size_t i)
{
    double error;
    const vi_enbs_terms t = vi_enbs_terms_of(curve, n);
    double loss = vi_arms_loss(&curve->arms, n, i, &error);
    vi_enbs_answer out;
    out.enbs = t.persons * evsi->evsi - t.cost - t.entry * loss;
    out.se = hypot(t.persons * evsi->se + t.entry * error, t.cost_sd);
    out.worthwhile = out.se > 0 ? vi_normal_cdf(out.enbs / out.se) : out.enbs > 0 ? 1 : 0;
    return out;
}

vi_enbs_answer vi_enbs_at(const vi_enbs_curve *curve, size_t s, size_t i)
{
    vi_evsi_answer evsi = *vi_evsi_curve_answer(&curve->evsi, s, i);
    vi_evsi_bound_named(&curve->evsi.work, i, &evsi);
    return vi_enbs_of(curve, curve->evsi.sizes[s], &evsi, i);
}

bool vi_enbs_is_free(const vi_enbs_curve *curve)
{
    return curve->costs.each == 0 && curve->timing.accrual == 0 && curve->arms.count == 0;
}

double vi_enbs_bound(const vi_enbs_curve *curve, double n, size_t i)
{
    const vi_enbs_terms t = vi_enbs_terms_of(curve, n);
    double error, loss = vi_arms_loss(&curve->arms, n, i, &error);
    vi_evsi_answer most = {.evsi = fmax(curve->evsi.work.limits[i].evppi, 0)};
    vi_evsi_bound_named(&curve->evsi.work, i, &most);
    return t.persons * most.evsi - t.cost - t.entry * loss;
}
