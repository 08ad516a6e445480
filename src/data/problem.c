/* Problems made from matrices: every value is checked while it is copied into columns. */
#include "data/problem.h"

#include "core/alloc.h"
#include "data/name_index.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void free_columns(double **columns, size_t count)
{
    for (size_t j = 0; columns && j < count; j++) {
        vi_free(columns[j]);
    }
    vi_free(columns);
}

static void free_names(char **names, size_t count)
{
    for (size_t j = 0; names && j < count; j++) {
        vi_free(names[j]);
    }
    vi_free(names);
}

voi_problem *vi_problem_new(void)
{
    voi_problem *problem = vi_calloc(1, sizeof *problem);
    if (problem) {
        problem->identity = vi_identity_create();
        if (!problem->identity) {
            vi_free(problem);
            problem = NULL;
        }
    }
    return problem;
}

void voi_problem_destroy(voi_problem *problem)
{
    if (!problem) {
        return;
    }
    free_columns(problem->costs, problem->strategies);
    free_columns(problem->effects, problem->strategies);
    free_columns(problem->net_benefit, problem->strategies);
    free_columns(problem->params, problem->parameters);
    free_columns(problem->outcomes, problem->outcome_count);
    free_names(problem->strategy_names, problem->strategies);
    free_names(problem->parameter_names, problem->parameters);
    free_names(problem->outcome_names, problem->outcome_count);
    vi_findings_free(&problem->findings);
    vi_identity_release(problem->identity);
    for (size_t i = 0; i < problem->source_count; i++) {
        vi_free(problem->sources[i].path);
    }
    vi_free(problem);
}

static voi_status copy_column(const voi_matrix *matrix, size_t j, const char *role, double *column,
                              voi_error *err)
{
    const double *first = matrix->data + (ptrdiff_t)j * matrix->col_stride;
    for (size_t i = 0; i < matrix->rows; i++) {
        column[i] = first[(ptrdiff_t)i * matrix->row_stride];
        if (!isfinite(column[i])) {
            return vi_fail(err, VOI_ERR_DATA, "%s: row %zu, column %zu: %g is not a finite number",
                           role, i + 1, j + 1, column[i]);
        }
    }
    return VOI_OK;
}

static voi_status copy_matrix(const voi_matrix *matrix, const char *role, double ***out,
                              voi_error *err)
{
    *out = vi_calloc(matrix->cols, sizeof **out);
    if (!*out) {
        return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory", role);
    }
    for (size_t j = 0; j < matrix->cols; j++) {
        (*out)[j] = vi_malloc(matrix->rows, sizeof ***out);
        if (!(*out)[j]) {
            return vi_fail(err, VOI_ERR_NOMEM, "%s: out of memory for %zu rows", role,
                           matrix->rows);
        }
        voi_status status = copy_column(matrix, j, role, (*out)[j], err);
        if (status != VOI_OK) {
            return status;
        }
    }
    return VOI_OK;
}

static voi_status copy_names(const char *const *names, size_t count, char prefix, char ***out,
                             voi_error *err)
{
    *out = vi_calloc(count, sizeof **out);
    bool complete = *out != NULL;
    for (size_t j = 0; complete && j < count; j++) {
        char numbered[32];
        snprintf(numbered, sizeof numbered, "%c%zu", prefix, j + 1);
        (*out)[j] = vi_strdup(names ? names[j] : numbered);
        complete = (*out)[j] != NULL;
    }
    return complete ? VOI_OK : vi_fail(err, VOI_ERR_NOMEM, "names: out of memory");
}

static voi_status check_repeats(char *const *names, size_t count, const char *role, voi_error *err)
{
    vi_name_index index = {0};
    voi_status status = vi_name_index_create(names, count, &index, err);
    for (size_t j = 0; status == VOI_OK && j < count; j++) {
        if (vi_name_index_find(&index, names[j]) != j) {
            status =
                vi_fail(err, VOI_ERR_ARGUMENT, "%s: the name \"%s\" stands twice", role, names[j]);
        }
    }
    vi_name_index_free(&index);
    return status;
}

static voi_status check_shape(const voi_matrix *matrix, size_t rows, size_t cols, const char *role,
                              voi_error *err)
{
    if (matrix->rows != rows || (cols != 0 && matrix->cols != cols)) {
        return vi_fail(err, VOI_ERR_DATA, "%s: %zu rows and %zu columns where %zu and %zu are due",
                       role, matrix->rows, matrix->cols, rows, cols ? cols : matrix->cols);
    }
    return VOI_OK;
}

