/* Files of groups: any bytes. Groups have names, all different, and parameters of the problem; what
 * is refused says where. */
#include "fuzz.h"

#include "data/group_file.h"

enum { ROWS = 2, PARAMETERS = 3 };

static voi_problem *new_problem(voi_context *ctx)
{
    static const char *const names[PARAMETERS] = {"c_a", "c_b", "u_a"};
    static double nb[2 * ROWS] = {0, 0, 1, 2}, x[PARAMETERS * ROWS];
    const voi_problem_data data = {.net_benefit = {nb, ROWS, 2, 1, ROWS},
                                   .parameters = {x, ROWS, PARAMETERS, 1, ROWS},
                                   .parameter_names = names};
    voi_problem *problem = NULL;
    require(voi_problem_create(ctx, &data, &problem, NULL) == VOI_OK);
    return problem;
}

static void require_groups(const voi_groups *groups)
{
    size_t count = voi_groups_count(groups);
    const char *const *names = voi_groups_names(groups);
    require(count > 0);
    for (size_t g = 0; g < count; g++) {
        require(names[g][0] && voi_groups_parameters(groups)[g][0]);
        for (size_t h = 0; h < g; h++) {
            require(strcmp(names[g], names[h]) != 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    voi_context *ctx = NULL;
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    require(voi_context_create(NULL, &ctx, NULL) == VOI_OK);
    voi_problem *problem = new_problem(ctx);
    voi_status status =
        vi_groups_parse(problem, "groups", (const char *)data, size, &groups, &error);
    if (status == VOI_OK) {
        require_groups(groups);
    } else {
        require_failure(status, &error);
        require(!groups && strncmp(error.message, "groups:", 7) == 0);
        require(status == VOI_ERR_FORMAT || status == VOI_ERR_ARGUMENT);
    }
    voi_groups_destroy(groups);
    voi_problem_destroy(problem);
    voi_context_destroy(ctx);
    return 0;
}
