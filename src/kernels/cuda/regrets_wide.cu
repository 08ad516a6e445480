/* The same sums for any number of strategies. A block takes VI_TILE_ROWS rows at a time, and of
 * these VI_TILE_COLUMNS strategies at a time: a first walk over the strategies finds the maxima of
 * the rows, a second one, whose values still lie in a cache, adds the regrets. Values pass through
 * shared memory, so that both orders of them are read as they lie. */
#include "device.cuh"

enum {
    PITCH = VI_TILE_COLUMNS + 1,
    PARTS = VI_THREADS / VI_TILE_ROWS,     /* threads that share a row while maxima are sought */
    SHARE = VI_TILE_COLUMNS / PARTS,       /* strategies of each of them */
    GROUPS = VI_THREADS / VI_TILE_COLUMNS, /* threads that share a strategy */
    ROWS_EACH = VI_TILE_ROWS / GROUPS
};

/* Where a tile begins and what of it there is. */
typedef struct {
    long long row;
    int first, rows, cols;
} region;

__device__ inline void load_tile(const vi_kernel_arguments *a, const region *r, double *tile)
{
    __syncthreads();
    for (int i = threadIdx.x; i < VI_TILE_ROWS * VI_TILE_COLUMNS; i += VI_THREADS) {
        int row = BY_ROW ? i / VI_TILE_COLUMNS : i % VI_TILE_ROWS;
        int col = BY_ROW ? i % VI_TILE_COLUMNS : i / VI_TILE_ROWS;
        if (row < r->rows && col < r->cols) {
            long long at = BY_ROW ? (r->row + row) * a->cols + r->first + col
                                  : (r->first + col) * a->rows + r->row + row;
            tile[row * PITCH + col] = a->values[at];
        }
    }
    __syncthreads();
}

__device__ inline void narrow_region(const vi_kernel_arguments *a, int first, region *r)
{
    r->first = first;
    r->cols = a->cols - first < VI_TILE_COLUMNS ? a->cols - first : VI_TILE_COLUMNS;
}

/* Leaves the maxima of the rows of a region in `best`. */
__device__ inline void find_best(const vi_kernel_arguments *a, region *r, double *tile,
                                 double *scratch, double *best)
{
    int row = threadIdx.x % VI_TILE_ROWS, part = threadIdx.x / VI_TILE_ROWS;
    double most = 0;
    for (int first = 0; first < a->cols; first += VI_TILE_COLUMNS) {
        narrow_region(a, first, r);
        load_tile(a, r, tile);
        const double *from = tile + row * PITCH;
        most = first == 0 ? from[0] : most;
        for (int d = part * SHARE; d < (part + 1) * SHARE && d < r->cols; d++) {
            most = from[d] > most ? from[d] : most;
        }
    }
    scratch[threadIdx.x] = most;
    __syncthreads();
    if (part == 0) {
        for (int p = 1; p < PARTS; p++) {
            double other = scratch[row + p * VI_TILE_ROWS];
            most = other > most ? other : most;
        }
        best[row] = most;
    }
    __syncthreads();
}

KERNEL(regrets_wide)
{
    __shared__ double tile[VI_TILE_ROWS * PITCH], scratch[VI_THREADS], best[VI_TILE_ROWS];
    int col = threadIdx.x % VI_TILE_COLUMNS, group = threadIdx.x / VI_TILE_COLUMNS;
    region r;
    long long step = (long long)gridDim.x * VI_TILE_ROWS;
    for (r.row = (long long)blockIdx.x * VI_TILE_ROWS; r.row < a.rows; r.row += step) {
        r.rows = (int)(a.rows - r.row < VI_TILE_ROWS ? a.rows - r.row : VI_TILE_ROWS);
        find_best(&a, &r, tile, scratch, best);
        for (int first = 0; first < a.cols; first += VI_TILE_COLUMNS) {
            double sum = 0, squares = 0;
            narrow_region(&a, first, &r);
            load_tile(&a, &r, tile);
            for (int i = 0; i < ROWS_EACH && col < r.cols; i++) {
                int row = group + i * GROUPS;
                if (row < r.rows) {
                    double regret = best[row] - tile[row * PITCH + col];
                    sum += regret;
                    squares += regret * regret;
                }
            }
            sum = block_sum(sum, scratch, VI_TILE_COLUMNS);
            squares = block_sum(squares, scratch, VI_TILE_COLUMNS);
            if (threadIdx.x < r.cols) {
                add_to_partial(&a, first + col, sum);
                add_to_partial(&a, a.cols + first + col, squares);
            }
        }
    }
}
