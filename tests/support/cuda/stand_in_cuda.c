/* A driver of a GPU that is not there: its memory is the host's, its modules are shared objects
 * that the stand-in of NVRTC has made of the kernels' own source. What is started on a stream is
 * done when somebody waits for it, and not before, so that a wait that is missing shows.
 *
 * Built as several libraries, which differ in what fails: DEVICES that it counts, START as cuInit
 * answers, TOLD as a description answers, and OLD leaves a function out. For tests of the command
 * the environment sets what stand_in.h describes: STAND_IN_FAIL_AT, STAND_IN_LOST,
 * STAND_IN_MEMORY; and names a file for what was counted, STAND_IN_REPORT. */
#define _GNU_SOURCE
#include "stand_in.h"
#include "stand_in_blocks.h"

#include "kernels/cuda/cuda_driver.h"

#include "kernels/cuda/arguments.h"

#include <dlfcn.h>
#include <elf.h>
#include <unistd.h>

#ifndef DEVICES
#define DEVICES 1
#define START 0
#define TOLD 0
#endif

enum { OUT_OF_MEMORY = 2, MOST_BLOCKS = 64, MOST_STREAMS = 8, BROKEN = 999 };

stand_in_cuda stand_in = {.fail_at = -1, .memory = 1 << 28};

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

__attribute__((constructor)) static void read_environment(void)
{
    stand_in.fail_at = number_of("STAND_IN_FAIL_AT", -1);
    stand_in.lost = number_of("STAND_IN_LOST", 0) != 0;
    stand_in.memory = (size_t)number_of("STAND_IN_MEMORY", (long)stand_in.memory);
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("STAND_IN_REPORT");
    FILE *file = path && stand_in.calls > 0 ? fopen(path, "a") : NULL;
    free_stacks();
    if (file) {
        fprintf(file, "calls %ld live %ld sent %zu launches %ld\n", stand_in.calls, stand_in.live,
                stand_in.sent, stand_in.launches);
        fclose(file);
    }
}

/* What a call answers before it does anything. */
static int begin(void)
{
    long call = stand_in.calls++;
    bool fails = stand_in.fail_at >= 0 &&
                 (call == stand_in.fail_at || (stand_in.lost && call > stand_in.fail_at));
    return fails ? BROKEN : 0;
}

/* ---- Memory -------------------------------------------------------------------------------- */

static struct {
    char *start;
    size_t bytes;
} blocks[MOST_BLOCKS];

static void check_range(vi_address address, size_t bytes)
{
    const char *start = (const char *)(uintptr_t)address;
    for (size_t i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start && start >= blocks[i].start &&
            start + bytes <= blocks[i].start + blocks[i].bytes) {
            return;
        }
    }
    fprintf(stderr, "stand-in: a copy beyond the memory of the device\n");
    abort();
}

/* ---- Streams ------------------------------------------------------------------------------- */

typedef struct work {
    struct work *next;
    const void *from; /* of a copy */
    vi_address to;
    size_t bytes;
    host_function function; /* of a launch */
    shim_index grid;
    vi_kernel_arguments arguments;
} work;

typedef struct {
    work *first, **last;
    bool open;
} stream_queue;

static stream_queue streams[MOST_STREAMS];

static void run_stream(stream_queue *stream)
{
    while (stream->open && stream->first) {
        work *w = stream->first;
        if (w->function.run) {
            run_grid(w->function, &w->arguments, w->grid, VI_THREADS);
        } else if (w->from) {
            memcpy((void *)(uintptr_t)w->to, w->from, w->bytes);
        } else {
            memset((void *)(uintptr_t)w->to, 0, w->bytes);
        }
        stream->first = w->next;
        free(w);
    }
    stream->last = &stream->first;
}

static void run_all_streams(void)
{
    for (size_t i = 0; i < MOST_STREAMS; i++) {
        run_stream(&streams[i]);
    }
}

static void enqueue(void *stream, const work *what)
{
    stream_queue *queue = stream;
    work *added = malloc(sizeof *added);
    *added = *what;
    added->next = NULL;
    *queue->last = added;
    queue->last = &added->next;
}

