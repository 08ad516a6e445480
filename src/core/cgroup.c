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

static double cpus_of(double quota, double period)
{
    return quota > 0 && period > 0 ? quota / period : INFINITY;
}

static double memory_of(double bytes)
{
    return bytes > 0 && bytes < no_limit ? bytes : INFINITY;
}

static double cpus_version_2(const char *folder)
{
    double n[2] = {0, 0};
    return read_numbers(folder, "cpu.max", n) == 2 ? cpus_of(n[0], n[1]) : INFINITY;
}

static double cpus_version_1(const char *folder)
{
    double quota[2] = {0, 0}, period[2] = {0, 0};
    bool told = read_numbers(folder, "cpu.cfs_quota_us", quota) == 1 &&
                read_numbers(folder, "cpu.cfs_period_us", period) == 1;
    return told ? cpus_of(quota[0], period[0]) : INFINITY;
}

static double memory_version_2(const char *folder)
{
    double n[2] = {0, 0};
    return read_numbers(folder, "memory.max", n) == 1 ? memory_of(n[0]) : INFINITY;
}

static double memory_version_1(const char *folder)
{
    double n[2] = {0, 0};
    return read_numbers(folder, "memory.limit_in_bytes", n) == 1 ? memory_of(n[0]) : INFINITY;
}

typedef double (*read_group_fn)(const char *folder);

/* What tells a limit: the controller of version 1, and how a group of each version is read. */
typedef struct {
    const char *controller;
    read_group_fn version_1, version_2;
} resource;

static const resource resources[] = {
    [VI_LIMIT_CPUS] = {"cpu", cpus_version_1, cpus_version_2},
    [VI_LIMIT_MEMORY] = {"memory", memory_version_1, memory_version_2},
};

/* The tightest limit of the groups from ROOT/tree/path up to ROOT/tree. */
static double walk_up(const char *root, const char *tree, const char *path, read_group_fn read)
{
    char folder[LONGEST_PATH];
    double limit = INFINITY;
    int top = snprintf(folder, sizeof folder, "%s/%s", root, tree);
    int length = snprintf(folder, sizeof folder, "%s/%s%s", root, tree, path);
    if (length >= (int)sizeof folder) {
        return INFINITY;
    }
    while (length >= top) {
        folder[length] = '\0';
        limit = fmin(limit, read(folder));
        do {
            length--;
        } while (length > top && folder[length] != '/');
    }
    return limit;
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

static double limit_of_line(char *line, const char *root, const resource *what)
{
    char *controllers = strchr(line, ':');
    char *path = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!path) {
        return INFINITY;
    }
    *path++ = '\0';
    controllers++;
    path[strcspn(path, "\n")] = '\0';
    if (!*controllers) {
        return walk_up(root, "", path, what->version_2);
    }
    return lists(controllers, what->controller)
               ? walk_up(root, what->controller, path, what->version_1)
               : INFINITY;
}

double vi_cgroup_limit(vi_limit limit, const char *membership, const char *root)
{
    char line[LONGEST_LINE];
    double tightest = INFINITY;
    FILE *file = fopen(membership, "re");
    while (file && fgets(line, sizeof line, file)) {
        tightest = fmin(tightest, limit_of_line(line, root, &resources[limit]));
    }
    if (file) {
        fclose(file);
    }
    return tightest;
}

double vi_own_limit(vi_limit limit)
{
    return vi_cgroup_limit(limit, "/proc/self/cgroup", "/sys/fs/cgroup");
}
