/* Rows go in chunks, whose size follows from the number of columns alone. Two slots take turns:
 * each has a stream, pinned memory, a chunk on the device and partial sums of its own, so that one
 * chunk is packed by the threads of the context while another is on its way or being worked on.
 * Values kept on the device go through the same chunks and slots, and give the same bits.
 *
 * Partial sums stay on the device until the last chunk is done. They are then added exactly. What a
 * kernel makes of every row is fetched chunk by chunk. */
#include "kernels/cuda/gpu_walk.h"

#include "core/alloc.h"
#include "kernels/cuda/gpu_pack.h"
#include "math/exact.h"

enum {
    MOST_BLOCKS = 1024,
    MOST_BLOCKS_Y = 65535,   /* the largest grid in its second direction */
    MOST_PARTIALS = 1 << 22, /* of one slot, unless one block has more */
    ALIGNED_ROWS = 256
};

static const char phase[] = "computing on the GPU";

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t chunk_rows_of(const vi_gpu *gpu, const vi_gpu_values *x)
{
    size_t rows = gpu->chunk_bytes / sizeof(double) / x->cols;
    rows = rows > ALIGNED_ROWS ? rows / ALIGNED_ROWS * ALIGNED_ROWS : rows;
    return smaller(rows > 0 ? rows : 1, x->rows);
}

static voi_status prepare_slot(vi_gpu *gpu, vi_gpu_slot *slot, const vi_gpu_walk *w, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t bytes = w->chunk_rows * w->values->cols * sizeof(double);
    void *block = NULL;
    if (!slot->stream) {
        VI_CUDA_TRY(gpu->driver, cuStreamCreate, &slot->stream, 0);
    }
    if (w->moving && slot->staging_bytes < bytes) {
        if (slot->staging) {
            block = slot->staging;
            slot->staging = NULL;
            slot->staging_bytes = 0;
            VI_CUDA_TRY(gpu->driver, cuMemFreeHost, block);
        }
        VI_CUDA_TRY(gpu->driver, cuMemHostAlloc, &block, bytes, 0);
        slot->staging = block;
        slot->staging_bytes = bytes;
    }
    if (w->moving && !w->kept) {
        VI_TRY(vi_gpu_reserve(gpu, &slot->values, bytes, err));
    }
    VI_TRY(vi_gpu_reserve(gpu, &slot->made, w->chunk_rows * w->made_cols * sizeof(double), err));
cleanup:
    return status;
}

/* The partial sums of a slot, all zero. */
static voi_status clear_partials(const vi_gpu *gpu, vi_gpu_slot *slot, const vi_gpu_walk *w,
                                 voi_error *err)
{
    voi_status status = VOI_OK;
    size_t bytes = 2 * sizeof(double) * w->blocks * (size_t)w->arguments.sums;
    VI_TRY(vi_gpu_reserve(gpu, &slot->partials, bytes, err));
    VI_CUDA_TRY(gpu->driver, cuMemsetD8Async, slot->partials.address, 0, bytes, slot->stream);
cleanup:
    return status;
}

static voi_status prepare(const vi_gpu_walk *w, voi_error *err)
{
    voi_status status = VOI_OK;
    for (size_t s = 0; s < w->slots && status == VOI_OK; s++) {
        vi_gpu_slot *slot = &w->gpu->slots[s];
        status = prepare_slot(w->gpu, slot, w, err);
        if (status == VOI_OK && w->arguments.sums > 0) {
            status = clear_partials(w->gpu, slot, w, err);
        }
    }
    return status;
}

/* Where a chunk is on the device. */
static vi_address address_of(const vi_gpu_walk *w, const vi_gpu_slot *slot, size_t first)
{
    return w->kept ? w->kept + first * w->values->cols * sizeof(double) : slot->values.address;
}

/* Starts to move a chunk to the device, once the slot is done with the chunk before. */
static voi_status move_chunk(const vi_gpu_walk *w, vi_gpu_slot *slot, size_t first, size_t rows,
                             voi_error *err)
{
    voi_status status = VOI_OK;
    vi_cuda_driver *driver = w->gpu->driver;
    size_t bytes = rows * w->values->cols * sizeof(double);
    VI_CUDA_TRY(driver, cuStreamSynchronize, slot->stream);
    VI_TRY(vi_gpu_pack(w->ctx, w->values, first, rows, slot->staging, err));
    VI_CUDA_TRY(driver, cuMemcpyHtoDAsync_v2, address_of(w, slot, first), slot->staging, bytes,
                slot->stream);
cleanup:
    return status;
}

static voi_status launch(const vi_gpu_walk *w, const vi_gpu_slot *slot, size_t first, size_t rows,
                         voi_error *err)
{
    voi_status status = VOI_OK;
    vi_kernel_arguments arguments = w->arguments;
    arguments.values = address_of(w, slot, first);
    arguments.partials = slot->partials.address;
    arguments.made = slot->made.address;
    arguments.first_row = (long long)first;
    arguments.rows = (long long)rows;
    void *list[] = {&arguments};
    size_t blocks = smaller((rows + w->block_rows - 1) / w->block_rows, w->blocks);
    VI_CUDA_TRY(w->gpu->driver, cuLaunchKernel, w->function, (unsigned)blocks,
                (unsigned)w->blocks_y, 1, VI_THREADS, 1, 1, 0, slot->stream, list, NULL);
cleanup:
    return status;
}