/* ---- The functions ------------------------------------------------------------------------- */

int cuInit(unsigned flags)
{
    return flags == 0 ? START : 1;
}

int cuGetErrorName(int result, const char **name)
{
    *name = result == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_OF_A_TEST";
    return result == BROKEN || result == OUT_OF_MEMORY ? 0 : 1;
}

int cuDriverGetVersion(int *version)
{
    *version = 12040;
    return TOLD > 0;
}

int cuDeviceGetCount(int *count)
{
    *count = DEVICES;
    return 0;
}

int cuDeviceGet(int *device, int index)
{
    *device = index + 40;
    return TOLD == 1 ? BROKEN : begin();
}

int cuDeviceGetName(char *name, int capacity, int device)
{
    strncpy(name, device == 40 ? "First GPU" : "Second GPU", (size_t)capacity);
    return TOLD == 2 ? BROKEN : begin();
}

int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    *bytes = (size_t)(device - 39) * 1000000000;
    return TOLD == 3 ? 998 : begin();
}

#ifndef OLD
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    *value = attribute == 75 ? 9 : attribute == 36 ? 1000000 : attribute == 37 ? 4096 : device - 40;
    return TOLD == 4 || (TOLD == 5 && attribute == 76) ? BROKEN : begin();
}
#endif

int cuDevicePrimaryCtxRetain(void **context, int device)
{
    int result = begin();
    if (result == 0) {
        stand_in.live++;
        *context = &stand_in.live + (device - 40);
    }
    return result;
}

int cuDevicePrimaryCtxRelease_v2(int device)
{
    (void)device;
    stand_in.live--;
    return begin();
}

int cuCtxPushCurrent_v2(void *context)
{
    (void)context;
    return begin();
}

int cuCtxPopCurrent_v2(void **context)
{
    *context = NULL;
    return begin();
}

int cuMemGetInfo_v2(size_t *free_bytes, size_t *total)
{
    *total = stand_in.memory;
    *free_bytes = stand_in.memory - stand_in.used;
    return begin();
}

int cuMemAlloc_v2(vi_address *address, size_t bytes)
{
    int result = begin();
    if (result == 0 && bytes > stand_in.memory - stand_in.used) {
        result = OUT_OF_MEMORY;
    }
    for (size_t i = 0; result == 0 && i < MOST_BLOCKS; i++) {
        if (!blocks[i].start) {
            blocks[i].start = malloc(bytes);
            memset(blocks[i].start, 0xa5, bytes);
            blocks[i].bytes = bytes;
            stand_in.used += bytes;
            stand_in.live++;
            *address = (vi_address)(uintptr_t)blocks[i].start;
            return 0;
        }
    }
    return result;
}

int cuMemFree_v2(vi_address address)
{
    run_all_streams();
    for (size_t i = 0; i < MOST_BLOCKS; i++) {
        if (blocks[i].start == (char *)(uintptr_t)address) {
            free(blocks[i].start);
            blocks[i].start = NULL;
            stand_in.used -= blocks[i].bytes;
            stand_in.live--;
        }
    }
    return begin();
}

int cuMemHostAlloc(void **block_of_host, size_t bytes, unsigned flags)
{
    int result = flags == 0 ? begin() : 1;
    if (result == 0) {
        *block_of_host = malloc(bytes);
        stand_in.live++;
    }
    return result;
}

int cuMemFreeHost(void *block_of_host)
{
    free(block_of_host);
    stand_in.live--;
    return begin();
}

int cuMemcpyHtoD_v2(vi_address to, const void *from, size_t bytes)
{
    int result = begin();
    if (result == 0) {
        run_all_streams();
        check_range(to, bytes);
        memcpy((void *)(uintptr_t)to, from, bytes);
        stand_in.sent += bytes;
    }
    return result;
}

int cuMemcpyDtoH_v2(void *to, vi_address from, size_t bytes)
{
    int result = begin();
    if (result == 0) {
        run_all_streams();
        check_range(from, bytes);
        memcpy(to, (const void *)(uintptr_t)from, bytes);
        stand_in.fetched += bytes;
    }
    return result;
}

