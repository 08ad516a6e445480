/* The clock. */
#ifndef CLI_SECONDS_H
#define CLI_SECONDS_H

/* Seconds since an arbitrary moment, as on the wall. */
double cli_seconds(void);

#endif
