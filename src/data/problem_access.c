/* Looking at a problem from outside. */
#include "core/table.h"
#include "data/problem.h"

#include <string.h>

size_t voi_problem_rows(const voi_problem *problem)
{
    return problem->rows;
}

size_t voi_problem_strategies(const voi_problem *problem)
{
    return problem->strategies;
}

size_t voi_problem_parameters(const voi_problem *problem)
{
    return problem->parameters;
}

size_t voi_problem_outcomes(const voi_problem *problem)
{
    return problem->outcome_count;
}

bool voi_problem_has_costs(const voi_problem *problem)
{
    return problem->costs != NULL;
}

const char *voi_problem_strategy_name(const voi_problem *problem, size_t strategy)
{
    return strategy < problem->strategies ? problem->strategy_names[strategy] : NULL;
}

const char *voi_problem_parameter_name(const voi_problem *problem, size_t parameter)
{
    return parameter < problem->parameters ? problem->parameter_names[parameter] : NULL;
}

const char *voi_problem_outcome_name(const voi_problem *problem, size_t outcome)
{
    return outcome < problem->outcome_count ? problem->outcome_names[outcome] : NULL;
}

voi_status vi_problem_need_strategies(const voi_problem *problem, voi_error *err)
{
    return problem->outcomes
               ? vi_fail(err, VOI_ERR_ARGUMENT,
                         "this needs strategies, with costs and effects or net benefit; the "
                         "problem has outcomes without strategies")
               : VOI_OK;
}

/* The findings of a problem that a user must read: notes are for `voi check`. */
static const vi_finding *warning_at(const voi_problem *problem, size_t index)
{
    for (size_t i = 0; i < problem->findings.count; i++) {
        const vi_finding *finding = &problem->findings.items[i];
        if (finding->severity == VI_WARNING && index-- == 0) {
            return finding;
        }
    }
    return NULL;
}

size_t voi_problem_warnings(const voi_problem *problem)
{
    size_t count = 0;
    while (warning_at(problem, count)) {
        count++;
    }
    return count;
}

const char *voi_problem_warning(const voi_problem *problem, size_t index)
{
    const vi_finding *finding = warning_at(problem, index);
    return finding ? finding->message : NULL;
}

void vi_problem_warn(const voi_problem *problem, voi_table *table)
{
    for (size_t i = 0; i < problem->findings.count; i++) {
        const vi_finding *finding = &problem->findings.items[i];
        if (finding->severity == VI_WARNING) {
            vi_table_warn(table, "%s: %s", finding->where, finding->message);
        }
    }
}

voi_status vi_problem_find_parameter(const voi_problem *problem, const char *name, size_t *index,
                                     voi_error *err)
{
    for (size_t j = 0; j < problem->parameters; j++) {
        if (strcmp(problem->parameter_names[j], name) == 0) {
            *index = j;
            return VOI_OK;
        }
    }
    const char *nearest =
        voi_nearest(name, (const char *const *)problem->parameter_names, problem->parameters);
    if (nearest) {
        return vi_fail(err, VOI_ERR_ARGUMENT, "no parameter is named \"%s\"; did you mean \"%s\"?",
                       name, nearest);
    }
    return vi_fail(err, VOI_ERR_ARGUMENT, "no parameter is named \"%s\"", name);
}

uint64_t vi_problem_outcome_bytes(const voi_problem *problem)
{
    size_t matrices = problem->costs ? 2 : 1;
    return matrices * sizeof(double) * problem->rows * problem->strategies;
}
