/* A driver of GPUs that are not there. Built as several libraries, which differ in what fails:
 * DEVICES that it counts, START as cuInit answers, TOLD as a description answers, and OLD leaves a
 * function out. */
#include <stddef.h>
#include <string.h>

int cuInit(unsigned flags);
int cuGetErrorName(int result, const char **name);
int cuDriverGetVersion(int *version);
int cuDeviceGetCount(int *count);
int cuDeviceGet(int *device, int index);
int cuDeviceGetName(char *name, int capacity, int device);
int cuDeviceTotalMem_v2(size_t *bytes, int device);
int cuDeviceGetAttribute(int *value, int attribute, int device);

int cuInit(unsigned flags)
{
    return flags == 0 ? START : 1;
}

int cuGetErrorName(int result, const char **name)
{
    *name = "CUDA_ERROR_OF_A_TEST";
    return result == 999 ? 0 : 1;
}

int cuDriverGetVersion(int *version)
{
    *version = 12040;
    return TOLD > 0;
}

int cuDeviceGetCount(int *count)
{
    *count = DEVICES;
    return 0;
}

int cuDeviceGet(int *device, int index)
{
    *device = index + 40;
    return TOLD == 1 ? 999 : 0;
}

int cuDeviceGetName(char *name, int capacity, int device)
{
    strncpy(name, device == 40 ? "First GPU" : "Second GPU", (size_t)capacity);
    return TOLD == 2 ? 999 : 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device)
{
    *bytes = (size_t)(device - 39) * 1000000000;
    return TOLD == 3 ? 998 : 0;
}

#ifndef OLD
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    *value = attribute == 75 ? 9 : device - 40;
    return TOLD == 4 || (TOLD == 5 && attribute == 76) ? 999 : 0;
}
#endif
