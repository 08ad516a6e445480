/* A basis is its class's state and its terms. */
#include "fit/regressors.h"

#include "core/alloc.h"

void vi_regressors_free(vi_regressors *basis)
{
    if (basis->class) {
        basis->class->destroy(basis->state);
    }
    vi_free(basis->terms);
    *basis = (vi_regressors){0};
}
