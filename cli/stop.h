/* Being stopped from outside: Ctrl-C and its kind. */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <stdbool.h>

/* From here on a signal that ends the command (SIGINT, SIGTERM, SIGHUP) leaves nothing behind, and
 * a closed pipe or a limit on the size of files is an error of the write, not a signal. */
void cli_stop_cleanly(void);

enum { CLI_LONGEST_NAME = 4096 + 8 }; /* the longest path of Linux, and an ending */

/* Makes and opens a new file as mkostemp does, of a name shorter than CLI_LONGEST_NAME. A signal
 * removes it, until it is ended: it has become another file by renaming, or is removed. */
int cli_open_unfinished(char *name);
void cli_end_unfinished(bool renamed);

/* Whether a signal must clear the line that the cursor is on. */
void cli_clear_line_when_stopped(bool drawn);

#endif
