/* Independent results get their draws and their likelihood from their families (results.h), and are
 * their own statistics, one uniform number each. */
#include "studies/form.h"

#include "studies/results.h"

#include <string.h>

size_t vi_form_results(const voi_design *design, const voi_setup *setup, voi_result *results)
{
    return design->results ? design->results(setup, results) : 0;
}

size_t vi_form_statistics(const voi_design *design, const voi_setup *setup)
{
    voi_result results[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    return count > 0 ? count : design->statistics(setup);
}

size_t vi_form_uniforms(const voi_design *design, const voi_setup *setup)
{
    voi_result results[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    return count > 0 ? count : design->uniforms(setup);
}

void vi_form_draw(const voi_design *design, const voi_setup *setup, const double *theta,
                  const double *uniform, double *statistic)
{
    voi_result results[VOI_MOST_RESULTS];
    double values[VOI_MOST_RESULTS];
    size_t count = vi_form_results(design, setup, results);
    if (count == 0) {
        design->draw(setup, theta, uniform, statistic);
        return;
    }
    design->values(setup, theta, values);
    for (size_t j = 0; j < count; j++) {
        statistic[j] = vi_result_draw(&results[j], values[j], uniform[j]);
    }
}

void vi_form_regressors(const voi_design *design, const voi_setup *setup, const double *statistic,
                        double *regressor)
{
    voi_result results[VOI_MOST_RESULTS];
    if (design->regressors && vi_form_results(design, setup, results) == 0) {
        design->regressors(setup, statistic, regressor);
        return;
    }
    memcpy(regressor, statistic, vi_form_statistics(design, setup) * sizeof *regressor);
}

bool vi_form_has_likelihood(const voi_design *design, const voi_setup *setup)
{
    voi_result results[VOI_MOST_RESULTS];
    return design->natural || vi_form_results(design, setup, results) > 0;
}

double vi_form_natural(const voi_design *design, const voi_setup *setup, const double *theta,
                       double *eta)
{
    voi_result results[VOI_MOST_RESULTS];
    double values[VOI_MOST_RESULTS], answer = 0;
    size_t count = vi_form_results(design, setup, results);
    if (count == 0) {
        return design->natural(setup, theta, eta);
    }
    design->values(setup, theta, values);
    for (size_t j = 0; j < count; j++) {
        answer += vi_result_natural(&results[j], values[j], &eta[j]);
    }
    return answer;
}
