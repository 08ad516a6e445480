/* The progress bar, and stopping at Ctrl-C. */
#ifndef CLI_BAR_H
#define CLI_BAR_H

#include <voi.h>

/* From here on Ctrl-C and SIGTERM make the callback answer "stop"; a second one kills. */
void cli_catch_signals(void);
/* The signal that came, 0 for none. */
int cli_caught_signal(void);

typedef struct {
    bool shown;   /* whether a bar may be drawn */
    double start; /* when the work began; seconds */
    double drawn; /* when the bar was last drawn; 0 = never */
} cli_bar;

void cli_bar_start(cli_bar *bar, bool wanted);
int cli_bar_tick(void *bar, const char *phase, double fraction);
void cli_bar_erase(cli_bar *bar);

#endif
