/* Blocks of threads on the host: each thread has a stack of its own (ucontext), and they take turns
 * in one thread of the system. A barrier, or a shuffle, hands over to the next; a round is over
 * when all have reached it. A block in which some end and others wait ends the test. Hands change
 * by _longjmp, since swapcontext asks the system each time. */
#ifndef TESTS_SUPPORT_CUDA_STAND_IN_BLOCKS_H
#define TESTS_SUPPORT_CUDA_STAND_IN_BLOCKS_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { MOST_THREADS = 256, STACK_BYTES = 1 << 16 };

typedef struct {
    unsigned x, y, z;
} shim_index;

/* As in shim.h. */
typedef struct {
    shim_index thread, block, grid;
    void (*barrier)(void);
    double (*shuffle)(double x, unsigned distance);
} shim_state;

typedef struct {
    shim_state *shim;
    void (*run)(const void *arguments);
} host_function;

static struct {
    jmp_buf scheduler, threads[MOST_THREADS];
    ucontext_t start[MOST_THREADS];
    char *stacks;
    bool ended[MOST_THREADS];
    double shuffled[2][MOST_THREADS];
    unsigned shuffles[MOST_THREADS], now;
    host_function function;
    const void *arguments;
} block;

static void wait_for_the_others(void)
{
    if (_setjmp(block.threads[block.now]) == 0) {
        _longjmp(block.scheduler, 1);
    }
}

/* What the thread `distance` further on in the warp has; its own value beyond the end of it. */
static double shuffle_down(double x, unsigned distance)
{
    unsigned own = block.now, other = own % 32 + distance < 32 ? own + distance : own;
    double *values = block.shuffled[block.shuffles[own]++ % 2];
    values[own] = x;
    wait_for_the_others();
    return values[other];
}

/* One block after the other. */
static void run_thread(void)
{
    while (true) {
        block.function.run(block.arguments);
        block.ended[block.now] = true;
        wait_for_the_others();
    }
}

static void resume(unsigned thread)
{
    block.now = thread;
    block.function.shim->thread.x = thread;
    if (_setjmp(block.scheduler) != 0) {
        return;
    }
    if (block.start[thread].uc_stack.ss_sp) {
        _longjmp(block.threads[thread], 1);
    }
    getcontext(&block.start[thread]);
    block.start[thread].uc_stack.ss_sp = block.stacks + (size_t)thread * STACK_BYTES;
    block.start[thread].uc_stack.ss_size = STACK_BYTES;
    makecontext(&block.start[thread], run_thread, 0);
    setcontext(&block.start[thread]);
}

static void run_block(unsigned threads)
{
    unsigned ended = 0;
    if (!block.stacks) {
        block.stacks = malloc((size_t)MOST_THREADS * STACK_BYTES);
    }
    memset(block.ended, 0, sizeof block.ended);
    while (ended < threads) {
        ended = 0;
        for (unsigned t = 0; t < threads; t++) {
            resume(t);
            ended += block.ended[t];
        }
        if (ended > 0 && ended < threads) {
            fprintf(stderr, "stand-in: a barrier that not all threads of a block reach\n");
            abort();
        }
    }
}

static void run_grid(host_function function, const void *arguments, shim_index grid,
                     unsigned threads)
{
    shim_state *shim = function.shim;
    block.function = function;
    block.arguments = arguments;
    shim->grid = grid;
    shim->barrier = wait_for_the_others;
    shim->shuffle = shuffle_down;
    for (unsigned y = 0; y < grid.y; y++) {
        for (unsigned x = 0; x < grid.x; x++) {
            shim->block = (shim_index){x, y, 0};
            run_block(threads);
        }
    }
}

static void free_stacks(void)
{
    free(block.stacks);
    block.stacks = NULL;
}

#endif
