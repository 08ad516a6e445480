/* Several studies at once, each of a size in proportion to the whole: results and statistics side
 * by side, in the order of the parts. Where one part has no independent results, or there are more
 * than VOI_MOST_RESULTS, the whole has none either. setup->data is the vi_study. */
#include "studies/designs.h"
#include "studies/form.h"
#include "studies/study.h"

#include <string.h>

static voi_setup setup_of(const voi_setup *setup, const vi_study *part)
{
    return vi_study_setup(part, setup->n * part->multiple);
}

/* The part's parameters among those of the whole. */
static void pick(const vi_study *part, const double *theta, double *out)
{
    for (size_t j = 0; j < part->parameters; j++) {
        out[j] = theta[part->place[j]];
    }
}

static size_t results(const voi_setup *setup, voi_result *out)
{
    const vi_study *whole = setup->data;
    voi_result own[VOI_MOST_RESULTS];
    size_t total = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        size_t count = vi_form_results(whole->parts[i].design, &part, own);
        if (count == 0 || total + count > VOI_MOST_RESULTS) {
            return 0;
        }
        memcpy(out + total, own, count * sizeof *own);
        total += count;
    }
    return total;
}

static void values(const voi_setup *setup, const double *theta, double *out)
{
    const vi_study *whole = setup->data;
    voi_result unused[VOI_MOST_RESULTS];
    double own[VOI_MOST_STATISTICS];
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        pick(&whole->parts[i], theta, own);
        whole->parts[i].design->values(&part, own, out);
        out += vi_form_results(whole->parts[i].design, &part, unused);
    }
}

static size_t statistics(const voi_setup *setup)
{
    const vi_study *whole = setup->data;
    size_t total = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        total += vi_form_statistics(whole->parts[i].design, &part);
    }
    return total;
}

static size_t uniforms(const voi_setup *setup)
{
    const vi_study *whole = setup->data;
    size_t total = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        total += vi_form_uniforms(whole->parts[i].design, &part);
    }
    return total;
}

static void draw(const voi_setup *setup, const double *theta, const double *uniform,
                 double *statistic)
{
    const vi_study *whole = setup->data;
    double own[VOI_MOST_STATISTICS];
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_design *design = whole->parts[i].design;
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        pick(&whole->parts[i], theta, own);
        vi_form_draw(design, &part, own, uniform, statistic);
        uniform += vi_form_uniforms(design, &part);
        statistic += vi_form_statistics(design, &part);
    }
}

static void regressors(const voi_setup *setup, const double *statistic, double *regressor)
{
    const vi_study *whole = setup->data;
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_design *design = whole->parts[i].design;
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        size_t count = vi_form_statistics(design, &part);
        vi_form_regressors(design, &part, statistic, regressor);
        statistic += count;
        regressor += count;
    }
}

static double natural(const voi_setup *setup, const double *theta, double *eta)
{
    const vi_study *whole = setup->data;
    double own[VOI_MOST_STATISTICS], answer = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const voi_design *design = whole->parts[i].design;
        const voi_setup part = setup_of(setup, &whole->parts[i]);
        pick(&whole->parts[i], theta, own);
        answer += vi_form_natural(design, &part, own, eta);
        eta += vi_form_statistics(design, &part);
    }
    return answer;
}

static size_t arms(const voi_setup *setup, double *out)
{
    const vi_study *whole = setup->data;
    size_t total = 0;
    for (size_t i = 0; i < whole->part_count; i++) {
        const vi_study *part = &whole->parts[i];
        total += vi_study_arms(part, setup->n * part->multiple, out + total);
    }
    return total;
}

const voi_design vi_design_combined = {
    .name = "combined",
    .purpose = "several studies at once, side by side",
    .unit = "as the parts say, in proportion",
    .results = results,
    .values = values,
    .statistics = statistics,
    .uniforms = uniforms,
    .draw = draw,
    .regressors = regressors,
    .natural = natural,
    .arms = arms,
};
