/* Sums of the effects and costs of every strategy less a number near their means, of their squares
 * and of their product: Σe, Σc, Σee, Σec, Σcc. One row of blocks a strategy. A chunk holds the
 * columns of effects, then those of costs. */
#include "device.cuh"

enum { SUMS = 5 };

KERNEL(moments)
{
    __shared__ double scratch[VI_THREADS];
    int d = blockIdx.y;
    const double *effects = a.values + d * a.rows, *costs = a.values + (a.cols + d) * a.rows;
    double near_effect = a.numbers[d], near_cost = a.numbers[a.cols + d];
    double sums[SUMS] = {0, 0, 0, 0, 0};
    for (long long row = (long long)blockIdx.x * VI_THREADS + threadIdx.x; row < a.rows;
         row += (long long)gridDim.x * VI_THREADS) {
        double effect = effects[row] - near_effect, cost = costs[row] - near_cost;
        sums[0] += effect;
        sums[1] += cost;
        sums[2] += effect * effect;
        sums[3] += effect * cost;
        sums[4] += cost * cost;
    }
    add_block_sums<SUMS>(&a, d * SUMS, sums, scratch);
}
