/* What is known of files before they are read. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <voi.h>

#include <sys/stat.h>

bool cli_is_workbook(const char *path);

/* stat of an input: "-" is standard input, and file.xlsx#Sheet is file.xlsx. */
bool cli_stat_input(const char *path, struct stat *out);

/* Whether writing to both paths, of files that may not be there yet, would write one file. */
bool cli_same_file(const char *path, const char *other);

/* Estimates the bytes that the numbers of an input take in memory; 0 where its size is not known.
 * Too much rather than too little, but for packed files, whose content may be of any size. */
double cli_sample_bytes(const char *path);

#endif
