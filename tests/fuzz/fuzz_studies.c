/* Files of studies: any bytes. Studies have names, all different, a design, and parameters of the
 * problem; what is refused says where. */
#include "fuzz.h"

#include "data/study_file.h"

enum { ROWS = 2, PARAMETERS = 3 };

static voi_problem *new_problem(voi_context *ctx)
{
    static const char *const names[PARAMETERS] = {"p_a", "p_b", "m"};
    static double nb[2 * ROWS] = {0, 0, 1, 2}, x[PARAMETERS * ROWS];
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {x, ROWS, PARAMETERS, 1, ROWS},
                                   .parameter_names = names};
    voi_problem *problem = NULL;
    require(voi_problem_create(ctx, &data, &problem, NULL) == VOI_OK);
    return problem;
}

static void require_studies(const voi_studies *studies)
{
    const voi_study_plan *plans = voi_studies_plans(studies);
    require(voi_studies_count(studies) > 0);
    for (size_t s = 0; s < voi_studies_count(studies); s++) {
        const voi_study *study = &plans[s].study;
        require(study->name[0] && study->design);
        require(plans[s].setup.low <= plans[s].setup.high);
        for (size_t j = 0; j < study->parameter_count; j++) {
            require(study->parameters[j][0]);
        }
        for (size_t other = 0; other < s; other++) {
            require(strcmp(study->name, plans[other].study.name) != 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    voi_context *ctx = NULL;
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    require(voi_context_create(NULL, &ctx, NULL) == VOI_OK);
    voi_problem *problem = new_problem(ctx);
    const vi_study_origin from = {ctx, problem, "studies"};
    voi_status status = vi_studies_parse(&from, (const char *)data, size, &studies, &error);
    if (status == VOI_OK) {
        require_studies(studies);
    } else {
        require_failure(status, &error);
        require(!studies && strncmp(error.message, "studies:", 8) == 0);
        /* It may name files, which may be anything. */
        require(status != VOI_ERR_NOMEM);
    }
    voi_studies_destroy(studies);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return 0;
}
