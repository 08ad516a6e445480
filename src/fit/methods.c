/* One line a method; the conformance tests run over the list. */
#include "fit/methods.h"

#include "fit/anova.h"
#include "fit/gp.h"
#include "fit/mars.h"

#include <string.h>

static voi_status create_anova(voi_context *ctx, const vi_group *group,
                               const vi_responses *responses, vi_regressors *out, voi_error *err)
{
    const vi_anova_size size = vi_anova_default(group->rows, group->count);
    return vi_anova_create(ctx, group, responses, &size, out, err);
}

static voi_status create_mars(voi_context *ctx, const vi_group *group,
                              const vi_responses *responses, vi_regressors *out, voi_error *err)
{
    const vi_mars_size size = vi_mars_default(group->rows, group->count);
    return vi_mars_create(ctx, group, responses, &size, out, err);
}

const vi_method vi_methods[] = {
    {"anova", "main effects and interactions by splines", create_anova},
    {"gp", "a Gaussian process: interactions of any order", vi_gp_create},
    {"mars", "products of hinges, for many parameters", create_mars},
};

const size_t vi_method_count = sizeof vi_methods / sizeof *vi_methods;

_Static_assert(sizeof vi_methods / sizeof *vi_methods <= VI_MOST_METHODS, "raise VI_MOST_METHODS");

const vi_method *vi_method_find(const char *name)
{
    for (size_t i = 0; i < vi_method_count; i++) {
        if (strcmp(vi_methods[i].name, name) == 0) {
            return &vi_methods[i];
        }
    }
    return NULL;
}
