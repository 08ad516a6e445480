/* Contexts of the programs of this folder. */
#ifndef BENCH_CONTEXTS_H
#define BENCH_CONTEXTS_H

#include "voi.h"

#include <stdio.h>
#include <stdlib.h>

/* With so many threads, 0 for all; ends the program where there is none. */
static inline voi_context *make_context(size_t threads)
{
    voi_context_options options;
    voi_context *ctx = NULL;
    voi_error err;
    voi_context_options_default(&options);
    options.threads = threads;
    if (voi_context_create(&options, &ctx, &err) != VOI_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    return ctx;
}

#endif
