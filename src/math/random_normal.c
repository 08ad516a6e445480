/* Normal numbers as the library's tests and benchmarks draw them: the quantile of a uniform one, so
 * that each takes one number of the counter. */
#include "core/philox.h"
#include "math/normal.h"
#include "voi.h"

void voi_random_normal(uint64_t seed, uint64_t stream, double mean, double sd, double *out,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = mean + sd * vi_normal_quantile(vi_uniform(seed, stream, i));
    }
}