static voi_status walk_chunk(const vi_gpu_walk *w, size_t first, vi_gpu_slot *slot, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t rows = smaller(w->values->rows - first, w->chunk_rows);
    if (w->moving) {
        VI_TRY(move_chunk(w, slot, first, rows, err));
    }
    if (w->function) {
        VI_TRY(launch(w, slot, first, rows, err));
    }
    for (size_t j = 0; j < w->made_cols; j++) {
        VI_CUDA_TRY(w->gpu->driver, cuMemcpyDtoH_v2, w->made[j] + first,
                    slot->made.address + j * rows * sizeof(double), rows * sizeof(double));
    }
    VI_TRY(vi_progress(w->ctx, phase, (double)(first + rows) / (double)w->values->rows, err));
cleanup:
    return status;
}

/* Goes through all chunks and waits for the last, also where the caller wants to stop. */
voi_status vi_gpu_walk_all(const vi_gpu_walk *w, voi_error *err)
{
    size_t slot = 0;
    voi_phase_begin(w->ctx, phase);
    voi_status status = prepare(w, err);
    for (size_t first = 0; first < w->values->rows && status == VOI_OK; first += w->chunk_rows) {
        status = walk_chunk(w, first, &w->gpu->slots[slot], err);
        slot = (slot + 1) % w->slots;
    }
    for (size_t s = 0; s < w->slots; s++) {
        void *stream = w->gpu->slots[s].stream;
        int result = stream ? w->gpu->driver->cuStreamSynchronize(stream) : 0;
        if (status == VOI_OK) {
            status = vi_cuda_check(w->gpu->driver, result, "cuStreamSynchronize", err);
        }
    }
    voi_phase_end(w->ctx, sizeof(double) * w->values->rows * w->values->cols);
    return status;
}

/* Brings the partial sums of both slots together. */
static voi_status collect(const vi_gpu_walk *w, double *sums, voi_error *err)
{
    voi_status status = VOI_OK;
    size_t count = (size_t)w->arguments.sums, numbers = 2 * w->blocks * count;
    vi_exact all = vi_exact_empty(count);
    double *partials = vi_malloc(numbers, sizeof *partials);
    if (!partials) {
        return vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu sums", count);
    }
    for (size_t s = 0; s < w->slots; s++) {
        VI_CUDA_TRY(w->gpu->driver, cuMemcpyDtoH_v2, partials, w->gpu->slots[s].partials.address,
                    numbers * sizeof *partials);
        for (size_t i = 0; i < numbers; i += count) {
            vi_exact_add(&all, 0, partials + i, count);
        }
    }
    if (all.failed) {
        status = vi_fail(err, VOI_ERR_NOMEM, "out of memory for %zu sums", count);
        goto cleanup;
    }
    for (size_t i = 0; i < count; i++) {
        sums[i] = vi_exact_value(&all, i);
    }
cleanup:
    vi_exact_free(&all);
    vi_free(partials);
    return status;
}

bool vi_gpu_are_kept(const vi_gpu *gpu, const vi_gpu_values *x)
{
    return x->identity && gpu->kept_identity == x->identity && gpu->kept_rows == x->rows &&
           gpu->kept_cols == x->cols;
}

vi_gpu_walk vi_gpu_plan(voi_context *ctx, vi_gpu *gpu, const vi_gpu_values *x, size_t block_rows,
                        size_t sums)
{
    bool kept = vi_gpu_are_kept(gpu, x);
    vi_gpu_walk w = {.ctx = ctx,
                     .gpu = gpu,
                     .values = x,
                     .chunk_rows = chunk_rows_of(gpu, x),
                     .kept = kept ? gpu->kept.address : 0,
                     .moving = !kept,
                     .arguments = {.cols = (int)x->cols, .sums = (int)sums},
                     .block_rows = block_rows,
                     .blocks_y = 1};
    w.slots = x->rows > w.chunk_rows ? VI_GPU_SLOTS : 1;
    size_t blocks = smaller((w.chunk_rows + block_rows - 1) / block_rows, MOST_BLOCKS);
    size_t fitting = sums > 0 ? MOST_PARTIALS / sums : MOST_BLOCKS;
    w.blocks = smaller(blocks, fitting > 0 ? fitting : 1);
    return w;
}

/* What a kernel reads besides the rows. */
static voi_status send(const vi_gpu *gpu, vi_gpu_buffer *to, const void *from, size_t bytes,
                       voi_error *err)
{
    voi_status status = VOI_OK;
    if (!from) {
        return VOI_OK;
    }
    VI_TRY(vi_gpu_reserve(gpu, to, bytes, err));
    VI_CUDA_TRY(gpu->driver, cuMemcpyHtoD_v2, to->address, from, bytes);
cleanup:
    return status;
}

static voi_status run(vi_gpu_walk *w, const vi_kernel_variant *variant, double *sums,
                      voi_error *err)
{
    voi_status status = VOI_OK;
    vi_gpu *gpu = w->gpu;
    VI_TRY(send(gpu, &gpu->numbers, w->numbers, w->number_bytes, err));
    VI_TRY(send(gpu, &gpu->tiles, w->tiles, w->tile_bytes, err));
    w->arguments.numbers = gpu->numbers.address;
    w->arguments.tiles = w->arguments.factors = gpu->tiles.address;
    VI_TRY(vi_gpu_function(gpu, variant, &w->function, err));
    VI_TRY(vi_gpu_walk_all(w, err));
    if (w->arguments.sums > 0) {
        VI_TRY(collect(w, sums, err));
    }
cleanup:
    return status;
}

voi_status vi_gpu_run(vi_gpu_walk *w, const vi_kernel_variant *variant, double *sums,
                      voi_error *err)
{
    if (w->blocks_y > MOST_BLOCKS_Y) {
        return vi_fail(err, VOI_ERR_LIMIT, "%zu sums are too many for it",
                       (size_t)w->arguments.sums);
    }
    voi_status status = vi_gpu_enter(w->gpu, err);
    if (status == VOI_OK) {
        status = run(w, variant, sums, err);
        vi_gpu_leave(w->gpu);
    }
    return status;
}