int cuMemcpyHtoDAsync_v2(vi_address to, const void *from, size_t bytes, void *stream)
{
    int result = begin();
    if (result == 0) {
        const work copy = {.from = from, .to = to, .bytes = bytes};
        check_range(to, bytes);
        enqueue(stream, &copy);
        stand_in.sent += bytes;
    }
    return result;
}

int cuMemsetD8Async(vi_address to, unsigned char byte, size_t bytes, void *stream)
{
    int result = byte == 0 ? begin() : 1;
    if (result == 0) {
        const work set = {.to = to, .bytes = bytes};
        check_range(to, bytes);
        enqueue(stream, &set);
    }
    return result;
}

int cuStreamCreate(void **stream, unsigned flags)
{
    int result = flags == 0 ? begin() : 1;
    for (size_t i = 0; result == 0 && i < MOST_STREAMS; i++) {
        if (!streams[i].open) {
            streams[i] = (stream_queue){.last = &streams[i].first, .open = true};
            stand_in.live++;
            *stream = &streams[i];
            return 0;
        }
    }
    return result;
}

int cuStreamSynchronize(void *stream)
{
    run_stream(stream);
    return begin();
}

int cuStreamDestroy_v2(void *stream)
{
    stream_queue *queue = stream;
    run_stream(queue);
    queue->open = false;
    stand_in.live--;
    return begin();
}

/* A shared object has no size with it: its table of sections is the last of it. */
static size_t size_of_object(const void *image)
{
    const Elf64_Ehdr *head = image;
    return head->e_shoff + (size_t)head->e_shnum * head->e_shentsize;
}

int cuModuleLoadData(void **module, const void *image)
{
    char path[] = "/tmp/stand-in-XXXXXX"; /* a name of its own: loaders know objects by it */
    int result = begin();
    if (result != 0) {
        return result;
    }
    int file = mkstemp(path);
    size_t size = size_of_object(image);
    *module =
        write(file, image, size) == (ssize_t)size ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    close(file);
    unlink(path);
    stand_in.live += *module != NULL;
    return *module ? 0 : BROKEN;
}

int cuModuleGetFunction(void **function, void *module, const char *name)
{
    static host_function functions[MOST_BLOCKS];
    char symbol[100];
    int result = begin();
    snprintf(symbol, sizeof symbol, "%s_on_host", name);
    void *found = dlsym(module, symbol);
    for (size_t i = 0; result == 0 && found && i < MOST_BLOCKS; i++) {
        void *run;
        memcpy(&run, &functions[i].run, sizeof run);
        if (!functions[i].run || run == found) {
            memcpy(&functions[i].run, &found, sizeof found);
            functions[i].shim = dlsym(module, "shim");
            *function = &functions[i];
            return 0;
        }
    }
    return result ? result : BROKEN;
}

int cuModuleUnload(void *module)
{
    run_all_streams();
    dlclose(module);
    stand_in.live--;
    return begin();
}

/* The driver's own list. */
#define LAUNCH_ARGUMENTS                                                                           \
    (void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,          \
     unsigned block_y, unsigned block_z, unsigned shared, void *stream, void **arguments,          \
     void **extra)

int cuLaunchKernel LAUNCH_ARGUMENTS
{
    int result = begin();
    bool usual = grid_z == 1 && block_x == VI_THREADS && block_y == 1 && block_z == 1 &&
                 grid_y < 65536 && shared == 0 && !extra;
    if (result == 0 && usual) {
        work launch = {.function = *(host_function *)function, .grid = {grid_x, grid_y, 1}};
        memcpy(&launch.arguments, arguments[0], sizeof launch.arguments);
        enqueue(stream, &launch);
        stand_in.launches++;
    }
    return usual ? result : 1;
}

#ifndef OLD
/* The types are those that the library expects. */
const vi_cuda_driver stand_in_functions = {
#define MEMBER(name, declaration) .name = name,
    VI_CUDA_FUNCTIONS(MEMBER)
#undef MEMBER
};
#endif