/* The matrix that says how many rows there are. */
static const voi_matrix *leading(const voi_problem_data *data)
{
    return data->outcomes.data ? &data->outcomes
           : data->costs.data  ? &data->costs
                               : &data->net_benefit;
}

static voi_status check_outcomes(const voi_problem_data *data, voi_error *err)
{
    if (data->costs.data || data->effects.data || data->net_benefit.data) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "outcomes have no strategies: leave out costs, effects and net benefit");
    }
    if (data->outcomes.rows < 1 || data->outcomes.cols < 1) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "outcomes: %zu rows and %zu columns; at least 1 and 1 are needed",
                       data->outcomes.rows, data->outcomes.cols);
    }
    return VOI_OK;
}

static voi_status check_strategies(const voi_problem_data *data, voi_error *err)
{
    bool pair = data->costs.data && data->effects.data;
    bool either = data->costs.data || data->effects.data;
    if (pair == (data->net_benefit.data != NULL) || pair != either) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "a problem has costs and effects, or net benefit: give one of the two");
    }
    const voi_matrix *outcome = leading(data);
    if (outcome->rows < 1 || outcome->cols < 2) {
        return vi_fail(err, VOI_ERR_ARGUMENT,
                       "outcomes: %zu rows and %zu strategies; at least 1 and 2 are needed",
                       outcome->rows, outcome->cols);
    }
    return pair ? check_shape(&data->effects, outcome->rows, outcome->cols, "effects", err)
                : VOI_OK;
}

static voi_status check_data(const voi_problem_data *data, voi_error *err)
{
    voi_status status =
        data->outcomes.data ? check_outcomes(data, err) : check_strategies(data, err);
    return status == VOI_OK && data->parameters.data
               ? check_shape(&data->parameters, leading(data)->rows, 0, "parameters", err)
               : status;
}

/* The outcomes and their names. */
static voi_status fill_outcomes(const voi_problem_data *data, voi_problem *problem, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = leading(data)->cols;
    if (data->outcomes.data) {
        problem->outcome_count = count;
        VI_TRY(copy_matrix(&data->outcomes, "outcomes", &problem->outcomes, err));
        VI_TRY(copy_names(data->outcome_names, count, 'y', &problem->outcome_names, err));
        return check_repeats(problem->outcome_names, count, "outcomes", err);
    }
    problem->strategies = count;
    if (data->costs.data) {
        VI_TRY(copy_matrix(&data->costs, "costs", &problem->costs, err));
        VI_TRY(copy_matrix(&data->effects, "effects", &problem->effects, err));
    } else {
        VI_TRY(copy_matrix(&data->net_benefit, "net benefit", &problem->net_benefit, err));
    }
    VI_TRY(copy_names(data->strategy_names, count, 's', &problem->strategy_names, err));
    VI_TRY(check_repeats(problem->strategy_names, count, "strategies", err));
cleanup:
    return status;
}

static voi_status fill_problem(const voi_problem_data *data, voi_problem *problem, voi_error *err)
{
    voi_status status = VOI_OK;
    problem->rows = leading(data)->rows;
    problem->parameters = data->parameters.data ? data->parameters.cols : 0;
    VI_TRY(fill_outcomes(data, problem, err));
    if (problem->parameters > 0) {
        VI_TRY(copy_matrix(&data->parameters, "parameters", &problem->params, err));
    }
    VI_TRY(copy_names(data->parameter_names, problem->parameters, 'p', &problem->parameter_names,
                      err));
    VI_TRY(check_repeats(problem->parameter_names, problem->parameters, "parameters", err));
cleanup:
    return status;
}

voi_status voi_problem_create(voi_context *ctx, const voi_problem_data *data, voi_problem **out,
                              voi_error *err)
{
    voi_status status = VOI_OK;
    voi_problem *problem = NULL;
    (void)ctx;
    *out = NULL;
    VI_TRY(check_data(data, err));
    problem = vi_problem_new();
    if (!problem) {
        status = vi_fail(err, VOI_ERR_NOMEM, "problem: out of memory");
        goto cleanup;
    }
    VI_TRY(fill_problem(data, problem, err));
    *out = problem;
    problem = NULL;
cleanup:
    voi_problem_destroy(problem);
    return status;
}
