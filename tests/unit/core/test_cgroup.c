/* Limits of control groups, read from folders laid out as the system lays them out. */
#define _GNU_SOURCE
#include "check.h"

#include "core/cgroup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/test_cgroup_XXXXXX";

/* Writes ROOT/path, its folders included. */
static void put(const char *path, const char *text)
{
    char name[500];
    snprintf(name, sizeof name, "%s/%s", root, path);
    for (char *slash = strchr(name + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(name, 0755);
        *slash = '/';
    }
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int make_root(void **state)
{
    (void)state;
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    char command[100];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", root);
    return system(command); /* NOLINT: a folder of its own */
}

typedef struct {
    double cpus, memory;
} limits;

static limits limits_of(const char *membership)
{
    char name[100];
    put("membership", membership);
    snprintf(name, sizeof name, "%s/membership", root);
    return (limits){vi_cgroup_limit(VI_LIMIT_CPUS, name, root),
                    vi_cgroup_limit(VI_LIMIT_MEMORY, name, root)};
}

static void the_tightest_limit_on_the_way_holds(void **state)
{
    (void)state;
    put("a/cpu.max", "400000 100000\n");
    put("a/memory.max", "max\n");
    put("a/b/cpu.max", "150000 100000\n");
    put("a/b/memory.max", "3000000000\n");
    put("a/b/c/cpu.max", "max 100000\n");
    put("a/b/c/memory.max", "5000000000\n");
    check_close(limits_of("0::/a\n").cpus, 4, 0);
    assert_true(isinf(limits_of("0::/a\n").memory));
    check_close(limits_of("0::/a/b/c\n").cpus, 1.5, 0);
    check_close(limits_of("0::/a/b/c\n").memory, 3e9, 0);
    assert_true(isinf(limits_of("0::/\n").cpus));
    put("memory.max", "1000000000\n");
    check_close(limits_of("0::/outside/of/the/container\n").memory, 1e9, 0);
}

static void version_1_has_a_tree_for_each_controller(void **state)
{
    (void)state;
    static const char groups[] =
        "4:memory:/job\n3:cpuset:/\n2:cpu,cpuacct:/job\n1:name=systemd:/\n";
    put("cpu/job/cpu.cfs_quota_us", "250000\n");
    put("cpu/job/cpu.cfs_period_us", "100000\n");
    put("cpu/cpu.cfs_quota_us", "-1\n");
    put("cpu/cpu.cfs_period_us", "100000\n");
    put("memory/memory.limit_in_bytes", "9223372036854771712\n");
    check_close(limits_of(groups).cpus, 2.5, 0);
    assert_true(isinf(limits_of(groups).memory));
    put("memory/job/memory.limit_in_bytes", "2000000000\n");
    check_close(limits_of(groups).memory, 2e9, 0);
    assert_true(isinf(limits_of("2:cpuacct:/job\n3:cpuset,memory2:/job\n").cpus));
}

static void what_is_not_understood_limits_nothing(void **state)
{
    (void)state;
    char line[4092] = "0::/"; /* of a path that is too long */
    memset(line + 4, 'x', sizeof line - 6);
    line[sizeof line - 2] = '\n';
    line[sizeof line - 1] = '\0';
    put("odd/cpu.max", "a b\n");
    put("odd/memory.max", "");
    put("odd/zero/cpu.max", "100000 0\n");
    put("cpu/odd/cpu.cfs_quota_us", "100000\n");
    put("memory.max", "max\n");
    const char *odd[] = {"", "nonsense\n", "0:\n", "0::/odd/zero\n", "5:cpu:/odd\n", line};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        limits found = limits_of(odd[i]);
        assert_true(isinf(found.memory));
    }
    assert_true(isinf(limits_of("0::/odd/zero\n").cpus));
    assert_true(isinf(vi_cgroup_limit(VI_LIMIT_CPUS, "/no/such/file", root)));
}

static void this_process_has_some(void **state)
{
    (void)state;
    assert_true(vi_own_limit(VI_LIMIT_CPUS) > 0);
    assert_true(vi_own_limit(VI_LIMIT_MEMORY) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tightest_limit_on_the_way_holds),
        cmocka_unit_test(version_1_has_a_tree_for_each_controller),
        cmocka_unit_test(what_is_not_understood_limits_nothing),
        cmocka_unit_test(this_process_has_some),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
