/* The signal ends the command at once, from its handler, rather than by the library's cancellation:
 * waiting for a pipe or for the disk, no callback would be asked. The handler removes the file that
 * is half written, clears the progress bar, and lets the signal do what it does by default, so that
 * a shell sees how the command ended and stops its loops. */
#define _GNU_SOURCE
#include "stop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The only mutable state of the command: a signal handler can reach nothing else. */
static volatile sig_atomic_t line_is_drawn, file_is_unfinished;
static char unfinished[CLI_LONGEST_NAME];

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOPS = sizeof stops / sizeof stops[0] };

static void on_signal(int number)
{
    static const char clear[] = "\r\033[K";
    if (file_is_unfinished) {
        unlink(unfinished);
    }
    if (line_is_drawn && write(STDERR_FILENO, clear, sizeof clear - 1) < 0) {
        line_is_drawn = 0;
    }
    raise(number); /* once the handler returns, by default: it was reset */
}

void cli_stop_cleanly(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, old;
    for (int i = 0; i < STOPS; i++) {
        sigaddset(&action.sa_mask, stops[i]);
    }
    for (int i = 0; i < STOPS; i++) {
        /* What the parent ignores for us, as nohup does, stays ignored. */
        if (sigaction(stops[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
            sigaction(stops[i], &action, NULL);
        }
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int cli_open_unfinished(char *name)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int file = mkostemp(name, O_CLOEXEC);
    if (file >= 0) {
        strncpy(unfinished, name, sizeof unfinished - 1);
        file_is_unfinished = 1;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return file;
}

void cli_end_unfinished(bool renamed)
{
    if (!renamed) {
        unlink(unfinished);
    }
    file_is_unfinished = 0;
}

void cli_clear_line_when_stopped(bool drawn)
{
    line_is_drawn = drawn;
}
