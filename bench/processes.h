/* Lines of a table, each in a process of its own, so that its peak memory is its own. */
#ifndef BENCH_PROCESSES_H
#define BENCH_PROCESSES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    size_t count;
    const char *(*name)(size_t line);
    void (*run)(size_t line); /* prints it */
} line_list;

/* Runs the lines with this part of a name, NULL all, until one fails; the exit status of the whole.
 */
static int run_lines(const line_list *lines, const char *part)
{
    int status = 0;
    fflush(stdout);
    for (size_t i = 0; i < lines->count && status == 0; i++) {
        if (part && !strstr(lines->name(i), part)) {
            continue;
        }
        pid_t child = fork();
        if (child == 0) {
            lines->run(i);
            exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) < 0) {
            return 1;
        }
    }
    return status == 0 ? 0 : 1;
}

#endif
