/* The progress bar. */
#ifndef CLI_BAR_H
#define CLI_BAR_H

#include <voi.h>

typedef struct {
    bool shown;   /* whether a bar may be drawn */
    double start; /* when the work began; seconds */
    double drawn; /* when the bar was last drawn; 0 = never */
} cli_bar;

void cli_bar_start(cli_bar *bar, bool wanted);
/* For the library's progress callback; never cancels. */
int cli_bar_tick(void *bar, const char *phase, double fraction);
void cli_bar_erase(cli_bar *bar);

#endif
