/* NVRTC for a GPU that is not there: hands a program to the compiler of the host, with shim.h in
 * front of it, and gives back a shared object in place of a binary for a device. STAND_IN_REPORT
 * names a file in which every compilation is noted. */
#define _GNU_SOURCE
#include "stand_in.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_OPEN = 8, PATH = 512, COMMAND = 4096, BROKEN = 7, COMPILE_ERROR = 6 };

stand_in_nvrtc stand_in_compiler = {.fail_at = -1};

typedef struct {
    char folder[64], source[PATH], binary[PATH], log[PATH];
} program;

int nvrtcVersion(int *major, int *minor);
int nvrtcCreateProgram(void **out, const char *text, const char *name, int header_count,
                       const char *const *headers, const char *const *header_names);
int nvrtcCompileProgram(void *of, int count, const char *const *options);
int nvrtcGetProgramLogSize(void *of, size_t *size);
int nvrtcGetProgramLog(void *of, char *log);
int nvrtcGetCUBINSize(void *of, size_t *size);
int nvrtcGetCUBIN(void *of, char *binary);
int nvrtcDestroyProgram(void **of);

static int begin(void)
{
    return stand_in_compiler.calls++ == stand_in_compiler.fail_at ? BROKEN : 0;
}

int nvrtcVersion(int *major, int *minor)
{
    *major = 12;
    *minor = 4;
    return begin();
}

/* The name may have one folder in it. */
static void write_file(const char *folder, const char *name, const char *text)
{
    char path[PATH];
    const char *slash = strchr(name, '/');
    if (slash) {
        snprintf(path, sizeof path, "%s/%.*s", folder, (int)(slash - name), name);
        mkdir(path, S_IRWXU);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

int nvrtcCreateProgram(void **out, const char *text, const char *name, int header_count,
                       const char *const *headers, const char *const *header_names)
{
    int result = begin();
    program *p = calloc(1, sizeof *p);
    strcpy(p->folder, "/tmp/stand-in-XXXXXX");
    if (result != 0 || !mkdtemp(p->folder)) {
        free(p);
        return BROKEN;
    }
    for (int i = 0; i < header_count; i++) {
        write_file(p->folder, header_names[i], headers[i]);
    }
    write_file(p->folder, name, text);
    snprintf(p->source, PATH, "%s/%s", p->folder, name);
    snprintf(p->binary, PATH, "%s/kernels.so", p->folder);
    snprintf(p->log, PATH, "%s/log", p->folder);
    *out = p;
    return 0;
}

static void note(const program *p)
{
    const char *path = getenv("STAND_IN_REPORT");
    FILE *file = path ? fopen(path, "a") : NULL;
    stand_in_compiler.compiled++;
    if (file) {
        fprintf(file, "compiled %s\n", strrchr(p->source, '/') + 1);
        fclose(file);
    }
}

/* Of the options only definitions mean something here. */
int nvrtcCompileProgram(void *of, int count, const char *const *options)
{
    const program *p = of;
    char command[COMMAND];
    int result = begin();
    if (result != 0) {
        write_file(p->folder, "log", "an error of a test");
        return result;
    }
    int length =
        snprintf(command, sizeof command,
                 COMPILER " -x c++ -std=c++17 -O1 -ffp-contract=off -fPIC -shared -include " SHIM
                          " -iquote %s -o %s %s >%s 2>&1",
                 p->folder, p->binary, p->source, p->log);
    for (int i = 0; i < count; i++) {
        if (strncmp(options[i], "-D", 2) == 0) {
            length +=
                snprintf(command + length, sizeof command - (size_t)length, " %s", options[i]);
        }
    }
    note(p);
    return system(command) == 0 ? 0 : COMPILE_ERROR;
}

static int size_of(const char *path, size_t *size)
{
    struct stat about;
    int result = begin();
    if (result != 0 || stat(path, &about) != 0) {
        return BROKEN;
    }
    *size = (size_t)about.st_size;
    return 0;
}

static int read_file(const char *path, char *to)
{
    size_t size = 0;
    int result = size_of(path, &size);
    FILE *file = result == 0 ? fopen(path, "r") : NULL;
    if (file) {
        result = fread(to, 1, size, file) == size ? 0 : BROKEN;
        fclose(file);
    }
    return result;
}

int nvrtcGetProgramLogSize(void *of, size_t *size)
{
    return size_of(((program *)of)->log, size);
}

int nvrtcGetProgramLog(void *of, char *log)
{
    return read_file(((program *)of)->log, log);
}

int nvrtcGetCUBINSize(void *of, size_t *size)
{
    return size_of(((program *)of)->binary, size);
}

int nvrtcGetCUBIN(void *of, char *binary)
{
    return read_file(((program *)of)->binary, binary);
}

static int remove_entry(const char *path, const struct stat *about, int type, struct FTW *place)
{
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

int nvrtcDestroyProgram(void **of)
{
    program *p = *of;
    nftw(p->folder, remove_entry, MOST_OPEN, FTW_DEPTH | FTW_PHYS);
    free(p);
    return begin();
}
