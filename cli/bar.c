/* The bar appears on a terminal once the work has taken half a second, and leaves nothing behind.
 */
#define _GNU_SOURCE
#include "bar.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The only mutable state of the command: a signal handler can reach nothing else. */
static volatile sig_atomic_t caught;

static void on_signal(int number)
{
    caught = number;
}

void cli_catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int cli_caught_signal(void)
{
    return caught;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void cli_bar_start(cli_bar *bar, bool wanted)
{
    *bar = (cli_bar){.shown = wanted && isatty(STDERR_FILENO), .start = now()};
}

int cli_bar_tick(void *data, const char *phase, double fraction)
{
    enum { WIDTH = 30 };
    cli_bar *bar = data;
    double time = now();
    if (bar->shown && time - bar->start > 0.5 && time - bar->drawn > 0.1) {
        int full = (int)(WIDTH * fraction);
        bar->drawn = time;
        fprintf(stderr, "\r[%.*s%*s] %3d %% %.60s\033[K", full, "##############################",
                WIDTH - full, "", (int)(100 * fraction), phase);
    }
    return caught != 0;
}

void cli_bar_erase(cli_bar *bar)
{
    if (bar->drawn > 0) {
        fputs("\r\033[K", stderr);
    }
    bar->drawn = 0;
}
