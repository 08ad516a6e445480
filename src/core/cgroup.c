/* A line of the membership is "id:controllers:/path". Version 2 names no controllers, and its files
 * stand at ROOT/path; of version 1 each controller has a tree, ROOT/cpu/path. A limit of any group
 * around the process's own holds too, so the path is followed up to the root; that also finds the
 * limits of a container that sees its own group as the root, but is told the path outside. */
#include "core/cgroup.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_PATH = 4096, LONGEST_LINE = 4096 };

/* Version 1 says "no limit" by a number near the largest one. */
static const double no_limit = 0x1p60;

/* The numbers that a file begins with, at most two; answers how many there are. */
static int read_numbers(const char *folder, const char *name, double numbers[2])
{
    char path[LONGEST_PATH + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    int found = file ? fscanf(file, "%lf %lf", &numbers[0], &numbers[1]) : 0;
    if (file) {
        fclose(file);
    }
    return found > 0 ? found : 0;
}

static void limit_cpus(vi_limits *limits, double quota, double period)
{
    if (quota > 0 && period > 0) {
        limits->cpus = fmin(limits->cpus, quota / period);
    }
}

static void limit_memory(vi_limits *limits, double bytes)
{
    if (bytes > 0 && bytes < no_limit) {
        limits->memory = fmin(limits->memory, bytes);
    }
}

typedef void (*read_group_fn)(const char *folder, vi_limits *limits);

static void read_version_2(const char *folder, vi_limits *limits)
{
    double n[2] = {0, 0};
    if (read_numbers(folder, "cpu.max", n) == 2) {
        limit_cpus(limits, n[0], n[1]);
    }
    if (read_numbers(folder, "memory.max", n) == 1) {
        limit_memory(limits, n[0]);
    }
}

static void read_cpu(const char *folder, vi_limits *limits)
{
    double quota[2] = {0, 0}, period[2] = {0, 0};
    if (read_numbers(folder, "cpu.cfs_quota_us", quota) == 1 &&
        read_numbers(folder, "cpu.cfs_period_us", period) == 1) {
        limit_cpus(limits, quota[0], period[0]);
    }
}

static void read_memory(const char *folder, vi_limits *limits)
{
    double n[2] = {0, 0};
    if (read_numbers(folder, "memory.limit_in_bytes", n) == 1) {
        limit_memory(limits, n[0]);
    }
}

/* Reads the groups from ROOT/tree/path up to ROOT/tree. */
static void walk_up(const char *root, const char *tree, const char *path, read_group_fn read,
                    vi_limits *limits)
{
    char folder[LONGEST_PATH];
    int top = snprintf(folder, sizeof folder, "%s%s", root, tree);
    int length = snprintf(folder, sizeof folder, "%s%s%s", root, tree, path);
    if (length >= (int)sizeof folder) {
        return;
    }
    while (length >= top) {
        folder[length] = '\0';
        read(folder, limits);
        do {
            length--;
        } while (length > top && folder[length] != '/');
    }
}

/* Whether a comma-separated list has the word. */
static bool lists(const char *list, const char *word)
{
    size_t length = strlen(word);
    while (strncmp(list, word, length) != 0 || (list[length] != ',' && list[length] != '\0')) {
        list = strchr(list, ',');
        if (!list) {
            return false;
        }
        list++;
    }
    return true;
}

static void read_line(char *line, const char *root, vi_limits *limits)
{
    char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : 0;
    if (!path) {
        return;
    }
    *path++ = '\0';
    controllers++;
    path[strcspn(path, "\n")] = '\0';
    if (!*controllers) {
        walk_up(root, "", path, read_version_2, limits);
    }
    if (lists(controllers, "cpu")) {
        walk_up(root, "/cpu", path, read_cpu, limits);
    }
    if (lists(controllers, "memory")) {
        walk_up(root, "/memory", path, read_memory, limits);
    }
}

vi_limits vi_cgroup_limits(const char *membership, const char *root)
{
    vi_limits limits = {INFINITY, INFINITY};
    char line[LONGEST_LINE];
    FILE *file = fopen(membership, "re");
    while (file && fgets(line, sizeof line, file)) {
        read_line(line, root, &limits);
    }
    if (file) {
        fclose(file);
    }
    return limits;
}

vi_limits vi_own_limits(void)
{
    return vi_cgroup_limits("/proc/self/cgroup", "/sys/fs/cgroup");
}
