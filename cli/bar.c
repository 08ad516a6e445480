/* The bar appears on a terminal once the work has taken half a second, and leaves nothing behind.
 */
#define _GNU_SOURCE
#include "bar.h"

#include "seconds.h"
#include "stop.h"

#include <stdio.h>
#include <unistd.h>

void cli_bar_start(cli_bar *bar, bool wanted)
{
    *bar = (cli_bar){.shown = wanted && isatty(STDERR_FILENO), .start = cli_seconds()};
}

int cli_bar_tick(void *data, const char *phase, double fraction)
{
    enum { WIDTH = 24 }; /* with the phase, less than 80 columns */
    cli_bar *bar = data;
    double time = cli_seconds();
    if (bar->shown && time - bar->start > 0.5 && time - bar->drawn > 0.1) {
        int full = (int)(WIDTH * fraction);
        bar->drawn = time;
        cli_clear_line_when_stopped(true);
        fprintf(stderr, "\r[%.*s%*s] %3d %% %.44s\033[K", full, "########################",
                WIDTH - full, "", (int)(100 * fraction), phase);
    }
    return 0;
}

void cli_bar_erase(cli_bar *bar)
{
    if (bar->drawn > 0) {
        fputs("\r\033[K", stderr);
        cli_clear_line_when_stopped(false);
    }
    bar->drawn = 0;
}
