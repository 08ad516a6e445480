/* Files of studies: any bytes. Studies have names, all different, a design, and parameters of the
 * problem; what is refused says where. */
#include "fuzz_problem.h"

#include "data/study_file.h"

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
    static const char *const names[PARAMETERS] = {"p_a", "p_b", "m"};
    fuzz_problem p = open_problem(names);
    const vi_study_origin from = {p.ctx, p.problem, "studies"};
    voi_studies *studies = NULL;
    voi_error error = {VOI_OK, ""};
    voi_status status = vi_studies_parse(&from, (const char *)data, size, &studies, &error);
    if (status == VOI_OK) {
        require_studies(studies);
    } else {
        /* It may name files, which may be anything. */
        require_refusal(status, &error, "studies", studies);
        require(status != VOI_ERR_NOMEM);
    }
    voi_studies_destroy(studies);
    close_problem(&p);
    return 0;
}
