/* Numbers are doubles in memory. A .npy of shorter ones says so at the beginning of its header; a
 * text has two bytes a number at least, a digit and what parts it from the next. Packed files are
 * taken to unpack to five times their size. */
#define _GNU_SOURCE
#include "files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PACKED = 5, SHORTEST_TEXT = 2, LONGEST_PATH = 4096, HEAD = 256 };

static bool has_ending(const char *path, const char *ending)
{
    size_t length = strlen(path), size = strlen(ending);
    return length >= size && strcasecmp(path + length - size, ending) == 0;
}

bool cli_is_workbook(const char *path)
{
    return path && (voi_path_sheet(path) || has_ending(path, ".xlsx") || has_ending(path, ".xls"));
}

bool cli_stat_input(const char *path, struct stat *out)
{
    char file[LONGEST_PATH];
    const char *sheet = voi_path_sheet(path);
    if (strcmp(path, "-") == 0) {
        return fstat(STDIN_FILENO, out) == 0;
    }
    if (!sheet) {
        return stat(path, out) == 0;
    }
    return snprintf(file, sizeof file, "%.*s", (int)(sheet - path), path) < LONGEST_PATH &&
           stat(file, out) == 0;
}

/* The folder that a path's last name stands in. */
static bool stat_folder(const char *path, struct stat *out)
{
    char folder[LONGEST_PATH] = ".";
    const char *slash = strrchr(path, '/');
    if (slash &&
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path) >= LONGEST_PATH) {
        return false;
    }
    return stat(folder, out) == 0;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool cli_same_file(const char *path, const char *other)
{
    struct stat one, two;
    bool there = stat(path, &one) == 0, other_there = stat(other, &two) == 0;
    if (there != other_there) {
        return false;
    }
    if (!there) {
        bool folders = stat_folder(path, &one) && stat_folder(other, &two);
        if (!folders || strcmp(last_name(path), last_name(other)) != 0) {
            return strcmp(path, other) == 0;
        }
    }
    return one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

/* Bytes of memory for a byte of the numbers in a .npy: the digits behind the key are their size. */
static double growth_of_npy(const char *path)
{
    char head[HEAD + 1] = "";
    FILE *file = fopen(path, "re");
    size_t size = file ? fread(head, 1, HEAD, file) : 0;
    const char *type = memmem(head, size, "descr", 5);
    const char *digit = type ? strpbrk(type, "1248") : NULL;
    if (file) {
        fclose(file);
    }
    return digit ? (double)sizeof(double) / (*digit - '0') : (double)sizeof(double);
}

double cli_sample_bytes(const char *path)
{
    struct stat info;
    if (!path || !cli_stat_input(path, &info) || !S_ISREG(info.st_mode)) {
        return 0;
    }
    double size = (double)info.st_size;
    if (has_ending(path, ".npy")) {
        return size * growth_of_npy(path);
    }
    if (cli_is_workbook(path) || has_ending(path, ".npy.gz")) {
        return size * PACKED;
    }
    double text = size * (has_ending(path, ".gz") ? PACKED : 1);
    return text * sizeof(double) / SHORTEST_TEXT;
}
