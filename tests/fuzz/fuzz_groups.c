/* Files of groups: any bytes. Groups have names, all different, and parameters of the problem; what
 * is refused says where. */
#include "fuzz_problem.h"

#include "data/group_file.h"

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
    static const char *const names[PARAMETERS] = {"c_a", "c_b", "u_a"};
    fuzz_problem p = open_problem(names);
    voi_groups *groups = NULL;
    voi_error error = {VOI_OK, ""};
    voi_status status =
        vi_groups_parse(p.problem, "groups", (const char *)data, size, &groups, &error);
    if (status == VOI_OK) {
        require_groups(groups);
    } else {
        require_refusal(status, &error, "groups", groups);
        require(status == VOI_ERR_FORMAT || status == VOI_ERR_ARGUMENT);
    }
    voi_groups_destroy(groups);
    close_problem(&p);
    return 0;
}
